using ResearchAgent.Chat;
using ResearchAgent.Papers;
using ResearchAgent.Writing;
using Xunit;

namespace ResearchAgent.Tests.Chat;

public sealed class FollowUpTests
{
    private const string Gain = "How much does SMART gain on GSM8K?";
    private const string WhichUse = "Which papers use reinforcement learning?";

    private static readonly Reference Bolt = Cited("BOLT", "2502.03860", "BOLT: Bootstrap Long Chain-of-Thought in Language Models without Distillation");
    private static readonly Reference Smart = Cited("Liu2024SMART", "2410.16128", "SMART: Self-learning Meta-strategy Agent for Reasoning Tasks") with { Authors = ["Rongxing Liu", "Kumar Shridhar"], Year = 2024 };
    private static readonly Reference Plan = Cited("Wang2023PlanAndSolve", "2305.04091", "Plan-and-Solve Prompting: Improving Zero-Shot Chain-of-Thought Reasoning") with { Authors = ["Lei Wang", "Wanyu Xu", "others"], Year = 2023 };
    private static readonly Reference Grokking = Cited("BenignOverfittingGrokking", "2310.02541", "Benign Overfitting and Grokking in ReLU Networks for XOR Cluster Data");

    // About BOLT alone: one answer came before.
    [Theory]
    [InlineData("and its limits?", "What are the limits of BOLT?")]
    [InlineData("What about limitations?", "What are the limitations of BOLT?")]
    [InlineData("And the results?", "What are the results of BOLT?")]
    [InlineData("limits?", "What are the limits of BOLT?")]
    [InlineData("and the training cost?", "What is the training cost of BOLT?")]
    [InlineData("What about its datasets?", "Which datasets does BOLT use?")]
    [InlineData("which benchmarks?", "Which benchmarks does BOLT use?")]
    [InlineData("How does it work?", "How does BOLT work?")]
    [InlineData("And does it scale?", "Does BOLT scale?")]
    [InlineData("How does that work?", "How does BOLT work?")]
    [InlineData("How many examples does this method need?", "How many examples does BOLT need?")]
    [InlineData("What are its stages?", "What are BOLT's stages?")]
    [InlineData("who wrote it", "who wrote BOLT")]
    [InlineData("So what are the drawbacks?", "What are the drawbacks of BOLT?")]
    [InlineData("Are there any limitations?", "What are the limitations of BOLT?")]
    [InlineData("ok, and the cost?", "What is the cost of BOLT?")]
    [InlineData("What do the authors conclude?", "What do the authors of BOLT conclude?")]
    [InlineData("show me more", "Tell me more about BOLT.")]
    [InlineData("Tell me more about it!", "Tell me more about BOLT.")]
    [InlineData("Which datasets do they use?", "Which datasets does BOLT use?")]
    [InlineData("Does it help on MATH?", "Does BOLT help on MATH?")]
    [InlineData("Is it better than Orca 2?", "How does BOLT compare with Orca 2?")]
    [InlineData("[BOLT] — what data?", "What data does BOLT use?")]
    public void A_follow_up_about_one_paper(string text, string question)
    {
        var reading = FollowUp.Read(text, After(("What is BOLT?", [Bolt])));

        Assert.Equal(question, reading.Question);
        Assert.True(reading.IsFollowUp);
    }

    // BOLT was cited first, SMART second.
    [Theory]
    [InlineData("how does the second one work?", "how does SMART work?", "Liu2024SMART")]
    [InlineData("How does the second work?", "How does SMART work?", "Liu2024SMART")]
    [InlineData("does the latter need training?", "does SMART need training?", "Liu2024SMART")]
    [InlineData("What is the former's gain?", "What is BOLT's gain?", "BOLT")]
    [InlineData("What data does the first paper use?", "What data does BOLT use?", "BOLT")]
    [InlineData("And the last one?", "Does SMART make models reason?", "Liu2024SMART")]
    [InlineData("Does the first one beat the second?", "Does BOLT beat SMART?", "BOLT Liu2024SMART")]
    [InlineData("How does the first differ from the second?", "How does BOLT differ from SMART?", "BOLT Liu2024SMART")]
    [InlineData("which of them uses RL?", "Which papers use RL?", "BOLT Liu2024SMART")]
    [InlineData("which one needs labels?", "Which papers need labels?", "BOLT Liu2024SMART")]
    [InlineData("compare the two", "Compare BOLT and SMART.", "BOLT Liu2024SMART")]
    [InlineData("compare them", "Compare BOLT and SMART.", "BOLT Liu2024SMART")]
    [InlineData("And compare both papers on GSM8K?", "Compare BOLT and SMART on GSM8K.", "BOLT Liu2024SMART")]
    [InlineData("How do they differ?", "How do BOLT and SMART differ?", "BOLT Liu2024SMART")]
    [InlineData("what's the difference?", "How do BOLT and SMART differ?", "BOLT Liu2024SMART")]
    [InlineData("what do they have in common", "What do BOLT and SMART have in common?", "BOLT Liu2024SMART")]
    [InlineData("which is better?", "How do BOLT and SMART compare?", "BOLT Liu2024SMART")]
    [InlineData("Do both need training?", "Do BOLT and SMART need training?", "BOLT Liu2024SMART")]
    [InlineData("Were both evaluated on MATH500?", "Were BOLT and SMART evaluated on MATH500?", "BOLT Liu2024SMART")]
    [InlineData("Do these papers need training?", "Do BOLT and SMART need training?", "BOLT Liu2024SMART")]
    [InlineData("is that more than the second?", "How does BOLT compare with SMART?", "BOLT Liu2024SMART")]
    [InlineData("[Liu2024SMART] — what data?", "What data does SMART use?", "Liu2024SMART")]
    [InlineData("What data does Liu2024SMART use?", "What data does SMART use?", "Liu2024SMART")]
    [InlineData("what did Liu et al. propose?", "what did SMART propose?", "Liu2024SMART")]
    [InlineData("What is Liu's paper about?", "What is SMART about?", "Liu2024SMART")]
    [InlineData("What data do Liu and Shridhar (2024) use?", "What data does SMART use?", "Liu2024SMART")]
    [InlineData("How does Liu (2024) train?", "How does SMART train?", "Liu2024SMART")]
    public void A_follow_up_about_two_papers(string text, string question, string keys)
    {
        var reading = FollowUp.Read(text, After(("Which papers make models reason?", [Bolt, Smart])));

        Assert.Equal(question, reading.Question);
        Assert.Equal(keys.Split(' '), reading.Papers.Select(KeyOf));
    }

    // The last question is said again with something else in it.
    [Theory]
    [InlineData(Gain, "And on MATH?", "How much does SMART gain on MATH?")]
    [InlineData(Gain, "on MATH?", "How much does SMART gain on MATH?")]
    [InlineData(Gain, "What about MATH?", "How much does SMART gain on MATH?")]
    [InlineData(Gain, "what about BOLT?", "How much does BOLT gain on GSM8K?")]
    [InlineData(Gain, "And Orca 2?", "How much does Orca 2 gain on GSM8K?")]
    [InlineData(Gain, "And without training?", "How much does SMART gain on GSM8K without training?")]
    [InlineData(Gain, "why?", "Why does SMART gain on GSM8K?")]
    [InlineData(Gain, "how?", "How does SMART gain on GSM8K?")]
    [InlineData("What does SMART gain?", "And on GSM8K?", "What does SMART gain on GSM8K?")]
    [InlineData("Does SMART need labels?", "Why?", "Why does SMART need labels?")]
    [InlineData("Does SMART need labels?", "How so?", "How does SMART need labels?")]
    [InlineData("What is SMART?", "why?", "Why is SMART needed?")]
    [InlineData("How many examples does BOLT write?", "how many did it use?", "how many examples did SMART use?")]
    [InlineData(WhichUse, "and active learning?", "Which papers use active learning?")]
    [InlineData(WhichUse, "What about BOLT?", "Does BOLT use reinforcement learning?")]
    public void A_part_of_the_last_question_is_said_again(string last, string text, string question)
    {
        var reading = FollowUp.Read(text, After((last, [Smart])));

        Assert.Equal((question, true), (reading.Question, reading.IsFollowUp));
    }

    // They bring their own subject, or say nothing about a paper: unchanged, and every paper is searched.
    [Theory]
    [InlineData("Is it possible to train without labels?")]
    [InlineData("What is the first stage of BOLT?")]
    [InlineData("What is the first layer?")]
    [InlineData("It has been shown that models memorise: is that so?")]
    [InlineData("How does BOLT work?")]
    [InlineData("What is Hopular and how does it work?")]
    [InlineData("Does Hopular improve its baseline?")]
    [InlineData("Do language models forget what they learn?")]
    [InlineData("Can a model know when it is wrong?")]
    [InlineData("Are LLMs able to plan when they get longer contexts?")]
    [InlineData("Is it known whether distillation is needed?")]
    [InlineData("What are the results of Hopular?")]
    [InlineData("Does it help to plan before answering?")]
    [InlineData("What does it mean to align a model?")]
    [InlineData("Which papers use reinforcement learning?")]
    [InlineData("Compare BOLT and SMART.")]
    [InlineData("What is the method of moments?")]
    [InlineData("Who is the first author?")]
    [InlineData("Is the other half of the data used?")]
    [InlineData("Why do deep networks generalise?")]
    [InlineData("On which datasets is Hopular tested?")]
    [InlineData("In which year was BOLT published?")]
    [InlineData("What about the weather in Paris and the price of tea?")]
    [InlineData("[Smith2020Snow] — what data?")]
    [InlineData("What did Smith et al. propose?")]
    [InlineData("Both sides of the argument?")]
    [InlineData("")]
    public void A_question_that_stands_alone_stays_as_it_is(string text)
    {
        var reading = FollowUp.Read(text, After(("Which papers make models reason?", [Bolt, Smart])));

        Assert.Equal((text, false), (reading.Question, reading.IsFollowUp));
        Assert.Empty(reading.Papers);
    }

    [Fact]
    public void Without_a_question_before_it_nothing_is_a_follow_up() =>
        Assert.Equal(FollowUp.None("How does the second one work?").Question, FollowUp.Read("How does the second one work?", FollowUpContext.Of([])).Question);

    [Fact]
    public void The_other_one_is_that_of_two_which_was_not_spoken_of()
    {
        var after = After(("Which papers make models reason?", [Bolt, Smart]), ("How does SMART work?", [Smart]));

        Assert.Equal("What data does BOLT use?", FollowUp.Read("What data does the other one use?", after).Question);
        Assert.Equal("How does BOLT work?", FollowUp.Read("And the other one?", after).Question);
    }

    [Fact]
    public void An_answer_that_cites_one_paper_leaves_the_numbers_of_the_list_before_it()
    {
        var after = After(("Which papers make models reason?", [Plan, Bolt, Smart]), ("How does BOLT work?", [Bolt]));

        Assert.Equal("What data does SMART use?", FollowUp.Read("What data does the third one use?", after).Question);
        Assert.Equal("How does BOLT compare with Plan-and-Solve Prompting?", FollowUp.Read("Is that better than the first?", after).Question);
        Assert.Equal("what data does the fourth one use?", FollowUp.Read("what data does the fourth one use?", after).Question);
    }

    [Fact]
    public void Two_papers_that_were_asked_about_in_turn_are_the_two()
    {
        var after = After(("What is BOLT?", [Bolt]), ("What is SMART?", [Smart]));

        Assert.Equal("Compare BOLT and SMART.", FollowUp.Read("compare the two", after).Question);
        Assert.Equal("What does BOLT gain?", FollowUp.Read("What does the former gain?", after).Question);
    }

    [Fact]
    public void They_after_an_answer_from_one_paper_are_its_authors() =>
        Assert.Equal("What data did BOLT train on?", FollowUp.Read("And what data did they train on?", After(("What is SMART?", [Smart]), ("What is BOLT?", [Bolt]))).Question);

    [Fact]
    public void An_author_is_found_among_all_cited_papers_and_a_year_decides_between_two()
    {
        var older = Smart with { Key = new CitationKey("Liu2020Older"), Paper = new PaperId("arxiv:2001.00001"), Title = "Older: A Method", Year = 2020 };
        var after = After(("What is planning?", [Plan]), ("What did Liu do?", [older]), ("What is SMART?", [Smart]));

        Assert.Equal("what did Plan-and-Solve Prompting propose?", FollowUp.Read("what did Wang et al. propose?", after).Question);
        Assert.Equal("what did Older propose?", FollowUp.Read("what did Liu et al. (2020) propose?", after).Question);
        Assert.Equal("what did SMART propose?", FollowUp.Read("what did Liu propose?", after).Question);
    }

    [Fact]
    public void A_title_that_holds_an_and_is_compared_as_one_paper()
    {
        var reading = FollowUp.Read("compare them", After(("What overfits?", [Grokking, Bolt])));

        Assert.Equal(["Benign Overfitting Grokking in ReLU Networks", "BOLT"], ResearchAgent.Questions.Question.Read(reading.Question).Compared);
    }

    [Fact]
    public void A_comparison_with_a_paper_not_cited_yet_searches_them_all()
    {
        var reading = FollowUp.Read("Does it beat Hopular?", After(("What is BOLT?", [Bolt])));

        Assert.Equal(("Does BOLT beat Hopular?", true), (reading.Question, reading.IsFollowUp));
        Assert.Empty(reading.Papers);
    }

    [Fact]
    public void They_of_many_papers_stays_a_word_and_restricts_the_search()
    {
        var reading = FollowUp.Read("Do they need labels?", After((WhichUse, [Bolt, Smart, Plan, Grokking])));

        Assert.Equal("Do they need labels?", reading.Question);
        Assert.Equal(4, reading.Papers.Count);
    }

    [Theory]
    [InlineData("really?")]
    [InlineData("And curriculum learning?")]
    [InlineData("What did they find for it?")]
    [InlineData("How about smaller ones?")]
    public void What_leans_on_something_said_before_looks_unfinished(string text) => Assert.True(FollowUp.LooksUnfinished(text));

    [Theory]
    [InlineData("Which papers use reinforcement learning for reasoning?")]
    [InlineData("Is it possible to train without labels?")]
    [InlineData("What is Hopular and how does it work?")]
    public void What_stands_alone_does_not(string text) => Assert.False(FollowUp.LooksUnfinished(text));

    [Fact]
    public void Long_and_hostile_text_is_read_in_no_time_and_stays_as_it_is()
    {
        foreach (var text in (string[])[new string('a', 100_000), string.Concat(Enumerable.Repeat("and what about the ", 15)), "[[[[[" + new string('(', 200), string.Concat(Enumerable.Repeat("it is ", 48)), "the first " + string.Concat(Enumerable.Repeat("and the ", 30))])
        {
            _ = FollowUp.Read(text, After((Gain, [Bolt, Smart])));
            _ = FollowUp.LooksUnfinished(text);
        }
    }

    private static FollowUpContext After(params (string Question, Reference[] Cited)[] turns) =>
        FollowUpContext.Of([.. turns.Select(t => ChatSample.Turn(t.Question, t.Cited))]);

    private static string KeyOf(PaperId id) => ((Reference[])[Bolt, Smart, Plan, Grokking]).First(r => r.Paper == id).Key.Value;

    private static Reference Cited(string key, string arxivId, string title) => new(new CitationKey(key), new PaperId("arxiv:" + arxivId), title);
}
