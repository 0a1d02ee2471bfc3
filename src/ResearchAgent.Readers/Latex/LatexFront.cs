using System.Text.RegularExpressions;
using ResearchAgent.Papers;
using ResearchAgent.Readers.FullText;

namespace ResearchAgent.Readers.Latex;

/// <summary>Title, authors and year, as the many classes of documents have them.</summary>
internal sealed partial class LatexFront(LatexInline inline)
{
    private static readonly string[] Places =
    [
        "univers", "institut", "department", "dept", "laborator", "school", "college", "faculty", "research", "center", "centre", "academy", "corporation", "google", "microsoft", "inc.", "gmbh", "hospital",
        "division", "group", "ministry", "cnrs", "inria", "email", "http", "street", "author", "equal", "contribut", "correspond",
    ];

    public string Title { get; private set; } = "";

    public List<string> Authors { get; } = [];

    public int? Year { get; private set; }

    public string? Doi { get; private set; }

    public List<string> Keywords { get; } = [];

    public void Read(string text)
    {
        var scanner = new LatexScanner(text);
        while (text.IndexOf('\\', scanner.Position) is >= 0 and var next)
        {
            scanner.Position = next + 1;
            switch (scanner.ReadName())
            {
                case "title" or "icmltitle" or "Title" or "mltitle" when Title.Length == 0:
                    scanner.Skip('*');
                    scanner.ReadOptional();
                    Title = inline.ToLine(WithoutNotes(scanner.ReadGroup() ?? ""));
                    break;
                case "author" or "Author" or "name":
                    scanner.Skip('*');
                    scanner.ReadOptional();
                    AddAuthors(scanner.ReadGroup() ?? "");
                    break;
                case "icmlauthor" or "IEEEauthorblockN" when scanner.ReadGroup() is { } name:
                    AddNames(name);
                    break;
                case "date" or "copyrightyear" or "acmYear":
                    Year ??= CitedWorkText.YearIn(inline.ToLine(scanner.ReadGroup() ?? ""));
                    break;
                case "acmDOI" or "doi":
                    Doi ??= PaperId.NormalizeDoi(scanner.ReadGroup()?.Replace("\\", "", StringComparison.Ordinal));
                    break;
                case "keywords" when scanner.ReadGroup() is { } words:
                    AddKeywords(words);
                    break;
                case "begin" when scanner.ReadArgument() is "keyword" or "keywords" or "IEEEkeywords" && scanner.Text.IndexOf(@"\end{", scanner.Position, StringComparison.Ordinal) is > 0 and var end:
                    AddKeywords(text[scanner.Position..end]);
                    break;
                case "section" or "bibitem":
                    return;
            }
        }
    }

    private void AddKeywords(string words)
    {
        var plain = Separator().Replace(words, ", ");
        Keywords.AddRange(inline.ToLine(plain).Split(',', ';', '·').Select(k => k.Trim(' ', '.')).Where(k => k.Length is > 0 and <= 80 && !Keywords.Contains(k)));
    }

    // One name a command, or all in one with \and between them, or in lines over their addresses.
    private void AddAuthors(string raw)
    {
        if (raw.Contains(@"\IEEEauthorblockN", StringComparison.Ordinal))
        {
            var scanner = new LatexScanner(raw);
            while (raw.IndexOf(@"\IEEEauthorblockN", scanner.Position, StringComparison.Ordinal) is >= 0 and var next)
            {
                scanner.Position = next + 17;
                AddNames(scanner.ReadGroup() ?? "");
            }

            return;
        }

        var people = AndCommand().Split(WithoutNotes(raw));
        foreach (var person in people)
        {
            var lines = LineBreak().Split(person).Where(l => l.Trim().Length > 0).ToList();
            for (var i = 0; i < lines.Count; i++)
            {
                // Below a first line of one name stands an address; below a line of several more may follow.
                if (!AddNames(lines[i]) || (people.Length > 1 && i == 0))
                {
                    break;
                }
            }
        }
    }

    /// <returns>False for a line that holds no names.</returns>
    private bool AddNames(string line)
    {
        if (RaisedFirst().IsMatch(line))
        {
            return false;
        }

        var plain = inline.ToLine(Space().Replace(Raised().Replace(WithoutNotes(line), " "), ", ").Replace(@"\&", ", ", StringComparison.Ordinal).Replace("&", ", ", StringComparison.Ordinal));
        if (plain.Contains('@', StringComparison.Ordinal) || Places.Any(p => plain.Contains(p, StringComparison.OrdinalIgnoreCase)))
        {
            return false;
        }

        var added = false;
        foreach (var part in plain.Split([",", ";", " and "], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var name = part.StartsWith("and ", StringComparison.Ordinal) ? part[4..] : part;
            name = name.Trim(' ', '*', '†', '‡', '∗', '§', '¶', '.', '1', '2', '3', '4', '5', '6', '7', '8', '9', '0');
            if (name.Length is 0 or > 80 || name.Count(c => c == ' ') > 5 || !name.Any(char.IsLetter) || name.Any(char.IsDigit))
            {
                continue;
            }

            Authors.Add(name.EndsWith(" et al", StringComparison.Ordinal) ? name[..^6] : name);
            added = true;
        }

        return added;
    }

    // Notes and addresses stand inside of names: "Ada Lovelace\thanks{...}".
    private static string WithoutNotes(string tex)
    {
        if (!Note().IsMatch(tex))
        {
            return tex;
        }

        var clean = new System.Text.StringBuilder();
        var scanner = new LatexScanner(tex);
        foreach (Match note in Note().Matches(tex))
        {
            if (note.Index >= scanner.Position)
            {
                clean.Append(tex, scanner.Position, note.Index - scanner.Position);
                scanner.Position = note.Index + note.Length;
                scanner.ReadOptional();
                scanner.ReadGroup();
            }
        }

        return clean.Append(tex, scanner.Position, tex.Length - scanner.Position).ToString();
    }

    [GeneratedRegex(@"\\(?:thanks|Thanks|footnote|footnotemark|thanksref|inst|corref|fnref|orcid|orcidID|email|affiliation|affil|address|tnoteref|IEEEauthorrefmark|authormark)(?![A-Za-z])")]
    private static partial Regex Note();

    [GeneratedRegex(@"\\(?:and|And|AND|IEEEand|AndCr)(?![A-Za-z])")]
    private static partial Regex AndCommand();

    [GeneratedRegex(@"\\\\(?:\[[^\]]{0,20}\])?|\\newline(?![A-Za-z])|\\par(?![A-Za-z])")]
    private static partial Regex LineBreak();

    [GeneratedRegex(@"\$[^$]{0,80}\$|\^\{[^{}]{0,40}\}|\\textsuperscript\s*\{[^{}]{0,40}\}")]
    private static partial Regex Raised();

    // "$^1$University of X": the mark stands after a name and before an address.
    [GeneratedRegex(@"^\s*(?:\{\s*)?(?:\$\s*(?:\{\})?\^|\\textsuperscript)")]
    private static partial Regex RaisedFirst();

    [GeneratedRegex(@"\\q?quad(?![A-Za-z])|\\hspace\*?\{[^{}]{0,40}\}|\\hfill|~~+|\\enspace")]
    private static partial Regex Space();

    [GeneratedRegex(@"\\(?:sep|and|quad)(?![A-Za-z])|\\\\")]
    private static partial Regex Separator();
}
