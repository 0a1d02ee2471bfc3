using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using ResearchAgent.LlamaEngine.Catalogue;

namespace ResearchAgent.Hosting;

/// <summary>
/// The program's settings, the later winning: appsettings.json beside the program, the user's own file, environment variables
/// (RESEARCH_Models__Chat__Path), and RESEARCH_LIBRARY, the short form of RESEARCH_Library__Path.
/// </summary>
public static class Settings
{
    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>$RESEARCH_SETTINGS, or research/settings.json in the user's application data ($XDG_CONFIG_HOME, ~/.config). Need not be there.</summary>
    public static string UserFile => Environment.GetEnvironmentVariable("RESEARCH_SETTINGS") is { Length: > 0 } file
        ? Path.GetFullPath(file)
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.DoNotVerify), "research", "settings.json");

    /// <exception cref="InputException">A settings file is broken.</exception>
    public static IConfiguration Read()
    {
        var builder = new ConfigurationBuilder();
        if (ProgramFolder.Find("appsettings.json") is { } file)
        {
            builder.AddJsonFile(file, optional: true);
        }

        if (File.Exists(UserFile))
        {
            builder.AddJsonStream(new MemoryStream(File.ReadAllBytes(UserFile)));
        }

        builder.AddEnvironmentVariables("RESEARCH_");
        if (Environment.GetEnvironmentVariable("RESEARCH_LIBRARY") is { Length: > 0 } library)
        {
            builder.AddInMemoryCollection([new("Library:Path", library)]);
        }

        try
        {
            return builder.Build();
        }
        catch (Exception e) when (e is FormatException or JsonException or InvalidDataException)
        {
            throw Broken(e);
        }
    }

    /// <summary>Sets values in the user's file, or removes them; what else is there stays, comments excepted.</summary>
    /// <param name="values">By key, such as "Models:Chat:Path"; null removes.</param>
    /// <exception cref="InputException">The file is broken.</exception>
    /// <exception cref="IOException">It cannot be written; it is as it was.</exception>
    public static async Task WriteAsync(IEnumerable<KeyValuePair<string, string?>> values, CancellationToken cancellationToken)
    {
        var root = ReadUserFile();
        foreach (var (key, value) in values)
        {
            var names = key.Split(':');
            var section = root;
            foreach (var name in names[..^1])
            {
                if (section[name] is not JsonObject inner)
                {
                    section[name] = inner = [];
                }

                section = inner;
            }

            if (value is null)
            {
                section.Remove(names[^1]);
            }
            else
            {
                section[names[^1]] = value;
            }
        }

        await AtomicFile.WriteAsync(UserFile, root.ToJsonString(Indented) + Environment.NewLine, cancellationToken);
    }

    private static JsonObject ReadUserFile()
    {
        try
        {
            return !File.Exists(UserFile)
                ? []
                : JsonNode.Parse(File.ReadAllBytes(UserFile), new JsonNodeOptions { PropertyNameCaseInsensitive = true }, Lenient) as JsonObject ?? throw Broken(null);
        }
        catch (JsonException e)
        {
            throw Broken(e);
        }
    }

    private static InputException Broken(Exception? e) =>
        new($"the settings cannot be read{(e is null ? "" : $" ({(e.InnerException ?? e).Message.TrimEnd('.')})")}. Mend or remove '{UserFile}'.");
}
