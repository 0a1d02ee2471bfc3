using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.SemanticKernel;
using ResearchAgent.Agent;
using ResearchAgent.ExternalTools;
using ResearchAgent.Indexing;
using ResearchAgent.Notes;
using ResearchAgent.Plugins;
using ResearchAgent.Writing;

namespace ResearchAgent.Hosting;

/// <summary>
/// The agent with what the settings give it: the model that writes also plans, and may call the library's functions, the
/// person's plugins and the allowed tools of other programs. Without a model rules plan, which call none of these.
/// </summary>
public sealed class ConfiguredAgent : IAsyncDisposable
{
    // Few functions: each takes room in a small model's context.
    private static readonly Dictionary<string, string[]> Offered = new(StringComparer.Ordinal)
    {
        ["Library"] = ["search_papers", "find_similar"],
        ["Reading"] = ["read_passage"],
        ["Memory"] = ["recall", "note"],
    };

    private readonly AgentLoop _loop;
    private readonly ExternalToolServers? _servers;

    private ConfiguredAgent(AgentLoop loop, ExternalToolServers? servers) => (_loop, _servers) = (loop, servers);

    /// <param name="approve">Asks the person before a function that changes something is called; null where nobody is there to ask.</param>
    /// <exception cref="InputException">A limit in the settings is no number.</exception>
    /// <exception cref="ExternalToolException">A configured server cannot be used.</exception>
    /// <exception cref="PluginException">A plugin cannot be loaded.</exception>
    /// <exception cref="PromptException">A prompt is broken.</exception>
    public static async Task<ConfiguredAgent> OpenAsync(Session session, Func<string, CancellationToken, Task<bool>>? approve, CancellationToken cancellationToken)
    {
        if (session.Model is null)
        {
            return new ConfiguredAgent(new AgentLoop(session.Assistant, null, null, TimeProvider.System), null);
        }

        var settings = Settings.Read();
        var budget = Budget(settings);
        var prompts = FluentWriters.LoadPrompts(session.Library);
        var own = ConfiguredPlugins.Load(settings, session.Library);
        var servers = await ExternalToolServers.OpenAsync(ConfiguredTools.Read(session.Library), null, cancellationToken);
        var loop = new AgentLoop(session.Assistant, session.Model, prompts, TimeProvider.System)
        {
            Budget = budget,
            Plugins = [.. OfLibrary(session), .. own, .. servers.Plugins],
            Approve = approve,
        };
        return new ConfiguredAgent(loop, servers);
    }

    public Task<Answer> AskAsync(string question, PassageFilter filter, RunProgress? progress, CancellationToken cancellationToken) =>
        _loop.AskAsync(question, filter, progress, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (_servers is not null)
        {
            await _servers.DisposeAsync();
        }
    }

    private static AgentBudget Budget(IConfiguration settings)
    {
        var defaults = new AgentBudget();
        return defaults with
        {
            MaxCalls = Number("Agent:MaxCalls", 100) ?? defaults.MaxCalls,
            MaxTokens = Number("Agent:MaxTokens", 10_000_000) ?? defaults.MaxTokens,
            MaxTime = Number("Agent:MaxSeconds", 86_400) is { } seconds ? TimeSpan.FromSeconds(seconds) : defaults.MaxTime,
        };

        int? Number(string key, int most) => string.IsNullOrWhiteSpace(settings[key]) || settings[key] == "0" ? null
            : int.TryParse(settings[key], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= most ? number
            : throw new InputException($"{key} is '{settings[key]}'; it must be a whole number from 1 to {most}, or 0 for the program's own.");
    }

    private static IEnumerable<KernelPlugin> OfLibrary(Session session) =>
        new Kernel().AddResearchPlugins(session.Assistant, session.Index, new LibraryNotes(session.Library, TimeProvider.System)).Plugins
            .Where(p => Offered.ContainsKey(p.Name))
            .Select(p => KernelPluginFactory.CreateFromFunctions(p.Name, p.Description, p.Where(f => Offered[p.Name].Contains(f.Name))));
}
