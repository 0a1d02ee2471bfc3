using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using Microsoft.SemanticKernel;
using ResearchAgent.ExternalTools.Mcp;
using ResearchAgent.ExternalTools.OpenApi;

namespace ResearchAgent.ExternalTools;

/// <summary>
/// The configured servers, open, and those of their tools that are allowed, as functions for a model: what they return
/// is data in a marked block, what goes wrong is text that begins with "Error:", and one that may change something says
/// so in its traits. Safe for concurrent use.
/// </summary>
public sealed partial class ExternalToolServers : IAsyncDisposable
{
    // A kernel tells plugins apart without regard to case.
    private static readonly string[] OwnPlugins = ["Library", "Reading", "Writing", "Citations", "Memory"];

    private readonly IReadOnlyList<IToolServer> _servers;

    private ExternalToolServers(IReadOnlyList<IToolServer> servers, IReadOnlyList<KernelPlugin> plugins) => (_servers, Plugins) = (servers, plugins);

    /// <summary>One for each server, named as in the settings.</summary>
    public IReadOnlyList<KernelPlugin> Plugins { get; }

    /// <summary>Opens the configured servers; disposing closes them, and the programs that were started for them.</summary>
    /// <exception cref="ExternalToolException">A server cannot be used, allows nothing, or allows a tool that it does not have. None stays open.</exception>
    public static async Task<ExternalToolServers> OpenAsync(ExternalToolSettings settings, ILoggerFactory? loggers, CancellationToken cancellationToken)
    {
        var configured = Configured(settings);
        configured.ForEach(c => CheckName(c, configured));

        // One after the other, the times that programs take to start would add up.
        var opening = configured.ConvertAll(c => OpenAsync(c, settings.Folder, loggers, cancellationToken));
        try
        {
            var servers = await Task.WhenAll(opening);
            return new ExternalToolServers(servers, [.. configured.Zip(servers, PluginOf)]);
        }
        catch
        {
            foreach (var opened in opening.Where(o => o.IsCompletedSuccessfully))
            {
                await (await opened).DisposeAsync();
            }

            throw;
        }
    }

    /// <summary>What the configured servers offer, allowed or not; one that cannot be used is told among the others. None stays open.</summary>
    public static async Task<IReadOnlyList<OfferedTools>> ListAsync(ExternalToolSettings settings, ILoggerFactory? loggers, CancellationToken cancellationToken)
    {
        var configured = Configured(settings);
        return await Task.WhenAll(configured.Select(c => ListAsync(c, configured, settings.Folder, loggers, cancellationToken)));
    }

    /// <summary>What the function of a tool is called: letters, digits and underscores.</summary>
    public static string FunctionName(string tool) => ToolFunction.NameOf(tool);

    public async ValueTask DisposeAsync() => await Task.WhenAll(_servers.Select(s => s.DisposeAsync().AsTask()));

    private static List<ConfiguredServer> Configured(ExternalToolSettings settings) =>
    [
        .. settings.Mcp.Select(s => new ConfiguredServer("Mcp", s.Key, s.Value)),
        .. settings.OpenApi.Select(s => new ConfiguredServer("OpenApi", s.Key, s.Value)),
    ];

    private static void CheckName(ConfiguredServer server, List<ConfiguredServer> all)
    {
        if (!PluginName().IsMatch(server.Name))
        {
            throw new ExternalToolException(server.Path, "its name becomes a plugin's. Name it with letters, digits and underscores, 40 at most.");
        }

        if (OwnPlugins.FirstOrDefault(p => p.Equals(server.Name, StringComparison.OrdinalIgnoreCase)) is { } own)
        {
            throw new ExternalToolException(server.Path, $"a plugin of the assistant is called {own}. Give the server another name, such as my_{server.Name}.");
        }

        if (all.Find(s => s != server && s.Name.Equals(server.Name, StringComparison.OrdinalIgnoreCase)) is { } other)
        {
            throw new ExternalToolException(server.Path, $"{other.Path} has the same name. Give one of them another.");
        }
    }

    private static async Task<IToolServer> OpenAsync(ConfiguredServer server, string folder, ILoggerFactory? loggers, CancellationToken cancellationToken) => server.Settings switch
    {
        OpenApiSettings openApi => await OpenApiToolServer.OpenAsync(server.Path, openApi, folder, cancellationToken),
        var mcp => await McpToolServer.OpenAsync(server.Path, (McpServerSettings)mcp, folder, loggers, cancellationToken),
    };

    private static async Task<OfferedTools> ListAsync(ConfiguredServer configured, List<ConfiguredServer> all, string folder, ILoggerFactory? loggers, CancellationToken cancellationToken)
    {
        try
        {
            CheckName(configured, all);
            await using var server = await OpenAsync(configured, folder, loggers, cancellationToken);
            return new OfferedTools(
                configured.Name,
                [.. server.Tools.Select(t => new OfferedTool(ToolText.Name(t.Name), t.Description, t.Writes, configured.Settings.Allow.Contains(t.Name), ToolFunction.ProblemOf(t)))],
                ProblemOf(configured, server)?.Message);
        }
        catch (ExternalToolException e)
        {
            return new OfferedTools(configured.Name, [], e.Message);
        }
    }

    private static KernelPlugin PluginOf(ConfiguredServer configured, IToolServer server) => ProblemOf(configured, server) is { } problem
        ? throw problem
        : KernelPluginFactory.CreateFromFunctions(
            configured.Name,
            $"Tools of the server {configured.Name}.",
            Allowed(configured, server).Select(t => ToolFunction.Create(configured.Name, t, configured.Settings.Timeout)));

    private static ExternalToolException? ProblemOf(ConfiguredServer configured, IToolServer server)
    {
        var offered = ToolText.Names(server.Tools.Select(t => t.Name));
        var allowed = Allowed(configured, server);
        var problem = configured.Settings.Allow.Count == 0 ? $"Allow names no tool, and only those that it names may be called. The server offers: {offered}."
            : configured.Settings.Allow.FirstOrDefault(a => !server.Tools.Any(t => t.Name == a)) is { } unknown ? $"Allow names '{ToolText.Name(unknown)}', which the server does not offer. It offers: {offered}."
            : allowed.Find(t => ToolFunction.ProblemOf(t) is not null) is { } unusable ? $"the tool '{ToolText.Name(unusable.Name)}' cannot be used: {ToolFunction.ProblemOf(unusable)}. Take it out of Allow."
            : allowed.GroupBy(t => ToolFunction.NameOf(t.Name), StringComparer.OrdinalIgnoreCase).FirstOrDefault(g => g.Count() > 1) is { } same ? $"a model could not tell the tools {ToolText.Names(same.Select(t => t.Name))} apart: both would be called {same.Key}. Take one of them out of Allow."
            : null;
        return problem is null ? null : new ExternalToolException(configured.Path, problem);
    }

    private static List<ServerTool> Allowed(ConfiguredServer configured, IToolServer server) => [.. server.Tools.Where(t => configured.Settings.Allow.Contains(t.Name))];

    private sealed record ConfiguredServer(string Section, string Name, ServerSettings Settings)
    {
        public string Path => $"Plugins:{Section}:{Name}";
    }

    [GeneratedRegex("^[0-9A-Za-z_]{1,40}$")]
    private static partial Regex PluginName();
}
