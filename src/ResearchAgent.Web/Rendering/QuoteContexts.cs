using ResearchAgent.Indexing;
using ResearchAgent.Papers;
using ResearchAgent.Writing;

namespace ResearchAgent.Web.Rendering;

/// <summary>A quote with what stands around it in its passage.</summary>
/// <param name="Before">At most about 200 characters, cut at a word.</param>
/// <param name="After">As <paramref name="Before"/>.</param>
public sealed record QuoteContext(string Before, string After, string Heading);

/// <summary>The passages that claims quote from, read once for all of them.</summary>
public sealed class QuoteContexts
{
    private const int MaxAround = 200;

    private readonly Dictionary<PassageId, Passage> _passages = [];

    public static async Task<QuoteContexts> LoadAsync(IPassageIndex index, IEnumerable<Claim> claims, CancellationToken cancellationToken)
    {
        var contexts = new QuoteContexts();
        foreach (var paper in claims.SelectMany(c => c.Citations).Select(c => c.Quote.Passage.Paper).Distinct())
        {
            foreach (var passage in await index.GetPassagesAsync(paper, cancellationToken))
            {
                contexts._passages[passage.Id] = passage;
            }
        }

        return contexts;
    }

    /// <returns>Null when the library no longer holds the quote where the citation says.</returns>
    public QuoteContext? Of(Quote quote)
    {
        if (!_passages.TryGetValue(quote.Passage, out var passage)
            || quote.Start < 0
            || quote.Start + quote.Text.Length > passage.Text.Length
            || !passage.Text.AsSpan(quote.Start, quote.Text.Length).SequenceEqual(quote.Text))
        {
            return null;
        }

        return new QuoteContext(Ending(passage.Text[..quote.Start]), Beginning(passage.Text[(quote.Start + quote.Text.Length)..]), passage.Heading);
    }

    private static string Ending(string text) =>
        text.Length <= MaxAround ? text : "… " + text[(text.IndexOf(' ', text.Length - MaxAround) is >= 0 and var space ? space + 1 : text.Length - MaxAround)..];

    private static string Beginning(string text) =>
        text.Length <= MaxAround ? text : text[..(text.LastIndexOf(' ', MaxAround) is > 0 and var space ? space : MaxAround)] + " …";
}
