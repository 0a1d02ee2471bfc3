using System.ComponentModel.DataAnnotations;

namespace ResearchAgent.OnlineCatalogues;

/// <summary>Where catalogues are asked, how politely, and for how long their answers are kept.</summary>
public sealed record OnlineCatalogueOptions
{
    /// <summary>Only https, or http on this machine.</summary>
    public Uri ArxivAddress { get; init; } = new("https://export.arxiv.org/");

    /// <inheritdoc cref="ArxivAddress"/>
    public Uri CrossrefAddress { get; init; } = new("https://api.crossref.org/");

    /// <inheritdoc cref="ArxivAddress"/>
    public Uri OpenAlexAddress { get; init; } = new("https://api.openalex.org/");

    /// <summary>Told to the catalogues, some of which serve those better who can be written to; null tells nobody anything.</summary>
    public string? Mailto { get; init; }

    /// <summary>Answers are kept here, a file each; null keeps none.</summary>
    public string? CacheFolder { get; init; }

    /// <summary>An older answer is asked for again.</summary>
    public TimeSpan MaxCacheAge { get; init; } = TimeSpan.FromDays(30);

    /// <summary>From the start of one request to arXiv to the start of the next, as its terms ask.</summary>
    public TimeSpan ArxivInterval { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>For one try, the answer's body included.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(20);

    [Range(0, 10)]
    public int MaxRetries { get; init; } = 3;

    /// <summary>Before the first retry; doubled for each further one, with jitter.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>A catalogue that wants a longer pause is not waited for: the caller is told when to come back.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>After decompression. The largest records, of collaborations with thousands of authors, have some 3 MB.</summary>
    [Range(1024, int.MaxValue)]
    public int MaxAnswerBytes { get; init; } = 16 << 20;
}
