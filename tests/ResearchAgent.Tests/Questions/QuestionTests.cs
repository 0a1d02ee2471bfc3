using ResearchAgent.Questions;
using ResearchAgent.Tests.Text;
using Xunit;

namespace ResearchAgent.Tests.Questions;

public sealed class QuestionTests
{
    [Theory]
    [InlineData("How much does Successive Prompting gain on DROP?", QuestionKind.Quantity)]
    [InlineData("How many datasets was HyperTab evaluated on?", QuestionKind.Quantity)]
    [InlineData("How large is the AUROC gap?", QuestionKind.Quantity)]
    [InlineData("By how much is B4 better?", QuestionKind.Quantity)]
    [InlineData("What accuracy does the network reach?", QuestionKind.Quantity)]
    [InlineData("What is the size of the corpus?", QuestionKind.Quantity)]
    [InlineData("How long does training take?", QuestionKind.Duration)]
    [InlineData("How much time does distillation need?", QuestionKind.Duration)]
    [InlineData("Which datasets were used?", QuestionKind.Names)]
    [InlineData("On what benchmarks is ReFT tested?", QuestionKind.Names)]
    [InlineData("Which boosting libraries or models does Hopular beat?", QuestionKind.Names)]
    [InlineData("Which papers propose a warm start?", QuestionKind.WhichPapers)]
    [InlineData("List all papers on grokking", QuestionKind.WhichPapers)]
    [InlineData("Who uses GSM8K?", QuestionKind.WhichPapers)]
    [InlineData("What is mistake tuning?", QuestionKind.Explanation)]
    [InlineData("How does Nudging work?", QuestionKind.Explanation)]
    [InlineData("Why do models forget?", QuestionKind.Explanation)]
    [InlineData("Explain sharpening", QuestionKind.Explanation)]
    [InlineData("Compare ReFT and BOLT", QuestionKind.Comparison)]
    [InlineData("Is weight decay still good advice?", QuestionKind.Open)]
    [InlineData("grokking", QuestionKind.Open)]
    [InlineData("", QuestionKind.Open)]
    public void The_kind_says_what_sentence_would_answer(string text, QuestionKind kind) => Assert.Equal(kind, Question.Read(text).Kind);

    [Theory]
    [InlineData("Compare Auto-Evolve and Adaptive Prompting.", "Auto-Evolve|Adaptive Prompting")]
    [InlineData("compare ReFT with BOLT on math", "ReFT|BOLT")]
    [InlineData("Compare ReFT, BOLT and Orca 2.", "ReFT|BOLT|Orca 2")]
    [InlineData("Compare the ReFT method to the BOLT method in terms of data.", "ReFT method|BOLT method")]
    [InlineData("Contrast BLSP with X-LLM", "BLSP|X-LLM")]
    [InlineData("ReFT vs BOLT", "ReFT|BOLT")]
    [InlineData("ReFT vs. BOLT: what does each do to improve reasoning?", "ReFT|BOLT")]
    [InlineData("ReFT versus BOLT on GSM8K?", "ReFT|BOLT")]
    [InlineData("How do BLSP and X-LLM differ in the way they feed speech to a language model?", "BLSP|X-LLM")]
    [InlineData("How does BLSP differ from X-LLM?", "BLSP|X-LLM")]
    [InlineData("How is BLSP different from X-LLM on speech?", "BLSP|X-LLM")]
    [InlineData("How does ReFT compare with BOLT?", "ReFT|BOLT")]
    [InlineData("How do ReFT and BOLT compare?", "ReFT|BOLT")]
    [InlineData("What is the difference between LLAMBO and BNN surrogates on Bayesian optimization?", "LLAMBO|BNN surrogates")]
    [InlineData("What are the differences between \"Orca 2\" and “SMART”?", "Orca 2|SMART")]
    [InlineData("What distinguishes HyperTab from Hopular?", "HyperTab|Hopular")]
    [InlineData("What sets HyperTab apart from Hopular?", "HyperTab|Hopular")]
    [InlineData("What do HyperTab and Hopular have in common?", "HyperTab|Hopular")]
    [InlineData("HyperTab and Hopular: what do they have in common?", "HyperTab|Hopular")]
    [InlineData("How do Orca 2 and SMART teach small models?", "Orca 2|SMART")]
    public void A_comparison_names_its_sides(string text, string expected)
    {
        var question = Question.Read(text);

        Assert.Equal(expected.Split('|'), question.Compared);
        Assert.Equal(QuestionKind.Comparison, question.Kind);
    }

    [Theory]
    [InlineData("How does ReFT work?")]
    [InlineData("Which datasets and models are used?")]
    [InlineData("How do training and inference work?")]
    [InlineData("Is there a comparison of optimizers?")]
    [InlineData("What is the difference?")]
    [InlineData("Compare")]
    [InlineData("vs")]
    [InlineData("")]
    public void Other_questions_compare_nothing(string text) => Assert.Empty(Question.Read(text).Compared);

    [Theory]
    [InlineData("Which paper describes tabular data?", "tabular data")]
    [InlineData("What methods are there?", "methods")]
    [InlineData("How much does Plan-and-Solve gain on GSM8K?", "plan solve gain gsm8k")]
    [InlineData("Tides, tides and the TIDE's tides", "tides tides tide tides")]
    [InlineData("What are the limitations of grokking?", "grokking")]
    [InlineData("???", "")]
    public void Frame_words_and_stop_words_are_no_subject(string text, string subject) => Assert.Equal(subject, Question.Read(text).Subject);

    [Fact]
    public void Terms_are_the_subjects_stems_once_each() =>
        Assert.Equal(["tide", "turn"], Question.Read("Which paper says that tides turn the tide?").Terms.Where(t => t is "tide" or "turn"));

    [Fact]
    public void Only_questions_for_limits_ask_for_limits()
    {
        Assert.True(Question.Read("What are the limitations of ReFT?").AsksForLimits);
        Assert.False(Question.Read("What limits the depth?").Terms is [] || Question.Read("How does ReFT work?").AsksForLimits);
    }

    [Theory]
    [InlineData("How much does AlphaMath gain on GSM8K and DROP?", "AlphaMath GSM8K DROP")]
    [InlineData("Which model did the BOLT authors use?", "BOLT")]
    [InlineData("Is Orca 2 better than GPT-4o or Qwen2.5-Math-72B?", "Orca GPT-4o Qwen2.5-Math-72B")]
    [InlineData("What is C4 and C++?", "C4 C++")]
    [InlineData("Nudging is good. Boosting is better.", "")]
    [InlineData("We use Nudging", "Nudging")]
    [InlineData("what does o1 cost in 2023?", "o1")]
    [InlineData("", "")]
    public void Names_are_words_written_like_names(string text, string expected) =>
        Assert.Equal(expected, string.Join(' ', Question.NamesIn(text)));

    [Theory]
    [InlineData("a, ", 2_000)]
    [InlineData("compare a, ", 500)]
    [InlineData("how do a and ", 500)]
    [InlineData("difference between a and ", 300)]
    [InlineData("a vs ", 2_000)]
    [InlineData("A", 20_000)]
    [InlineData("what a ", 2_000)]
    [InlineData("\n", 10_000)]
    public void A_question_of_thousands_of_characters_is_read_at_once(string piece, int count) =>
        HostileSize.Finishes(n => Question.Read(string.Concat(Enumerable.Repeat(piece, n))), count);
}
