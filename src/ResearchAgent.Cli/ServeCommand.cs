using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using ResearchAgent.Web;
using ResearchAgent.Web.Security;

namespace ResearchAgent.Cli;

/// <summary>research serve: the web page and the interfaces for programs.</summary>
internal static class ServeCommand
{
    public const string KeyVariable = "RESEARCH_API_KEY";

    public static Command Create(Terminal terminal)
    {
        var port = new Option<int>("--port") { Description = "The port to listen on; 0 takes a free one.", HelpName = "PORT", DefaultValueFactory = _ => new ServerSecurityOptions().Port };
        var bind = new Option<IPAddress[]>("--bind")
        {
            Description = $"An address to listen on (default: this machine alone). One that other machines can reach needs an API key in {KeyVariable}.",
            HelpName = "ADDRESS",
            CustomParser = Addresses,
        };
        var command = new Command("serve", "The web page, and interfaces for programs, over the library.") { port, bind, CommonOptions.Writer };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var settings = Settings.Read();
            var security = ServerSettings.ReadSecurity(settings);
            security.Port = parsed.GetValue(port);
            security.Bind = parsed.GetValue(bind) is { Length: > 0 } addresses ? addresses : security.Bind;
            security.ApiKey = Environment.GetEnvironmentVariable(KeyVariable) is { Length: > 0 } key ? key : null;
            if (security.Problems().ToList() is { Count: > 0 } problems)
            {
                throw new UsageException(string.Join(" ", problems));
            }

            var telemetry = TelemetrySettings.Read(settings);
            using var session = await Session.OpenOrBuildAsync(parsed, terminal, cancellationToken);
            await using var agent = await ConfiguredAgent.OpenAsync(session, approve: null, cancellationToken);
            await using var server = ResearchServer.Build(session, agent, new ServerOptions { Security = security, Telemetry = telemetry, Concurrency = ServerSettings.ReadConcurrency(settings) });
            await server.StartAsync(cancellationToken);
            if (!parsed.GetValue(CommonOptions.Quiet))
            {
                terminal.Error.WriteLine($"{Indexes.Describe(session.Choice.Provider, session.Library)} is at {string.Join(" and ", server.Urls)} (Ctrl-C stops)");
            }

            await server.WaitForShutdownAsync(cancellationToken);
            return ExitCode.Ok;
        });
        return command;
    }

    private static IPAddress[] Addresses(ArgumentResult result)
    {
        var addresses = new List<IPAddress>();
        foreach (var token in result.Tokens)
        {
            if (IPAddress.TryParse(token.Value, out var address))
            {
                addresses.Add(address);
            }
            else
            {
                result.AddError($"--bind '{token.Value}' is no IP address, such as 127.0.0.1 or 0.0.0.0");
            }
        }

        return [.. addresses];
    }
}
