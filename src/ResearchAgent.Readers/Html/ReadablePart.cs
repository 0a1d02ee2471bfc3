using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using SmartReader;

namespace ResearchAgent.Readers.Html;

/// <summary>The part of a page that a person reads, without what surrounds it.</summary>
internal static class ReadablePart
{
    /// <summary>Its time grows with the square of an element's children; articles have some ten thousand elements in all.</summary>
    public const int MaxElements = 50_000;

    // SmartReader can fetch pages and pictures; whatever it is asked, here it cannot.
    static ReadablePart() => Reader.SetBaseHttpClientHandler(new NoNetwork());

    /// <returns>Null where no part stands out.</returns>
    public static async Task<IElement?> FindAsync(IHtmlDocument document, CancellationToken cancellationToken)
    {
        // The reader changes the document it is given.
        var copy = (IHtmlDocument)document.Clone(deep: true);
        using var reader = new Reader("https://localhost/", copy) { KeepClasses = true };
        var article = await reader.GetArticleAsync(cancellationToken);
        return article is { IsReadable: true, Content: { Length: > 0 } content }
            ? (await new HtmlParser().ParseDocumentAsync(content, cancellationToken)).Body
            : null;
    }

    private sealed class NoNetwork : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(HttpStatusCode.NotFound));
    }
}
