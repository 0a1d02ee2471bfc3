using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using ResearchAgent.Ingestion;
using ResearchAgent.Papers;
using ResearchAgent.Readers.FullText;

namespace ResearchAgent.Readers.Latex;

/// <summary>
/// Reads LaTeX sources, a .tex file or an archive as arXiv gives it, without running anything: files are put together,
/// the document's own commands replaced by their text, and what is printed is kept.
/// </summary>
public sealed partial class LatexReader : IPaperReader
{
    private const string Begin = @"\begin{document}";
    private const string End = @"\end{document}";

    public string Name => "latex";

    public IReadOnlyList<string> Extensions { get; } = [".tex", ".ltx", ".tgz", ".gz", ".zip"];

    public bool ReadsBytes => true;

    public bool Recognizes(SourceFile file) => IsText(file.Path) ? !file.IsBinary : file.Start.Span is [0x1F, 0x8B, ..] or [(byte)'P', (byte)'K', 3, 4, ..];

    public async IAsyncEnumerable<ReadResult> ReadAsync(SourceFile file, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (IsText(file.Path))
        {
            var folder = Path.GetDirectoryName(Path.GetFullPath(file.Path))!;
            yield return Read(file.Path, new FolderFiles(folder), Path.GetFileName(file.Path), cancellationToken);
            yield break;
        }

        var (files, problem) = await SourceArchive.OpenAsync(file.Path, cancellationToken);
        yield return files is null ? new ReadFailure(file.Path, 0, problem!)
            : MainFile(files) is { } main ? Read(file.Path, files, main, cancellationToken)
            : new ReadFailure(file.Path, 0, "the archive holds no LaTeX document (no .tex file with \\documentclass and \\begin{document}). Unpack it and add the papers in it.");
    }

    private static ReadResult Read(string path, LatexFiles files, string main, CancellationToken cancellationToken)
    {
        var written = files.Read(main);
        if (written is null)
        {
            return new ReadFailure(path, 0, string.Create(CultureInfo.InvariantCulture, $"the file is a link or has more than {LatexFiles.MaxFileBytes:N0} bytes. Add the file itself, or split it into one file per paper."));
        }

        var source = new LatexSource(files, LatexFiles.FolderOf(main));
        var macros = new LatexMacros();
        var text = macros.Expand(source.Expand(main, written), cancellationToken);
        var begin = text.IndexOf(Begin, StringComparison.Ordinal);
        var end = text.LastIndexOf(End, StringComparison.Ordinal);
        if (source.Problem is { } problem)
        {
            return new ReadFailure(path, 0, problem);
        }

        if (begin < 0)
        {
            return new ReadFailure(path, 0, "the file has no \\begin{document}: it is a part of a document. Add the main file, which includes it.");
        }

        if (end < begin)
        {
            return new ReadFailure(path, LineOfEnd(written), "the document breaks off: there is no \\end{document}. Get the file again from its source.");
        }

        var body = text[(begin + Begin.Length)..end];
        var bibliography = ReadBibliography(files, main, text, body, macros, cancellationToken);
        var inline = new LatexInline(new LatexNames(body, bibliography.Citations));
        var sections = new SectionWriter();
        var walk = new LatexBody(inline, sections, macros.Theorems);
        walk.Read(body);
        if (walk.Unclosed is { } open)
        {
            return new ReadFailure(path, 0, $"the environment {RecordText.Shown(open)} has no \\end: the document breaks off or is damaged. Get the file again from its source.");
        }

        var front = new LatexFront(inline);
        front.Read(text);
        return RecordRules.Check(Record(path, front) with { Sections = sections.ToSections(), References = bibliography.Works });
    }

    private static PaperRecord Record(string path, LatexFront front)
    {
        // arXiv names its downloads by their id.
        var id = ArxivName().Match(Path.GetFileName(path)) is { Success: true } name ? name.Groups["id"].Value : null;
        var year = front.Year ?? (id is null ? null : 2000 + int.Parse(id.AsSpan(0, 2), CultureInfo.InvariantCulture));
        return new PaperRecord(path, 1, front.Title)
        {
            Authors = front.Authors,
            Year = year,
            Doi = front.Doi,
            ArxivId = id,
            Tags = front.Keywords,
            Type = id is null ? null : "article",
            Authority = front.Authors.Count > 0 ? RecordAuthority.Stated : RecordAuthority.Guessed,
        };
    }

    private static LatexBibliography ReadBibliography(LatexFiles files, string main, string text, string body, LatexMacros macros, CancellationToken cancellationToken)
    {
        var bibliography = new LatexBibliography();
        var inline = new LatexInline(new LatexNames("", bibliography.Citations));
        if (body.IndexOf(@"\begin{thebibliography}", StringComparison.Ordinal) is >= 0 and var list)
        {
            bibliography.ReadPrinted(body[list..], inline);
        }

        if (bibliography.Works.Count == 0 && (files.Read(Path.ChangeExtension(main, ".bbl")) ?? files.Names.Where(n => n.EndsWith(".bbl", StringComparison.OrdinalIgnoreCase)).Select(files.Read).FirstOrDefault()) is { } bbl)
        {
            bibliography.ReadPrinted(macros.Expand(LatexSource.WithoutComments(bbl), cancellationToken), inline);
        }

        if (bibliography.Works.Count == 0)
        {
            var keys = Citation().Matches(body).SelectMany(m => m.Groups["keys"].Value.Split(',')).Select(k => k.Trim()).ToHashSet(StringComparer.Ordinal);
            var named = BibliographyCommand().Matches(text).SelectMany(m => m.Groups["names"].Value.Split(',')).Select(n => LatexFiles.Resolve(LatexFiles.FolderOf(main), n)).OfType<string>();
            foreach (var bib in named.Select(n => files.Read(n.EndsWith(".bib", StringComparison.OrdinalIgnoreCase) ? n : n + ".bib")).OfType<string>())
            {
                bibliography.ReadFields(bib, keys, inline);
            }
        }

        return bibliography;
    }

    // Several may be complete documents, such as a supplement or an older version: the usual names first, then the longest.
    private static string? MainFile(LatexFiles files) =>
        files.Names.Where(n => IsText(n))
            .Select(n => (Name: n, Text: LatexSource.WithoutComments(files.Read(n) ?? "")))
            .Where(f => f.Text.Contains(@"\document", StringComparison.Ordinal) && f.Text.Contains(Begin, StringComparison.Ordinal) && !f.Text.Contains(@"\documentclass{standalone}", StringComparison.Ordinal) && !SubfileClass().IsMatch(f.Text))
            .OrderBy(f => f.Name.Count(c => c == '/'))
            .ThenByDescending(f => Path.GetFileNameWithoutExtension(f.Name).ToLowerInvariant() is "main" or "ms" or "paper" or "article" or "arxiv")
            .ThenByDescending(f => f.Text.Contains(@"\title", StringComparison.Ordinal) || f.Text.Contains(@"\input", StringComparison.Ordinal))
            .ThenByDescending(f => f.Text.Length)
            .Select(f => f.Name).FirstOrDefault();

    private static bool IsText(string path) => Path.GetExtension(path).ToLowerInvariant() is ".tex" or ".ltx";

    private static int LineOfEnd(string text) => text.AsSpan().Count('\n') + 1;

    [GeneratedRegex(@"^(?:arxiv[-_.]?)?(?<id>\d{4}\.\d{4,5})(?:v\d+)?(?:[._-]|$)", RegexOptions.IgnoreCase)]
    private static partial Regex ArxivName();

    [GeneratedRegex(@"\\[A-Za-z]*[cC]ite[A-Za-z]*\*?(?:\[[^\]]{0,200}\]){0,2}\{(?<keys>[^{}]{1,2000})\}")]
    private static partial Regex Citation();

    [GeneratedRegex(@"\\(?:bibliography|addbibresource)(?:\[[^\]]{0,200}\])?\{(?<names>[^{}]{1,500})\}")]
    private static partial Regex BibliographyCommand();

    [GeneratedRegex(@"\\documentclass\[[^\]]{0,200}\]\{subfiles\}")]
    private static partial Regex SubfileClass();
}
