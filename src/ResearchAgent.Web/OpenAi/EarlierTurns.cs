using System.Text.RegularExpressions;
using ResearchAgent.Chat;
using ResearchAgent.Indexing;
using ResearchAgent.Papers;
using ResearchAgent.Text;
using ResearchAgent.Writing;
using ResearchAgent.Writing.Formats;

namespace ResearchAgent.Web.OpenAi;

/// <summary>
/// The turns that a client's messages tell of, made without asking again: each user message that an assistant message
/// follows. What the answer cited is read from its [Key] marks, as far as these are papers of the library; its sentences
/// count as uncited, since a client may write there what it likes. System messages are no part of the conversation.
/// </summary>
internal static partial class EarlierTurns
{
    // A model that rewrites a follow-up is shown the gist.
    private const int MaxSentences = 6;

    /// <returns>The turns, and the question: the last user message.</returns>
    public static async Task<(IReadOnlyList<ChatTurn> Turns, string Question)> ReadAsync(
        IReadOnlyList<ChatRequestMessage> messages, IPassageIndex index, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var last = messages.Select(m => m.Role).ToList().LastIndexOf("user");
        var papers = (await index.ListPapersAsync(PassageFilter.None, cancellationToken)).ToDictionary(p => p.Key.Value, StringComparer.Ordinal);
        var turns = new List<ChatTurn>();
        string? asked = null;
        foreach (var message in messages.Take(last))
        {
            if (message.Role == "user")
            {
                asked = message.Text;
            }
            else if (message.Role == "assistant" && asked is not null)
            {
                // Read as it was then, so that "and the second one?" two turns later knows what was spoken of.
                var question = FollowUp.Read(asked, FollowUpContext.Of(turns)).Question;
                turns.Add(new ChatTurn(asked, question, AnswerOf(question, message.Text, papers), now));
                asked = null;
            }
        }

        return (turns, messages[last].Text);
    }

    private static Answer AnswerOf(string question, string text, Dictionary<string, Paper> papers) => new()
    {
        Question = question,
        Claims = [.. SentenceSplitter.Split(text).Take(MaxSentences).Select(s => new Claim(SingleLine.Of(Mark().Replace(s.In(text), "")), []))],
        Confidence = 0,
        References = [.. Mark().Matches(text).SelectMany(KeysOf).Distinct().Select(k => papers.GetValueOrDefault(k)).OfType<Paper>().Select(Reference.To)],
        Trace = new Trace(Writer.Extractive, "", []),
    };

    private static IEnumerable<string> KeysOf(Match mark) =>
        mark.Groups["keys"].Value.Replace("\\", "", StringComparison.Ordinal).Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    [GeneratedRegex(@"\s?(?<!\\)\[(?<keys>[^\[\]\s;]+(?:; [^\[\]\s;]+)*)\]")]
    private static partial Regex Mark();
}
