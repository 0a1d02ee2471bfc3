using System.Globalization;
using System.Runtime.CompilerServices;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using ResearchAgent.Ingestion;
using ResearchAgent.Papers;
using ResearchAgent.Readers.FullText;

namespace ResearchAgent.Readers.Html;

/// <summary>
/// Reads a saved web page with one article: arXiv's HTML, publishers' pages, or any page with a readable part. No script
/// runs and nothing is fetched. Text that the page's own styles hide is kept apart.
/// </summary>
public sealed class HtmlReader : IPaperReader
{
    /// <summary>A saved page with its pictures inside has some ten million.</summary>
    public const int MaxBytes = 32 * 1024 * 1024;

    /// <summary>Pages nest some 40 deep. What walks the tree may recurse that far.</summary>
    private const int MaxDepth = 400;

    private const int MaxElements = 1_000_000;

    public string Name => "html";

    public IReadOnlyList<string> Extensions { get; } = [".html", ".htm", ".xhtml"];

    public bool ReadsBytes => true;

    public bool Recognizes(SourceFile file) => true;

    public async IAsyncEnumerable<ReadResult> ReadAsync(SourceFile file, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (new FileInfo(file.Path).Length is var length && length > MaxBytes)
        {
            yield return new ReadFailure(file.Path, 0, string.Create(CultureInfo.InvariantCulture, $"the page has {length:N0} bytes, more than {MaxBytes:N0}. Save it without its pictures."));
            yield break;
        }

        var bytes = await File.ReadAllBytesAsync(file.Path, cancellationToken);
        yield return HtmlGuard.Problem(bytes) is { } problem ? new ReadFailure(file.Path, 0, problem) : await ReadAsync(file.Path, bytes, cancellationToken);
    }

    private static async Task<ReadResult> ReadAsync(string path, byte[] bytes, CancellationToken cancellationToken)
    {
        using var document = await new HtmlParser().ParseDocumentAsync(new MemoryStream(bytes), cancellationToken);
        var (depth, elements) = SizeOf(document);
        if (depth > MaxDepth || elements > MaxElements)
        {
            return new ReadFailure(path, 0, string.Create(CultureInfo.InvariantCulture, $"the page has more than {MaxElements:N0} elements or nests them more than {MaxDepth} deep. This is no article; save the page again."));
        }

        var meta = HtmlMeta.Read(path, document);
        var sections = new SectionWriter();
        HiddenElements.Move(document, sections);
        var references = HtmlReferences.Take(document);
        var body = new HtmlBody(sections, meta.Record.Title);
        body.Read(await ArticleIn(document, elements, cancellationToken));
        var text = sections.ToSections();
        if (meta.Abstract is { } summary && !text.Any(s => s.Heading.Contains("Abstract", StringComparison.OrdinalIgnoreCase)))
        {
            text = [new Section("Abstract", summary), .. text];
        }

        // Hidden text alone is no paper.
        return text.All(s => s.Kind == SectionKind.Hidden)
            ? new ReadFailure(path, 0, "the page shows no text; a script may write it when the page is opened. Save the page from the browser, or add its PDF.")
            : RecordRules.Check(meta.Record with { Sections = text, References = references, Flags = sections.ToFlags() });
    }

    // A loop: the tree may be deeper than the stack. By position: a node finds its next sibling by searching for itself.
    private static (int Depth, int Elements) SizeOf(IHtmlDocument document)
    {
        var (deepest, elements) = (0, 0);
        var open = new Stack<(INodeList Children, int Next)>([(document.ChildNodes, 0)]);
        while (open.TryPop(out var level))
        {
            if (level.Next < level.Children.Length && elements <= MaxElements && open.Count <= MaxDepth)
            {
                elements++;
                open.Push((level.Children, level.Next + 1));
                open.Push((level.Children[level.Next].ChildNodes, 0));
                deepest = Math.Max(deepest, open.Count);
            }
        }

        return (deepest, elements);
    }

    private static async Task<IElement> ArticleIn(IHtmlDocument document, int elements, CancellationToken cancellationToken)
    {
        if ((document.QuerySelector("article.ltx_document") ?? document.QuerySelector(".ltx_document") ?? document.QuerySelector(".mw-parser-output")) is { } known)
        {
            return known;
        }

        var whole = TextLength(document.Body);
        var marked = document.QuerySelectorAll("article, main, [role=main]").MaxBy(TextLength);
        return marked is not null && 2 * TextLength(marked) > whole ? marked
            : elements <= ReadablePart.MaxElements && await ReadablePart.FindAsync(document, cancellationToken) is { } readable ? readable
            : document.Body!;
    }

    private static int TextLength(IElement? element) => element?.QuerySelectorAll("p").Sum(p => p.TextContent.Length) ?? 0;
}
