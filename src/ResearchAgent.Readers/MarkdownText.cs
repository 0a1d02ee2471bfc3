using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Markdig.Extensions.Tables;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace ResearchAgent.Readers;

/// <summary>
/// Plain text of Markdown: without emphasis, links and code marks. Paragraphs, list items and hard line breaks are
/// separated by a blank line, the one thing that always ends a sentence; rows of tables and code stay lines.
/// </summary>
internal static partial class MarkdownText
{
    public static string Of(Block block) => block switch
    {
        HtmlBlock html => OfHtml(html),
        LinkReferenceDefinitionGroup => "",
        Table table => string.Join('\n', table.OfType<TableRow>().Select(row => string.Join(" | ", row.Select(Of)))),
        CodeBlock code => RecordText.Printable(code.Lines.ToString()).Trim('\n'),
        LeafBlock { Inline: { } inlines } => OfInlines(inlines),
        // "2019. was a good year" is no list to its writer.
        ListItemBlock { Order: > 99 } item => string.Create(CultureInfo.InvariantCulture, $"{item.Order}. {OfBlocks(item)}"),
        ContainerBlock container => OfBlocks(container),
        _ => "",
    };

    private static string OfBlocks(ContainerBlock container) =>
        string.Join("\n\n", container.Select(Of).Where(text => text.Length > 0));

    private static string OfInlines(ContainerInline inlines)
    {
        var text = new StringBuilder();
        Append(text, inlines);
        return RecordText.Paragraphs(text.ToString());
    }

    private static void Append(StringBuilder text, ContainerInline inlines)
    {
        foreach (var inline in inlines)
        {
            switch (inline)
            {
                case LiteralInline literal:
                    text.Append(literal.Content.AsSpan());
                    break;
                case CodeInline code:
                    text.Append(code.Content);
                    break;
                case LineBreakInline lineBreak:
                    text.Append(lineBreak.IsHard ? "\n\n" : "\n");
                    break;
                case AutolinkInline link:
                    text.Append(link.Url);
                    break;
                case HtmlEntityInline entity:
                    text.Append(entity.Transcoded.AsSpan());
                    break;
                case HtmlInline html:
                    text.Append(Tag().IsMatch(html.Tag) ? (html.Tag.StartsWith("<br", StringComparison.OrdinalIgnoreCase) ? "\n" : "") : html.Tag);
                    break;
                case ContainerInline container:
                    Append(text, container);
                    break;
            }
        }
    }

    private static string OfHtml(HtmlBlock html)
    {
        var text = html.Lines.ToString();
        if (html.Type == HtmlBlockType.Comment)
        {
            var end = text.LastIndexOf("-->", StringComparison.Ordinal);
            text = end < 0 ? "" : text[(end + 3)..];
        }

        return RecordText.Paragraphs(AnyTag().Replace(text, " "));
    }

    // Markdown takes "a<b and c>d" for a tag; attributes without a value are too rare to lose a formula for.
    [GeneratedRegex(@"^<(?:/?[A-Za-z][A-Za-z0-9-]*(?:\s+[^<>=]+=[^<>]*)?\s*/?|!--.*)>$", RegexOptions.Singleline)]
    private static partial Regex Tag();

    [GeneratedRegex("</?[A-Za-z][^<>]*>")]
    private static partial Regex AnyTag();
}
