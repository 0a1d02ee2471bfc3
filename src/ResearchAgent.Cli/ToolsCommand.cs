using System.CommandLine;
using System.Text.Json;
using Microsoft.SemanticKernel;
using ResearchAgent.ExternalTools;
using ResearchAgent.Plugins;
using ResearchAgent.Writing.Formats;
using Spectre.Console;

namespace ResearchAgent.Cli;

/// <summary>research tools [list] | call: the tools of other programs, as the agent gets them.</summary>
internal static class ToolsCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("tools", "Tools of other programs that the agent may use: MCP servers and web services with an OpenAPI document.") { List(terminal), Call(terminal) };
        command.SetAction((parsed, cancellationToken) => ShowListAsync(terminal, parsed, cancellationToken));
        return command;
    }

    private static Command List(Terminal terminal)
    {
        var command = new Command("list", "Starts the configured servers and lists their tools, also those that are not allowed (also without 'list').");
        command.SetAction((parsed, cancellationToken) => ShowListAsync(terminal, parsed, cancellationToken));
        return command;
    }

    private static async Task<int> ShowListAsync(Terminal terminal, ParseResult parsed, CancellationToken cancellationToken)
    {
        var servers = await ExternalToolServers.ListAsync(ConfiguredTools.Read(Session.LibraryFolder(parsed)), null, cancellationToken);
        if (parsed.GetValue(CommonOptions.Json))
        {
            terminal.Out.WriteLine(JsonSerializer.Serialize(servers, JsonOutput.Options));
        }
        else
        {
            Show(terminal, servers);
        }

        foreach (var server in servers.Where(s => s.Problem is not null))
        {
            terminal.Error.WriteLine(SingleLine.Of(server.Problem!));
        }

        if (servers.Count == 0 && !parsed.GetValue(CommonOptions.Quiet))
        {
            terminal.Error.WriteLine($"No server is configured. Name one under {ConfiguredTools.McpSection} or {ConfiguredTools.OpenApiSection} in {Settings.UserFile}.");
        }

        return servers.Any(s => s.Problem is not null) ? ExitCode.NoAnswer : ExitCode.Ok;
    }

    private static void Show(Terminal terminal, IReadOnlyList<OfferedTools> servers)
    {
        var lines = servers.SelectMany(s => s.Tools.OrderByDescending(t => t.IsAllowed).Select(t => new[]
        {
            $"{s.Server}.{t.Name}", t.Writes ? "writes" : "reads", t.IsAllowed ? "allowed" : "not allowed", t.Problem is null ? t.Description : $"unusable: {t.Problem}",
        })).ToList();
        if (!terminal.IsInteractive)
        {
            lines.ForEach(l => terminal.Out.WriteLine(string.Join('\t', l)));
        }
        else if (lines.Count > 0)
        {
            // Names are there to be typed: they do not wrap.
            var table = new Table().Border(TableBorder.Simple)
                .AddColumn("Tool", c => c.NoWrap()).AddColumn("Access", c => c.NoWrap().PadLeft(0)).AddColumn("Allow", c => c.PadLeft(0)).AddColumn("What it says of itself", c => c.PadLeft(0));
            lines.ForEach(l => table.AddRow(l.Select(c => AnswerView.Cell(c))));
            terminal.Console.Write(table);
        }
    }

    private static Command Call(Terminal terminal)
    {
        var tool = new Argument<string>("SERVER.TOOL") { Description = "An allowed tool, as 'research tools list' names it." };
        var arguments = new Argument<string>("JSON") { Description = """Its arguments as a JSON object, such as '{"path": "notes.txt"}' (default: none).""", Arity = ArgumentArity.ZeroOrOne };
        var yes = new Option<bool>("--yes") { Description = "Do not ask before a tool that may change something." };
        var command = new Command("call", "Calls a tool as the agent does, and prints what the agent would read.") { tool, arguments, yes };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var given = ArgumentsOf(parsed.GetValue(arguments));
            var name = parsed.GetValue(tool)!;
            var dot = name.IndexOf('.', StringComparison.Ordinal);
            var server = dot > 0 ? name[..dot] : throw new InputException($"'{name}' names no tool. It looks like files.read_text_file; 'research tools list' lists those there are.");

            await using var servers = await ExternalToolServers.OpenAsync(Only(ConfiguredTools.Read(Session.LibraryFolder(parsed)), server), null, cancellationToken);
            var function = Find(servers.Plugins[0], name[(dot + 1)..]);
            if (given.Keys.FirstOrDefault(k => !function.Metadata.Parameters.Any(p => p.Name.Equals(k, StringComparison.OrdinalIgnoreCase))) is { } unknown)
            {
                throw new InputException($"{name} takes no '{unknown}'. It takes {(function.Metadata.Parameters.Count == 0 ? "no arguments" : string.Join(", ", function.Metadata.Parameters.Select(p => p.Name + (p.IsRequired ? "" : " (optional)"))))}.");
            }

            if (FunctionTraits.Writes(function.Metadata) && !parsed.GetValue(yes))
            {
                await ConfirmAsync(terminal, name, parsed.GetValue(arguments), cancellationToken);
            }

            var result = await function.InvokeAsync<string>(new Kernel(), given, cancellationToken) ?? "";
            var failed = result.StartsWith("Error:", StringComparison.Ordinal);
            terminal.Out.WriteLine(parsed.GetValue(CommonOptions.Json) ? JsonSerializer.Serialize(new { Tool = name, Failed = failed, Result = result }, JsonOutput.Options) : result);
            return failed ? ExitCode.NoAnswer : ExitCode.Ok;
        });
        return command;
    }

    private static KernelArguments ArgumentsOf(string? json)
    {
        const string Form = """They look like '{"path": "notes.txt"}'.""";
        var arguments = new KernelArguments();
        try
        {
            var root = string.IsNullOrWhiteSpace(json) ? JsonElement.Parse("{}") : JsonElement.Parse(json);
            foreach (var argument in root.ValueKind == JsonValueKind.Object ? root.EnumerateObject() : throw new InputException($"the arguments are no JSON object. {Form}"))
            {
                arguments[argument.Name] = argument.Value;
            }
        }
        catch (JsonException e)
        {
            throw new InputException($"the arguments are no JSON ({e.Message.TrimEnd('.')}). {Form}");
        }

        return arguments;
    }

    // The other servers need not be started for this.
    private static ExternalToolSettings Only(ExternalToolSettings settings, string server)
    {
        var only = settings with
        {
            Mcp = settings.Mcp.Where(s => s.Key == server).ToDictionary(),
            OpenApi = settings.OpenApi.Where(s => s.Key == server).ToDictionary(),
        };
        return only.Mcp.Count + only.OpenApi.Count > 0 ? only
            : throw new InputException($"no server '{server}' is configured{(settings.Mcp.Count + settings.OpenApi.Count > 0 ? $"; there are {string.Join(", ", settings.Mcp.Keys.Concat(settings.OpenApi.Keys))}" : "")}. Servers are named under {ConfiguredTools.McpSection} and {ConfiguredTools.OpenApiSection} in {Settings.UserFile}.");
    }

    private static KernelFunction Find(KernelPlugin plugin, string tool) =>
        plugin.TryGetFunction(ExternalToolServers.FunctionName(tool), out var function) ? function
            : throw new InputException($"{plugin.Name}.{tool} is not allowed, or not there. Allowed are {string.Join(", ", plugin.Select(f => f.Name))}; 'research tools list' lists all.");

    private static async Task ConfirmAsync(Terminal terminal, string tool, string? arguments, CancellationToken cancellationToken)
    {
        if (!terminal.IsInteractive)
        {
            throw new UsageException($"{tool} may change something: add --yes. See 'research tools call --help'.");
        }

        terminal.Error.Write($"{SingleLine.Of($"{tool} may change something. Its arguments: {arguments ?? "none"}.")} Call it? [y/N] ");
        if ((await terminal.Input.ReadLineAsync(cancellationToken))?.Trim().ToUpperInvariant() is not ("Y" or "YES"))
        {
            throw new UsageException("not called.");
        }
    }
}
