using System.CommandLine;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;
using ResearchAgent.Web;

namespace ResearchAgent.Cli;

/// <summary>research serve: the web page and the interfaces for programs.</summary>
internal static class ServeCommand
{
    public static Command Create(Terminal terminal)
    {
        var port = new Option<int>("--port") { Description = "The port to listen on; 0 takes a free one.", HelpName = "PORT", DefaultValueFactory = _ => new ServerOptions().Port };
        var command = new Command("serve", "The web page, on this machine alone.") { port, CommonOptions.Writer };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var session = await Session.OpenOrBuildAsync(parsed, terminal, cancellationToken);
            await using var agent = await ConfiguredAgent.OpenAsync(session, approve: null, cancellationToken);
            await using var server = ResearchServer.Build(session, agent, new ServerOptions { Port = parsed.GetValue(port) });
            await server.StartAsync(cancellationToken);
            terminal.Out.WriteLine($"Open {server.Urls.First()} in a browser. Ctrl-C stops.");
            await server.WaitForShutdownAsync(cancellationToken);
            return ExitCode.Ok;
        });
        return command;
    }
}
