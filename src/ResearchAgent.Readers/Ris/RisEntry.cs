using System.Text;

namespace ResearchAgent.Readers.Ris;

/// <summary>A record as the file has it: tags with their values in order, lines of one value separated by "\n".</summary>
internal sealed record RisEntry(int Line, IReadOnlyList<(string Tag, string Value)> Values)
{
    /// <summary>Reads RIS. Text between records, such as "Record #1 of 2", is skipped; a record ends at "ER", the next "TY" or the end.</summary>
    public static IEnumerable<RisEntry> ReadRis(string text) => Read(text, "TY", TagOfRis);

    /// <summary>Reads Web of Science's export, whose values go on in lines that begin with spaces.</summary>
    public static IEnumerable<RisEntry> ReadWebOfScience(string text) => Read(text, "PT", TagOfWebOfScience);

    private static IEnumerable<RisEntry> Read(string text, string start, Func<string, (string Tag, string Value)?> tagOf)
    {
        List<(string Tag, StringBuilder Value)>? values = null;
        var (number, began) = (0, 0);
        foreach (var line in text.Split('\n'))
        {
            number++;
            if (tagOf(line) is var (tag, value))
            {
                if (tag == start || tag == "ER" || tag == "EF")
                {
                    if (values is not null)
                    {
                        yield return Close(began, values);
                    }

                    values = tag == start ? [] : null;
                    began = number;
                }

                values?.Add((tag, new StringBuilder(value)));
            }
            else if (values is [.., var last] && line.Trim().Length > 0)
            {
                last.Value.Append('\n').Append(line.Trim());
            }
        }

        if (values is not null)
        {
            yield return Close(began, values);
        }
    }

    private static RisEntry Close(int line, List<(string Tag, StringBuilder Value)> values) => new(line, [.. values.Select(v => (v.Tag, v.Value.ToString()))]);

    // "TY  - JOUR"; programs differ in the spaces around the dash, and "SP  -" has none behind it. "ER then ..." is text.
    private static (string Tag, string Value)? TagOfRis(string line)
    {
        var trimmed = line.TrimStart('\uFEFF', ' ', '\t');
        if (trimmed.Length < 3 || line.Length - trimmed.Length > 2 || !char.IsAsciiLetterUpper(trimmed[0]) || !(char.IsAsciiLetterUpper(trimmed[1]) || char.IsAsciiDigit(trimmed[1])))
        {
            return null;
        }

        var dash = 2;
        while (dash < trimmed.Length && trimmed[dash] is ' ' or '\t')
        {
            dash++;
        }

        // "T2-weighted" begins a word.
        var isTag = dash is > 2 and <= 5 && dash < trimmed.Length && trimmed[dash] == '-' && (dash + 1 == trimmed.Length || char.IsWhiteSpace(trimmed[dash + 1]) || dash == 4);
        return isTag ? (trimmed[..2], trimmed[(dash + 1)..].Trim()) : null;
    }

    private static (string Tag, string Value)? TagOfWebOfScience(string line)
    {
        var trimmed = line.TrimStart('\uFEFF');
        return trimmed.Length >= 2
            && char.IsAsciiLetterUpper(trimmed[0])
            && (char.IsAsciiLetterUpper(trimmed[1]) || char.IsAsciiDigit(trimmed[1]))
            && (trimmed.Length == 2 || trimmed[2] == ' ')
            ? (trimmed[..2], trimmed[2..].Trim())
            : null;
    }
}
