using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;
using ResearchAgent.Indexing;
using ResearchAgent.Plugins;
using ResearchAgent.Retrieval;
using ResearchAgent.Telemetry;
using ResearchAgent.Writing;
using ResearchAgent.Writing.Fluent;
using ResearchAgent.Writing.Formats;

namespace ResearchAgent.Agent;

/// <summary>
/// Answers a question in several steps: a planner (a language model, or rules) calls functions that search the library
/// until each part of the question has evidence enough or the budget is spent; then the answer is written from that
/// evidence and verified, as any other. With the same library, model and seed the steps are the same.
/// </summary>
/// <param name="assistant">Gathers, writes and verifies.</param>
/// <param name="model">Plans by calling functions; null: rules plan. Where it fails, rules go on.</param>
/// <param name="prompts">Must hold the prompt "agent" where there is a model.</param>
public sealed class AgentLoop(ResearchAssistant assistant, IChatClient? model, IPrompts? prompts, TimeProvider time)
{
    /// <summary>Same question, same steps.</summary>
    private const int Seed = 0;

    public AgentBudget Budget { get; init; } = new();

    /// <summary>What the planner may call beside searching: plugins over the library, those of the user, external tools.</summary>
    public IReadOnlyList<KernelPlugin> Plugins { get; init; } = [];

    /// <summary>Asks the person before a function that changes something is called; null: such calls are refused.</summary>
    public Func<string, CancellationToken, Task<bool>>? Approve { get; init; }

    /// <param name="progress">Told of the run at once.</param>
    /// <returns>Where the question cannot be searched for as it stands, an abstention that asks the user back.</returns>
    public Task<Answer> AskAsync(string question, PassageFilter filter, RunProgress? progress, CancellationToken cancellationToken) =>
        RunTelemetry.AskAsync("steps", () => AnswerAsync(question, filter, progress, cancellationToken));

    private async Task<Answer> AnswerAsync(string question, PassageFilter filter, RunProgress? progress, CancellationToken cancellationToken)
    {
        var run = new AgentRun(question, filter, Budget, assistant.StartTrace(progress), time);
        run.Trace.Add("decompose", string.Join(" | ", run.Parts.Select(p => p.Text)));
        await PlanAsync(run, cancellationToken);
        if (run.Clarification is { } rule && model is null)
        {
            return AskBack(run, rule);
        }

        // What the planner left out, since it called nothing, ran out of budget or failed; or asked back, where there is an answer.
        foreach (var part in run.Parts.Where(p => p.Tries == 0))
        {
            part.Keep(await assistant.GatherAsync(part.Text, RetrievalOptions.Questions, filter, run.Trace, cancellationToken));
        }

        // A model's own words are backed by nothing: they are marked as its question.
        if (run.Clarification is { } asked && !run.Parts.Exists(p => p.Best!.AreEnough))
        {
            return AskBack(run, $"The library holds no passage that answers this. The planning model asks: “{SingleLine.Of(asked)}”");
        }

        return await assistant.AnswerAsync(question, [.. run.Parts.SelectMany(p => p.Told)], run.Trace, Budget.MaxRepairs, cancellationToken);
    }

    private static Answer AskBack(AgentRun run, string words) =>
        new() { Question = run.Question, Claims = [], Confidence = 0, Abstention = words, References = [], Trace = run.Trace.Finish(Writer.Extractive) };

    private async Task PlanAsync(AgentRun run, CancellationToken cancellationToken)
    {
        using var planner = new MeteredPlanner(model ?? new RulePlanner(run), run, time);
        var builder = Kernel.CreateBuilder();
        builder.Services.AddSingleton(planner.AsBuilder().UseKernelFunctionInvocation().Build());
        builder.Plugins.Add(ForgivingFunction.Plugin(ResearchFunctions.PluginName, "Gathers evidence for the question.", new ResearchFunctions(assistant, run)));
        foreach (var plugin in Plugins)
        {
            builder.Plugins.Add(plugin);
        }

        var kernel = builder.Build();
        kernel.AutoFunctionInvocationFilters.Add(new StepFilter(run, Approve));
        var (history, settings) = await OpenAsync(run, cancellationToken);
        await kernel.GetRequiredService<IChatClient>().AsChatCompletionService(kernel.Services).GetChatMessageContentsAsync(history, settings, kernel, cancellationToken);
        run.Stop("the planner called nothing more");
    }

    private async Task<(ChatHistory History, PromptExecutionSettings Settings)> OpenAsync(AgentRun run, CancellationToken cancellationToken)
    {
        var history = new ChatHistory();
        var settings = new PromptExecutionSettings { FunctionChoiceBehavior = FunctionChoiceBehavior.Auto(), ExtensionData = new Dictionary<string, object>() };
        if (model is null || prompts is null)
        {
            history.AddUserMessage(run.Question);
            return (history, settings);
        }

        var prompt = await prompts.RenderAsync(
            "agent",
            new Dictionary<string, string> { ["question"] = run.Question, ["parts"] = string.Join('\n', run.Parts.Select(p => p.Text)) },
            cancellationToken);
        foreach (var message in prompt.Messages)
        {
            history.AddMessage(message.Role == ChatRole.System ? AuthorRole.System : AuthorRole.User, message.Text);
        }

        settings.ExtensionData["temperature"] = prompt.Options.Temperature ?? 0;
        settings.ExtensionData["seed"] = prompt.Options.Seed ?? Seed;
        if (prompt.Options.MaxOutputTokens is { } maxTokens)
        {
            settings.ExtensionData["max_tokens"] = maxTokens;
        }

        return (history, settings);
    }
}
