using ResearchAgent.Chat;
using ResearchAgent.Papers;
using ResearchAgent.Writing;
using ResearchAgent.Writing.Formats;
using Xunit;

namespace ResearchAgent.Tests.Chat;

public sealed class AnswerExplanationTests
{
    private static readonly Reference Snow = ChatSample.Paper(1, "Snow: How It Falls");

    [Fact]
    public void An_answer_tells_what_was_understood_found_judged_and_kept()
    {
        var answer = Traced(
            ChatSample.Answer("How much does it gain?", Snow),
            Writer.Extractive,
            new TraceStep("retrieve", "Quantity: smart gain gsm8k; 8 passages of 3 papers", 12.4),
            new TraceStep("judge", "confidence 0.97: AnswerabilitySigns { Coverage = 1, TermShare = 0.8125, Similarity = 0.71, SentenceSimilarity = 0.5, FoundNames = 1, UnknownNames = 0 }", 1.2),
            new TraceStep("select", "42 sentences", 3),
            new TraceStep("verify", "4 of 6 claims supported; dropped: 1 NumberMismatch, 2 Uncited, 1 repeated or left over", 2000));

        Assert.Equal(
            """
            Understood and found: a question that asks for a number; searched for the word stems smart, gain, gsm8k; found 8 passages of 3 papers.
            Confidence: 0.97, and an answer needs 0.50: all of the question's words are in the best passage or its title; as a search by words sees it, it matches 81% of what the question asks; it is very near to the question in meaning (0.71 of 1); its best sentence is near to it (0.50); it holds every name of the question.
            Considered: 42 sentences of these passages, ranked by how much of the question each holds, how near it is in meaning, and whether it is of the kind asked for.
            Checked: 4 of 6 sentences kept, each with its quote found again in the library (1 quote); left out: 1 with a number that the quote does not say, 2 without a known key, 1 repeated or left over.
            Outcome: 1 sentence from Author2001Title.
            Writer: no language model: the sentences are the papers' own, put into the third person.
            Time: 2.0 s in all (retrieve 12 ms, judge 1 ms, select 3 ms, verify 2.0 s).
            """,
            Told(answer), ignoreLineEndingDifferences: true);
    }

    [Fact]
    public void An_abstention_tells_what_was_missing()
    {
        var answer = Traced(
            ChatSample.Answer("How many parameters does AlphaFold have?") with { Nearest = [Snow] },
            Writer.Extractive,
            new TraceStep("retrieve", "Quantity: paramet alphafold; 8 passages of 8 papers", 12),
            new TraceStep("judge", "confidence 0.04: AnswerabilitySigns { Coverage = 0.2, TermShare = 0.1, Similarity = 0.2, SentenceSimilarity = 0.1, FoundNames = 0, UnknownNames = 1 }", 1));

        var told = Told(answer);

        Assert.Contains("Confidence: 0.04, below the 0.50 that an answer needs: ", told, StringComparison.Ordinal);
        Assert.Contains("hold 20% of the question's words", told, StringComparison.Ordinal);
        Assert.Contains("no name of the question occurs in the library", told, StringComparison.Ordinal);
        Assert.Contains("Outcome: no answer: The library holds no passage that answers this. Nearest: Author2001Title.", told, StringComparison.Ordinal);
    }

    [Fact]
    public void The_model_and_what_replaced_it_are_named()
    {
        var answer = ChatSample.Answer("Does it fall?", Snow);

        Assert.Contains("Writer: the language model tiny; 2 sentences of it left out.", Told(Traced(answer, new Writer(Writer.Fluent) { Model = "tiny", Dropped = 2 })), StringComparison.Ordinal);
        Assert.Contains("Writer: the papers' own sentences in place of the language model tiny: the model wrote nothing.", Told(Traced(answer, new Writer("extractive") { Model = "tiny", Fallback = "the model wrote nothing" })), StringComparison.Ordinal);
    }

    [Fact]
    public void A_step_that_nobody_taught_is_printed_as_it_is_and_one_that_changed_its_words_too()
    {
        var told = Told(Traced(
            ChatSample.Answer("Does it fall?", Snow),
            Writer.Extractive,
            new TraceStep("decompose", "2 parts: What falls? | What melts?", 1),
            new TraceStep("retrieve", "something else altogether", 1),
            new TraceStep("stop", "enough\u001b[31m evidence", 0)));

        Assert.Contains("Decompose: 2 parts: What falls? | What melts?", told, StringComparison.Ordinal);
        Assert.Contains("Retrieve: something else altogether", told, StringComparison.Ordinal);
        Assert.Contains("Stop: enough[31m evidence", told, StringComparison.Ordinal);
    }

    [Fact]
    public void A_follow_up_tells_how_it_was_read()
    {
        var turn = new ChatTurn("And its limits?", "What are the limits of Snow?", ChatSample.Answer("What are the limits of Snow?", Snow), ChatSample.Noon);

        Assert.Equal(new ExplanationLine("Read as", "“What are the limits of Snow?”, since “And its limits?” goes on from what was said before."), AnswerExplanation.Of(turn)[0]);
    }

    [Fact]
    public void An_answer_read_from_a_file_explains_itself_as_a_fresh_one_does()
    {
        var answer = ChatSample.Answer("Does it fall?", Snow);

        Assert.Equal(AnswerExplanation.Of(answer), AnswerExplanation.Of((Answer)JsonFormat.Read(JsonFormat.Write(answer))));
    }

    [Fact]
    public void Signs_written_with_a_decimal_comma_are_read()
    {
        var answer = Traced(ChatSample.Answer("Does it fall?", Snow), Writer.Extractive, new TraceStep("judge", "confidence 0.80: AnswerabilitySigns { Coverage = 0,75, TermShare = 0,5, Similarity = 0,3, SentenceSimilarity = 0,2, FoundNames = 0, UnknownNames = 0,5 }", 1));

        Assert.Contains("hold 75% of the question's words", Told(answer), StringComparison.Ordinal);
        Assert.Contains("50% of the question's names occur nowhere", Told(answer), StringComparison.Ordinal);
    }

    private static Answer Traced(Answer answer, Writer writer, params TraceStep[] steps) => answer with { Trace = new Trace(writer, "arxiv-static", steps) };

    private static string Told(Answer answer) => string.Join('\n', AnswerExplanation.Of(answer).Select(l => $"{l.Topic}: {l.Text}"));
}
