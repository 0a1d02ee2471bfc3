using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Xunit;

namespace ResearchAgent.Cli.Tests;

/// <summary>Which parts of the program can reach a network at all: read from the built assemblies, not from what they happen to do.</summary>
public sealed class NetworkReferencesTests
{
    private static readonly string[] MayConnect =
    [
        "ResearchAgent.ExternalTools", // asks the servers of the user's own tools
        "ResearchAgent.LlamaEngine", // research models pull
        "ResearchAgent.OnlineCatalogues", // off unless asked for
        "ResearchAgent.Readers", // ReadablePart names a handler, to refuse with
        "ResearchAgent.QdrantIndex", // a library on a server
        "ResearchAgent.Hosting", // OpenAiModels: a model behind an address
        "ResearchAgent.Web", // telemetry to a collector that the settings name
    ];

    [Fact]
    public void Only_the_parts_that_must_name_a_type_that_connects()
    {
        var ours = Directory.GetFiles(AppContext.BaseDirectory, "*.dll").Where(IsOurs).ToList();
        var connecting = ours.Where(f => ConnectingTypes(f).Any()).Select(Name).ToList();

        Assert.Contains("ResearchAgent", ours.Select(Name));
        Assert.Contains("ResearchAgent.Readers", ours.Select(Name));
        Assert.Contains("ResearchAgent.LlamaEngine", connecting);
        Assert.Empty(connecting.Except(MayConnect));
    }

    [Fact]
    public void Of_what_the_faces_share_only_the_model_behind_an_address_connects() =>
        Assert.Equal(["OpenAiModels"], Directory.GetFiles(SourceFolder("src", "ResearchAgent.Hosting"), "*.cs")
            .Where(f => File.ReadAllText(f) is var text && (text.Contains("HttpClient", StringComparison.Ordinal) || text.Contains("System.Net", StringComparison.Ordinal)))
            .Select(Name));

    private static string Name(string file) => Path.GetFileNameWithoutExtension(file);

    private static bool IsOurs(string file) =>
        Name(file) is "research" or "ResearchAgent" || (Name(file).StartsWith("ResearchAgent.", StringComparison.Ordinal) && !Name(file).EndsWith("Tests", StringComparison.Ordinal) && !Name(file).EndsWith("Double", StringComparison.Ordinal) && Name(file) != "ResearchAgent.Testing");

    // IPAddress and WebUtility only speak of networks; these open them.
    private static IEnumerable<string> ConnectingTypes(string file)
    {
        using var assembly = new PEReader(File.OpenRead(file));
        var metadata = assembly.GetMetadataReader();
        foreach (var handle in metadata.TypeReferences)
        {
            var type = metadata.GetTypeReference(handle);
            var name = $"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}";
            if (name.StartsWith("System.Net.Http.", StringComparison.Ordinal)
                || name.StartsWith("System.Net.Sockets.", StringComparison.Ordinal)
                || name.StartsWith("System.Net.WebSockets.", StringComparison.Ordinal)
                || name.StartsWith("System.Net.Quic.", StringComparison.Ordinal)
                || name.StartsWith("System.Net.Mail.", StringComparison.Ordinal)
                || name is "System.Net.Dns" or "System.Net.WebClient" or "System.Net.WebRequest" or "System.Net.HttpListener" or "System.Net.NetworkInformation.Ping"
                || name.StartsWith("Grpc.Net.", StringComparison.Ordinal))
            {
                yield return name;
            }
        }
    }

    private static string SourceFolder(params string[] parts)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "ResearchAgent.sln")))
        {
            folder = folder.Parent;
        }

        return Path.Combine([folder.FullName, .. parts]);
    }
}
