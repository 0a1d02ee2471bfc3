using Microsoft.Data.Sqlite;

namespace ResearchAgent.SqliteIndex.Tests;

/// <summary>A folder for one library, removed with the test.</summary>
internal sealed class TemporaryLibrary : IDisposable
{
    public const string Embedder = "test-embedder";

    public string Folder { get; } = Directory.CreateTempSubdirectory("library-").FullName;

    public string File => Path.Combine(Folder, "library.db");

    public SqlitePassageIndex Open() => SqlitePassageIndex.Open(Folder, Embedder);

    /// <summary>Runs SQL on the file as another program would.</summary>
    public void Execute(string sql) => Scalar(sql);

    /// <inheritdoc cref="Execute"/>
    public object? Scalar(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={File};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The SQL is written in the tests.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command.ExecuteScalar();
    }

    /// <summary>A file of the folder as it is at this moment, also while it is open.</summary>
    public byte[] Read(string name)
    {
        using var stream = new FileStream(Path.Combine(Folder, name), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
