using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using ResearchAgent.Hosting;
using ResearchAgent.Indexing;
using ResearchAgent.Papers;

namespace ResearchAgent.Web.Library;

/// <summary>
/// The originals of uploads, below the library's folder: <c>files/HASH/name</c>, each in a folder of its own, so that no file
/// finds another beside it. To be changed only within <see cref="Work.LibraryWork.ChangeAsync"/>; taking files in may be done at any time.
/// </summary>
internal sealed class UploadFolder(Session session)
{
    private const int HashDigits = 32;
    private const string Incoming = ".incoming-";

    private const string PapersFile = "papers.jsonl";

    // One that a server left behind when it died; a slow upload is not as old.
    private static readonly TimeSpan Abandoned = TimeSpan.FromDays(1);

    private readonly Lazy<ConcurrentDictionary<string, IReadOnlyList<PaperId>>> _papers = new(() => ReadPapers(session));

    private string Root => RootOf(session);

    /// <summary>Writes the content aside, under a name that nobody chose.</summary>
    public async Task<IncomingFile> TakeAsync(Stream content, string safeName, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Root);
        RemoveAbandoned();
        var path = Path.Combine(Root, $"{Incoming}{Guid.NewGuid():N}");
        try
        {
            await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite);
            await content.CopyToAsync(file, cancellationToken);
            file.Position = 0;
            var hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken))[..HashDigits];
            return new IncomingFile(path, hash, safeName);
        }
        catch
        {
            File.Delete(path);
            throw;
        }
    }

    /// <summary>Puts the file where it stays. The same content keeps the name under which it came first.</summary>
    public string Place(IncomingFile file)
    {
        if (Find(file.Hash) is { } known)
        {
            return known;
        }

        var folder = Directory.CreateDirectory(Path.Combine(Root, file.Hash)).FullName;
        var path = Path.Combine(folder, file.SafeName);
        File.Move(file.Path, path);
        return path;
    }

    /// <returns>The stored file; null when there is none.</returns>
    public string? Find(string? hash) =>
        hash is { Length: HashDigits } && hash.All(char.IsAsciiHexDigitLower) && Path.Combine(Root, hash) is var folder && Directory.Exists(folder)
            ? Directory.EnumerateFiles(folder).FirstOrDefault()
            : null;

    /// <summary>Remembers which papers a file gave, under the ids that they have now.</summary>
    public async Task RememberAsync(string hash, IReadOnlyList<PaperId> papers, CancellationToken cancellationToken)
    {
        if (!_papers.Value.TryGetValue(hash, out var known) || !known.SequenceEqual(papers))
        {
            await File.AppendAllTextAsync(Path.Combine(Root, PapersFile), JsonSerializer.Serialize(new FilePapers(hash, papers)) + "\n", cancellationToken);
            _papers.Value[hash] = papers;
        }
    }

    /// <summary>The uploads that the paper came from.</summary>
    public IReadOnlyList<string> HashesOf(Paper paper) => [.. _papers.Value.Where(f => f.Value.Any(id => IsOf(paper, id))).Select(f => f.Key)];

    /// <summary>Removes the file of this hash, unless a paper of the library came from it.</summary>
    public async Task RemoveUnusedAsync(string hash, IPassageIndex index)
    {
        // Not cancelled: what is thrown away halfway would stay for good.
        var papers = _papers.Value.GetValueOrDefault(hash) ?? [];
        if (Find(hash) is { } path && !(await index.ListPapersAsync(PassageFilter.None, CancellationToken.None)).Any(p => papers.Any(id => IsOf(p, id))))
        {
            Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
        }
    }

    private static bool IsOf(Paper paper, PaperId id) => paper.Id == id || paper.AlsoKnownAs.Contains(id);

    private static string RootOf(Session session) => Path.Combine(Path.GetFullPath(session.Library), "files");

    private static ConcurrentDictionary<string, IReadOnlyList<PaperId>> ReadPapers(Session session)
    {
        var papers = new ConcurrentDictionary<string, IReadOnlyList<PaperId>>(StringComparer.Ordinal);
        var path = Path.Combine(RootOf(session), PapersFile);
        foreach (var line in File.Exists(path) ? File.ReadLines(path) : [])
        {
            try
            {
                if (JsonSerializer.Deserialize<FilePapers>(line) is { } file)
                {
                    papers[file.Hash] = file.Papers;
                }
            }
            catch (JsonException)
            {
                // A server died while it wrote the line: its file can be uploaded again.
            }
        }

        return papers;
    }

    private void RemoveAbandoned()
    {
        foreach (var path in Directory.EnumerateFiles(Root, Incoming + "*").Where(p => DateTime.UtcNow - File.GetLastWriteTimeUtc(p) > Abandoned))
        {
            File.Delete(path);
        }
    }
}

/// <summary>An upload on its way in; disposing it removes what was not placed.</summary>
internal sealed record IncomingFile(string Path, string Hash, string SafeName) : IDisposable
{
    public void Dispose() => File.Delete(Path);
}

/// <summary>A line of the file that says which papers an upload gave; the last one of a hash counts.</summary>
internal sealed record FilePapers(string Hash, IReadOnlyList<PaperId> Papers);
