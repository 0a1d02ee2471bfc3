using Markdig;
using Markdig.Syntax;
using ResearchAgent.Papers;
using ResearchAgent.Readers.FullText;

namespace ResearchAgent.Readers;

/// <summary>Title and sections of a note's Markdown, as plain text.</summary>
/// <param name="TitleLine">The line of the body, from 0, that gave the title; null when it came from elsewhere.</param>
internal sealed record MarkdownNote(string Title, int? TitleLine, IReadOnlyList<Section> Sections)
{
    /// <summary>What stands below a heading "References": works that the note names, not what it says.</summary>
    public IReadOnlyList<CitedWork> References { get; private init; } = [];

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
                    return Create(RecordText.OneLine(title ?? MarkdownText.Of(first)), first.Line, markdown, blocks.Skip(1));
                case [ParagraphBlock first, ..] when title is null:
                    return ParseAfterTitleLine(markdown, first.Line);
                default:
                    return Create(title ?? "", null, markdown, blocks);
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
        if (isProse)
        {
            return new MarkdownNote("", null, []);
        }

        var rest = string.Join('\n', lines[(titleLine + 1)..]);
        return Create(title, titleLine, rest, Markdown.Parse(rest, Pipeline));
    }

    private static MarkdownNote Create(string title, int? titleLine, string markdown, IEnumerable<Block> blocks)
    {
        var sections = new List<Section>();
        var references = new List<CitedWork>();
        var heading = FirstHeading;
        var inReferences = false;
        var paragraphs = new List<string>();
        foreach (var block in blocks)
        {
            var text = MarkdownText.Of(block);
            var lines = LinesOf(markdown, block);
            if (block is HeadingBlock && text.Length <= MaxHeadingLength)
            {
                Close();
                inReferences = ReferencesHeading.IsOne(text);
                heading = text.Length > 0 ? RecordText.OneLine(text) : FirstHeading;
            }
            else if (block is ParagraphBlock && ReferencesHeading.IsOne(lines[0]))
            {
                // A text without marks: the heading is a line, and the entries may follow without a blank one.
                Close();
                inReferences = true;
                references.AddRange(EntriesOf(lines[1..]));
            }
            else if (inReferences)
            {
                references.AddRange(block is ParagraphBlock ? EntriesOf(lines) : text.Split("\n\n").Select(CitedWorkText.ReadNumbered).OfType<CitedWork>());
            }
            else if (text.Length > 0)
            {
                paragraphs.Add(text);
            }
        }

        Close();
        return new MarkdownNote(title, titleLine, sections) { References = references };

        void Close()
        {
            if (paragraphs.Count > 0)
            {
                sections.Add(new Section(heading, string.Join("\n\n", paragraphs)));
                paragraphs.Clear();
            }
        }
    }

    private static string[] LinesOf(string markdown, Block block) =>
        block.Span.Start >= 0 && block.Span.End < markdown.Length && block.Span.Length > 0 ? markdown.Substring(block.Span.Start, block.Span.Length).Split('\n') : [""];

    // An entry a line where each begins with its label, else all of it one entry, broken at the margin.
    private static IEnumerable<CitedWork> EntriesOf(string[] lines) =>
        lines.Aggregate(new List<string>(), Join).Select(CitedWorkText.ReadNumbered).OfType<CitedWork>();

    private static List<string> Join(List<string> entries, string line)
    {
        if (entries.Count == 0 || StartsEntry(line))
        {
            entries.Add(line);
        }
        else
        {
            entries[^1] += " " + line;
        }

        return entries;
    }

    private static bool StartsEntry(string line) =>
        line.TrimStart() is ['[', ..] or [>= '0' and <= '9', '.' or ')', ..] or [>= '0' and <= '9', >= '0' and <= '9', '.' or ')', ..];

    private static bool IsSame(string heading, string title) => PaperId.NormalizeTitle(heading) == PaperId.NormalizeTitle(title);
}
