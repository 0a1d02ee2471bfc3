using ResearchAgent.Bibliographies;

namespace ResearchAgent.Readers.BibTeX;

/// <summary>
/// Reads the entries of a .bib file in order. A broken entry is reported and reading goes on with the next '@' that
/// begins a line; such a line also ends an entry that is not closed. Takes time linear in the text.
/// </summary>
internal sealed class BibTexParser(string text)
{
    private readonly Dictionary<string, string> _macros = Enumerable.Range(1, 12)
        .ToDictionary(m => PartialDate.MonthMacro(m)!, m => PartialDate.MonthMacro(m)!, StringComparer.OrdinalIgnoreCase);

    /// <summary>Entries, and the problems of those that cannot be read.</summary>
    public IEnumerable<(BibTexEntry? Entry, BibTexProblem? Problem)> Read()
    {
        var (line, counted) = (1, 0);
        var (at, limit) = (0, 0);
        while (NextEntry(ref at))
        {
            // Several entries may share a line.
            limit = limit > at ? limit : LineStartAfter(at);
            line += text.AsSpan(counted, at - counted).Count('\n');
            counted = at;
            var cursor = new BibTexCursor(text, at, limit, line, bracesEscape: false);
            var (entry, problem) = new BibTexEntryParser(cursor, _macros).Read();
            if (problem is not null)
            {
                // BibTeX counts "\{" as a brace, most other programs do not.
                var second = new BibTexCursor(text, at, limit, line, bracesEscape: true);
                var (secondEntry, secondProblem) = new BibTexEntryParser(second, _macros).Read();
                (cursor, entry, problem) = secondProblem is null ? (second, secondEntry, null) : (cursor, entry, problem);
            }

            at = problem is null ? cursor.At : limit;
            if (entry is not null || problem is not null)
            {
                yield return (entry, problem);
            }
        }
    }

    // The next "@word{" outside of comments.
    private bool NextEntry(ref int at)
    {
        for (; at < text.Length; at++)
        {
            switch (text[at])
            {
                case '%':
                    at = text.IndexOf('\n', at) is var end and >= 0 ? end : text.Length - 1;
                    break;
                case '@' when IsEntryStart(at):
                    return true;
            }
        }

        return false;
    }

    // Where the next "@word{" at the start of a line is.
    private int LineStartAfter(int at)
    {
        for (var end = text.IndexOf('\n', at); end >= 0; end = text.IndexOf('\n', end + 1))
        {
            var start = end + 1;
            while (start < text.Length && text[start] is ' ' or '\t' or '\r')
            {
                start++;
            }

            if (start < text.Length && text[start] == '@' && IsEntryStart(start))
            {
                return start;
            }
        }

        return text.Length;
    }

    private bool IsEntryStart(int at)
    {
        var i = at + 1;
        while (i < text.Length && text[i] is ' ' or '\t')
        {
            i++;
        }

        var name = i;
        while (i < text.Length && (char.IsAsciiLetterOrDigit(text[i]) || text[i] is '-' or '_'))
        {
            i++;
        }

        if (i == name)
        {
            return false;
        }

        while (i < text.Length && char.IsWhiteSpace(text[i]))
        {
            i++;
        }

        return i < text.Length && text[i] is '{' or '(';
    }
}
