using ResearchAgent.Papers;

namespace ResearchAgent.Ingestion;

/// <summary>
/// Reads the files that a bibliography attaches to its entries, from allowed folders only: the bibliography's own, and those
/// that a person named. The entry keeps its bibliographic record and takes the file's text.
/// </summary>
/// <param name="open">Finds the reader of a file.</param>
internal sealed class Attachments(
    IReadOnlyList<string> roots, Func<string, CancellationToken, Task<(IPaperReader? Reader, SourceFile? File, ReadFailure? Failure)>> open)
{
    /// <summary>An entry with more attachments than this is no entry for a paper.</summary>
    private const int MaxFiles = 20;

    public async Task<(PaperRecord Record, IReadOnlyList<ReadNotice> Notices)> ReadAsync(PaperRecord record, CancellationToken cancellationToken)
    {
        var notices = new List<ReadNotice>();
        var read = new List<string>();
        var allowed = roots.Prepend(Path.GetDirectoryName(Path.GetFullPath(record.Path))!).Select(RealPath).ToList();
        foreach (var path in record.Attachments.Distinct().Take(MaxFiles))
        {
            var (text, problem) = await ReadTextAsync(path, allowed, cancellationToken);
            if (text is null)
            {
                notices.Add(new ReadNotice(record.Path, record.Line, $"attachment '{path}' of '{record.Title}' was not read: {problem}"));
                continue;
            }

            read.Add(Path.GetFullPath(path));
            record = read.Count == 1 ? WithText(record, text) : WithSupplement(record, text);
        }

        return (record with { Attachments = read }, notices);
    }

    private async Task<(PaperRecord? Text, string Problem)> ReadTextAsync(string path, List<string> allowed, CancellationToken cancellationToken)
    {
        if (!allowed.Exists(root => IsWithin(root, path)))
        {
            return (null, $"it lies outside '{allowed[0]}'. Allow its folder with --attachments.");
        }

        try
        {
            // The name may be harmless and the link behind it not.
            if (File.Exists(path) && !allowed.Exists(root => IsWithin(root, RealPath(path))))
            {
                return (null, $"it is a link out of '{allowed[0]}'. Allow the folder that it leads to with --attachments.");
            }

            var (reader, file, failure) = await open(path, cancellationToken);
            if (reader is null || file is null)
            {
                return (null, failure!.Message);
            }

            await foreach (var result in reader.ReadAsync(file, cancellationToken))
            {
                switch (result)
                {
                    case PaperRecord text:
                        return (text, "");
                    case ReadFailure problem:
                        return (null, problem.Message);
                }
            }

            return (null, "there is no paper in it.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return (null, $"it cannot be read ({e.Message.TrimEnd('.')}).");
        }
    }

    private static PaperRecord WithText(PaperRecord record, PaperRecord text) => record with
    {
        Sections = record.Sections.Count == 0 || text.Sections.Any(s => s.Heading.Equals("Abstract", StringComparison.OrdinalIgnoreCase)) ? text.Sections : [.. record.Sections, .. text.Sections],
        References = text.References,
        Flags = [.. record.Flags, .. text.Flags],
        Doi = record.Doi ?? text.Doi,
        ArxivId = record.ArxivId ?? text.ArxivId,
    };

    // A second file is what the journal put beside the article.
    private static PaperRecord WithSupplement(PaperRecord record, PaperRecord text) => record with
    {
        Sections = [.. record.Sections, .. text.Sections.Select(s => s.Kind == SectionKind.Body ? s with { Kind = SectionKind.Supplement } : s)],
        Flags = [.. record.Flags, .. text.Flags],
    };

    private static bool IsWithin(string root, string path)
    {
        var relative = Path.GetRelativePath(root, Path.GetFullPath(path));
        return !Path.IsPathRooted(relative) && relative != ".." && !relative.StartsWith(".." + Path.DirectorySeparatorChar, StringComparison.Ordinal);
    }

    // Every part of the path may be a link.
    private static string RealPath(string path)
    {
        var full = Path.GetFullPath(path);
        var real = Path.GetPathRoot(full)!;
        foreach (var part in full[real.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            real = Path.Combine(real, part);
            FileSystemInfo entry = Directory.Exists(real) ? new DirectoryInfo(real) : new FileInfo(real);
            real = entry.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? real;
        }

        return real;
    }
}
