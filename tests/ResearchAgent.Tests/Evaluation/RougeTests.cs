using ResearchAgent.Evaluation;
using Xunit;

namespace ResearchAgent.Tests.Evaluation;

public sealed class RougeTests
{
    [Fact]
    public void Equal_texts_score_one_whatever_their_case_and_punctuation()
    {
        Assert.Equal(new RougeScores(1, 1, 1), Rouge.Score("The cat, sat.", "the CAT sat"));
    }

    [Theory]
    [InlineData("police kill the gunman", 3.0 / 4, 1.0 / 3, 3.0 / 4)]
    [InlineData("the gunman kill police", 3.0 / 4, 1.0 / 3, 2.0 / 4)]
    public void Word_order_counts_for_rouge_l_as_in_the_example_of_Lin_2004(string candidate, double rouge1, double rouge2, double rougeL)
    {
        AssertScores(rouge1, rouge2, rougeL, Rouge.Score(candidate, "police killed the gunman"));
    }

    [Fact]
    public void A_repeated_word_counts_only_as_often_as_the_reference_has_it()
    {
        // Words: 2 of 4 and 2 of 3. Pairs: "the the" occurs 3 times here and never there. LCS: "the .. the" is 2.
        AssertScores(4.0 / 7, 0, 4.0 / 7, Rouge.Score("the the the the", "the cat the"));
    }

    [Fact]
    public void A_repeated_pair_counts_only_as_often_as_the_reference_has_it()
    {
        // Pairs: "a b" 2 times and "b a" once, against "a b" once. Words: 2 of 4 and 2 of 2.
        AssertScores(4.0 / 6, 2.0 / 4, 4.0 / 6, Rouge.Score("a b a b", "a b"));
    }

    [Fact]
    public void Unequal_lengths_give_the_harmonic_mean_of_precision_and_recall()
    {
        // Words shared: we, a, model (3 of 5, 3 of 4). Pairs: "a model" (1 of 4, 1 of 3). LCS: we a model.
        AssertScores(6.0 / 9, 2.0 / 7, 6.0 / 9, Rouge.Score("We propose a model here", "we train a model"));
    }

    [Fact]
    public void A_subsequence_may_skip_words_on_both_sides()
    {
        // a c e g is the longest: 4 of 7 and 4 of 6.
        Assert.Equal(8.0 / 13, Rouge.Score("a b c d e f g", "a x c e y g").RougeL, 12);
    }

    [Fact]
    public void Words_are_runs_of_ascii_letters_and_digits()
    {
        Assert.Equal(new RougeScores(1, 1, 1), Rouge.Score("GPT-4's naïve 3.5%", "gpt 4 s na ve 3 5"));
    }

    [Theory]
    [InlineData("", "some words")]
    [InlineData("some words", "")]
    [InlineData("", "")]
    [InlineData("?!", "…")]
    public void A_text_without_words_scores_zero(string candidate, string reference)
    {
        Assert.Equal(default, Rouge.Score(candidate, reference));
    }

    [Fact]
    public void A_single_word_has_no_pair_to_share()
    {
        Assert.Equal(new RougeScores(1, 0, 1), Rouge.Score("word", "word"));
    }

    [Fact]
    public void Several_references_give_the_best_of_each_metric()
    {
        // The first reference wins ROUGE-1 (all four words), the second wins ROUGE-2 and ROUGE-L (a b c in order).
        var scores = Rouge.MaxOverReferences("a b c d", ["d c b a", "a b c x y"]);

        AssertScores(1, 4.0 / 7, 6.0 / 9, scores);
    }

    [Fact]
    public void No_reference_is_refused()
    {
        Assert.Throws<ArgumentException>(() => Rouge.MaxOverReferences("a", []));
    }

    private static void AssertScores(double rouge1, double rouge2, double rougeL, RougeScores actual)
    {
        Assert.Equal(rouge1, actual.Rouge1, 12);
        Assert.Equal(rouge2, actual.Rouge2, 12);
        Assert.Equal(rougeL, actual.RougeL, 12);
    }
}
