using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using ResearchAgent.Ingestion;
using ResearchAgent.Papers;
using ResearchAgent.Text;

namespace ResearchAgent.Readers;

/// <summary>
/// Reads a page of papers copied from the web: some lines of the page's head, then title and abstract on alternating
/// lines. Blank lines do not count. Where the alternation breaks, the odd line is reported and reading goes on with
/// the next pair.
/// </summary>
public sealed partial class ReadingListReader : IPaperReader
{
    private const int MinAbstractLength = 250;

    /// <summary>A line this long is an abstract, too, if it is more than one sentence; titles with two sentences are shorter.</summary>
    private const int MinShortAbstractLength = 120;

    /// <summary>The share of lines in pairs from which a file is a list: a note with a few headings stays below.</summary>
    private const double MinPaired = 0.75;

    public string Name => "reading-list";

    public IReadOnlyList<string> Extensions { get; } = [".txt"];

    public bool Recognizes(SourceFile file)
    {
        var lines = file.Head.Split('\n').Select(RecordText.OneLine).Where(l => l.Length > 0).ToList();
        var first = lines.FindIndex(IsAbstract) - 1;
        if (first < 0 || lines[0] == "---")
        {
            return false;
        }

        var (pairs, run, longestRun) = (0, 0, 0);
        for (var i = first; i < lines.Count; i++)
        {
            if (i + 1 < lines.Count && CouldBeTitle(lines[i]) && IsAbstract(lines[i + 1]))
            {
                pairs++;
                longestRun = Math.Max(longestRun, ++run);
                i++;
            }
            else
            {
                run = 0;
            }
        }

        return longestRun >= 2 && 2 * pairs >= MinPaired * (lines.Count - first);
    }

    public async IAsyncEnumerable<ReadResult> ReadAsync(SourceFile file, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var title = "";
        var titleLine = 0;
        var inList = false;
        await foreach (var (number, text) in file.ReadLinesAsync(cancellationToken))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (text is null)
            {
                // The abstract of the title before it: one failure tells of both.
                yield return file.LineTooLong(number);
                title = "";
                continue;
            }

            var line = RecordText.OneLine(text);
            if (line.Length == 0)
            {
                continue;
            }

            if (!IsAbstract(line))
            {
                if (inList && title.Length > 0)
                {
                    yield return WithoutAbstract(file, titleLine, title);
                }

                (title, titleLine) = (line, number);
            }
            else if (title.Length == 0)
            {
                yield return new ReadFailure(file.Path, number, $"the abstract {RecordText.Shown(line)} has no title before it. Put its title on the line above, or join it to the abstract it goes on.");
            }
            else
            {
                inList = true;
                yield return RecordRules.Check(new PaperRecord(file.Path, titleLine, LatexText.ToPlain(title))
                {
                    Sections = [new Section("Abstract", LatexText.ToPlain(Emphasis().Replace(line, "${text}")))],
                });
                title = "";
            }
        }

        if (inList && title.Length > 0)
        {
            yield return WithoutAbstract(file, titleLine, title);
        }
        else if (!inList)
        {
            yield return new ReadFailure(file.Path, 0, "no title with an abstract on the next line was found. Is it a note? Then read it with --as note.");
        }
    }

    private static ReadFailure WithoutAbstract(SourceFile file, int line, string title) =>
        new(file.Path, line, $"the title {RecordText.Shown(title)} has no abstract after it. Put the abstract on the next line, or remove the line if it is no title.");

    private static bool IsAbstract(string line) =>
        line.Length >= MinAbstractLength
        || (line.Length >= MinShortAbstractLength && line[^1] is '.' or '!' or '?' or '。' && SentenceSplitter.Split(line).Count > 1);

    // Stricter than reading: "Related work" and "- see also" are lines of one paper, not titles of several.
    private static bool CouldBeTitle(string line) =>
        !IsAbstract(line)
        && line[0] is not ('#' or '-' or '*' or '+' or '>' or '|' or '`')
        && line[^1] is not (':' or ',')
        && (line.Count(c => c == ' ') >= 2 || IsWithoutSpaces(line));

    // Chinese, Japanese and Korean titles.
    private static bool IsWithoutSpaces(string line) => line.Length >= 6 && line.Any(c => c >= '\u2E80');

    // Pages show "**TheoremLlama**" in bold; copied, the stars are left over.
    [GeneratedRegex(@"(?<![\w*])(?<mark>\*{1,2})(?<text>[^\s*](?:[^*\n]{0,100}[^\s*])?)\k<mark>(?![\w*])")]
    private static partial Regex Emphasis();
}
