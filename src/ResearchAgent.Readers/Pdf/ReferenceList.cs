using System.Globalization;
using System.Text.RegularExpressions;
using ResearchAgent.Papers;

namespace ResearchAgent.Readers.Pdf;

/// <summary>Finds where the entries of a list of references begin: at labels, at hanging indents, or where a line looks like the names it begins with.</summary>
internal static partial class ReferenceList
{
    /// <summary>The longest real list has some thousands of entries.</summary>
    private const int MaxEntries = 5000;

    public static IReadOnlyList<CitedWork> Read(IReadOnlyList<FlowLine> lines, Vocabulary vocabulary)
    {
        lines = WithLabels(lines);
        if (lines.Count == 0)
        {
            return [];
        }

        var starts = Labelled(lines, Bracketed()) ?? Labelled(lines, Numbered()) ?? Hanging(lines);
        var works = new List<CitedWork>();
        for (var i = 0; i < starts.Count && works.Count < MaxEntries; i++)
        {
            var text = new RunningText(vocabulary);
            for (var j = starts[i]; j < (i + 1 < starts.Count ? starts[i + 1] : lines.Count); j++)
            {
                text.Append(lines[j].Line.Text, lines[j].Line.Page, false);
            }

            var entry = RecordText.OneLine(text.ToString());
            if (entry.Count(char.IsLetter) >= 10)
            {
                works.Add(ReferenceEntry.Read(entry));
            }
        }

        // Where entries have years, text without one came in from beside the list: a table, a note.
        var dated = works.Count(w => w.Year is not null);
        return dated > 0.6 * works.Count || works.Exists(w => w.Label is not null) ? works.FindAll(w => w.Year is not null || w.Label is not null || w.Doi is not null || w.ArxivId is not null) : works;
    }

    // Labels far from their entries are a column of their own: they go back to the lines at their height.
    private static IReadOnlyList<FlowLine> WithLabels(IReadOnlyList<FlowLine> lines)
    {
        var labels = lines.Where(l => LabelAlone().IsMatch(l.Line.Text)).ToList();
        if (labels.Count < 3 || labels.Count < lines.Count / 8)
        {
            return lines;
        }

        var entries = lines.Where(l => !LabelAlone().IsMatch(l.Line.Text)).ToList();
        foreach (var (label, _) in labels.Take(MaxEntries))
        {
            var line = entries.Select(e => e.Line).Where(l => l.Page == label.Page && Math.Abs(l.Baseline - label.Baseline) < 0.3f * label.Size && l.Left > label.Left).MinBy(l => l.Left);
            if (line is not null && line.Left - label.Right < 4 * label.Size)
            {
                line.Text = $"{label.Text.TrimEnd('.')}. {line.Text}";
            }
        }

        return entries;
    }

    // The numbers of most entries follow each other; one number that was lost must not glue the rest together.
    private static List<int>? Labelled(IReadOnlyList<FlowLine> lines, Regex label)
    {
        var starts = new List<int>();
        var last = 0;
        for (var i = 0; i < lines.Count; i++)
        {
            var match = label.Match(lines[i].Line.Text);
            if (!match.Success)
            {
                continue;
            }

            if (!int.TryParse(match.Groups["number"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                starts.Add(i);
            }
            else if (number > last && number <= last + 3)
            {
                starts.Add(i);
                last = number;
            }
        }

        return starts.Count >= 2 && starts[0] <= 3 && starts.Count >= lines.Count / 12 ? starts : null;
    }

    private static List<int> Hanging(IReadOnlyList<FlowLine> lines)
    {
        // Each column of each page has a left edge of its own.
        var edges = new List<(int Page, float Left, float Right)>();
        foreach (var (line, _) in lines)
        {
            var at = edges.FindIndex(e => e.Page == line.Page && line.Left <= e.Right && line.Right >= e.Left);
            if (at < 0)
            {
                edges.Add((line.Page, line.Left, line.Right));
            }
            else
            {
                edges[at] = (line.Page, Math.Min(edges[at].Left, line.Left), Math.Max(edges[at].Right, line.Right));
            }
        }

        var indents = lines.Select(l => l.Line.Left - edges.First(e => e.Page == l.Line.Page && l.Line.Left <= e.Right && l.Line.Right >= e.Left).Left).ToList();
        var size = lines[0].Line.Size;
        var indented = indents.Count(i => i > 0.6f * size);
        var isHanging = indented >= 0.25 * lines.Count && indented < 0.95 * lines.Count;
        var starts = new List<int>();
        for (var i = 0; i < lines.Count; i++)
        {
            var here = lines[i].Line;
            var isStart = i == 0
                || (isHanging ? indents[i] <= 0.6f * size
                    : RunningText.EndsAsSentence(lines[i - 1].Line.Text)
                        && (lines[i - 1].Line.Baseline - here.Baseline > 1.3f * here.Size * 1.1f || lines[i - 1].Line.Right < lines[i - 1].Block.Right - (2 * size) || Names().IsMatch(here.Text))
                        && char.IsUpper(here.Text[0]));
            if (isStart)
            {
                starts.Add(i);
            }
        }

        return starts;
    }

    [GeneratedRegex(@"^\[(?:(?<number>\d{1,4})|[A-Za-z][A-Za-z+]{0,12}\d{2}[a-z]?)\]", RegexOptions.CultureInvariant)]
    private static partial Regex Bracketed();

    [GeneratedRegex(@"^\d{1,3}\.?$", RegexOptions.CultureInvariant)]
    private static partial Regex LabelAlone();

    [GeneratedRegex(@"^\(?(?<number>\d{1,4})(?:[.)]\s*(?=[\p{L}\u201C""'])|\s+(?=\p{Lu}))", RegexOptions.CultureInvariant)]
    private static partial Regex Numbered();

    [GeneratedRegex(@"^\p{Lu}[\p{L}'\u2019-]+,? (?:\p{Lu}\.|\p{Lu}{1,3}\b|\p{Lu}[\p{L}-]+)", RegexOptions.CultureInvariant)]
    private static partial Regex Names();
}
