using ResearchAgent.Papers;

namespace ResearchAgent.Web.Rendering;

/// <summary>Addresses of other servers that a record names. What is no plain web address never becomes a link.</summary>
internal static class OutsideLinks
{
    public static string OfDoi(string doi) => "https://doi.org/" + Escaped(doi);

    public static string OfArxiv(string id) => "https://arxiv.org/abs/" + Escaped(id);

    /// <returns>Null for anything but http and https: a javascript: address would run.</returns>
    public static string? Of(string? url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" ? address.AbsoluteUri : null;

    /// <summary>The links of a record, with the words that stand for them.</summary>
    public static IEnumerable<(string Address, string Words)> Of(Paper paper)
    {
        if (paper.Doi is { } doi)
        {
            yield return (OfDoi(doi), "doi:" + doi);
        }

        if (paper.ArxivId is { } arxiv)
        {
            yield return (OfArxiv(arxiv), "arXiv:" + arxiv);
        }

        if (Of(paper.Url) is { } url)
        {
            yield return (url, new Uri(url).Host);
        }
    }

    private static string Escaped(string id) => string.Join('/', id.Split('/').Select(Uri.EscapeDataString));
}
