using System.Globalization;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using ResearchAgent.Indexing;
using ResearchAgent.QdrantIndex;
using ResearchAgent.SqliteIndex;

namespace ResearchAgent.Hosting;

/// <summary>Where a library is kept: in a folder, or on a Qdrant server. Decided by the caller, else by Index:Provider.</summary>
public static class Indexes
{
    public const string Sqlite = "sqlite";
    public const string Qdrant = "qdrant";

    private const string ProviderSetting = "Index:Provider";
    private const string Section = "Index:Qdrant";

    internal const string AddressSetting = Section + ":Address";

    /// <exception cref="InputException">The setting names neither.</exception>
    public static string ProviderOf(string? chosen)
    {
        var provider = (chosen ?? Settings.Read()[ProviderSetting] ?? Sqlite).ToLowerInvariant();
        return provider is "" or Sqlite ? Sqlite : provider == Qdrant ? Qdrant
            : throw new InputException($"{ProviderSetting} is '{provider}'; it must be Sqlite or Qdrant.");
    }

    /// <exception cref="LibraryException">It cannot be opened.</exception>
    public static async Task<IPassageIndex> OpenAsync(string provider, string folder, IEmbeddingGenerator<string, Embedding<float>> embedder, CancellationToken cancellationToken)
    {
        var fingerprint = EmbedderFingerprint.Of(embedder).Value;
        return provider == Qdrant
            ? await QdrantPassageIndex.OpenAsync(ReadQdrant(Settings.Read()), fingerprint, await DimensionsAsync(embedder, cancellationToken), cancellationToken)
            : SqlitePassageIndex.Open(folder, fingerprint);
    }

    /// <summary>Makes the vectors of the server's library anew.</summary>
    /// <returns>Null when they are this embedder's already.</returns>
    public static async Task<CopyReport?> RebuildQdrantAsync(IEmbeddingGenerator<string, Embedding<float>> embedder, IProgress<CopyReport>? progress, CancellationToken cancellationToken) =>
        await QdrantPassageIndex.RebuildAsync(ReadQdrant(Settings.Read()), embedder, await DimensionsAsync(embedder, cancellationToken), progress, cancellationToken);

    /// <summary>What a person calls the place.</summary>
    public static string Describe(string provider, string folder)
    {
        if (provider == Sqlite)
        {
            return $"'{folder}'";
        }

        var options = ReadQdrant(Settings.Read());
        return $"'{options.Library}' on the Qdrant server at {options.Address}";
    }

    private static QdrantOptions ReadQdrant(IConfiguration settings)
    {
        var section = settings.GetSection(Section);
        var defaults = new QdrantOptions();
        return defaults with
        {
            Address = Text("Address") is not { } address ? defaults.Address
                : Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? new Uri(address)
                : throw new InputException($"{Section}:Address is '{address}', which is no address. It looks like http://127.0.0.1:6334."),
            Library = Text("Library") is not { } name ? defaults.Library
                : name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') ? name
                : throw new InputException($"{Section}:Library is '{name}'; letters, digits, dashes and underscores may stand there."),
            ApiKey = Text("ApiKeyVariable") is not { } variable ? null
                : Environment.GetEnvironmentVariable(variable) is { Length: > 0 } key ? key
                : throw new InputException($"The environment variable '{variable}', which {Section}:ApiKeyVariable names, is not set. Put the key there."),
            CertificateAuthorityFile = Text("CertificateAuthorityFile"),
            Timeout = Number("TimeoutSeconds") is { } seconds ? TimeSpan.FromSeconds(seconds) : defaults.Timeout,
            Shards = (uint)(Number("Shards") ?? (int)defaults.Shards),
            Replicas = (uint)(Number("Replicas") ?? (int)defaults.Replicas),
        };

        string? Text(string name) => string.IsNullOrWhiteSpace(section[name]) ? null : section[name];

        int? Number(string name) => Text(name) is not { } text ? null
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number
            : throw new InputException($"{Section}:{name} is '{text}'; it must be a whole number, 1 or more.");
    }

    private static async Task<int> DimensionsAsync(IEmbeddingGenerator<string, Embedding<float>> embedder, CancellationToken cancellationToken) =>
        (embedder.GetService(typeof(EmbeddingGeneratorMetadata)) as EmbeddingGeneratorMetadata)?.DefaultModelDimensions
        ?? (await embedder.GenerateAsync(["length"], cancellationToken: cancellationToken))[0].Vector.Length;
}
