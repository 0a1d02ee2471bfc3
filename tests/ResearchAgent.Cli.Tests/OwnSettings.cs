using System.Runtime.CompilerServices;

namespace ResearchAgent.Cli.Tests;

/// <summary>Keeps the settings, models and library of whoever runs the tests out of them.</summary>
internal static class OwnSettings
{
    [ModuleInitializer]
    public static void Isolate()
    {
        foreach (var name in Environment.GetEnvironmentVariables().Keys.Cast<string>().Where(n => n.StartsWith("RESEARCH_", StringComparison.OrdinalIgnoreCase)).ToList())
        {
            Environment.SetEnvironmentVariable(name, null);
        }

        Environment.SetEnvironmentVariable("RESEARCH_SETTINGS", Path.Combine(AppContext.BaseDirectory, "no-settings.json"));
    }
}
