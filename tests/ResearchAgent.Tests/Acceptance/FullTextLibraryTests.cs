using ResearchAgent.Indexing;
using ResearchAgent.Ingestion;
using ResearchAgent.Papers;
using ResearchAgent.Readers;
using ResearchAgent.Retrieval.StaticVectors;
using ResearchAgent.SqliteIndex;
using ResearchAgent.Tests.Evaluation;
using ResearchAgent.Verification;
using ResearchAgent.Writing;
using UglyToad.PdfPig;
using Xunit;

namespace ResearchAgent.Tests.Acceptance;

/// <summary>Whole articles, in PDF and XML, from the file to the quote.</summary>
public sealed class FullTextLibraryTests : IDisposable
{
    private static readonly string[] Questions =
    [
        "Why are most published research findings false?",
        "What does BEAST do for relaxed phylogenetics dating?",
        "How many tiny chromosomes does the Oxytricha macronuclear genome have?",
        "What did Drummond and Rambaut publish in BMC Evolutionary Biology 7: 214?",
        "Which papers of PLoS Medicine 2: e124 by Ioannidis are cited?",
        "How are entities linked in the literature graph?",
        "Which concentrations of the essential oils reduced Ross River virus plaques?",
        "What are the effects of curcuminoid on amyloid plaques in mice?",
        "How do bats respond to the biosonar of other bats?",
        "What bibliographic tools does the next generation web need?",
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory("full-text-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Answers_quote_articles_and_never_their_lists_of_references()
    {
        using var index = await ImportAsync(SharedData.PathOrSkip("data/docs"));
        var papers = new List<Paper>();
        foreach (var listed in await index.ListPapersAsync(PassageFilter.None, Token))
        {
            papers.Add((await index.GetPaperAsync(listed.Id, Token))!);
        }

        Assert.Equal(43, papers.Count);
        Assert.True(papers.Sum(p => p.References.Count) > 1900);
        var entries = papers.SelectMany(p => p.References).Select(r => Plain(r.Text)).Where(t => t.Length > 60).ToHashSet();
        var assistant = new ResearchAssistant(index, StaticWordVectors.Shared);
        var quotes = new List<Quote>();
        foreach (var question in Questions)
        {
            var answer = await assistant.AskAsync(question, PassageFilter.None, Token);
            quotes.AddRange(answer.AllClaims().SelectMany(c => c.Citations).Select(c => c.Quote));
        }

        Assert.True(quotes.Count >= 15, $"Only {quotes.Count} quotes.");
        Assert.All(quotes, q => Assert.DoesNotContain(entries, e => e.Contains(Plain(q.Text), StringComparison.Ordinal) || Plain(q.Text).Contains(e, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_quote_from_a_PDF_stands_on_the_page_that_is_named()
    {
        var pdf = SharedData.PathOrSkip("data/docs/pdf/journal.pone.0196757.pdf");
        using var index = await ImportAsync(pdf);
        var assistant = new ResearchAssistant(index, StaticWordVectors.Shared);
        using var document = PdfDocument.Open(pdf);
        var pages = document.GetPages().Select(p => Plain(p.Text)).ToList();
        var quotes = new List<Quote>();
        foreach (var question in (string[])["How was the cytotoxicity of the essential oils measured?", "Which oils inhibited Ross River virus replication?", "What does the essential oil of geranium contain?"])
        {
            var answer = await assistant.AskAsync(question, PassageFilter.None, Token);
            quotes.AddRange(answer.AllClaims().SelectMany(c => c.Citations).Select(c => c.Quote));
        }

        Assert.True(quotes.Count >= 4, $"Only {quotes.Count} quotes.");
        Assert.All(quotes, q => Assert.Contains(Plain(q.Text)[..Math.Min(25, Plain(q.Text).Length)], pages[q.Page!.Value - 1], StringComparison.Ordinal));
        var sources = await CitedSources.LoadAsync(index, [new Claim("x", [.. quotes.Select(q => new Citation(default, q.Passage.Paper, q))])], Token);
        Assert.All(quotes, q => Assert.False(CitationVerifier.IsIn(sources.FindPassage(q.Passage)!, q with { Page = q.Page + 1 })));
    }

    private static string Plain(string text) => string.Concat(text.Where(char.IsLetter).Select(char.ToLowerInvariant));

    private async Task<SqlitePassageIndex> ImportAsync(params string[] paths)
    {
        var index = SqlitePassageIndex.Open(_folder, "test");
        await new PaperImporter(index, StaticWordVectors.Shared, PaperReaders.All).ImportAsync(paths, null, null, Token);
        return index;
    }
}
