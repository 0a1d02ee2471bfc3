using System.ComponentModel;
using System.Text.Json;
using Microsoft.SemanticKernel;
using Xunit;

namespace ResearchAgent.Plugins.Tests;

/// <summary>Types that our own functions avoid, as a compiled plugin of somebody else may have them.</summary>
public sealed class ForgivingFunctionTests
{
    public enum Kind
    {
        Review,
        RelatedWork,
    }

    [Theory]
    [InlineData("yes", "0.5", "related-work", "True 0.5 RelatedWork 3")]
    [InlineData(true, 1, "review", "True 1 Review 3")]
    [InlineData("FALSE", "1e-3", "Related Work", "False 0.001 RelatedWork 3")]
    [InlineData("maybe", "0.5", "review", "Error: isShort is 'maybe'. Call again with true or false: Short?")]
    [InlineData("yes", "half", "review", "Error: share is 'half'. Call again with a number such as 0.5: A share.")]
    [InlineData("yes", "NaN", "review", "Error: share is 'NaN'. Call again with a number such as 0.5: A share.")]
    [InlineData("yes", "0.5", "poem", "Error: kind is 'poem'. Call again with one of Review, RelatedWork: What to write.")]
    [InlineData("yes", "0.5", "7", "Error: kind is '7'. Call again with one of Review, RelatedWork: What to write.")]
    [InlineData("yes", "0.5", "", "Error: Write was called without kind. Call again with kind: What to write.")]
    public async Task A_value_is_read_as_its_type_or_what_is_wanted_is_said(object isShort, object share, object kind, string expected)
    {
        var arguments = new KernelArguments { ["isShort"] = isShort, ["share"] = JsonSerializer.SerializeToElement(share), ["kind"] = kind, ["pages"] = " " };

        Assert.Equal(expected, await Function().InvokeAsync<string>(new Kernel(), arguments, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("99999999999999999999")]
    [InlineData("2147483648")]
    [InlineData("1.5")]
    public async Task A_number_that_does_not_fit_is_told(string pages)
    {
        var arguments = new KernelArguments { ["isShort"] = true, ["share"] = 1, ["kind"] = Kind.Review, ["pages"] = pages };

        Assert.Equal($"Error: pages is '{pages}'. Call again with a whole number: Pages.", await Function().InvokeAsync<string>(new Kernel(), arguments, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void What_a_function_says_of_itself_is_carried_through()
    {
        var inner = KernelFunctionFactory.CreateFromMethod(() => "", new KernelFunctionFromMethodOptions { FunctionName = "f", AdditionalMetadata = new(new Dictionary<string, object?> { ["colour"] = "white" }) });

        Assert.Equal("white", ForgivingFunction.Wrap(inner).Metadata.AdditionalProperties["colour"]);
        Assert.True(FunctionTraits.Writes(KernelPluginFactory.CreateFromFunctions("P", [Function()])["Write"].Metadata));
    }

    private static KernelFunction Function() => ForgivingFunction.Wrap(KernelFunctionFactory.CreateFromMethod(Write));

    [Writes]
    [KernelFunction("Write")]
    private static string Write([Description("Short?")] bool isShort, [Description("A share.")] double share, [Description("What to write.")] Kind kind, [Description("Pages.")] int? pages = 3) =>
        FormattableString.Invariant($"{isShort} {share} {kind} {pages}");
}
