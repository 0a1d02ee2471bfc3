using System.Text;
using System.Text.RegularExpressions;
using System.Xml;

namespace ResearchAgent.Web.Security;

public enum UploadKind
{
    Pdf,
    Word,
    Archive,
    Tex,
    Xml,
    Html,
    Markdown,
    Text,
    BibTex,
    Ris,
    Json,
    JsonLines,
}

/// <summary>An upload that may be read.</summary>
/// <param name="FileName">A name of our own, safe to be put into a folder that the server made. Not unique.</param>
public sealed record SniffedUpload(UploadKind Kind, string FileName);

/// <summary>Decides by a file's first bytes and its extension together whether it is offered to the readers at all.</summary>
public static partial class UploadSniffer
{
    private const int HeadBytes = 64 * 1024;

    /// <summary>The longest that fits comes first, so that 'a.tar.gz' is no mere '.gz'.</summary>
    private static readonly (string Extension, UploadKind Kind)[] Known =
    [
        (".tar.gz", UploadKind.Archive), (".tgz", UploadKind.Archive), (".gz", UploadKind.Archive), (".zip", UploadKind.Archive),
        (".pdf", UploadKind.Pdf), (".docx", UploadKind.Word),
        (".tex", UploadKind.Tex), (".ltx", UploadKind.Tex),
        (".xml", UploadKind.Xml), (".nxml", UploadKind.Xml), (".tei", UploadKind.Xml),
        (".html", UploadKind.Html), (".htm", UploadKind.Html), (".xhtml", UploadKind.Html),
        (".md", UploadKind.Markdown), (".markdown", UploadKind.Markdown), (".txt", UploadKind.Text),
        (".bib", UploadKind.BibTex), (".bibtex", UploadKind.BibTex), (".ris", UploadKind.Ris), (".ciw", UploadKind.Ris),
        (".jsonl", UploadKind.JsonLines), (".ndjson", UploadKind.JsonLines), (".json", UploadKind.Json),
    ];

    private static readonly string[] PaperRoots = ["article", "pmc-articleset", "TEI", "TEI.2", "feed", "xml", "records"];

    /// <summary>The extensions that are taken, with their dots.</summary>
    public static IReadOnlyList<string> Extensions { get; } = [.. Known.Select(k => k.Extension)];

    /// <param name="stream">Must be seekable; it is left at its start.</param>
    /// <param name="fileName">As the client gave it; nothing is believed of it but its ending.</param>
    /// <returns>The upload, or why it is refused and what to do.</returns>
    public static async Task<(SniffedUpload? Upload, string? Refusal)> SniffAsync(Stream stream, string fileName, CancellationToken cancellationToken)
    {
        if (!stream.CanSeek)
        {
            throw new ArgumentException("Only a stream that can seek can be looked into and then read. Buffer the upload first.", nameof(stream));
        }

        if (Known.FirstOrDefault(k => fileName.EndsWith(k.Extension, StringComparison.OrdinalIgnoreCase)) is not { Extension: { } extension, Kind: var kind })
        {
            return (null, Named(fileName, fileName.EndsWith(".sqlite", StringComparison.OrdinalIgnoreCase)
                ? "is a database. Add a Zotero library on the server's own computer with 'research add'."
                : $"is of a kind that is not taken. Taken are {string.Join(", ", Extensions)}."));
        }

        stream.Position = 0;
        var bytes = new byte[HeadBytes];
        var head = bytes.AsMemory(0, await stream.ReadAtLeastAsync(bytes, HeadBytes, throwOnEndOfStream: false, cancellationToken));
        var problem = await ProblemAsync(kind, head, stream, cancellationToken);
        stream.Position = 0;
        return problem is null ? (new SniffedUpload(kind, SafeFileName.Of(fileName, extension)), null) : (null, Named(fileName, problem));
    }

    private static async Task<string?> ProblemAsync(UploadKind kind, ReadOnlyMemory<byte> head, Stream stream, CancellationToken cancellationToken)
    {
        if (head.IsEmpty)
        {
            return "is empty. Choose another file.";
        }

        var content = FileContent.Of(head.Span);
        return kind switch
        {
            UploadKind.Pdf => content == FileContent.Pdf ? null : Instead(content, "a PDF"),
            UploadKind.Word => content == FileContent.Zip ? UploadArchive.ProblemOfWord(stream) : Instead(content, "a Word document"),
            UploadKind.Archive => content == FileContent.Zip ? UploadArchive.ProblemOfSources(stream)
                : content == FileContent.Gzip ? await UploadArchive.ProblemOfGzipAsync(stream, cancellationToken)
                : Instead(content, "a zip or gzip archive"),
            _ => content == FileContent.Text ? ProblemOfText(kind, head) : Instead(content, "text"),
        };
    }

    private static string? ProblemOfText(UploadKind kind, ReadOnlyMemory<byte> head)
    {
        var text = TextOf(head.Span);
        var isPage = PageStart().IsMatch(text);
        return kind switch
        {
            UploadKind.Html => isPage || Page().IsMatch(text) ? null : "holds no web page, whatever its name says. Save the page again as HTML.",
            _ when isPage => "holds a web page, perhaps an error page of the site it came from. Get the file again, or name it .html if the page is the paper.",
            UploadKind.Xml => PaperRoots.Contains(XmlRoot(head)) ? null : "is no XML of a paper. Taken are JATS, TEI, EndNote and arXiv's Atom.",
            UploadKind.Tex => IsTex(text) ? null : "holds no LaTeX, whatever its name says. Give it the ending of what it is.",
            UploadKind.BibTex => BibEntry().IsMatch(text) ? null : "holds no BibTeX entry ('@article{...'). Export it again from your reference manager.",
            UploadKind.Ris => RisField().IsMatch(text) ? null : "holds no RIS or Web of Science record. Export it again from your reference manager.",
            UploadKind.Json => text.TrimStart() is ['[' or '{', ..] ? null : "holds no JSON. Export it again as CSL JSON.",
            UploadKind.JsonLines => text.TrimStart() is ['{', ..] ? null : "holds no JSON objects, one a line. Export it again as JSON Lines.",
            _ => null,
        };
    }

    internal static bool IsTex(string text) => TexCommand().IsMatch(text);

    internal static string TextOf(ReadOnlySpan<byte> head) =>
        (head is [0xFF, 0xFE, ..] ? Encoding.Unicode.GetString(head[2..])
        : head is [0xFE, 0xFF, ..] ? Encoding.BigEndianUnicode.GetString(head[2..])
        : Encoding.UTF8.GetString(head)).TrimStart('\uFEFF');

    private static string? XmlRoot(ReadOnlyMemory<byte> head)
    {
        try
        {
            using var xml = XmlReader.Create(new MemoryStream(head.ToArray()), new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore, XmlResolver = null });
            return xml.MoveToContent() == XmlNodeType.Element ? xml.LocalName : null;
        }
        catch (XmlException)
        {
            return null;
        }
    }

    private static string Instead(FileContent content, string expected) => $"is {content.Name}, not {expected}, whatever its name says. Get the file again from its source.";

    private static string Named(string fileName, string problem) => $"The file '{Problems.Shown(fileName)}' {problem}";

    [GeneratedRegex(@"^\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|script|svg)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.Singleline | RegexOptions.NonBacktracking)]
    private static partial Regex PageStart();

    [GeneratedRegex(@"<(?:!doctype\s+html|html|body|article)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Page();

    [GeneratedRegex(@"\\(?:documentclass|documentstyle|begin|section|chapter|input|include|usepackage|title|newcommand|def)\b", RegexOptions.CultureInvariant)]
    private static partial Regex TexCommand();

    [GeneratedRegex(@"@\s*[A-Za-z]+\s*[{(]", RegexOptions.CultureInvariant)]
    private static partial Regex BibEntry();

    [GeneratedRegex(@"^(?:TY {1,2}-|(?:FN|PT) )", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex RisField();
}
