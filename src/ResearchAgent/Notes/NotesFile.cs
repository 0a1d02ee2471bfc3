using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using ResearchAgent.Writing.Formats;

namespace ResearchAgent.Notes;

/// <summary>
/// Markdown in which each bullet at the start of a line is a note, as a person may write it: with or without a date,
/// over several lines, among headings and other text. Whatever is no note stays as it is, to the byte.
/// </summary>
internal sealed partial class NotesFile
{
    private const string DateFormat = "yyyy-MM-dd";

    private readonly string _text;

    // Where each note begins and ends in the text.
    private readonly List<(LibraryNote Note, int Start, int End)> _notes = [];

    private NotesFile(string text)
    {
        _text = text;
        var start = 0;
        List<string>? lines = null;
        var end = 0;
        foreach (var line in LinePattern().EnumerateMatches(text))
        {
            var content = text.AsSpan(line.Index, line.Length).TrimEnd().TrimStart('\uFEFF').ToString();
            if (BulletPattern().Match(content) is { Success: true } bullet)
            {
                Close();
                (start, lines) = (line.Index, [content[bullet.Length..]]);
            }
            else if (lines is not null && content.Length > 0 && !HeadingPattern().IsMatch(content))
            {
                lines.Add(content);
            }
            else
            {
                Close();
            }

            end = line.Index + line.Length;
        }

        Close();

        void Close()
        {
            // A line of dashes is a bullet for the pattern alone.
            if (lines is not null && lines.Exists(l => l.Any(char.IsLetterOrDigit)))
            {
                _notes.Add((Read(_notes.Count + 1, SingleLine.Of(string.Join('\n', lines))), start, end));
            }

            lines = null;
        }
    }

    /// <summary>In the order of the file.</summary>
    public IReadOnlyList<LibraryNote> Notes => [.. _notes.Select(n => n.Note)];

    public static NotesFile Parse(string text) => new(text);

    /// <summary>The text with one more note at its end.</summary>
    public string With(DateOnly date, string note)
    {
        var newLine = _text.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";
        var before = new StringBuilder(_text.Length == 0 ? "# Notes\n\n" : _text);
        if (before[^1] != '\n')
        {
            before.Append(newLine);
        }

        return before.Append(CultureInfo.InvariantCulture, $"- {date.ToString(DateFormat, CultureInfo.InvariantCulture)} {note}{newLine}").ToString();
    }

    /// <summary>The text without one of its notes.</summary>
    public string Without(LibraryNote note)
    {
        var (_, start, end) = _notes[note.Number - 1];
        return _text.Remove(start, end - start);
    }

    private static LibraryNote Read(int number, string text) =>
        DatePattern().Match(text) is { Success: true } dated && DateOnly.TryParseExact(dated.Groups["date"].Value, DateFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? new LibraryNote(number, date, text[dated.Length..])
            : new LibraryNote(number, null, text);

    [GeneratedRegex(@"[^\n]*\n|[^\n]+\z")]
    private static partial Regex LinePattern();

    [GeneratedRegex(@"\A[-*+](?:[ \t]+|\z)")]
    private static partial Regex BulletPattern();

    [GeneratedRegex(@"\A#{1,6}(?:\s|\z)")]
    private static partial Regex HeadingPattern();

    [GeneratedRegex(@"\A(?<date>\d{4}-\d{2}-\d{2}):? (?=\S)")]
    private static partial Regex DatePattern();
}
