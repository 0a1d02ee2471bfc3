using System.Globalization;
using ResearchAgent.Papers;
using ResearchAgent.Writing;

namespace ResearchAgent.Web.Rendering;

/// <summary>Where things are found on this server. Keys may hold slashes and colons, so they go as parameters.</summary>
public static class Addresses
{
    public static string Of(CitationKey key) => $"/paper?key={Uri.EscapeDataString(key.Value)}";

    /// <summary>The paper, opened at the quote.</summary>
    public static string Of(Citation citation) => Of(citation.Key) + string.Create(
        CultureInfo.InvariantCulture, $"&passage={citation.Quote.Passage.Position}&start={citation.Quote.Start}&length={citation.Quote.Text.Length}#quote");

    public static string OfConversation(string id) => $"/chat/{Uri.EscapeDataString(id)}";
}
