using System.Text.Json;
using Microsoft.SemanticKernel;
using ResearchAgent.Plugins;
using ResearchAgent.Writing.Formats;

namespace ResearchAgent.Agent;

/// <summary>
/// Stands around each call that the planner makes: holds it to the budget, ends the run when a call comes back, asks the
/// person before a function that changes something, turns a failure into words, and cuts a long result.
/// </summary>
/// <param name="approve">Asks the person whether this call may be made; null: nobody is there to ask, and it may not.</param>
internal sealed class StepFilter(AgentRun run, Func<string, CancellationToken, Task<bool>>? approve) : IAutoFunctionInvocationFilter
{
    private const int MaxFailures = 3;
    private const int MaxShown = 200;

    private int _failures;

    public async Task OnAutoFunctionInvocationAsync(AutoFunctionInvocationContext context, Func<AutoFunctionInvocationContext, Task> next)
    {
        var call = Describe(context, Text);
        var result = await InvokeAsync(call, context, next);
        if (result.Length > run.Budget.MaxResultCharacters)
        {
            // The end of a block of data stays, or what follows would seem to belong to it.
            var end = result.LastIndexOf('\n') is > 0 and var line && result[line..].StartsWith("\n-----END", StringComparison.Ordinal) ? result[line..] : "";
            result = $"{result[..run.Budget.MaxResultCharacters]}\n({result.Length - run.Budget.MaxResultCharacters} more characters are left out){end}";
        }

        context.Result = new FunctionResult(context.Function, result);
        context.Terminate = run.Stopped is not null;
        run.Trace.Add("call", $"{Shorten(call)}: {Shorten(WithoutBlock(result))}");
    }

    private async Task<string> InvokeAsync(string call, AutoFunctionInvocationContext context, Func<AutoFunctionInvocationContext, Task> next)
    {
        if (run.Stopped is not null)
        {
            return "The search has ended.";
        }

        if (run.Exceeded() is { } spent)
        {
            run.Stop(spent);
            return "The budget is spent.";
        }

        if (!run.Remember(call))
        {
            run.Stop($"the planner repeated itself: {Shorten(call)}");
            return "This call was made before; its result is above.";
        }

        if (FunctionTraits.Writes(context.Function.Metadata) && (approve is null || !await approve(Describe(context, Outlined), context.CancellationToken)))
        {
            return "The user did not allow this call. Go on without it.";
        }

        try
        {
            await next(context);
            _failures = 0;
            return context.Result.ToString();
        }
        catch (Exception e)
        {
            context.CancellationToken.ThrowIfCancellationRequested();
            if (++_failures == MaxFailures)
            {
                run.Stop($"{MaxFailures} calls in a row failed");
            }

            return $"Error: {context.Function.Name} failed ({SingleLine.Of((e.InnerException ?? e).Message).TrimEnd('.')}). Call something else, or finish.";
        }
    }

    // What a call found is text of others, and long; a trace tells what came of it.
    private static string WithoutBlock(string result)
    {
        var block = result.IndexOf("-----BEGIN", StringComparison.Ordinal);
        return block < 0 ? result : $"{result[..block]}({result.AsSpan(block).Count('\n') - 1} lines)";
    }

    // The same call has the same description: arguments in order, values as JSON.
    private static string Describe(AutoFunctionInvocationContext context, Func<object?, string> text) =>
        $"{context.Function.PluginName}.{context.Function.Name}({string.Join(", ", (context.Arguments ?? []).OrderBy(a => a.Key, StringComparer.Ordinal).Select(a => $"{a.Key}: {text(a.Value)}"))})";

    // For who allows it: each argument shows, so that a long one hides none behind it, and a cut one says so.
    private static string Outlined(object? value) => Text(value) is { Length: > MaxShown } text ? $"{text[..MaxShown]}… ({text.Length} characters)" : Text(value);

    private static string Text(object? value) => value switch
    {
        null => "null",
        string or JsonElement => SingleLine.Of(value.ToString()!),
        _ => SingleLine.Of(JsonSerializer.Serialize(value)),
    };

    private static string Shorten(string text) => SingleLine.Of(text) is { Length: > MaxShown } line ? line[..MaxShown] + "…" : SingleLine.Of(text);
}
