using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using ResearchAgent.Ingestion;

namespace ResearchAgent.Readers.Zotero;

/// <summary>
/// Reads the library in a Zotero data folder (versions 5 to 8), one paper an item; the trash and feeds are left out. Zotero
/// may be running: a copy of its database is read, in a private folder that is deleted afterwards, and nothing is written
/// to the original. A record's line is Zotero's number of the item.
/// </summary>
public sealed class ZoteroReader : IPaperReader
{
    public string Name => "zotero";

    public IReadOnlyList<string> Extensions { get; } = [".sqlite"];

    public bool ReadsBytes => true;

    public bool ReadsBibliographies => true;

    public bool Recognizes(SourceFile file) => file.Start.Span.StartsWith("SQLite format 3\0"u8);

    public async IAsyncEnumerable<ReadResult> ReadAsync(SourceFile file, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("research-zotero-");
        try
        {
            var copy = Path.Combine(folder.FullName, "zotero.sqlite");
            await CopyAsync(file.Path, copy, cancellationToken);
            var (items, failure) = await LoadAsync(file.Path, copy, cancellationToken);
            if (items is null)
            {
                yield return failure!;
                yield break;
            }

            var dataFolder = Path.GetDirectoryName(Path.GetFullPath(file.Path))!;
            foreach (var item in items)
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return ZoteroRecord.Of(file.Path, dataFolder, item);
            }

            if (items.Count == 0)
            {
                yield return new ReadFailure(file.Path, 0, "the Zotero library has no items. Nothing was added from it.");
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    // What Zotero wrote last may still stand in the log beside the database.
    private static async Task CopyAsync(string source, string copy, CancellationToken cancellationToken)
    {
        foreach (var suffix in (string[])["", "-wal", "-journal"])
        {
            if (suffix.Length == 0 || File.Exists(source + suffix))
            {
                await using var from = new FileStream(source + suffix, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
                await using var to = new FileStream(copy + suffix, FileMode.CreateNew, FileAccess.Write, FileShare.None);
                await from.CopyToAsync(to, cancellationToken);
            }
        }
    }

    private static async Task<(IReadOnlyList<ZoteroItem>? Items, ReadFailure? Failure)> LoadAsync(string path, string copy, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = copy, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
            await connection.OpenAsync(cancellationToken);
            var library = new ZoteroLibrary(connection);
            return await library.MissingTableAsync(cancellationToken) is { } missing
                ? (null, new ReadFailure(path, 0, $"the database has no table '{missing}', so it is no Zotero library of version 5 or later. Add the 'zotero.sqlite' of Zotero's data folder."))
                : (await library.LoadAsync(cancellationToken), null);
        }
        catch (SqliteException e)
        {
            return (null, new ReadFailure(path, 0, $"the Zotero database cannot be read ({RecordText.OneLine(e.Message).TrimEnd('.')}). Close Zotero and add it again."));
        }
    }
}
