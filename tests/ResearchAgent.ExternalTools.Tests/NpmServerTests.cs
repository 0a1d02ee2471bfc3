using System.ComponentModel;
using System.Diagnostics;
using Microsoft.Extensions.AI;
using ResearchAgent.LlamaEngine.Grammars;
using ResearchAgent.Testing;
using Xunit;

namespace ResearchAgent.ExternalTools.Tests;

/// <summary>Two servers of the protocol's own makers, installed with npm into a folder beside the tests. Skipped where that cannot be done.</summary>
public sealed class NpmServers : IAsyncLifetime
{
    private const string Version = "2026.8.31";

    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, $"npm-servers-{Version}");

    public string? Reason { get; private set; }

    public static McpServerSettings Server(string name, params string[] arguments) => new()
    {
        Command = "node",
        Arguments = [Path.Combine(Folder, "node_modules", "@modelcontextprotocol", $"server-{name}", "dist", "index.js"), .. arguments],
    };

    public async ValueTask InitializeAsync()
    {
        if (File.Exists(Path.Combine(Folder, "installed")))
        {
            return;
        }

        Directory.CreateDirectory(Folder);
        string[] install = ["install", "--prefix", Folder, "--no-audit", "--no-fund", "--ignore-scripts", "--fetch-retries=0", "--fetch-timeout=30000"];
        var npm = new ProcessStartInfo(
            OperatingSystem.IsWindows() ? "npm.cmd" : "npm",
            [.. install, $"@modelcontextprotocol/server-everything@{Version}", $"@modelcontextprotocol/server-filesystem@{Version}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using var process = Process.Start(npm)!;
            var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            await process.WaitForExitAsync();
            await output;
            Reason = process.ExitCode == 0 ? null : $"npm could not install the servers: {(await error).Split('\n')[0]}";
        }
        catch (Win32Exception)
        {
            Reason = "npm is not installed";
        }

        if (Reason is null)
        {
            File.WriteAllText(Path.Combine(Folder, "installed"), Version);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

public sealed class NpmServerTests(NpmServers npm) : IClassFixture<NpmServers>
{
    [Fact]
    public async Task The_server_that_shows_everything_answers()
    {
        Assert.SkipWhen(npm.Reason is not null, npm.Reason ?? "");
        await using var servers = await Tools.OpenAsync(NpmServers.Server("everything") with { Allow = ["echo", "get-sum", "get-tiny-image"] });

        Assert.Equal("Echo: snow", Tools.In(await servers.CallAsync("echo", ("message", "snow"))));
        Assert.Equal("The sum of 2 and 40 is 42.", Tools.In(await servers.CallAsync("get_sum", ("a", 2), ("b", "40"))));
        Assert.Contains("[image left out]", Tools.In(await servers.CallAsync("get_tiny_image")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_tool_of_both_can_be_a_function_that_a_grammar_holds_a_model_to()
    {
        Assert.SkipWhen(npm.Reason is not null, npm.Reason ?? "");
        using var folder = new ScratchFolder();
        var servers = new Dictionary<string, McpServerSettings> { ["everything"] = NpmServers.Server("everything"), ["files"] = NpmServers.Server("filesystem", folder.Path) };
        var offered = await ExternalToolServers.ListAsync(new ExternalToolSettings { Folder = folder.Path, Mcp = servers }, null, Tools.Token);
        Assert.All(offered, o => Assert.True(o.Tools.Count > 10));
        foreach (var server in offered)
        {
            servers[server.Server] = servers[server.Server] with { Allow = [.. server.Tools.Select(t => t.Name)] };
        }

        await using var opened = await ExternalToolServers.OpenAsync(new ExternalToolSettings { Folder = folder.Path, Mcp = servers }, null, Tools.Token);

        Assert.All(opened.Plugins.SelectMany(p => p), f => Assert.NotEmpty(ToolCallGrammar.ToGbnf([f], ChatToolMode.Auto, allowMultiple: false)));
        Assert.Equal(offered.Sum(o => o.Tools.Count), opened.Plugins.Sum(p => p.FunctionCount));
    }

    [Fact]
    public async Task Files_are_read_within_their_folder_and_not_outside()
    {
        Assert.SkipWhen(npm.Reason is not null, npm.Reason ?? "");
        using var folder = new ScratchFolder();
        File.WriteAllText(Path.Combine(folder.Path, "snow.txt"), "Snow reflects light.");
        await using var servers = await Tools.OpenAsync(NpmServers.Server("filesystem", folder.Path) with { Allow = ["read_text_file"] });

        Assert.Equal("Snow reflects light.", Tools.In(await servers.CallAsync("read_text_file", ("path", Path.Combine(folder.Path, "snow.txt")))));
        Assert.StartsWith("Error: double.read_text_file failed: the tool reports an error.\n" + Tools.Opening + "Access denied", await servers.CallAsync("read_text_file", ("path", "/etc/passwd")), StringComparison.Ordinal);
    }
}
