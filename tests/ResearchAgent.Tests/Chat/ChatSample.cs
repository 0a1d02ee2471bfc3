using ResearchAgent.Chat;
using ResearchAgent.Papers;
using ResearchAgent.Verification;
using ResearchAgent.Writing;

namespace ResearchAgent.Tests.Chat;

/// <summary>Turns of a conversation that never was.</summary>
internal static class ChatSample
{
    public static readonly DateTimeOffset Noon = new(2026, 11, 28, 12, 0, 0, TimeSpan.Zero);

    /// <summary>One sentence for each cited paper; an abstention when there is none.</summary>
    public static Answer Answer(string question, params Reference[] cited) => new()
    {
        Question = question,
        Claims = [.. cited.Select(r => Claim($"{r.Title.Split(':')[0]} answers with 15 points.", r))],
        Confidence = cited.Length > 0 ? 0.9 : 0.1,
        Abstention = cited.Length > 0 ? null : "The library holds no passage that answers this.",
        Nearest = cited,
        References = cited,
        Trace = new Trace(Writer.Extractive, "arxiv-static", [new TraceStep("retrieve", "Open: answer; 8 passages of 2 papers", 12)]),
    };

    public static ChatTurn Turn(string question, params Reference[] cited) => new(question, question, Answer(question, cited), Noon);

    public static Reference Paper(int number, string title) =>
        new(new CitationKey($"Author{2000 + number}Title"), new PaperId($"arxiv:2001.{number:D5}"), title) { Authors = ["Ada Author"], Year = 2000 + number };

    private static Claim Claim(string text, Reference cited) => new(text, [new Citation(cited.Key, cited.Paper, new Quote(new PassageId(cited.Paper, 0, 1), 0, text))])
    {
        Verdict = Verdict.Supported,
    };
}
