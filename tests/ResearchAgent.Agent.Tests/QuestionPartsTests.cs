using Xunit;

namespace ResearchAgent.Agent.Tests;

public sealed class QuestionPartsTests
{
    [Theory]
    [InlineData("How does Plan-and-Solve prompting work?", "How does Plan-and-Solve prompting work?")]
    [InlineData("How much does SMART gain on GSM8K, and how does BOLT train?", "How much does SMART gain on GSM8K? | How does BOLT train?")]
    [InlineData("How does BLSP align speech with text? Also, what runtime does RS2 save on ImageNet?", "How does BLSP align speech with text? | What runtime does RS2 save on ImageNet?")]
    [InlineData("What is emulated fine-tuning and what is LM up-scaling?", "What is emulated fine-tuning? | What is LM up-scaling?")]
    [InlineData("Compare HyperTab and Hopular, and say how much HyperTab gains on small data.", "Compare HyperTab and Hopular? | Say how much HyperTab gains on small data.")]
    [InlineData("What is the accuracy of TheoremLlama on MiniF2F and the GLUE score of Vega v1?", "What is the accuracy of TheoremLlama on MiniF2F? | What is the GLUE score of Vega v1?")]
    [InlineData("How does AlphaMath work, and what are its limits?", "How does AlphaMath work? | What are AlphaMath's limits?")]
    [InlineData("What does X-LLM reach, and how long does it take to train BootPIG?", "What does X-LLM reach? | How long does it take to train BootPIG?")]
    public void A_question_is_taken_apart_where_each_part_makes_sense_alone(string question, string parts) =>
        Assert.Equal(parts, Split(question));

    [Theory]
    [InlineData("How many questions and how many students are in the Alloprof dataset?")]
    [InlineData("How do Orca 2 and SMART teach a model to choose a strategy?")]
    [InlineData("Which models and datasets were used to train and test BOLT?")]
    [InlineData("Is there work on steering a big untuned model with a tiny aligned one while decoding?")]
    public void What_belongs_together_stays_together(string question) => Assert.Equal(question, Split(question));

    [Fact]
    public void A_part_without_a_subject_leans_on_the_one_before()
    {
        var parts = QuestionParts.Split("How does BLSP align speech with text? What data was used?");

        Assert.Equal([false, true], parts.Select(p => p.LeansOnPrevious));
    }

    [Fact]
    public void Papers_on_one_thing_or_another_are_one_part_with_two_alternatives()
    {
        var part = Assert.Single(QuestionParts.Split("Which papers are about financial markets or trading?"));

        Assert.True(part.IsSurvey);
        Assert.Equal(["Which papers are about financial markets?", "Which papers are about trading?"], part.Alternatives);
    }

    [Fact]
    public void More_parts_than_anybody_means_stay_with_the_last()
    {
        var parts = QuestionParts.Split(string.Join(' ', Enumerable.Range(1, 9).Select(i => $"How does Method{i} train its model?")));

        Assert.Equal(4, parts.Count);
        Assert.Contains("Method9", parts[^1].Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("???")]
    [InlineData("; and , and ; or")]
    public void Nothing_to_take_apart_stays_as_it_is(string question) => Assert.Equal(question, Split(question));

    [Fact]
    public void A_draft_is_no_question() => Assert.Single(QuestionParts.Split(string.Concat(Enumerable.Repeat("How does it work, and what does Method7 gain? ", 40))));

    private static string Split(string question) => string.Join(" | ", QuestionParts.Split(question).Select(p => p.Text));
}
