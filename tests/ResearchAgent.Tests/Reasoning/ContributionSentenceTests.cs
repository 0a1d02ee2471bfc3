using ResearchAgent.Evaluation;
using ResearchAgent.Reasoning;
using ResearchAgent.Tests.Evaluation;
using Xunit;

namespace ResearchAgent.Tests.Reasoning;

public sealed class ContributionSentenceTests
{
    private const string Title = "Tide tables: forecasting harbour depth from cheap pressure sensors";

    // An invented abstract; the sentence at 2 states the contribution.
    private static readonly string[] Abstract =
    [
        "Harbour pilots have often relied on depth charts that are many years old.",
        "However, existing forecasts of harbour depth need expensive sonar, which remains difficult to maintain.",
        "We propose tide tables, a method that learns to forecast harbour depth from cheap pressure sensors on the quay.",
        "It combines a tidal model with a drift term that is estimated from the sensors each night.",
        "We show that the forecast stays within four centimetres of sonar in nine harbours.",
        "Code is available online.",
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void The_sentence_that_proposes_the_titles_topic_states_the_contribution() =>
        Assert.Equal(2, ContributionSentence.Best(Abstract, Title));

    [Fact]
    public void The_contribution_is_found_where_it_comes_last()
    {
        string[] last = [Abstract[0], Abstract[1], Abstract[3], Abstract[2]];

        Assert.Equal(3, ContributionSentence.Best(last, Title));
    }

    [Fact]
    public void Without_a_title_the_cue_decides() => Assert.Equal(2, ContributionSentence.Best(Abstract, ""));

    [Fact]
    public void Without_a_cue_the_title_decides()
    {
        string[] sentences =
        [
            "Ports dredge their channels every other summer.",
            "Pressure sensors forecast the depth of a harbour from the weight of the tide above them.",
            "Ships wait outside until the pilot is certain of the channel ahead.",
        ];

        Assert.Equal(1, ContributionSentence.Best(sentences, Title));
    }

    [Fact]
    public void Without_cue_and_title_the_sentence_that_shares_most_with_the_others_wins()
    {
        string[] sentences =
        [
            "Dredging a harbour channel costs more than every pilot in the port earns together.",
            "The tide moves silt into the harbour channel, and silt decides the depth that a pilot can trust.",
            "Silt settles fastest where the tide turns, which is where most ships anchor at night.",
            "Nobody measures the depth there on a working day.",
        ];

        Assert.Equal(1, ContributionSentence.Best(sentences, ""));
    }

    [Theory]
    [InlineData("In this paper we introduce a method that forecasts harbour depth from cheap pressure sensors on the quay.")]
    [InlineData("This paper presents a method that forecasts harbour depth from cheap pressure sensors on the quay.")]
    [InlineData("Here, we have developed a method that forecasts harbour depth from cheap pressure sensors on the quay.")]
    [InlineData("To forecast harbour depth cheaply, the authors describe a method for pressure sensors on the quay.")]
    [InlineData("We analyse a method that forecasts harbour depth from cheap pressure sensors on the quay.")]
    [InlineData("Using cheap pressure sensors, we build a model of harbour depth that runs on the quay.")]
    public void Many_ways_of_announcing_are_understood(string announcement)
    {
        string[] sentences = [Abstract[0], Abstract[1], announcement, Abstract[3], Abstract[5]];

        Assert.Equal(2, ContributionSentence.Best(sentences, Title));
    }

    public static TheoryData<string, double[]> ValuesInTheAbstract => new()
    {
        { "has a cue", [0, 0, 1, 0, 1, 0] },
        { "is the first with a cue", [0, 0, 1, 0, 0, 0] },
        { "follows the first with a cue", [0, 0, 0, 1, 0, 0] },
        { "opens with 'we propose'", [0, 0, 1, 0, 0, 0] },
        { "says 'we study'", [0, 0, 0, 0, 0, 0] },
        { "names a kind of result", [0, 0, 1, 1, 0, 0] },
        { "background words, up to 3", [2, 3, 0, 0, 0, 0] },
        { "title terms, share of all", [0.25, 0.375, 1, 0.125, 0.25, 0] },
        { "title terms, where it announces", [0, 0, 1, 0, 0, 0] },
        { "missing to 15 words", [2 / 15.0, 1 / 15.0, 0, 0, 1 / 15.0, 11 / 15.0] },
        { "beyond 30 words, where it announces", [0, 0, 0, 0, 0, 0] },
    };

    [Theory]
    [MemberData(nameof(ValuesInTheAbstract))]
    public void Features_mean_what_their_names_say(string feature, double[] expected) =>
        Assert.Equal(expected, Values(Abstract, Title, feature), (a, b) => Math.Abs(a - b) < 1e-9);

    [Fact]
    public void Overlaps_count_a_word_as_often_as_both_sides_have_it()
    {
        string[] sentences = ["the tide and the moon", "the harbour"];

        // Title "the the tide": the, the, tide of 5 and 3 words. Rest: one "the" of 5 and 2 words.
        Assert.Equal(2.0 * 3 / 8, Values(sentences, "the the tide", "overlap with the title")[0], 12);
        Assert.Equal(2.0 * 1 / 7, Values(sentences, "the the tide", "overlap with the rest")[0], 12);
        Assert.Equal(Values(sentences, "", "overlap with the rest")[0], Values(sentences, "", "overlap with the rest")[1], 12);
    }

    [Fact]
    public void Terms_are_shared_by_stem_and_counted_by_sentence()
    {
        // "tide" is in one of two others, "silt" in both, "pilot" in none.
        string[] sentences = ["Tides: silt, silt, pilots!", "silts", "the tidal silt tide"];

        Assert.Equal((0.5 + 1 + 0) / 3, Values(sentences, "", "sentences sharing its terms")[0], 12);
    }

    [Fact]
    public void Studying_is_a_cue_and_told_apart_from_proposing()
    {
        string[] sentences = ["We investigate how silt moves.", "In this work, we then revisit pilots."];

        Assert.Equal([1, 1], Values(sentences, "", "says 'we study'"));
        Assert.Equal([1, 1], Values(sentences, "", "has a cue"));
        Assert.Equal([0, 0], Values(sentences, "", "opens with 'we propose'"));
    }

    [Theory]
    [InlineData("We propose tide tables.", 0)]
    [InlineData("We propose tide tables that, for every quay of the town and every hour of the day and night, in fog and in rain, in war and in peace, give to pilots and to the captains of ships and boats the depth.", 0.4)]
    [InlineData("For every quay of the town and every hour of the day and night, in fog and in rain, in war and in peace, tables give to pilots and to the captains of all ships and boats the depth of harbours.", 0)]
    public void Only_an_announcement_can_be_too_long(string sentence, double expected) =>
        Assert.Equal(expected, Values([sentence], "", "beyond 30 words, where it announces")[0], 12);

    [Fact]
    public void A_cue_counts_more_when_it_comes_first()
    {
        const string Cue = "We introduce a sensor that measures the depth of the harbour at the quay.";
        string[] sentences = [Cue, "Pilots sleep at night and wake when the tide is high enough for ships.", Cue];

        var scores = ContributionSentence.Scores(sentences, Title);

        Assert.True(scores[0] > scores[2], $"{scores[0]} > {scores[2]}");
    }

    [Fact]
    public void A_score_is_the_weighted_sum_of_the_features()
    {
        var weights = ContributionSentence.Weights;

        var scores = ContributionSentence.Features(Abstract, Title).Select(row => row.Select((x, i) => x * weights[i].Weight).Sum());

        Assert.Equal(scores, ContributionSentence.Scores(Abstract, Title));
    }

    [Theory]
    [InlineData("We propose tide tables.")]
    [InlineData("")]
    [InlineData("...")]
    public void A_single_sentence_is_the_best_one(string sentence)
    {
        Assert.Equal(0, ContributionSentence.Best([sentence], Title));
        Assert.All(ContributionSentence.Scores([sentence], ""), score => Assert.True(double.IsFinite(score)));
    }

    [Fact]
    public void Of_equal_sentences_the_earliest_is_best() => Assert.Equal(0, ContributionSentence.Best(["The tide.", "The tide."], ""));

    [Fact]
    public void An_abstract_without_sentences_is_refused()
    {
        var e = Assert.Throws<ArgumentException>(() => ContributionSentence.Best([], Title));

        Assert.Equal("sentences", e.ParamName);
    }

    [Fact]
    public async Task Refitting_on_SciTLDR_dev_gives_the_shipped_weights()
    {
        var refitted = await ContributionSentenceFit.FitAsync(SharedData.PathOrSkip("data/sum/scitldr/dev.jsonl"), Token);

        // Shipped with four decimals.
        Assert.All(ContributionSentence.Weights.Zip(refitted), pair =>
            Assert.True(Math.Abs(pair.First.Weight - pair.Second) < 0.0001, $"'{pair.First.Feature}' is shipped as {pair.First.Weight} but fits as {pair.Second:f4}."));
    }

    [Fact]
    public async Task Cross_validated_on_SciTLDR_dev_the_best_sentence_reaches_ROUGE_1_of_38_and_a_half()
    {
        var rouge = await ContributionSentenceFit.CrossValidateAsync(SharedData.PathOrSkip("data/sum/scitldr/dev.jsonl"), Token);

        Assert.True(rouge >= 38.5, $"ROUGE-1 {rouge:f2}");
    }

    [Fact]
    public async Task On_SciTLDR_test_the_best_sentence_reaches_ROUGE_1_of_37()
    {
        var papers = await SciTldrFile.ReadAsync(SharedData.PathOrSkip("data/sum/scitldr/test.jsonl"), Token);

        var scores = papers.Select(p => Rouge.MaxOverReferences(p.Sentences[ContributionSentence.Best(p.Sentences, p.Title)], p.References)).ToList();

        var (rouge1, rouge2, rougeL) = (100 * scores.Average(s => s.Rouge1), 100 * scores.Average(s => s.Rouge2), 100 * scores.Average(s => s.RougeL));
        TestContext.Current.SendDiagnosticMessage($"SciTLDR test, {papers.Count} papers: ROUGE-1/2/L {rouge1:f2}/{rouge2:f2}/{rougeL:f2}");
        Assert.Equal(618, papers.Count);
        Assert.True(rouge1 >= 37.0, $"ROUGE-1/2/L {rouge1:f2}/{rouge2:f2}/{rougeL:f2}");
    }

    private static List<double> Values(string[] sentences, string title, string feature)
    {
        var column = ContributionSentence.Weights.Select(w => w.Feature).ToList().IndexOf(feature);
        Assert.True(column >= 0, $"No feature '{feature}'.");
        return [.. ContributionSentence.Features(sentences, title).Select(row => row[column])];
    }
}
