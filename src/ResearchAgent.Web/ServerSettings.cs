using System.Globalization;
using Microsoft.Extensions.Configuration;
using ResearchAgent.Hosting;
using ResearchAgent.Web.Security;

namespace ResearchAgent.Web;

/// <summary>What the settings under "Web" say of the server. The key is never among them: it comes from the environment.</summary>
public static class ServerSettings
{
    private const string Section = "Web";

    /// <exception cref="InputException">A limit is no number.</exception>
    public static ServerSecurityOptions ReadSecurity(IConfiguration settings)
    {
        var section = settings.GetSection(Section);
        var defaults = new ServerSecurityOptions();
        return new ServerSecurityOptions
        {
            AllowedHosts = List(section, "AllowedHosts"),
            AllowedOrigins = List(section, "AllowedOrigins"),
            RequestsPerMinute = Number(section, "RequestsPerMinute") ?? defaults.RequestsPerMinute,
            AsksPerMinute = Number(section, "AsksPerMinute") ?? defaults.AsksPerMinute,
            KeyFolder = Path.Combine(Path.GetDirectoryName(Settings.UserFile)!, "keys"),
        };
    }

    /// <returns>0 for the server's own choice.</returns>
    /// <exception cref="InputException">It is no number.</exception>
    public static int ReadConcurrency(IConfiguration settings) => Number(settings.GetSection(Section), "Concurrency") ?? 0;

    private static List<string> List(IConfigurationSection section, string name) => [.. section.GetSection(name).GetChildren().Select(v => v.Value).OfType<string>().Where(v => v.Length > 0)];

    private static int? Number(IConfigurationSection section, string name) => string.IsNullOrWhiteSpace(section[name]) || section[name] == "0" ? null
        : int.TryParse(section[name], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= 1_000_000 ? number
        : throw new InputException($"{section.Path}:{name} is '{section[name]}'; it must be a whole number from 1 to 1000000, or 0 for the program's own.");
}
