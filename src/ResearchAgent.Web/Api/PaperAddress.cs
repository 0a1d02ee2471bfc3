using Microsoft.AspNetCore.Http;
using ResearchAgent.Indexing;
using ResearchAgent.Papers;

namespace ResearchAgent.Web.Api;

/// <summary>
/// Keys and ids hold slashes and colons (doi:10.1000/xyz). In an address the slash may stand as %2F, which the server
/// leaves as it is, or as a slash, which the routes take to the end.
/// </summary>
internal static class PaperAddress
{
    private const string Passages = "/passages";

    /// <summary>The name that the rest of a path stands for.</summary>
    public static string NameOf(string path) => path.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);

    /// <summary>'.../passages' asks for the passages of a paper, unless a paper is called so.</summary>
    /// <returns>The paper's name; null when passages are not asked for.</returns>
    public static async Task<string?> WhosePassagesAsync(IPassageIndex index, string path, CancellationToken cancellationToken) =>
        path.EndsWith(Passages, StringComparison.Ordinal) && await PaperNames.TryFindAsync(index, NameOf(path), cancellationToken) is null
            ? NameOf(path[..^Passages.Length])
            : null;

    public static string Of(CitationKey key) => $"{ResearchApi.Prefix}/papers/{Uri.EscapeDataString(key.Value)}";

    /// <summary>Clients that send the header change only what they have seen.</summary>
    /// <exception cref="ApiException">The paper is another now.</exception>
    public static void RequireMatch(HttpRequest request, Paper stored)
    {
        if (request.Headers.IfMatch.Count > 0 && !EntityTags.Holds(request.Headers.IfMatch, EntityTags.Of(PaperDetail.Of(stored))))
        {
            throw new ApiException(412, "paper-changed", "The paper has changed", $"'{stored.Key}' is not as If-Match says any more. Read it again, look at what changed, and send the new ETag.");
        }
    }
}
