using Markdig;
using Markdig.Syntax;
using ResearchAgent.Papers;

namespace ResearchAgent.Readers;

/// <summary>Title and sections of a note's Markdown, as plain text.</summary>
/// <param name="TitleLine">The line of the body, from 0, that gave the title; null when it came from elsewhere.</param>
internal sealed record MarkdownNote(string Title, int? TitleLine, IReadOnlyList<Section> Sections)
{
    /// <summary>The section that holds the text before the first heading.</summary>
    private const string FirstHeading = "Note";

    /// <summary>A longer first line or heading is prose. "---" below a paragraph makes all of it a heading.</summary>
    private const int MaxHeadingLength = 300;

    /// <summary>From this length on, a first line that goes on in lower case is prose cut at the margin.</summary>
    private const int MinWrappedLength = 60;

    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().UsePipeTables().Build();

    /// <param name="title">The title if it is known; a first heading that repeats it is left out.</param>
    /// <returns>The note, with an empty title if there is none; null when the Markdown is nested too deeply.</returns>
    public static MarkdownNote? Parse(string markdown, string? title)
    {
        try
        {
            var blocks = Markdown.Parse(markdown, Pipeline).Where(b => MarkdownText.Of(b).Length > 0).ToList();
            switch (blocks)
            {
                case [HeadingBlock first, ..] when title is null || IsSame(MarkdownText.Of(first), title):
                    return new MarkdownNote(RecordText.OneLine(title ?? MarkdownText.Of(first)), first.Line, ReadSections(blocks.Skip(1)));
                case [ParagraphBlock first, ..] when title is null:
                    return ParseAfterTitleLine(markdown, first.Line);
                default:
                    return new MarkdownNote(title ?? "", null, ReadSections(blocks));
            }
        }
        catch (ArgumentException)
        {
            // Markdig's word for its limit on nesting.
            return null;
        }
    }

    private static MarkdownNote ParseAfterTitleLine(string markdown, int titleLine)
    {
        var lines = markdown.Split('\n');
        var title = RecordText.OneLine(string.Join(' ', Markdown.Parse(lines[titleLine], Pipeline).Select(MarkdownText.Of)));
        var next = titleLine + 1 < lines.Length ? lines[titleLine + 1].TrimStart() : "";
        var isProse = title.Length > MaxHeadingLength || (title.Length >= MinWrappedLength && next is [var start, ..] && char.IsLower(start));
        return isProse
            ? new MarkdownNote("", null, [])
            : new MarkdownNote(title, titleLine, ReadSections(Markdown.Parse(string.Join('\n', lines[(titleLine + 1)..]), Pipeline)));
    }

    private static List<Section> ReadSections(IEnumerable<Block> blocks)
    {
        var sections = new List<Section>();
        var heading = FirstHeading;
        var paragraphs = new List<string>();
        foreach (var block in blocks)
        {
            var text = MarkdownText.Of(block);
            if (block is HeadingBlock && text.Length <= MaxHeadingLength)
            {
                Close();
                heading = text.Length > 0 ? RecordText.OneLine(text) : FirstHeading;
            }
            else if (text.Length > 0)
            {
                paragraphs.Add(text);
            }
        }

        Close();
        return sections;

        void Close()
        {
            if (paragraphs.Count > 0)
            {
                sections.Add(new Section(heading, string.Join("\n\n", paragraphs)));
                paragraphs.Clear();
            }
        }
    }

    private static bool IsSame(string heading, string title) => PaperId.NormalizeTitle(heading) == PaperId.NormalizeTitle(title);
}
