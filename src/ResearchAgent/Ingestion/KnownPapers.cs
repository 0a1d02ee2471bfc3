using FuzzySharp;
using ResearchAgent.Indexing;
using ResearchAgent.Papers;
using ResearchAgent.Text;

namespace ResearchAgent.Ingestion;

/// <summary>The library's papers by everything that can tell that a record is one of them. Not safe for concurrent use.</summary>
internal sealed class KnownPapers
{
    /// <summary>Titles of one work as two sources write them ("on" for "for", a subtitle left out) are at least this alike, out of 100.</summary>
    private const int MinSimilarTitle = 92;

    /// <summary>Two texts of one work share at least this part of the shorter one's runs of words.</summary>
    private const double MinSharedText = 0.3;

    /// <summary>Two different texts under one title ("Editorial", "Introduction") share less than this.</summary>
    private const double MaxSharedOfDifferent = 0.05;

    private const int MinTextToCompare = 400;
    private const int GenericTitleWords = 3;
    private const int ShingleWords = 5;

    private readonly IPassageIndex _index;
    private readonly Dictionary<PaperId, Paper> _byId = [];
    private readonly Dictionary<string, List<Paper>> _byTitle = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<Paper>> _byFamily = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Paper> _byText = new(StringComparer.Ordinal);
    private readonly HashSet<string> _keys = new(StringComparer.OrdinalIgnoreCase);

    private KnownPapers(IPassageIndex index) => _index = index;

    public static async Task<KnownPapers> LoadAsync(IPassageIndex index, CancellationToken cancellationToken)
    {
        var known = new KnownPapers(index);
        foreach (var paper in await index.ListPapersAsync(PassageFilter.None, cancellationToken))
        {
            known.Replace(null, paper);
        }

        return known;
    }

    public bool IsTaken(CitationKey key) => _keys.Contains(key.Value);

    /// <summary>By one of a paper's ids, earlier ones included; without its text.</summary>
    public Paper? Find(PaperId id) => _byId.GetValueOrDefault(id);

    /// <summary>Same DOI or arXiv id; same text; same title, first author and year; or nearly the same title and text.</summary>
    /// <returns>Without its text; null when the paper is new.</returns>
    public async Task<Paper?> FindAsync(Paper paper, CancellationToken cancellationToken)
    {
        // An id that is made of the title says no more than the title.
        if (IdsOf(paper).Select(_byId.GetValueOrDefault).FirstOrDefault(p => p is not null) is { } same && (!paper.Id.IsOfTitle || !HaveSameTitle(same, paper)))
        {
            return same;
        }

        if (paper.TextHash.Length > 0 && _byText.TryGetValue(paper.TextHash, out same) && !Contradict(same, paper))
        {
            return same;
        }

        foreach (var titled in _byTitle.GetValueOrDefault(PaperId.NormalizeTitle(paper.Title)) ?? [])
        {
            if (!Contradict(titled, paper) && !AreOfDifferentYears(titled, paper) && !await IsAnotherTextAsync(titled, paper, cancellationToken))
            {
                return titled;
            }
        }

        return await FindSimilarAsync(paper, cancellationToken);
    }

    /// <summary>The paper that a supplement belongs to.</summary>
    /// <param name="main">Its DOI or title, as the supplement says.</param>
    public Paper? FindMain(string main) =>
        PaperId.NormalizeDoi(main) is { } doi && _byId.TryGetValue(new PaperId("doi:" + doi), out var paper) ? paper
        : _byTitle.GetValueOrDefault(PaperId.NormalizeTitle(main)) is [var only] ? only
        : null;

    public void Replace(Paper? old, Paper paper)
    {
        if (old is not null)
        {
            Remove(old);
        }

        var light = paper.WithoutText();
        foreach (var id in IdsOf(light))
        {
            _byId[id] = light;
        }

        Under(_byTitle, PaperId.NormalizeTitle(light.Title)).Add(light);
        Under(_byFamily, FamilyOf(light)).Add(light);
        _keys.Add(light.Key.Value);
        if (light.TextHash.Length > 0)
        {
            _byText[light.TextHash] = light;
        }
    }

    public void Remove(Paper old)
    {
        foreach (var id in IdsOf(old))
        {
            _byId.Remove(id);
        }

        Under(_byTitle, PaperId.NormalizeTitle(old.Title)).RemoveAll(p => p.Id == old.Id);
        Under(_byFamily, FamilyOf(old)).RemoveAll(p => p.Id == old.Id);
        _byText.Remove(old.TextHash);
        _keys.Remove(old.Key.Value);
    }

    private static IEnumerable<PaperId> IdsOf(Paper paper)
    {
        yield return paper.Id;
        if (paper.Doi is { } doi)
        {
            yield return new PaperId("doi:" + doi);
        }

        if (paper.ArxivId is { } arxivId)
        {
            yield return new PaperId("arxiv:" + arxivId);
        }

        foreach (var id in paper.AlsoKnownAs)
        {
            yield return id;
        }
    }

    private async Task<Paper?> FindSimilarAsync(Paper paper, CancellationToken cancellationToken)
    {
        var title = PaperId.NormalizeTitle(paper.Title);
        foreach (var candidate in _byFamily.GetValueOrDefault(FamilyOf(paper)) ?? [])
        {
            if (paper.Authors.Count > 0
                && Fuzz.Ratio(title, PaperId.NormalizeTitle(candidate.Title)) >= MinSimilarTitle
                && !Contradict(candidate, paper)
                && !AreOfDifferentYears(candidate, paper)
                && await SharedTextAsync(candidate, paper, cancellationToken) >= MinSharedText)
            {
                return candidate;
            }
        }

        return null;
    }

    // "Editorial" by one author in one year may be two editorials. A long title names one work, whatever text comes with it.
    private async Task<bool> IsAnotherTextAsync(Paper known, Paper paper, CancellationToken cancellationToken) =>
        Tokenizer.Words(paper.Title).Count() <= GenericTitleWords
        && PaperComposer.FileOf(known) != PaperComposer.FileOf(paper)
        && await SharedTextAsync(known, paper, cancellationToken) is { } shared && shared <= MaxSharedOfDifferent;

    // The share of the shorter text's runs of five words that the longer one holds too; null when one is too short to tell.
    private async Task<double?> SharedTextAsync(Paper known, Paper paper, CancellationToken cancellationToken)
    {
        var stored = await _index.GetPaperAsync(known.Id, cancellationToken);
        var (one, other) = (TextOf(stored), TextOf(paper));
        if (Math.Min(one.Length, other.Length) < MinTextToCompare)
        {
            return null;
        }

        var (shorter, longer) = one.Length < other.Length ? (Shingles(one), Shingles(other)) : (Shingles(other), Shingles(one));
        return shorter.Count == 0 ? null : (double)shorter.Count(longer.Contains) / shorter.Count;
    }

    private static bool HaveSameTitle(Paper a, Paper b) => PaperId.NormalizeTitle(a.Title) == PaperId.NormalizeTitle(b.Title);

    private static string TextOf(Paper? paper) => string.Join(' ', paper?.Sections.Where(s => s.Kind == SectionKind.Body).Select(s => s.Text) ?? []);

    private static HashSet<string> Shingles(string text)
    {
        var words = Tokenizer.Words(text).ToList();
        var shingles = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i + ShingleWords <= words.Count; i++)
        {
            shingles.Add(string.Join(' ', words.GetRange(i, ShingleWords)));
        }

        return shingles;
    }

    private static bool Contradict(Paper a, Paper b) =>
        (a.Doi is not null && b.Doi is not null && a.Doi != b.Doi && PreprintDoi.Is(a.Doi) == PreprintDoi.Is(b.Doi))
        || (a.ArxivId is not null && b.ArxivId is not null && a.ArxivId != b.ArxivId)
        || (a.Authors.Count > 0 && b.Authors.Count > 0 && FamilyOf(a) != FamilyOf(b));

    // "Editorial" of 2020 is not "Editorial" of 2021; but a preprint becomes an article a year or more later.
    private static bool AreOfDifferentYears(Paper a, Paper b) =>
        a.Year is { } one && b.Year is { } other && one != other && !(IsPreprintOnly(a) && IsPublished(b)) && !(IsPublished(a) && IsPreprintOnly(b));

    private static bool IsPreprintOnly(Paper paper) => !IsPublished(paper) && (paper.ArxivId is not null || PreprintDoi.Is(paper.Doi));

    private static bool IsPublished(Paper paper) => (paper.Doi is not null && !PreprintDoi.Is(paper.Doi)) || paper.Type is "article-journal" or "paper-conference" or "chapter";

    private static string FamilyOf(Paper paper) => paper.Authors is [var first, ..] ? PaperId.NormalizeTitle(PersonName.Family(first)) : "";

    private static List<Paper> Under(Dictionary<string, List<Paper>> index, string key)
    {
        if (!index.TryGetValue(key, out var papers))
        {
            index[key] = papers = [];
        }

        return papers;
    }
}
