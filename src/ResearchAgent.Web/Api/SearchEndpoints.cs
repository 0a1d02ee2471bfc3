using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using ResearchAgent.Hosting;
using ResearchAgent.Retrieval;
using ResearchAgent.Text;
using ResearchAgent.Web.Api.Description;
using ResearchAgent.Web.Api.Requests;
using ResearchAgent.Web.Security;
using ResearchAgent.Web.Work;

namespace ResearchAgent.Web.Api;

/// <summary>/search: passages with their scores and why they were found.</summary>
internal static class SearchEndpoints
{
    public static void Map(RouteGroupBuilder api) =>
        api.MapGet("/search", SearchAsync).WithTags("Questions").Describe("search", "Find passages").WithQuery<SearchQuery>().Problems(400, 404, 429, 503);

    private static async Task<Ok<SearchResults>> SearchAsync(HttpContext context, Session session, LibraryWork work, CancellationToken cancellationToken)
    {
        var query = QueryReader.Read<SearchQuery>(context.Request);
        var selection = new PaperSelection { YearFrom = query.YearFrom, YearTo = query.YearTo, Tags = query.Tag ?? [], Papers = query.Paper ?? [] };
        var filter = await selection.ResolveAsync(session, cancellationToken);
        var options = query.Q!.TrimEnd().EndsWith('?') ? RetrievalOptions.Questions : RetrievalOptions.Keywords;
        options = options with { Limit = query.Limit, Candidates = Math.Max(options.Candidates, query.Limit) };
        var found = await work.ThinkAsync(ClientId.Of(context), null, assistant => assistant.SearchAsync(query.Q!, options, filter, cancellationToken), cancellationToken);
        return TypedResults.Ok(new SearchResults(query.Q!, [.. found.Select(SearchResult.Of)]));
    }

    private sealed record SearchQuery
    {
        [Required, StringLength(Lengths.Question)]
        [Description("Keywords, or a question with its question mark.")]
        public string? Q { get; init; }

        [Range(1, 200)]
        public int Limit { get; init; } = 10;

        [Description("A tag; given several times, a paper with any of them passes.")]
        public IReadOnlyList<string>? Tag { get; init; }

        [Range(0, 9999)]
        public int? YearFrom { get; init; }

        [Range(0, 9999), Description("Inclusive.")]
        public int? YearTo { get; init; }

        [MaxLength(200), Description("Key, id or title; several times for several papers.")]
        public IReadOnlyList<string>? Paper { get; init; }
    }
}

[Description("Passages, best first.")]
internal sealed record SearchResults(string Query, IReadOnlyList<SearchResult> Results);

internal sealed record SearchResult
{
    public required PaperSummary Paper { get; init; }

    public required PassageText Passage { get; init; }

    [Description("The sentence that holds most of the words.")]
    public required string Sentence { get; init; }

    [Description("Higher is better.")]
    public required float Score { get; init; }

    public required SearchReasons Why { get; init; }

    public static SearchResult Of(RetrievedPassage found) => new()
    {
        Paper = PaperSummary.Of(found.Paper),
        Passage = PassageText.Of(found.Passage),
        Sentence = SentenceSplitter.Split(found.Passage.Text).Select(s => s.In(found.Passage.Text)).MaxBy(s => Terms.SetOf(s).Count(found.MatchedTerms.Contains)) ?? "",
        Score = found.Score,
        Why = new SearchReasons
        {
            MatchedTerms = found.MatchedTerms,
            TermShare = found.TermShare,
            TermRank = found.TermRank,
            Similarity = found.Similarity,
            SimilarityRank = found.SimilarityRank,
            SentenceSimilarity = found.SentenceSimilarity,
            Coverage = found.Coverage,
            RerankScore = found.RerankScore,
        },
    };
}

[Description("Why a passage was found.")]
internal sealed record SearchReasons
{
    [Description("The question's terms, as stems, that the passage or the title holds.")]
    public required IReadOnlyList<string> MatchedTerms { get; init; }

    [Description("BM25 as a share of the most that the terms could give, 0 to about 1.")]
    public required float TermShare { get; init; }

    public required int TermRank { get; init; }

    [Description("Cosine of passage and question, -1 to 1.")]
    public required float Similarity { get; init; }

    public required int SimilarityRank { get; init; }

    public required float SentenceSimilarity { get; init; }

    [Description("Share of the question's terms that are there, the rarer counting more, 0 to 1.")]
    public required double Coverage { get; init; }

    [Description("Absent where nothing reranks.")]
    public float? RerankScore { get; init; }
}
