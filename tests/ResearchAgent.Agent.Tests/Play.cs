using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;
using ResearchAgent.Indexing;
using ResearchAgent.Plugins;
using ResearchAgent.Retrieval.StaticVectors;
using ResearchAgent.Testing;
using ResearchAgent.Tests.Writing.Fluent;
using ResearchAgent.Writing;
using ResearchAgent.Writing.Fluent;
using Xunit;

namespace ResearchAgent.Agent.Tests;

/// <summary>One question to an agent whose planner, a double, follows a script; the library, the prompts and the kernel are real.</summary>
internal static class Play
{
    public static string PromptsFolder => Path.Combine(AppContext.BaseDirectory, "prompts");

    /// <summary>The planner's turns; after the last it says nothing more.</summary>
    public static ScriptedChatClient Script(params ChatMessage[] turns)
    {
        var next = 0;
        return new ScriptedChatClient((_, token) =>
        {
            token.ThrowIfCancellationRequested();
            return new ChatResponse(next < turns.Length ? turns[next++] : new ChatMessage(ChatRole.Assistant, "I am done."));
        });
    }

    public static ChatMessage Gather(string question, string words = "", string papers = "") =>
        Call("Research_gather_evidence", ("question", question), ("words", words), ("papers", papers));

    public static ChatMessage Finish { get; } = Call("Research_finish");

    public static ChatMessage Call(string function, params (string Name, object? Value)[] arguments) => new(ChatRole.Assistant,
        [new FunctionCallContent(Guid.NewGuid().ToString("N"), function, arguments.ToDictionary(a => a.Name, a => a.Value))]);

    public static ChatMessage Say(string text) => new(ChatRole.Assistant, text);

    /// <param name="writer">Writes the sentences; null: they are extractive.</param>
    public static AgentLoop Agent(SnowLibrary library, IChatClient? planner, IChatClient? writer = null, AgentBudget? budget = null, IReadOnlyList<KernelPlugin>? plugins = null, Func<string, CancellationToken, Task<bool>>? approve = null, TimeProvider? time = null)
    {
        var prompts = PromptFolder.LoadPrompts(PromptsFolder);
        var assistant = new ResearchAssistant(library.Index, StaticWordVectors.Shared, writer is null ? null : new FluentWriter(writer, prompts));
        return new AgentLoop(assistant, planner, prompts, time ?? TimeProvider.System) { Budget = budget ?? new(), Plugins = plugins ?? [], Approve = approve };
    }

    public static Task<Answer> AskAsync(this AgentLoop agent, string question) =>
        agent.AskAsync(question, PassageFilter.None, null, TestContext.Current.CancellationToken);

    /// <summary>The names of the steps in order, and the details of those that plan, call or stop.</summary>
    public static string StepsOf(Answer answer) => string.Join(' ', answer.Trace.Steps.Select(s => s.Name));

    public static string DetailOf(Answer answer, string step, int position = 0) => answer.Trace.Steps.Where(s => s.Name == step).ElementAt(position).Detail;
}
