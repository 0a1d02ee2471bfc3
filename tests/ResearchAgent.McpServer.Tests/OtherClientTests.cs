using System.Diagnostics;
using ResearchAgent.McpServer.Adding;
using ResearchAgent.Plugins;
using ResearchAgent.Readers;
using ResearchAgent.Retrieval.StaticVectors;
using Xunit;

namespace ResearchAgent.McpServer.Tests;

/// <summary>The protocol's official client for JavaScript, with the scripts in tests/clients.</summary>
public sealed class OtherClientTests
{
    private const string Question = "By how much does AlbedoNet reduce the prediction error?";

    private static readonly string Clients = Path.Combine(Snapshot.Repository(), "tests", "clients");
    private static readonly string Prompts = Path.Combine(AppContext.BaseDirectory, "prompts");

    private static readonly object[] Papers =
    [
        new { title = "AlbedoNet: Fast Estimates of Snow Albedo", authors = new[] { "Ann Frost" }, year = 2020, @abstract = "Snow albedo is costly to measure. We propose AlbedoNet, which predicts snow albedo from satellite images. AlbedoNet reduces the prediction error by 12% on the Alpine dataset." },
        new { title = "MeltNet: Stepwise Prediction of Snow Melt", authors = new[] { "Cy Winter" }, year = 2021, @abstract = "Snow melt depends on latent processes. We introduce MeltNet, which predicts snow melt step by step. MeltNet reduces the prediction error by 7% on the Alpine dataset." },
    ];

    [Fact]
    public async Task It_uses_everything_over_the_standard_streams()
    {
        using var shelf = await Shelf.OpenAsync(Papers);
        // From its own folder: beside the tests lies less than it needs, as these bring ASP.NET Core.
        var host = Path.Combine(AppContext.BaseDirectory.Replace("ResearchAgent.McpServer.Tests", "ResearchAgent.McpHost", StringComparison.Ordinal), "ResearchAgent.McpHost.dll");
        await RunAsync("mcp-stdio.mjs", "--question", Question, "--", "dotnet", host, shelf.Folder, Prompts);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task It_uses_everything_over_HTTP(bool keepsSessions)
    {
        using var shelf = await Shelf.OpenAsync(Papers);
        var library = shelf.Library with { Prompts = PromptFolder.Read(Prompts), Adding = new PaperAdding(StaticWordVectors.Shared, PaperReaders.All) };
        await using var host = await HttpHost.StartAsync(library, keepsSessions);
        await RunAsync("mcp-http.mjs", "--question", Question, host.Address.ToString());
    }

    private static async Task RunAsync(string script, params string[] arguments)
    {
        Assert.SkipUnless(Directory.Exists(Path.Combine(Clients, "node_modules")), "run npm install in tests/clients");
        var token = TestContext.Current.CancellationToken;
        using var node = Process.Start(new ProcessStartInfo("node", [Path.Combine(Clients, script), .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, error) = (node.StandardOutput.ReadToEndAsync(token), node.StandardError.ReadToEndAsync(token));
        try
        {
            await node.WaitForExitAsync(token);
        }
        finally
        {
            if (!node.HasExited)
            {
                node.Kill(entireProcessTree: true);
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine(await output);
        Assert.True(node.ExitCode == 0, $"{script} ended with {node.ExitCode}.\n{await output}\n{await error}");
    }
}
