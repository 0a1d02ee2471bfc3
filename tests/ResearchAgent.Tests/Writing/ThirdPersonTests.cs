using ResearchAgent.Papers;
using ResearchAgent.Writing;
using Xunit;

namespace ResearchAgent.Tests.Writing;

public sealed class ThirdPersonTests
{
    [Theory]
    [InlineData("[Results] We reach 91.3 on GLUE.", "Wang et al. reach 91.3 on GLUE.")]
    [InlineData("However, we introduce DROP, our method.", "Wang et al. introduce DROP, their method.")]
    [InlineData("In this paper, we show that we can.", "Wang et al. show that they can.")]
    [InlineData("To address this issue, we plan.", "Wang et al. plan.")]
    [InlineData("Moreover, in this work we plan.", "Wang et al. plan.")]
    [InlineData("Our best model wins.", "Wang et al.'s best model wins.")]
    [InlineData("It helps us and ourselves; the gain is ours.", "It helps them and themselves; the gain is theirs.")]
    [InlineData("Data from the US and the U.S. help.", "Data from the US and the U.S. help.")]
    [InlineData("The authors propose a plan.", "Wang et al. propose a plan.")]
    [InlineData("The authors' plan works.", "Wang et al.'s plan works.")]
    [InlineData("The authors of GPT-4 disagree.", "The authors of GPT-4 disagree.")]
    [InlineData("(1) a plan, and (2) a solution.", "A plan, and (2) a solution.")]
    [InlineData("2. We solve.", "Wang et al. solve.")]
    [InlineData("First, we plan", "Wang et al. plan.")]
    [InlineData("But the tide turns;", "The tide turns.")]
    [InlineData("So far, we have no method.", "So far, Wang et al. have no method.")]
    [InlineData("So-called tides turn.", "So-called tides turn.")]
    [InlineData("Yet another method is weak.", "Yet another method is weak.")]
    [InlineData("And-or trees grow.", "And-or trees grow.")]
    [InlineData("Next-token prediction works.", "Next-token prediction works.")]
    [InlineData("This paper presents tides.", "The paper presents tides.")]
    [InlineData("Moreover, iPhone users agree.", "iPhone users agree.")]
    [InlineData("Finally, mRNA is stable.", "mRNA is stable.")]
    [InlineData("He says \"we plan.\"", "He says \"Wang et al. plan.\"")]
    [InlineData("The web uses powers of us-east.", "The web uses powers of us-east.")]
    [InlineData("Is it so?", "Is it so?")]
    public void We_becomes_the_authors(string sentence, string expected) => Assert.Equal(expected, ThirdPerson.Rewrite(sentence, "Wang et al."));

    [Theory]
    [InlineData("We plan and we solve.", "They", "They plan and they solve.")]
    [InlineData("When it rains, we plan.", "They", "When it rains, they plan.")]
    [InlineData("When it rains, we plan.", "The authors", "When it rains, the authors plan.")]
    [InlineData("When it rains, we plan.", "An et al.", "When it rains, An et al. plan.")]
    [InlineData("When it rains, our plan works.", "To and In", "When it rains, To and In's plan works.")]
    [InlineData("Our plan works.", "They", "Their plan works.")]
    [InlineData("Our plan works.", "The authors", "The authors' plan works.")]
    [InlineData("Our plan works.", "The authors of Nudging", "In Nudging, their plan works.")]
    [InlineData("Our first plan is Tides, where we wait.", "The authors", "The authors' first plan is Tides, where they wait.")]
    [InlineData("Our first plan is Tides, where we wait.", "The authors of Nudging", "In Nudging, their first plan is Tides, where they wait.")]
    [InlineData("We plan, and our plan works.", "Wang et al.", "Wang et al. plan, and their plan works.")]
    public void The_subject_is_named_as_prose_names_it(string sentence, string subject, string expected) => Assert.Equal(expected, ThirdPerson.Rewrite(sentence, subject));

    [Theory]
    [InlineData("It consists of two parts.", true)]
    [InlineData("However, these results vary.", true)]
    [InlineData("(2) They differ.", true)]
    [InlineData("This paper proposes tides.", false)]
    [InlineData("Italian tides turn.", false)]
    [InlineData("We propose tides.", false)]
    public void A_sentence_that_leans_on_the_one_before_it_is_known(string sentence, bool anaphoric) => Assert.Equal(anaphoric, ThirdPerson.IsAnaphoric(sentence));

    [Fact]
    public void Only_common_openers_lose_their_capital_after_a_connective()
    {
        Assert.Equal("the tide turns.", ThirdPerson.ContinueWith("The tide turns."));
        Assert.Equal("Wang et al. plan.", ThirdPerson.ContinueWith("Wang et al. plan."));
        Assert.Equal("GPT-4 plans.", ThirdPerson.ContinueWith("GPT-4 plans."));
        Assert.Equal("", ThirdPerson.ContinueWith(""));
    }

    [Fact]
    public void One_author_is_the_authors_and_more_are_named()
    {
        var paper = new Paper { Id = new PaperId("arxiv:1"), Key = new CitationKey("K"), Title = "Tides" };

        Assert.Equal("The authors", AnswerWriter.Subject(paper, isFirst: true));
        Assert.Equal("The authors", AnswerWriter.Subject(paper with { Authors = ["Lei Wang"] }, isFirst: true));
        Assert.Equal("Wang and Xu", AnswerWriter.Subject(paper with { Authors = ["Lei Wang", "Wanyu Xu"] }, isFirst: true));
        Assert.Equal("They", AnswerWriter.Subject(paper with { Authors = ["Lei Wang", "Wanyu Xu"] }, isFirst: false));
    }
}
