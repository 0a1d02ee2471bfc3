using System.Text;
using System.Text.RegularExpressions;

namespace ResearchAgent.Readers.Pdf;

/// <summary>Picks the names of people out of the lines below a title.</summary>
internal static partial class FrontAuthors
{
    /// <summary>A list that goes on beyond that is of members of a consortium.</summary>
    private const int MaxAuthors = 200;

    /// <summary>Lines without a name after which no further names are looked for.</summary>
    private const int MaxLinesWithoutName = 14;

    public static IReadOnlyList<string> Read(IReadOnlyList<TextLine> lines)
    {
        var names = new List<string>();
        var without = 0;
        float? size = null;
        string? open = null;
        for (var i = 0; i < lines.Count; i++)
        {
            var line = lines[i];
            if (without > MaxLinesWithoutName || names.Count >= MaxAuthors)
            {
                break;
            }

            var text = open + WithoutMarks(line);
            open = null;
            if (GoesOn(text) && i + 1 < lines.Count && WithoutMarks(lines[i + 1]).IndexOf(',', StringComparison.Ordinal) is > 0 and var comma && !lines[i + 1].Text[..comma].Trim().Contains(' ', StringComparison.Ordinal) && !IsAddress(lines[i + 1].Text) && !IsAddress(text) && (size is null || Math.Abs(line.Size - size.Value) <= 0.12f * size))
            {
                // "Chaker El" is the head of a name that the next line ends.
                var cut = text.LastIndexOf(',') + 1;
                (open, text) = (text[cut..].Trim() + " ", text[..cut]);
                if (text.Length == 0)
                {
                    continue;
                }
            }

            var found = IsAddress(text) || (size is { } names0 && Math.Abs(line.Size - names0) > 0.12f * names0) ? [] : NamesIn(text);
            if (found.Count == 0)
            {
                without++;
                continue;
            }

            size ??= line.Size;
            without = 0;
            names.AddRange(found);
        }

        return [.. names.Distinct(StringComparer.OrdinalIgnoreCase)];
    }

    /// <summary>It names where people work rather than people.</summary>
    public static bool IsAddress(string text) => Address().IsMatch(text);

    /// <summary>A name without degrees, numbers, marks of footnotes and addresses.</summary>
    public static string Clean(string name)
    {
        var text = RecordText.OneLine(Degree().Replace(name, ""));
        text = EndsInInitial().IsMatch(text) ? text : text.TrimEnd('.');
        return text.Trim(' ', ',', '*', '\u2217', '\u2020', '\u2021', '\u00A7', '\u00B6', '#', '&', ';', ':', '(', ')', '{', '}');
    }

    // A list with commas whose last name has none behind it, nor a mark.
    private static bool GoesOn(string text) =>
        text.TrimEnd() is var line && line.Count(c => c == ',') >= 3 && line[^1] is not ',' && line[(line.LastIndexOf(',') + 1)..].Trim() is { Length: > 0 } last && char.IsUpper(last[0]) && last.Count(c => c == ' ') < 2;

    private static string WithoutMarks(TextLine line)
    {
        var text = new StringBuilder();
        for (var i = 0; i < line.Text.Length; i++)
        {
            // A raised mark parts names: "Ada Lovelace¹Alan Turing²".
            text.Append(line.IsRaised(i) ? ',' : line.Text[i]);
        }

        return Mail().Replace(text.ToString(), ",");
    }

    private static List<string> NamesIn(string text)
    {
        var found = new List<string>();
        var parts = Between().Split(Degree().Replace(text, "")).Select(p => Clean(p)).Where(p => p.Length > 0).ToList();
        foreach (var part in parts)
        {
            if (ReferenceNames.LooksLikeName(part) && !IsAddress(part) && part.Length < 50 && !Prose().IsMatch(part))
            {
                found.Add(Cased(part));
            }
        }

        // A line most of whose parts are no names lists places, subjects or dates.
        return found.Count * 2 >= parts.Count(p => p.Any(char.IsLetter)) ? found : [];
    }

    // "ADA LOVELACE" is how the page is set, not how she is called.
    private static string Cased(string name) =>
        name.Any(char.IsLower) ? name : string.Join(' ', name.Split(' ').Select(w => w.Length <= 2 || w.Contains('.', StringComparison.Ordinal) ? w : string.Join('-', w.Split('-').Select(p => p.Length > 1 ? p[0] + p[1..].ToLowerInvariant() : p))));

    [GeneratedRegex(@"\b(?:Universit\p{L}*|Univ\.|Instit\p{L}*|Depart\p{L}*|Dept\b|School|Facult\p{L}*|College|Laborator\p{L}*|Labs?\b|Centre|Center|Hospital|Academy|Research|Group|Inc\b|Corp\b|Ltd\b|GmbH|Street|Avenue|Road|USA|U\.S\.A|UK|China|Germany|France|Canada|Japan|India|Italy|Spain|Netherlands|Switzerland|Australia|Google|Microsoft|Facebook|DeepMind|Amazon|IBM|Email|E-mail|Correspond\p{L}*|Received|Accepted|Published|Editor|Abstract|Technolog\p{L}*|Science|Sciences|Engineering|Medicine|Intelligence|Foundation|Division|Program|Author|Keywords|Associates|Conference|Proceedings|Workshop|Journal|Network)\b|@|\bhttp", RegexOptions.CultureInvariant)]
    private static partial Regex Address();

    [GeneratedRegex(@",?\s*\b(?:Ph\.?\s?D\.?|M\.?D\.?|M\.?Sc\.?|B\.?Sc\.?|MPH|M\.P\.H\.|FRCP|R\.?N\.?|Dr\.?-?Ing\.?|Prof\.|Dr\.|Member,? IEEE|Senior Member,? IEEE|Fellow,? IEEE|Student Member,? IEEE)(?=[\s,;.]|$)", RegexOptions.CultureInvariant)]
    private static partial Regex Degree();

    [GeneratedRegex(@"\{[^{}\s]{1,80}\}@\S+|\S+@\S+", RegexOptions.CultureInvariant)]
    private static partial Regex Mail();

    [GeneratedRegex(@"[,;\u00B7\u2022|*\u25A0-\u25FF\u2600-\u26FF\u2700-\u27BF\u22C4\u2662\u2660\u2217\u2020\u2021\u00A7\u00B6#\d\u00B9\u00B2\u00B3\u2070-\u2079]+|\s+(?:and|AND|And|&)\s+|^(?:and|AND|By|by|&)\s+|&", RegexOptions.CultureInvariant)]
    private static partial Regex Between();

    [GeneratedRegex(@"\b(?:the|for|with|from|using|in|on|to|is|are)\b|[:()\[\]?!]", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Prose();

    [GeneratedRegex(@"(?:^|[\s.])\p{Lu}\.$", RegexOptions.CultureInvariant)]
    private static partial Regex EndsInInitial();
}
