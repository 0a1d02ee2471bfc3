using Microsoft.Extensions.AI;
using ResearchAgent.Papers;
using ResearchAgent.Writing;
using ResearchAgent.Writing.Fluent;
using ResearchAgent.Writing.Formats;

namespace ResearchAgent.Chat;

/// <summary>
/// Keeps what a model is shown of a conversation within a budget of tokens. The keys and titles of cited papers always
/// stay; of the turns, the last are kept as they are, and the older ones become a line each: the question and the first
/// sentence of its answer. When these lines do not fit any more, a model sums them up, or the oldest go. Belongs to one
/// conversation; not thread-safe.
/// </summary>
/// <param name="budget">In tokens, estimated at four characters each. What a question's evidence leaves free in a context of 4,096 tokens.</param>
/// <param name="model">Writes summaries (prompt "summarize"); null: the rule alone does. What it writes is shown to models, never printed as an answer.</param>
public sealed class ConversationMemory(int budget = ConversationMemory.DefaultBudget, IChatClient? model = null, IPrompts? prompts = null)
{
    public const int DefaultBudget = 1000;

    private const int CharactersPerToken = 4;

    // Old turns tell what was spoken of; the last ones are what "it" and "they" hang on.
    private const double SummaryShare = 0.3;
    private const double SourcesShare = 0.4;

    private const int MaxLine = 200;
    private const int ShortTitle = 48;

    // What a model summed up, how many turns from the first that covers, and for how many it was asked last.
    private IReadOnlyList<string> _told = [];
    private int _covered;
    private int _tried;

    public int Budget { get; } = budget > 0 ? budget : throw new ArgumentOutOfRangeException(nameof(budget), budget, "A memory needs at least one token.");

    /// <summary>Rounded up.</summary>
    public static int Tokens(string text) => (text.Length + CharactersPerToken - 1) / CharactersPerToken;

    /// <param name="turns">All turns, in order; not fewer than at the last call.</param>
    /// <exception cref="OperationCanceledException">The caller cancelled while a model summed up.</exception>
    public async Task<Recollection> RecallAsync(IReadOnlyList<ChatTurn> turns, CancellationToken cancellationToken)
    {
        if (turns.Count == 0)
        {
            return new Recollection([], [], [], "", 0, Budget);
        }

        List<Reference> sources = [.. turns.SelectMany(t => t.Answer.References).DistinctBy(r => r.Paper)];
        var listed = List(sources);
        var left = Math.Max(0, Budget - Tokens(listed));
        var recent = Recent(turns, left);
        var older = turns.Count - recent.Count;
        var lines = older == 0 ? [] : await SummaryAsync(turns, older, left - Tokens(string.Join('\n', recent)), sources, cancellationToken);
        var text = string.Join("\n\n", new[] { listed, string.Join('\n', lines), string.Join('\n', recent) }.Where(b => b.Length > 0));
        return new Recollection(sources, lines, [.. turns.Skip(older)], text, Tokens(text), Budget)
        {
            Summarized = older,
            SummarizedByModel = older == 0 ? 0 : Math.Min(_covered, older),
        };
    }

    private string List(List<Reference> sources)
    {
        var whole = Lines(int.MaxValue);
        return sources.Count == 0 ? "" : Tokens(whole) <= Budget * SourcesShare ? whole : Lines(ShortTitle);

        string Lines(int length) => "Papers cited so far:\n" + string.Join('\n', sources.Select(s => $"[{s.Key}] {Cut(s.Title, length)}"));
    }

    // From the last one back, as long as they fit; what the summary of the others needs stays free.
    private static List<string> Recent(IReadOnlyList<ChatTurn> turns, int tokens)
    {
        var all = turns.Select(t => $"Question: {SingleLine.Of(t.Question)}\nAnswer: {Told(t.Answer)}").ToList();
        if (all.Sum(Tokens) + all.Count <= tokens)
        {
            return all;
        }

        var free = tokens - (turns.Count > 1 ? (int)(tokens * SummaryShare) : 0);
        var recent = new List<string> { Cut(all[^1], free) };
        free -= Tokens(recent[0]);
        for (var i = all.Count - 2; i >= 0 && Tokens(all[i]) < free; i--)
        {
            recent.Insert(0, all[i]);
            free -= Tokens(all[i]) + 1;
        }

        return recent;

        static string Cut(string turn, int tokens) => Tokens(turn) <= tokens ? turn : turn[..Math.Max(0, Math.Min(turn.Length, (tokens * CharactersPerToken) - 1))] + "…";
    }

    private async Task<IReadOnlyList<string>> SummaryAsync(IReadOnlyList<ChatTurn> turns, int older, int tokens, List<Reference> sources, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> lines = Lines();
        if (Size(lines) <= tokens)
        {
            return lines;
        }

        // Once for each turn that grew old: a model that failed is not asked again for the same ones.
        if (model is not null && prompts is not null && _tried < older)
        {
            _tried = older;
            if (await SumUpAsync(model, prompts, lines, sources, cancellationToken) is { Count: > 0 } told && Size(told) <= tokens)
            {
                (_told, _covered) = (told, older);
                return told;
            }
        }

        var kept = lines.Reverse().TakeWhile(Fits).Reverse().ToList();
        return kept;

        IReadOnlyList<string> Lines() => [.. _told, .. turns.Take(older).Skip(_covered).Select(Line)];

        bool Fits(string line) => (tokens -= Tokens(line) + 1) >= 0;
    }

    // Only sentences that end in known keys are kept: the others say what nobody can look up.
    private static async Task<IReadOnlyList<string>> SumUpAsync(
        IChatClient model, IPrompts prompts, IReadOnlyList<string> lines, List<Reference> sources, CancellationToken cancellationToken)
    {
        List<CitationKey> keys = [.. sources.Select(s => s.Key).Distinct()];
        if (keys.Count == 0)
        {
            return [];
        }

        var inputs = new Dictionary<string, string> { ["keys"] = string.Join("; ", keys), ["conversation"] = string.Join('\n', lines) };
        var reply = await ModelReply.GetAsync(model, prompts, "summarize", inputs, cancellationToken);
        return reply is null ? [] : [.. CitedProse.Parse(reply, keys, isCutOff: false).Sentences.Where(s => s.Flaw is null).Select(s => $"{s.Text.TrimEnd('.', '!', '?')} [{string.Join("; ", s.Keys)}].")];
    }

    private static string Line(ChatTurn turn) =>
        $"Earlier: {Cut(turn.Question, MaxLine / 2)} -> {(turn.Answer.Claims is [var first, ..] ? Cut(first.Text, MaxLine / 2) + Keys(turn.Answer.Claims.SelectMany(c => c.Keys)) : "no answer")}";

    private static string Told(Answer answer) => answer.Claims.Count == 0
        ? $"none; {SingleLine.Of(answer.Abstention ?? "")}"
        : string.Join(' ', answer.Claims.Select(PrintedClaim.Sentence).Select(c => $"{c.Body}{Keys(c.Keys)}{c.Stop}"));

    private static string Keys(IEnumerable<CitationKey> keys) => string.Join("; ", keys.Distinct()) is { Length: > 0 } all ? $" [{all}]" : "";

    private static string Cut(string text, int length)
    {
        var line = SingleLine.Of(text);
        if (line.Length <= length)
        {
            return line;
        }

        var end = line.LastIndexOf(' ', length - 1);
        return line[..(end > length / 2 ? end : length - 1)].TrimEnd(' ', ',', ';', ':') + "…";
    }

    private static int Size(IReadOnlyList<string> lines) => lines.Sum(l => Tokens(l) + 1);
}
