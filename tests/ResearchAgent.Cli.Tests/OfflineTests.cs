using System.Collections.Concurrent;
using System.Diagnostics.Tracing;
using System.Net;
using System.Net.Sockets;
using ResearchAgent.Cli;
using Xunit;

namespace ResearchAgent.Cli.Tests;

/// <summary>Runs alone: what other tests connect to would be counted here.</summary>
[Collection(nameof(Alone))]
public sealed class OfflineTests : CliRun
{
    private const string Draft = "# Trees meet attention on small tables\n\nWe combine tree ensembles with attention over samples of tabular datasets.\n";

    [Fact]
    public async Task The_usual_commands_open_no_connection_and_look_up_no_name()
    {
        using var network = new NetworkEvents();
        var draft = Write("draft.md", Draft);
        var answer = Path.Combine(Folder, "answer.json");

        Assert.Equal(0, (await InLibraryAsync("add", Samples(), "--quiet")).ExitCode);
        Assert.Equal(0, (await InLibraryAsync("papers", "--quiet")).ExitCode);
        Assert.Equal(0, (await InLibraryAsync("search", "planning", "--quiet")).ExitCode);
        var (exitCode, json, _) = await InLibraryAsync("ask", "How does Plan-and-Solve prompting work?", "--json", "--quiet");
        Assert.Equal(0, exitCode);
        await File.WriteAllTextAsync(answer, json, TestContext.Current.CancellationToken);
        Assert.Equal(0, (await InLibraryAsync("verify", answer, "--quiet")).ExitCode);
        Assert.Equal(0, (await InLibraryAsync("ask", "How does Plan-and-Solve prompting work?", "--agent", "--quiet")).ExitCode);
        Assert.Equal(0, (await InLibraryAsync("compare", "Plan-and-Solve", "Successive Prompting", "--quiet")).ExitCode);
        Assert.Equal(0, (await InLibraryAsync("review", "fine-tuning", "--quiet")).ExitCode);
        Assert.Equal(0, (await InLibraryAsync("related-work", draft, "--quiet")).ExitCode);
        Assert.Equal(0, (await InLibraryAsync("cite", "--quiet")).ExitCode);
        Assert.InRange((await InLibraryAsync("contradictions", "--quiet")).ExitCode, 0, 1);
        Assert.Equal(0, await ChatAsync("What is BOLT?\nand its limits?\n"));
        Assert.Equal([], network.Seen);

        // The ear is not deaf: it hears a connection within this machine.
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var client = new TcpClient();
        await client.ConnectAsync((IPEndPoint)listener.LocalEndpoint, TestContext.Current.CancellationToken);
        await Dns.GetHostAddressesAsync("localhost", TestContext.Current.CancellationToken);

        Assert.Contains(network.Seen, e => e.StartsWith("System.Net.Sockets/ConnectStart", StringComparison.Ordinal));
        Assert.Contains(network.Seen, e => e.StartsWith("System.Net.NameResolution/ResolutionStart", StringComparison.Ordinal));
    }

    private async Task<int> ChatAsync(string input)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        using var reader = new StringReader(input);
        return await ResearchCli.RunAsync(["chat", "--quiet", "--library", Library], new Terminal(output, error, reader, isInteractive: false), TestContext.Current.CancellationToken);
    }

    private static string Samples()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "ResearchAgent.sln")))
        {
            folder = folder.Parent;
        }

        return Path.Combine(folder.FullName, "samples", "reading-list");
    }

    /// <summary>Writes down what the runtime tells of connections, name look-ups and requests.</summary>
    private sealed class NetworkEvents : EventListener
    {
        private readonly ConcurrentQueue<string> _seen = [];

        public IReadOnlyList<string> Seen => [.. _seen];

        protected override void OnEventSourceCreated(EventSource eventSource)
        {
            if (eventSource.Name is "System.Net.Sockets" or "System.Net.NameResolution" or "System.Net.Http")
            {
                EnableEvents(eventSource, EventLevel.Informational, EventKeywords.All);
            }
        }

        // Counters come by themselves once a source is listened to.
        protected override void OnEventWritten(EventWrittenEventArgs eventData)
        {
            if (eventData.EventName != "EventCounters")
            {
                _seen?.Enqueue($"{eventData.EventSource.Name}/{eventData.EventName}: {string.Join(", ", eventData.Payload ?? (IReadOnlyCollection<object?>)[])}");
            }
        }
    }
}

[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
