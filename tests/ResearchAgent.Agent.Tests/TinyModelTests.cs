using Microsoft.SemanticKernel;
using ResearchAgent.LlamaEngine;
using ResearchAgent.LlamaEngine.Chat;
using ResearchAgent.Plugins;
using ResearchAgent.Testing;
using ResearchAgent.Tests.Writing.Fluent;
using ResearchAgent.Verification;
using Xunit;
using static ResearchAgent.Agent.Tests.Play;

namespace ResearchAgent.Agent.Tests;

/// <summary>
/// The same loop on a real engine with random weights, which plans and writes: the grammar holds its calls to the functions'
/// schemas, and it says nothing sensible. What must hold is that the run ends, and that what is printed is backed.
/// </summary>
public sealed class TinyModelTests(SnowLibrary library) : IClassFixture<SnowLibrary>
{
    [Fact]
    public async Task Random_weights_end_every_play_and_print_nothing_that_is_not_backed()
    {
        var token = TestContext.Current.CancellationToken;
        using var folder = new ScratchFolder();
        using var model = await LlamaModel.LoadAsync(new LlamaModelOptions(TinyModels.Llama(folder.Path)) { Threads = 1, ContextLength = 8192 }, null, null, token);
        using var client = new LlamaChatClient(model);
        var called = 0;
        foreach (var question in (string[])
        [
            "How much does AlbedoNet reduce the prediction error, and how long does training MeltNet take?",
            "What is the boiling point of ethanol?",
            "Tell me more.",
        ])
        {
            var answer = await AgentOver(library, client, client, new AgentBudget { MaxCalls = 4 }, [Tools()]).AskAsync(question);

            Assert.Single(answer.Trace.Steps, s => s.Name == "stop");
            Assert.All(answer.Claims, c => Assert.Equal(Verdict.Supported, c.Verdict));
            Assert.Equal(answer.Claims.Count == 0, answer.Abstained);
            called += answer.Trace.Steps.Count(s => s.Name == "call");
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{called} calls");
    }

    // One says too much, one fails: whichever chance calls.
    private static KernelPlugin Tools() => KernelPluginFactory.CreateFromFunctions("Tools",
    [
        KernelFunctionFactory.CreateFromMethod(() => DataBlock.Of("TOOL RESULT", new string('x', 1_000_000)), "flood", "Says a lot."),
        KernelFunctionFactory.CreateFromMethod((int n) => n > int.MinValue ? throw new IOException("the disk is full") : "", "fail", "Fails."),
    ]);
}
