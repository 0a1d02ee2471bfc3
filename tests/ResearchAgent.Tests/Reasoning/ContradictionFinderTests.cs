using ResearchAgent.Papers;
using ResearchAgent.Reasoning;
using ResearchAgent.Reasoning.Contradictions;
using ResearchAgent.Retrieval.StaticVectors;
using ResearchAgent.Tests.Evaluation;
using ResearchAgent.Verification;
using ResearchAgent.Writing;
using Xunit;

namespace ResearchAgent.Tests.Reasoning;

public sealed class ContradictionFinderTests
{
    [Theory]
    [InlineData("dev", 1, 0.9)]
    [InlineData("test", 0.9, 0.5)]
    public void Labelled_pairs_are_told_apart(string split, double minPrecision, double minRecall)
    {
        var (outcomes, mistakes) = LabelledPairs.Judge(split);

        TestContext.Current.TestOutputHelper?.WriteLine($"{split}: precision {outcomes.Precision:F2}, recall {outcomes.Recall:F2}, {outcomes.Count} pairs; wrong: {mistakes}");
        Assert.True(outcomes.Precision >= minPrecision && outcomes.Recall >= minRecall, $"precision {outcomes.Precision:F2}, recall {outcomes.Recall:F2}; wrong: {mistakes}");
    }

    [Fact]
    public void Of_SciFacts_claims_only_contradicted_ones_are_flagged()
    {
        var (contradicting, flagged, supporting, falselyFlagged) = LabelledPairs.JudgeSciFact(SharedData.PathOrSkip("data/ir/scifact"));

        TestContext.Current.TestOutputHelper?.WriteLine($"{flagged} of {contradicting} contradicting, {falselyFlagged} of {supporting} supporting flagged");
        Assert.True(flagged >= 3, $"{flagged} of {contradicting}");
        Assert.Equal(0, falselyFlagged);
    }

    [Fact]
    public void A_candidate_says_on_what_and_in_what_two_papers_disagree()
    {
        var found = Assert.Single(LabelledPairs.Among(Paper("a", "Successive Prompting improves F1 by 5% on DROP."), Paper("b", "We find that Successive Prompting improves F1 by 2% on DROP.")));

        Assert.Equal((ContradictionKind.Number, "5% against 2%", false), (found.Kind, found.Reason, found.IsWithinOnePaper));
        Assert.Contains("Successive Prompting", found.Subject, StringComparison.Ordinal);
        Assert.InRange(found.Score, 0.5, 1);
        Assert.Equal(["Successive Prompting improves F1 by 5% on DROP.", "We find that Successive Prompting improves F1 by 2% on DROP."], (string[])[found.First.Cite().Quote.Text, found.Second.Cite().Quote.Text]);
    }

    [Fact]
    public void Sentences_of_one_passage_contrast_cases_and_do_not_contradict() =>
        Assert.Empty(LabelledPairs.Among(Paper("a", "Successive Prompting improves F1 by 5% on DROP. Successive Prompting improves F1 by 2% on DROP.")));

    [Fact]
    public void Two_passages_of_one_paper_that_disagree_are_marked()
    {
        var paper = new Paper { Id = new PaperId("title:a"), Key = new CitationKey("AKey"), Title = "Versions" };
        var found = LabelledPairs.Among(((string[])["Successive Prompting improves F1 by 5% on DROP.", "Successive Prompting improves F1 by 2% on DROP."])
            .SelectMany((text, i) => PaperSentence.Of(paper, new Passage(new PassageId(paper.Id, i, 1), "", 0, text))));

        Assert.True(Assert.Single(found).IsWithinOnePaper);
    }

    [Fact]
    public void Our_method_is_the_named_one_where_the_other_paper_speaks_of_it_by_name()
    {
        var ours = LabelledPairs.Sentences("a", "Successive Prompting for Decomposing Complex Questions", "Our model with successive prompting improves F1 by 5% on DROP.");

        Assert.Single(LabelledPairs.Among(ours, Paper("b", "Successive prompting improves F1 by 2% on DROP.")));
        Assert.Empty(LabelledPairs.Among(ours, Paper("b", "Our model with prompting improves F1 by 2% on DROP.")));
    }

    [Theory]
    [InlineData("X is cheap, but it does not improve F1 by 5% on DROP.")]
    [InlineData("")]
    [InlineData("?!. 5% 5% 5% not not not")]
    [InlineData("Does dropout not improve calibration?")]
    public void Odd_sentences_contradict_nothing(string text) =>
        Assert.Empty(LabelledPairs.Among(Paper("a", text), Paper("b", "Dropout improves calibration by 5% on DROP."), Paper("c", text)));

    [Theory]
    [InlineData("Dropout improves calibration by 5% on DROP, while dropout improves calibration by 2% on SQuAD.")]
    [InlineData("Dropout improves the calibration of transformers, while weight decay hurts the calibration of transformers.")]
    public void Sentences_that_draw_the_same_contrast_agree(string text) => Assert.Empty(LabelledPairs.Among(Paper("a", text), Paper("b", text)));

    [Fact]
    public void The_order_of_the_sentences_does_not_decide_what_is_found()
    {
        var one = Paper("a", "Dropout hurts the calibration of transformers.");
        var other = Paper("b", "Dropout helps the calibration of transformers.");

        Assert.Equal(Assert.Single(LabelledPairs.Among(one, other)).Score, Assert.Single(LabelledPairs.Among(other, one)).Score);
    }

    [Fact]
    public void Cancelling_stops_the_search() =>
        Assert.Throws<OperationCanceledException>(() => new ContradictionFinder(StaticWordVectors.Shared).Among(Paper("a", "Dropout helps the calibration of transformers."), new CancellationToken(canceled: true)));

    [Theory]
    [InlineData("Successive Prompting improves F1 by 5% on DROP.", "We find that Successive Prompting improves F1 by 2% on DROP.", "Dheeru Dua", "Lei Wang")]
    [InlineData("Dropout does not improve the calibration of transformers.", "Dropout improves the calibration of transformers.", "Dheeru Dua", "Lei Wang")]
    [InlineData("Weight decay is necessary for grokking on modular addition.", "Weight decay is unnecessary for grokking on modular addition.", null, null)]
    [InlineData("Caffeine intake increases the frequency of migraines in adults.", "Caffeine intake has no effect on the frequency of migraines in adults.", null, "Lei Wang")]
    public void The_sentence_about_a_disagreement_is_supported_by_both_quotes(string first, string second, string? firstAuthor, string? secondAuthor)
    {
        var papers = (Paper("a", first, Authors(firstAuthor)), Paper("b", second, Authors(secondAuthor)));
        var found = Assert.Single(LabelledPairs.Among(papers.Item1, papers.Item2));
        var sources = new Sources([papers.Item1[0], papers.Item2[0]]);
        var told = ContradictionWriter.Tell(found);

        var claim = CitationVerifier.Verify(ContradictionWriter.Summarize(found), sources);

        Assert.StartsWith("The evidence disagrees: ", claim.Text, StringComparison.Ordinal);
        Assert.Contains(", whereas ", claim.Text, StringComparison.Ordinal);
        Assert.Equal(2, claim.Citations.Count);
        Assert.True(claim.Verdict == Verdict.Supported, $"{claim.Verdict}: {claim.Text}");
        Assert.All([told.First, told.Second], c => Assert.Equal(Verdict.Supported, CitationVerifier.Verify(c, sources).Verdict));
    }

    private static string[] Authors(string? first) => first is null ? [] : [first, "others"];

    private static IReadOnlyList<PaperSentence> Paper(string id, string text, params string[] authors) => LabelledPairs.Sentences(id, "Notes on " + id, text, authors);

    private sealed class Sources(IReadOnlyList<PaperSentence> sentences) : ICitedSources
    {
        public Passage? FindPassage(PassageId passage) => sentences.FirstOrDefault(s => s.Passage.Id == passage)?.Passage;

        public Paper? FindPaper(PaperId paper) => sentences.FirstOrDefault(s => s.Paper.Id == paper)?.Paper;
    }
}
