using ResearchAgent.Papers;
using ResearchAgent.Verification;
using ResearchAgent.Writing;
using Xunit;

namespace ResearchAgent.Tests.Verification;

public sealed class CitationVerifierTests
{
    private const string Text =
        "Successive Prompting improves F1 by 5% on DROP with 29,349 examples. It does not need labels. "
        + "Training a 9B model takes two days without a cluster.";

    private static readonly Paper Dua = new() { Id = new PaperId("arxiv:2212.04092"), Key = new CitationKey("Dua2022Successive"), Title = "Successive Prompting for Complex Questions", Authors = ["Dheeru Dua", "others"] };

    private static readonly Paper Wang = new() { Id = new PaperId("arxiv:2305.04091"), Key = new CitationKey("Wang2023PlanAndSolve"), Title = "Plan-and-Solve Prompting", Authors = ["Wang, Lei"] };

    private static readonly Sources Library = new(
        new() { [new PassageId(Dua.Id, 0, 1)] = Text, [new PassageId(Wang.Id, 0, 1)] = "Plan-and-Solve prompting decreases errors." },
        new() { [Dua.Id] = Dua, [Wang.Id] = Wang });

    [Theory]
    [InlineData("Successive Prompting improves F1 by 5% on DROP.")]
    [InlineData("Successive Prompting improves F1 by five percent on DROP.")]
    [InlineData("Dua et al. improve F1 by 5 % on DROP with 29 349 examples.")]
    [InlineData("The authors' Successive Prompting improves F1 [12] by 5% on DROP [3, 4-6].")]
    public void A_claim_in_the_words_of_its_quote_is_supported(string claim) => AssertVerdict(Verdict.Supported, claim, Sentence(0));

    [Theory]
    [InlineData("It does not need labels.")]
    [InlineData("Labels are not needed.")]
    public void A_denial_that_the_quote_makes_is_supported(string claim) => AssertVerdict(Verdict.Supported, claim, Sentence(1));

    [Theory]
    [InlineData("Training a 9 billion model takes 2 days.")]
    [InlineData("Training a 9B model takes two days without a cluster.")]
    public void Units_may_be_spelled_otherwise(string claim) => AssertVerdict(Verdict.Supported, claim, Sentence(2));

    [Theory]
    [InlineData("Successive Prompting improves F1 by 6% on DROP.")]
    [InlineData("Successive Prompting improves F1 by 5.5% on DROP.")]
    [InlineData("Successive Prompting improves F1 5x on DROP.")]
    [InlineData("Successive Prompting improves F1 by five percent on DROP with 349 examples.")]
    [InlineData("Successive Prompting improves F1 by 5% on DROP (n = 7).")]
    [InlineData("Successive Prompting improves F1 by 5% on twelve DROP examples.")]
    public void A_number_that_no_quote_holds_is_a_mismatch(string claim) => AssertVerdict(Verdict.NumberMismatch, claim, Sentence(0));

    [Fact]
    public void Another_unit_of_scale_is_a_mismatch() => AssertVerdict(Verdict.NumberMismatch, "Training a 9 million model takes two days.", Sentence(2));

    [Theory]
    [InlineData("Successive Prompting improves F1 by 5% on GSM8K.")]
    [InlineData("Successive Prompting by Wang improves F1 by 5% on DROP.")]
    [InlineData("Successive Prompting improves GPT-4 by 5% on DROP.")]
    public void A_name_that_nothing_cited_holds_is_a_mismatch(string claim) => AssertVerdict(Verdict.NameMismatch, claim, Sentence(0));

    [Theory]
    [InlineData("Successive Prompting does not improve F1 by 5% on DROP.", 0)]
    [InlineData("Successive Prompting never improves F1.", 0)]
    [InlineData("It needs labels.", 1)]
    [InlineData("Training a 9B model does not take two days without a cluster.", 2)]
    [InlineData("Training a 9B model takes two days with a cluster.", 2)]
    public void A_claim_that_turns_its_quote_round_is_a_mismatch(string claim, int sentence) => AssertVerdict(Verdict.PolarityMismatch, claim, Sentence(sentence));

    [Fact]
    public void The_opposite_word_is_a_mismatch() =>
        AssertVerdict(Verdict.PolarityMismatch, "Plan-and-Solve prompting increases errors.", Cite(Wang, "Plan-and-Solve prompting decreases errors."));

    [Theory]
    [InlineData("Successive Prompting cures headaches and grows tulips in spring.")]
    [InlineData("Successive Prompting improves patients, doctors, nurses by 5%.")]
    public void A_claim_in_other_words_is_unsupported(string claim) => AssertVerdict(Verdict.Unsupported, claim, Sentence(0));

    [Fact]
    public void A_claim_without_citation_is_uncited() => AssertVerdict(Verdict.Uncited, "Successive Prompting improves F1.");

    [Fact]
    public void A_tampered_quote_is_unlocated()
    {
        var quote = Sentence(0);
        AssertVerdict(Verdict.Unlocated, "Successive Prompting improves F1 by 6% on DROP.", quote with { Quote = quote.Quote with { Text = quote.Quote.Text.Replace("5%", "6%", StringComparison.Ordinal) } });
        AssertVerdict(Verdict.Unlocated, "Successive Prompting improves F1.", quote with { Quote = quote.Quote with { Text = "" } });
        AssertVerdict(Verdict.Unlocated, "It gains 349 examples.", quote with { Quote = quote.Quote with { Text = "349 examples" } });
        AssertVerdict(Verdict.Unlocated, "Successive Prompting improves F1.", quote, quote with { Quote = quote.Quote with { Text = "It needs labels." } });
    }

    [Fact]
    public void A_quote_of_another_paper_is_unlocated()
    {
        var quote = Sentence(0);
        AssertVerdict(Verdict.Unlocated, "Successive Prompting improves F1.", quote with { Paper = Wang.Id, Key = Wang.Key });
        AssertVerdict(Verdict.Unlocated, "Successive Prompting improves F1.", quote with { Quote = quote.Quote with { Passage = new PassageId(Wang.Id, 0, 1) } });
        AssertVerdict(Verdict.Unlocated, "Successive Prompting improves F1.", new Citation(Wang.Key, Wang.Id, quote.Quote with { Passage = new PassageId(Wang.Id, 0, 1) }));
    }

    [Fact]
    public void A_wrong_key_or_passage_is_unlocated()
    {
        var quote = Sentence(0);
        AssertVerdict(Verdict.Unlocated, "Successive Prompting improves F1.", quote with { Key = Wang.Key });
        AssertVerdict(Verdict.Unlocated, "Successive Prompting improves F1.", quote with { Quote = quote.Quote with { Passage = new PassageId(Dua.Id, 1, 1) } });
        AssertVerdict(Verdict.Unlocated, "Successive Prompting improves F1.", quote with { Quote = quote.Quote with { Passage = new PassageId(Dua.Id, 0, 2) } });
        AssertVerdict(Verdict.Unlocated, "x", new Citation(new CitationKey("Gone"), new PaperId("arxiv:1"), new Quote(new PassageId(new PaperId("arxiv:1"), 0, 1), 0, "x")));
    }

    [Fact]
    public void A_wrong_offset_alone_does_no_harm()
    {
        var quote = Sentence(0);
        AssertVerdict(Verdict.Supported, "Successive Prompting improves F1.", quote with { Quote = quote.Quote with { Start = 40 } });
        AssertVerdict(Verdict.Supported, "Successive Prompting improves F1.", quote with { Quote = quote.Quote with { Start = -5 } });
    }

    [Fact]
    public void Two_quotes_support_together_what_neither_does_alone()
    {
        const string Claim = "Successive Prompting improves F1 by 5%, whereas Plan-and-Solve prompting decreases errors.";
        var other = Cite(Wang, "Plan-and-Solve prompting decreases errors.");

        AssertVerdict(Verdict.Supported, Claim, Sentence(0), other);
        Assert.NotEqual(Verdict.Supported, Judge(Claim, Sentence(0)));
        Assert.NotEqual(Verdict.Supported, Judge(Claim, other));
    }

    [Fact]
    public void Coverage_is_the_share_of_content_words_held()
    {
        Assert.Equal(1, CitationVerifier.Coverage("", "anything"));
        Assert.Equal(1, CitationVerifier.Coverage("The authors propose this.", ""));
        Assert.Equal(0.5, CitationVerifier.Coverage("Tides turn", "tide"));
        Assert.Equal(0, CitationVerifier.Coverage("Tides turn", ""));
    }

    private static void AssertVerdict(Verdict expected, string claim, params Citation[] citations) => Assert.Equal(expected, Judge(claim, citations));

    private static Verdict Judge(string claim, params Citation[] citations) => CitationVerifier.Verify(new Claim(claim, citations), Library).Verdict;

    private static Citation Sentence(int index)
    {
        var span = ResearchAgent.Text.SentenceSplitter.Split(Text)[index];
        return Cite(Dua, span.In(Text), span.Start);
    }

    private static Citation Cite(Paper paper, string text, int start = 0) => new(paper.Key, paper.Id, new Quote(new PassageId(paper.Id, 0, 1), start, text));

    private sealed class Sources(Dictionary<PassageId, string> passages, Dictionary<PaperId, Paper> papers) : ICitedSources
    {
        public Passage? FindPassage(PassageId passage) => passages.TryGetValue(passage, out var text) ? new Passage(passage, "Abstract", 0, text) : null;

        public Paper? FindPaper(PaperId paper) => papers.GetValueOrDefault(paper);
    }
}
