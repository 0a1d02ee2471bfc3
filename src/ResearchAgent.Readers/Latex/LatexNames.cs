using System.Globalization;
using System.Text.RegularExpressions;

namespace ResearchAgent.Readers.Latex;

/// <summary>How the text calls a cited work: its authors and year where the bibliography tells them, else its number.</summary>
internal sealed record LatexCitation(int Number, string? Authors, string? Year);

/// <summary>
/// The names that LaTeX would work out when it sets the document: of citations from the bibliography, of figures, tables
/// and sections by counting them. Equations are not counted: which of them have a number is for packages to decide.
/// </summary>
internal sealed partial class LatexNames : ILatexNames
{
    private readonly Dictionary<string, string> _numbers = new(StringComparer.Ordinal);
    private readonly IReadOnlyDictionary<string, LatexCitation> _citations;

    public LatexNames(string body, IReadOnlyDictionary<string, LatexCitation> citations)
    {
        _citations = citations;
        Count(body);
    }

    public string? Number(string label) => _numbers.GetValueOrDefault(label);

    public string Cite(string command, string? before, string? after, IReadOnlyList<string> keys)
    {
        var works = keys.Select(k => _citations.GetValueOrDefault(k)).ToList();
        var lead = string.IsNullOrEmpty(before) ? "" : before + " ";
        var tail = string.IsNullOrEmpty(after) ? "" : ", " + after;
        if (works.All(w => w is { Authors: not null, Year: not null }))
        {
            return command.TrimEnd('*').ToLowerInvariant() switch
            {
                "citeauthor" => string.Join(", ", works.Select(w => w!.Authors)),
                "citeyear" => string.Join(", ", works.Select(w => w!.Year)),
                "citeyearpar" => $"({lead}{string.Join(", ", works.Select(w => w!.Year))}{tail})",
                "citet" or "textcite" or "newcite" or "citeasnoun" => string.Join(", ", works.Select(w => $"{w!.Authors} ({lead}{w.Year}{tail})")),
                "citealt" => string.Join("; ", works.Select(w => $"{w!.Authors} {w.Year}")) + tail,
                "citealp" => lead + string.Join("; ", works.Select(w => $"{w!.Authors}, {w.Year}")) + tail,
                _ => $"({lead}{string.Join("; ", works.Select(w => $"{w!.Authors}, {w.Year}"))}{tail})",
            };
        }

        var names = works.All(w => w is not null) ? works.Select(w => w!.Number.ToString(CultureInfo.InvariantCulture)) : keys;
        return $"[{lead}{string.Join(", ", names)}{tail}]";
    }

    private void Count(string body)
    {
        var (figures, tables, section, subsection, subsubsection) = (0, 0, 0, 0, 0);
        var isAppendix = false;
        var current = "";
        var floating = "";
        foreach (Match mark in Countable().Matches(body))
        {
            switch (mark.Groups["name"].Value)
            {
                case "begin":
                    floating = mark.Groups["argument"].Value;
                    break;
                case "end":
                    floating = "";
                    break;
                case "caption":
                    current = string.Create(CultureInfo.InvariantCulture, $"{(floating.Contains("table", StringComparison.Ordinal) ? ++tables : ++figures)}");
                    break;
                case "appendix":
                    (isAppendix, section) = (true, 0);
                    break;
                case "section":
                    (section, subsection, subsubsection) = (section + 1, 0, 0);
                    current = Section();
                    break;
                case "subsection":
                    (subsection, subsubsection) = (subsection + 1, 0);
                    current = string.Create(CultureInfo.InvariantCulture, $"{Section()}.{subsection}");
                    break;
                case "subsubsection":
                    current = string.Create(CultureInfo.InvariantCulture, $"{Section()}.{subsection}.{++subsubsection}");
                    break;
                case "label" when current.Length > 0 && !EquationLabel().IsMatch(mark.Groups["argument"].Value):
                    _numbers.TryAdd(mark.Groups["argument"].Value.Trim(), current);
                    break;
            }
        }

        string Section() => isAppendix && section is >= 1 and <= 26 ? ((char)('A' + section - 1)).ToString() : section.ToString(CultureInfo.InvariantCulture);
    }

    // Starred sections have no number. A label in an equation would get its section's number: such are known by their names, or stand alone.
    [GeneratedRegex(@"\\(?:(?<name>begin|end)\{(?<argument>(?:wrap|sideways)?(?:figure|table)\*?)\}|(?<name>(?:sub){0,2}section)(?=[\[{\s])|(?<name>appendix)(?![A-Za-z])|(?<name>caption)(?=[\[{])|(?<name>label)\{(?<argument>[^{}]{1,200})\}|begin\{(?:equation|align|gather|multline|eqnarray|theorem|lemma|definition|proposition|corollary|algorithm|enumerate)\*?\}(?:(?!\\end\{).){0,3000})", RegexOptions.Singleline)]
    private static partial Regex Countable();

    [GeneratedRegex("^(?:eq|eqn|equation|thm|lem|lemma|prop|def|cor|alg|algo|line|item)[:._-]", RegexOptions.IgnoreCase)]
    private static partial Regex EquationLabel();
}
