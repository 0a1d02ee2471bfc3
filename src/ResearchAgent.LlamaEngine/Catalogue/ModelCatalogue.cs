using System.Text.Json;
using System.Text.Json.Serialization;

namespace ResearchAgent.LlamaEngine.Catalogue;

/// <summary>A model that can be had by name.</summary>
/// <param name="Bytes">Of the file, rounded.</param>
/// <param name="MemoryBytes">To run it with 4,096 tokens (an encoder: 1,024) or its own limit, rounded.</param>
/// <param name="ContextLength">Tokens it was trained for.</param>
/// <param name="Sha256">Lower-case hexadecimal; null where nobody has confirmed one: the first download's is recorded then.</param>
public sealed record CatalogueModel(string Name, ModelKind Kind, Uri Url, string Licence, long Bytes, long MemoryBytes, int ContextLength, string? Sha256 = null)
{
    [JsonIgnore]
    public string FileName => ModelStore.FileNameOf(Url);
}

/// <summary>The short list that comes with the program (catalogue.json).</summary>
public static class ModelCatalogue
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter<ModelKind>(JsonNamingPolicy.CamelCase) } };

    public static IReadOnlyList<CatalogueModel> Models { get; } = Read();

    /// <param name="name">Its name here or its file's name, in either case, with or without ".gguf".</param>
    /// <returns>Null where there is no such model.</returns>
    public static CatalogueModel? Find(string name) => Models.FirstOrDefault(m =>
        m.Name.Equals(name, StringComparison.OrdinalIgnoreCase)
        || m.FileName.Equals(name, StringComparison.OrdinalIgnoreCase)
        || m.FileName.Equals(name + ".gguf", StringComparison.OrdinalIgnoreCase));

    private static IReadOnlyList<CatalogueModel> Read()
    {
        using var stream = typeof(ModelCatalogue).Assembly.GetManifestResourceStream("catalogue.json")!;
        return JsonSerializer.Deserialize<File>(stream, Options)!.Models;
    }

    private sealed record File(IReadOnlyList<CatalogueModel> Models);
}
