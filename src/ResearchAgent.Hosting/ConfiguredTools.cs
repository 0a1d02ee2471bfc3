using System.Globalization;
using Microsoft.Extensions.Configuration;
using ResearchAgent.ExternalTools;

namespace ResearchAgent.Hosting;

/// <summary>The servers under Plugins:Mcp and Plugins:OpenApi of the settings.</summary>
public static class ConfiguredTools
{
    public const string McpSection = "Plugins:Mcp";
    public const string OpenApiSection = "Plugins:OpenApi";

    /// <exception cref="InputException">A setting is no number, or neither true nor false.</exception>
    public static ExternalToolSettings Read(string library)
    {
        var settings = Settings.Read();
        return new ExternalToolSettings
        {
            Folder = Path.GetFullPath(library),
            Mcp = settings.GetSection(McpSection).GetChildren().ToDictionary(s => s.Key, ReadMcp),
            OpenApi = settings.GetSection(OpenApiSection).GetChildren().ToDictionary(s => s.Key, ReadOpenApi),
        };
    }

    private static McpServerSettings ReadMcp(IConfigurationSection section)
    {
        var defaults = new McpServerSettings();
        return defaults with
        {
            Command = section["Command"] ?? "",
            Arguments = List(section, "Arguments"),
            Environment = section.GetSection("Environment").GetChildren().ToDictionary(v => v.Key, v => v.Value ?? ""),
            Endpoint = section["Endpoint"] ?? "",
            Allow = List(section, "Allow"),
            AllowRemote = IsTrue(section, "AllowRemote"),
            ApiKeyVariable = section["ApiKeyVariable"] ?? "",
            ApiKeyHeader = Header(section) ?? defaults.ApiKeyHeader,
            Timeout = TimeLimit(section) ?? defaults.Timeout,
        };
    }

    private static OpenApiSettings ReadOpenApi(IConfigurationSection section)
    {
        var defaults = new OpenApiSettings();
        return defaults with
        {
            Document = section["Document"] ?? "",
            Address = section["Address"] ?? "",
            Allow = List(section, "Allow"),
            AllowRemote = IsTrue(section, "AllowRemote"),
            ApiKeyVariable = section["ApiKeyVariable"] ?? "",
            ApiKeyHeader = Header(section) ?? defaults.ApiKeyHeader,
            Timeout = TimeLimit(section) ?? defaults.Timeout,
        };
    }

    private static List<string> List(IConfigurationSection section, string name) => [.. section.GetSection(name).GetChildren().Select(v => v.Value ?? "")];

    private static string? Header(IConfigurationSection section) => string.IsNullOrWhiteSpace(section["ApiKeyHeader"]) ? null : section["ApiKeyHeader"];

    private static bool IsTrue(IConfigurationSection section, string name) => !string.IsNullOrWhiteSpace(section[name])
        && (bool.TryParse(section[name], out var value) ? value : throw new InputException($"{section.Path}:{name} is '{section[name]}'; it must be true or false."));

    private static TimeSpan? TimeLimit(IConfigurationSection section) => string.IsNullOrWhiteSpace(section["TimeoutSeconds"]) ? null
        : int.TryParse(section["TimeoutSeconds"], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 1 and <= 3600 ? TimeSpan.FromSeconds(seconds)
        : throw new InputException($"{section.Path}:TimeoutSeconds is '{section["TimeoutSeconds"]}'; it must be a whole number from 1 to 3600.");
}
