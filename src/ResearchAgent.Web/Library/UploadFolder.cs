using System.Security.Cryptography;
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

    // One that a server left behind when it died; a slow upload is not as old.
    private static readonly TimeSpan Abandoned = TimeSpan.FromDays(1);

    private string Root => Path.Combine(Path.GetFullPath(session.Library), "files");

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

    /// <summary>Removes the file of this hash, unless a paper of the library came from it.</summary>
    public async Task RemoveUnusedAsync(string? hash, IPassageIndex index)
    {
        // Not cancelled: what is thrown away halfway would stay for good.
        if (Find(hash) is { } path && !(await index.ListPapersAsync(PassageFilter.None, CancellationToken.None)).Any(p => p.Source == path))
        {
            Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
        }
    }

    /// <summary>The hash of the upload that the paper came from; null for one that came from elsewhere.</summary>
    public string? HashOf(Paper paper) =>
        paper.Source is { } source && Path.IsPathFullyQualified(source) && Path.GetDirectoryName(source) is { } folder && Path.GetDirectoryName(folder) == Root ? Path.GetFileName(folder) : null;

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
