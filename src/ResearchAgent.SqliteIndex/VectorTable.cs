using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using ResearchAgent.Indexing;

namespace ResearchAgent.SqliteIndex;

/// <summary>One embedder's part of the stored vectors. Works within the caller's transaction.</summary>
internal sealed class VectorTable(SqliteConnection connection, string embedder)
{
    /// <summary>SQL for the embedder's number, null before its first vector, with its fingerprint as parameter <c>$0</c>.</summary>
    public const string EmbedderNumber = "(SELECT number FROM embedder WHERE fingerprint = $0)";

    /// <summary>Fingerprint of the embedder.</summary>
    public string Embedder => embedder;

    /// <param name="dimensions">Length of the vectors stored so far; 0 before the first.</param>
    /// <exception cref="LibraryException">A vector is neither empty nor as long as the others.</exception>
    public void Insert(IEnumerable<(long Passage, ReadOnlyMemory<float> Vector)> vectors, int dimensions)
    {
        connection.Execute("INSERT INTO embedder (fingerprint) VALUES ($0) ON CONFLICT DO NOTHING", embedder);
        foreach (var (passage, vector) in vectors)
        {
            if (vector.Length > 0)
            {
                CheckLength(vector.Length, dimensions);
                dimensions = vector.Length;
            }

            connection.Execute(
                $"INSERT INTO vector (embedder, passage, data) VALUES ({EmbedderNumber}, $1, $2)",
                embedder, passage, MemoryMarshal.AsBytes(vector.Span).ToArray());
        }
    }

    /// <param name="length">Of one more vector.</param>
    /// <param name="dimensions">Length of the vectors stored so far; 0 before the first.</param>
    /// <exception cref="LibraryException">The two differ.</exception>
    public void CheckLength(int length, int dimensions)
    {
        if (dimensions > 0 && length != dimensions)
        {
            throw new LibraryException(
                connection.DataSource,
                $"The embedder '{embedder}' gave a vector of {length} numbers; the library '{connection.DataSource}' has its vectors with {dimensions}. The model was changed under its name: put the old one back.");
        }
    }

    /// <summary>The vectors of these passages, which must have one, in their order.</summary>
    public IEnumerable<float[]> Read(IEnumerable<long> passages)
    {
        using var command = connection.Command($"SELECT data FROM vector WHERE embedder = {EmbedderNumber} AND passage = $1", embedder, null);
        foreach (var passage in passages)
        {
            command.Parameters[1].Value = passage;
            yield return MemoryMarshal.Cast<byte, float>((byte[])command.ExecuteScalar()!).ToArray();
        }
    }

    public IReadOnlyList<string> OtherEmbedders()
    {
        using var command = connection.Command("SELECT fingerprint FROM embedder WHERE fingerprint <> $0 ORDER BY number", embedder);
        using var reader = command.ExecuteReader();
        var others = new List<string>();
        while (reader.Read())
        {
            others.Add(reader.GetString(0));
        }

        return others;
    }

    /// <summary>Their vectors go with them.</summary>
    public void RemoveOtherEmbedders() => connection.Execute("DELETE FROM embedder WHERE fingerprint <> $0", embedder);
}
