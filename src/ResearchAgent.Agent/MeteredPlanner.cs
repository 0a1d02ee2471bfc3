using Microsoft.Extensions.AI;
using ResearchAgent.Writing.Formats;

namespace ResearchAgent.Agent;

/// <summary>
/// The planning model as a run sees it: each turn is counted, shown and held to the budget. Where the model fails, or the
/// budget is spent, it falls silent, which ends the loop around it.
/// </summary>
internal sealed class MeteredPlanner(IChatClient planner, AgentRun run, TimeProvider time) : DelegatingChatClient(planner)
{
    private const int CharactersPerToken = 4;

    public override async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        if (run.Stopped is not null)
        {
            return Silence();
        }

        if (run.Exceeded() is { } spent)
        {
            run.Stop(spent);
            return Silence();
        }

        run.Turns++;
        var asked = messages.ToList();
        using var limit = new CancellationTokenSource(run.TimeLeft, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        ChatResponse response;
        try
        {
            response = await base.GetResponseAsync(asked, options, both.Token);
        }
        catch (Exception e)
        {
            cancellationToken.ThrowIfCancellationRequested();
            run.Stop(limit.IsCancellationRequested ? run.Exceeded() ?? "the time is over" : $"the planning model failed: {SingleLine.Of(e.Message).TrimEnd('.')}");
            return Silence();
        }

        var read = response.Usage?.InputTokenCount ?? (asked.Sum(m => m.Text.Length) / CharactersPerToken);
        var written = response.Usage?.OutputTokenCount ?? (response.Text.Length / CharactersPerToken);
        if (GetService(typeof(RulePlanner)) is null)
        {
            run.Tokens += read + written;
        }

        var calls = response.Messages.SelectMany(m => m.Contents).OfType<FunctionCallContent>().Select(c => c.Name.Replace('-', '.')).ToList();
        run.Trace.Add("plan", $"{(calls.Count > 0 ? string.Join(", ", calls) : "no call")}{(run.Tokens > 0 ? $"; {read}+{written} tokens" : "")}");
        if (calls.Count == 0)
        {
            run.Stop("the planner called nothing more");
        }

        return response;
    }

    private static ChatResponse Silence() => new(new ChatMessage(ChatRole.Assistant, "")) { FinishReason = ChatFinishReason.Stop };
}
