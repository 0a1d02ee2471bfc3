using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using ResearchAgent.Papers;

namespace ResearchAgent.Ingestion;

/// <summary>What is known of a file of a synchronised folder.</summary>
public sealed record SyncedFile
{
    /// <summary>Full path.</summary>
    public required string Path { get; init; }

    public required SyncState State { get; init; }

    /// <summary>Why it failed or was skipped, and the next step; null for an indexed file.</summary>
    public string? Reason { get; init; }

    /// <summary>In bytes, with <see cref="Modified"/> the cheap sign that a file is as it was.</summary>
    public long Size { get; init; }

    public DateTimeOffset Modified { get; init; }

    /// <summary>SHA-256 of the content, in hexadecimal; empty when it could not be read.</summary>
    public string Hash { get; init; } = "";

    /// <summary>The papers that the file gave, under the ids that they had then.</summary>
    public IReadOnlyList<PaperId> Papers { get; init; } = [];

    /// <summary>Full paths of the files that were read with it.</summary>
    public IReadOnlyList<string> Attachments { get; init; } = [];

    /// <summary>The bibliography that has this file as an attachment; null for a file on its own.</summary>
    public string? Owner { get; init; }
}

[JsonConverter(typeof(JsonStringEnumConverter<SyncState>))]
public enum SyncState
{
    Indexed,

    /// <summary>Some or all of it could not be read; it is tried again on the next run.</summary>
    Failed,

    /// <summary>It is nothing to read, or belongs to another file.</summary>
    Skipped,

    /// <summary>To be read again, whatever its content.</summary>
    Stale,

    /// <summary>It is gone; the line only takes the earlier ones back.</summary>
    Forgotten,
}

/// <summary>
/// The state of every synchronised file as JSON lines, the last line of a path being the one that counts. Lines are added
/// as files are done, so that a run that dies loses nothing; opening drops an unfinished last line and what was superseded.
/// One process at a time may hold it.
/// </summary>
internal sealed class SyncJournal : IDisposable
{
    public const string FileName = "sync.jsonl";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    private readonly Dictionary<string, SyncedFile> _files;
    private readonly FileStream _lock;
    private readonly StreamWriter _writer;

    private SyncJournal(FileStream lockFile, StreamWriter writer, Dictionary<string, SyncedFile> files) => (_lock, _writer, _files) = (lockFile, writer, files);

    public IReadOnlyCollection<SyncedFile> Files => _files.Values;

    /// <exception cref="IOException">Another process holds it, or it cannot be written.</exception>
    public static async Task<SyncJournal> OpenAsync(string libraryFolder, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(libraryFolder);
        var path = Path.Combine(libraryFolder, FileName);
        var lockFile = Lock(path + ".lock");
        try
        {
            var files = await ReadAsync(libraryFolder, cancellationToken);
            await AtomicFile.WriteAsync(path, string.Concat(files.Values.OrderBy(f => f.Path, StringComparer.Ordinal).Select(Line)), cancellationToken);
            return new SyncJournal(lockFile, new StreamWriter(path, append: true, new UTF8Encoding(false)), files);
        }
        catch
        {
            lockFile.Dispose();
            throw;
        }
    }

    /// <summary>The states alone, for who only looks.</summary>
    public static async Task<Dictionary<string, SyncedFile>> ReadAsync(string libraryFolder, CancellationToken cancellationToken)
    {
        var files = new Dictionary<string, SyncedFile>(StringComparer.Ordinal);
        var path = Path.Combine(libraryFolder, FileName);
        if (!File.Exists(path))
        {
            return files;
        }

        await using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(stream);
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            if (Parse(line) is not { } file)
            {
                continue;
            }

            if (file.State == SyncState.Forgotten)
            {
                files.Remove(file.Path);
            }
            else
            {
                files[file.Path] = file;
            }
        }

        return files;
    }

    public SyncedFile? Find(string path) => _files.GetValueOrDefault(path);

    public void Write(SyncedFile file)
    {
        if (file.State == SyncState.Forgotten)
        {
            _files.Remove(file.Path);
        }
        else
        {
            _files[file.Path] = file;
        }

        _writer.Write(Line(file));
        _writer.Flush();
    }

    public void Dispose()
    {
        _writer.Dispose();
        _lock.Dispose();
    }

    private static FileStream Lock(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (File.Exists(path))
        {
            throw new IOException($"'{Path.GetDirectoryName(path)}' is being synchronised by another process. Wait for it to end.", e);
        }
    }

    private static string Line(SyncedFile file) => JsonSerializer.Serialize(file, Json) + "\n";

    private static SyncedFile? Parse(string line)
    {
        try
        {
            return line.Length == 0 ? null : JsonSerializer.Deserialize<SyncedFile>(line, Json);
        }
        catch (JsonException)
        {
            // The line that a dying process left unfinished.
            return null;
        }
    }
}
