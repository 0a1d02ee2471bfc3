using System.Globalization;
using ResearchAgent.Papers;
using ResearchAgent.Writing;

namespace ResearchAgent.Web.Rendering;

/// <summary>Where things are found on this server. Keys may hold slashes and colons, so they go as parameters.</summary>
public static class Addresses
{
    public static string Of(CitationKey key) => $"/paper?key={Uri.EscapeDataString(key.Value)}";

    /// <summary>The paper, opened at the quote.</summary>
    public static string Of(Citation citation) => Of(citation.Key, citation.Quote.Passage, citation.Quote.Start, citation.Quote.Text.Length);

    /// <summary>The paper, opened at a place in a passage's text.</summary>
    public static string Of(CitationKey key, PassageId passage, int start, int length) => Of(key) + string.Create(
        CultureInfo.InvariantCulture, $"&passage={passage.Position}&start={start}&length={length}#quote");

    public static string OfConversation(string id) => $"/chat/{Uri.EscapeDataString(id)}";
}
