using System.CommandLine;
using Microsoft.Extensions.Logging;
using ResearchAgent.McpServer;
using ResearchAgent.Web.Mcp;

namespace ResearchAgent.Cli;

/// <summary>research mcp: the library as tools for another program, which starts this one and speaks with it on the standard streams.</summary>
internal static class McpCommand
{
    public static Command Create(Terminal terminal)
    {
        var roots = new Option<string[]>("--allow-files") { Description = "A folder whose files the other program may add to the library; without any, it may only send text.", HelpName = "DIR" };
        roots.Validators.Add(result =>
        {
            if (result.Tokens.FirstOrDefault(t => !Directory.Exists(t.Value)) is { } missing)
            {
                result.AddError($"--allow-files '{missing.Value}' is no folder");
            }
        });
        var command = new Command("mcp", "Serve the library to another program over the Model Context Protocol, on standard input and output.") { roots, CommonOptions.Writer };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var session = await Session.OpenOrBuildAsync(parsed, terminal, cancellationToken);
            await using var agent = await ConfiguredAgent.OpenAsync(session, approve: null, cancellationToken);
            using var loggers = LoggerFactory.Create(logging => logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace).SetMinimumLevel(LogLevel.Warning));
            await McpStdio.RunAsync(McpServing.LibraryOf(session, agent, [.. (parsed.GetValue(roots) ?? []).Select(Path.GetFullPath)]), loggers, cancellationToken);
            return ExitCode.Ok;
        });
        return command;
    }
}
