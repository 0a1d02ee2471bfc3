using System.ComponentModel;
using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.AI;
using ResearchAgent.Hosting;
using ResearchAgent.Indexing;
using ResearchAgent.Web.Api.Description;
using ResearchAgent.Web.Work;

namespace ResearchAgent.Web.Api;

/// <summary>/library: what is here, at a glance.</summary>
internal static class LibraryEndpoints
{
    public static string Version { get; } =
        typeof(LibraryEndpoints).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";

    public static void Map(RouteGroupBuilder api) =>
        api.MapGet("/library", GetAsync).WithTags("Library").Describe("getLibrary", "What the library holds and who answers").Problems(503);

    private static async Task<Ok<LibrarySummary>> GetAsync(Session session, LibraryWork work, Conversations conversations, CancellationToken cancellationToken)
    {
        var papers = await work.Index.ListPapersAsync(PassageFilter.None, cancellationToken);
        var counts = await work.Index.CountAsync(PassageFilter.None, cancellationToken);
        return TypedResults.Ok(new LibrarySummary
        {
            Papers = counts.Papers,
            Passages = counts.Passages,
            Flagged = papers.Count(p => p.Flags.Count > 0),
            FirstYear = papers.Min(p => p.Year),
            LastYear = papers.Max(p => p.Year),
            Tags = [.. papers.SelectMany(p => p.Tags).GroupBy(t => t, StringComparer.OrdinalIgnoreCase).OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal).Select(g => new TagCount(g.Key, g.Count()))],
            Conversations = conversations.List().Count,
            Writer = (session.Model?.GetService(typeof(ChatClientMetadata)) as ChatClientMetadata)?.DefaultModelId ?? (session.Model is null ? null : "unknown"),
            Embedder = (session.Embedder.GetService(typeof(EmbeddingGeneratorMetadata)) as EmbeddingGeneratorMetadata)?.DefaultModelId ?? "unknown",
            Index = session.Choice.Provider,
            Version = Version,
        });
    }
}

[Description("The library and the models at work on it.")]
internal sealed record LibrarySummary
{
    public required int Papers { get; init; }

    public required int Passages { get; init; }

    [Description("Papers with something hidden or planted in them.")]
    public required int Flagged { get; init; }

    public int? FirstYear { get; init; }

    public int? LastYear { get; init; }

    [Description("Most used first.")]
    public required IReadOnlyList<TagCount> Tags { get; init; }

    public required int Conversations { get; init; }

    [Description("The language model that writes; absent where the text is made of the papers' own sentences.")]
    public string? Writer { get; init; }

    [Description("The model that made the vectors.")]
    public required string Embedder { get; init; }

    [Description("Where passages are kept: sqlite or qdrant.")]
    public required string Index { get; init; }

    public required string Version { get; init; }
}

internal sealed record TagCount(string Tag, int Papers);
