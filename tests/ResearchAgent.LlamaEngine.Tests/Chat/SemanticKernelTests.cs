using System.ComponentModel;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;
using ResearchAgent.LlamaEngine.Tests.Engine;
using Xunit;

namespace ResearchAgent.LlamaEngine.Tests.Chat;

/// <summary>Semantic Kernel wraps the chat client and offers its plugins' functions as tools.</summary>
[Collection(nameof(TinyModel))]
public sealed class SemanticKernelTests(TinyModel tiny)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_required_function_of_a_plugin_is_called_with_its_arguments_and_an_answer_follows()
    {
        var (kernel, shelves) = CreateKernel();
        var (answer, history) = await AskAsync(kernel, FunctionChoiceBehavior.Required(), seed: 3);
        Assert.NotEmpty(shelves.Asked);
        var results = history.SelectMany(m => m.Items).OfType<Microsoft.SemanticKernel.FunctionResultContent>();
        Assert.Equal(shelves.Asked.Select(count => $"{count} books"), results.Select(r => r.Result?.ToString()));
        Assert.NotEqual("", answer.Content);
    }

    [Fact]
    public async Task A_model_that_chooses_answers_or_calls_and_shows_no_tag()
    {
        var (kernel, shelves) = CreateKernel();
        for (var seed = 0; seed < 4; seed++)
        {
            var (answer, history) = await AskAsync(kernel, FunctionChoiceBehavior.Auto(), seed);
            Assert.DoesNotContain("tool_call", answer.Content, StringComparison.Ordinal);
            Assert.DoesNotContain(history, m => m.Content?.Contains("tool_call", StringComparison.Ordinal) == true);
        }
    }

    [Fact]
    public void The_model_is_known_by_its_name() => Assert.Equal("tiny-llama", tiny.Client.AsChatCompletionService().Attributes["ModelId"]);

    private (Kernel Kernel, Shelves Shelves) CreateKernel()
    {
        var builder = Kernel.CreateBuilder();
        builder.Services.AddSingleton(tiny.Client.AsBuilder().UseKernelFunctionInvocation().Build());
        var kernel = builder.Build();
        var shelves = new Shelves();
        kernel.Plugins.AddFromObject(shelves);
        return (kernel, shelves);
    }

    private static async Task<(ChatMessageContent Answer, ChatHistory History)> AskAsync(Kernel kernel, FunctionChoiceBehavior choice, int seed)
    {
        var history = new ChatHistory();
        history.AddUserMessage("Which books are there?");
        var settings = new PromptExecutionSettings { FunctionChoiceBehavior = choice, ExtensionData = new Dictionary<string, object> { ["temperature"] = 1, ["seed"] = seed, ["max_tokens"] = 160 } };
        var service = kernel.GetRequiredService<IChatClient>().AsChatCompletionService(kernel.Services);
        return (Assert.Single(await service.GetChatMessageContentsAsync(history, settings, kernel, Token)), history);
    }

    private sealed class Shelves
    {
        public List<long> Asked { get; } = [];

        [KernelFunction("list"), Description("Lists the books on a shelf.")]
        public string List(bool all, long count)
        {
            Asked.Add(all ? count : -count);
            return $"{Asked[^1]} books";
        }
    }
}
