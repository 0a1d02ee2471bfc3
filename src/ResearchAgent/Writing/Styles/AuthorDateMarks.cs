using System.Globalization;
using ResearchAgent.Papers;

namespace ResearchAgent.Writing.Styles;

/// <summary>
/// What marks call the works of one list: "Wang et al." and "2023a". Two works that would share name and year name more of their
/// authors until they differ; works of the same authors and year get letters in the order of the list; first authors who share a
/// family name get their initials.
/// </summary>
internal sealed class AuthorDateMarks
{
    private readonly IReadOnlyList<Work> _works;
    private readonly int[] _shown;
    private readonly bool[] _needsInitials;

    /// <param name="works">In the order of the list.</param>
    /// <param name="mostNamed">Up to so many authors are all named; of more the first one.</param>
    public AuthorDateMarks(IReadOnlyList<Work> works, int mostNamed)
    {
        _works = works;
        _needsInitials = NeedInitials();
        _shown = [.. works.Select(w => Heads(w).Names.Count <= mostNamed && !Heads(w).GoOn ? Heads(w).Names.Count : 1)];
        NameMoreWhereAlike();
        Suffixes = SuffixesOfAlike();
    }

    /// <summary>For each work: "", or "a", "b", ...</summary>
    public IReadOnlyList<string> Suffixes { get; }

    /// <param name="and">"&amp;" or "and".</param>
    public IReadOnlyList<StyledRun> Names(int index, string and)
    {
        var work = _works[index];
        if (Heads(work).Names.Count > 0)
        {
            return [new StyledRun(Text(index, and), false)];
        }

        var title = TitleCasing.Headline(ShortTitle(work.Title), work.Language);
        return work.Kind is WorkKind.Article or WorkKind.ConferencePaper or WorkKind.Chapter or WorkKind.Preprint
            ? [new StyledRun($"“{title}”", false)]
            : [new StyledRun(title, true)];
    }

    public string Year(int index) => (_works[index].Year?.ToString(CultureInfo.InvariantCulture) ?? (Suffixes[index].Length > 0 ? "n.d.-" : "n.d.")) + Suffixes[index];

    /// <summary>"(Wang et al., 2023a, 2023b; Dua, 2022)": works of the same name share it where they follow each other.</summary>
    /// <param name="beforeYear">What stands between name and year; before "n.d." it always is a comma.</param>
    public static IReadOnlyList<StyledRun> Print(IEnumerable<MarkPart> parts, string beforeYear)
    {
        var entry = new EntryText().Join("(");
        MarkPart? last = null;
        foreach (var part in parts)
        {
            if (last is not null && last.Names.SequenceEqual(part.Names))
            {
                entry.Join(", " + part.Year);
            }
            else
            {
                entry.Join(last is null ? null : "; ");
                Named(entry, part.Names, part.Year.StartsWith('n') ? ", " : beforeYear);
                entry.Join(part.Year);
            }

            last = part;
        }

        return entry.Join(")").Runs;
    }

    // American marks stand inside quotation marks.
    private static void Named(EntryText entry, IReadOnlyList<StyledRun> names, string separator)
    {
        foreach (var run in names)
        {
            if (run.Text.EndsWith('”') && separator.StartsWith(','))
            {
                entry.Join(run.Text[..^1] + ",”", run.IsItalic);
                separator = separator[1..];
            }
            else
            {
                entry.Join(run.Text, run.IsItalic);
            }
        }

        entry.Join(separator);
    }

    private static (IReadOnlyList<StyledName> Names, bool GoOn) Heads(Work work) => work.IsEdited ? (work.Editors, work.MoreEditors) : (work.Authors, work.MoreAuthors);

    private string Text(int index, string and)
    {
        var (names, goOn) = Heads(_works[index]);
        var families = names.Select((n, i) => i == 0 && _needsInitials[index] ? n.InitialsFirst() : n.Family).ToList();
        var shown = _shown[index];

        // "et al." stands for two or more.
        if (!goOn && (shown >= families.Count || (shown > 1 && shown == families.Count - 1)))
        {
            return families.Count switch
            {
                1 => families[0],
                2 => $"{families[0]} {and} {families[1]}",
                _ => $"{string.Join(", ", families.SkipLast(1))}, {and} {families[^1]}",
            };
        }

        return shown == 1 ? families[0] + " et al." : string.Join(", ", families.Take(shown)) + ", et al.";
    }

    private bool[] NeedInitials()
    {
        var firsts = _works.Select(w => Heads(w).Names is [var first, ..] ? first : null).ToList();
        var ambiguous = firsts.OfType<StyledName>()
            .GroupBy(n => n.Family, StringComparer.OrdinalIgnoreCase)
            .Where(g => g.Select(n => n.Initials()).Where(i => i.Length > 0).Distinct(StringComparer.OrdinalIgnoreCase).Skip(1).Any())
            .Select(g => g.Key)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        return [.. firsts.Select(f => f is not null && ambiguous.Contains(f.Family))];
    }

    private void NameMoreWhereAlike()
    {
        for (var isStable = false; !isStable;)
        {
            isStable = true;
            foreach (var group in Alike().Where(g => g.Select(Authors).Distinct(StringComparer.OrdinalIgnoreCase).Skip(1).Any()))
            {
                foreach (var index in group.Where(i => _shown[i] < Heads(_works[i]).Names.Count))
                {
                    _shown[index]++;
                    isStable = false;
                }
            }
        }
    }

    private string[] SuffixesOfAlike()
    {
        var suffixes = Enumerable.Repeat("", _works.Count).ToArray();
        foreach (var group in Alike().Where(g => g.Skip(1).Any()))
        {
            foreach (var (number, index) in group.Index())
            {
                suffixes[index] = Letters(number);
            }
        }

        return suffixes;
    }

    private List<IGrouping<(string, int?), int>> Alike() =>
        [.. Enumerable.Range(0, _works.Count).GroupBy(i => (string.Concat(Names(i, "&").Select(r => r.Text)), (int?)_works[i].Year))];

    private string Authors(int index) => string.Join(';', Heads(_works[index]).Names.Select(n => n.FamilyAndInitials()));

    // a to z, then aa.
    private static string Letters(int number) => (number >= 26 ? Letters((number / 26) - 1) : "") + (char)('a' + (number % 26));

    private static string ShortTitle(string title)
    {
        const int mostWords = 6;
        var colon = title.IndexOf(": ", StringComparison.Ordinal);
        var words = (colon >= 2 ? title[..colon] : title).Split(' ');
        return string.Join(' ', words.Take(mostWords));
    }
}
