using System.CommandLine;
using System.Text.Json;
using ResearchAgent.Plugins;
using ResearchAgent.Writing.Formats;

namespace ResearchAgent.Cli;

/// <summary>research plugins: what was added to the program's own functions.</summary>
internal static class PluginsCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("plugins", "List the functions of plugins that you added: prompts in the library's folder plugins and in Plugins:Paths, assemblies in Plugins:Compiled.");
        command.SetAction(parsed =>
        {
            var functions = ConfiguredPlugins.Load(Settings.Read(), Session.LibraryFolder(parsed))
                .SelectMany(p => p.OrderBy(f => f.Name, StringComparer.Ordinal).Select(f => new { Plugin = p.Name, Function = f.Name, Writes = FunctionTraits.Writes(f.Metadata), f.Description }))
                .ToList();
            if (parsed.GetValue(CommonOptions.Json))
            {
                terminal.Out.WriteLine(JsonSerializer.Serialize(functions, JsonOutput.Options));
                return ExitCode.Ok;
            }

            foreach (var function in functions)
            {
                terminal.Out.WriteLine($"{function.Plugin}.{function.Function}\t{(function.Writes ? "changes things" : "reads")}\t{SingleLine.Of(function.Description)}");
            }

            if (functions.Count == 0 && !parsed.GetValue(CommonOptions.Quiet))
            {
                terminal.Error.WriteLine("No plugins beside the program's own.");
            }

            return ExitCode.Ok;
        });
        return command;
    }
}
