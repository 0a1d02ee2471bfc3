using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using ResearchAgent.Text;

namespace ResearchAgent.Papers;

/// <summary>
/// Identifies a paper across re-imports: <c>doi:10.1000/xyz</c> or <c>arxiv:2305.04091</c> where known, else
/// <c>title:</c> and 16 hexadecimal digits of a hash over normalised title, first author's family name and year.
/// </summary>
[JsonConverter(typeof(ValueJsonConverter<PaperId>))]
public readonly partial record struct PaperId(string Value) : IStringValue<PaperId>
{
    public static PaperId FromString(string value) => new(value);

    /// <summary>Picks the strongest identifier that the record has: DOI, then arXiv id, then title. arXiv's own DOIs count as arXiv ids.</summary>
    public static PaperId For(string title, string? firstAuthor, int? year, string? doi, string? arxivId)
    {
        arxivId = NormalizeArxivId(doi) ?? arxivId;
        if (NormalizeDoi(doi) is { } normalDoi && NormalizeArxivId(doi) is null)
        {
            return new PaperId("doi:" + normalDoi);
        }

        if (NormalizeArxivId(arxivId) is { } normalArxivId)
        {
            return new PaperId("arxiv:" + normalArxivId);
        }

        var family = firstAuthor is null ? "" : NormalizeTitle(PersonName.Family(firstAuthor));
        var identity = $"{NormalizeTitle(title)}|{family}|{year}";
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(identity));
        return new PaperId("title:" + Convert.ToHexStringLower(hash.AsSpan(0, 8)));
    }

    /// <summary>Is it made of title, author and year, for want of a better one?</summary>
    public bool IsOfTitle => Value.StartsWith("title:", StringComparison.Ordinal);

    /// <summary>Tells a second work of the same title, author and year ("Editorial") from the first: eight digits of its hash follow.</summary>
    public PaperId Disambiguate(string hash) => new($"{Value}-{hash[..8]}");

    /// <summary>Is this <paramref name="id"/>, disambiguated?</summary>
    public bool IsDisambiguated(PaperId id) => id.IsOfTitle && Value.StartsWith(id.Value + "-", StringComparison.Ordinal);

    /// <summary>Lower case, without resolver prefix; null when <paramref name="doi"/> is not a DOI.</summary>
    public static string? NormalizeDoi(string? doi)
    {
        var match = doi is null ? null : DoiPattern().Match(doi.Trim());
        return match is { Success: true } ? match.Groups[1].Value.ToLowerInvariant() : null;
    }

    /// <summary>Without prefix and version (<c>arXiv:2305.04091v2</c> and <c>10.48550/arXiv.2305.04091</c> give <c>2305.04091</c>); null when it is no arXiv id.</summary>
    public static string? NormalizeArxivId(string? arxivId)
    {
        var match = arxivId is null ? null : ArxivPattern().Match(arxivId.Trim());
        return match is { Success: true } ? match.Groups[1].Value.ToLowerInvariant() : null;
    }

    /// <summary>Letters and digits in lower case without accents, one space between words: equal for re-typed titles.</summary>
    public static string NormalizeTitle(string title) => string.Join(' ', Tokenizer.Words(title));

    public override string ToString() => Value;

    [GeneratedRegex(@"^(?:(?:https?://)?(?:www\.|dx\.)?doi\.org/|doi:\s*)?(10\.\d{4,9}/\S+)$", RegexOptions.IgnoreCase)]
    private static partial Regex DoiPattern();

    [GeneratedRegex(@"^(?:(?:https?://)?(?:www\.|export\.)?arxiv\.org/(?:abs|pdf|html)/|arxiv:\s*|(?:(?:https?://)?(?:www\.|dx\.)?doi\.org/|doi:\s*)?10\.48550/arxiv\.)?(\d{4}\.\d{4,5}|[a-z-]+(?:\.[a-z]{2})?/\d{7})(?:v\d+)?(?:\.pdf)?(?:\s*\[[a-z.-]+\])?$", RegexOptions.IgnoreCase)]
    private static partial Regex ArxivPattern();
}
