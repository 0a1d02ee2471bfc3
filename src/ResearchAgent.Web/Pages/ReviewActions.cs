using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using ResearchAgent.Indexing;
using ResearchAgent.Verification;
using ResearchAgent.Web.Rendering;
using ResearchAgent.Web.Security;
using ResearchAgent.Web.Work;
using ResearchAgent.Writing;
using ResearchAgent.Writing.Formats;

namespace ResearchAgent.Web.Pages;

/// <summary>Literature summaries and related work for the page, and as files in the order that a person gave them.</summary>
internal static class ReviewActions
{
    public const int MaxAbstract = 20_000;

    public static void MapReviewing(this IEndpointRouteBuilder app)
    {
        app.MapPost("/review/run", Stream).RequireRateLimiting(RateLimits.Ask);
        app.MapPost("/review/export", ExportAsync).WithUploadLimit(4 * 1024 * 1024);
    }

    private static IResult Stream(
        [FromForm] string? topic, [FromForm] string? title, [FromForm(Name = "abstract")] string? text, [FromForm] string? yearFrom, [FromForm] string? yearTo,
        HttpContext http, LibraryWork work, LiveText live, Fragments fragments, CancellationToken cancellationToken)
    {
        var client = ClientId.Of(http);
        var filter = new PassageFilter { FromYear = AskActions.Year(yearFrom), ToYear = AskActions.Year(yearTo) };
        return live.Stream(
            async (watcher, token) =>
            {
                var review = await work.ThinkAsync(client, watcher, assistant => WriteAsync(assistant, token), token);
                return await fragments.RenderAsync<ReviewView>(new Dictionary<string, object?>
                {
                    [nameof(ReviewView.Review)] = review,
                    [nameof(ReviewView.Quotes)] = await QuoteContexts.LoadAsync(work.Index, review.AllClaims(), token),
                });
            },
            cancellationToken);

        Task<Review> WriteAsync(ResearchAssistant assistant, CancellationToken token) =>
            !string.IsNullOrWhiteSpace(text) ? assistant.RelatedWorkAsync(DraftOf(title, text), filter, token)
            : !string.IsNullOrWhiteSpace(topic) && topic.Length <= AskActions.MaxQuestion ? assistant.ReviewAsync(topic.Trim(), filter, token)
            : throw new BadHttpRequestException("Give a topic, or the abstract of a paper of your own.");
    }

    private static Draft DraftOf(string? title, string text)
    {
        if (text.Length > MaxAbstract)
        {
            throw new BadHttpRequestException($"An abstract has at most {MaxAbstract} characters.");
        }

        // Pasted with its title on the first line, as papers have it.
        var (first, rest) = text.Trim().IndexOf('\n') is > 0 and var end ? (text.Trim()[..end].Trim('#', ' ', '\r'), text.Trim()[end..].Trim()) : ("", text.Trim());
        return !string.IsNullOrWhiteSpace(title) ? new Draft(title.Trim(), text.Trim())
            : first.Length is > 0 and < 200 && rest.Length > 0 ? new Draft(first, rest)
            : new Draft("This work", text.Trim());
    }

    /// <param name="review">As the page got it. It went through a browser: every sentence is verified again.</param>
    /// <param name="order">The themes to keep, by their position in the review, in the order wanted.</param>
    private static async Task<IResult> ExportAsync([FromForm] string review, [FromForm] int[]? order, [FromForm] string? format, LibraryWork work, CancellationToken cancellationToken)
    {
        if (Read(review) is not { } written)
        {
            throw new BadHttpRequestException("The review cannot be read. Write it again and export it from its page.");
        }

        var themes = new List<Theme>();
        foreach (var theme in (order ?? []).Distinct().Select(i => written.Themes.ElementAtOrDefault(i)).OfType<Theme>())
        {
            var claims = await work.Assistant.VerifyAsync(theme.Claims, cancellationToken);
            themes.Add(theme with { Claims = [.. claims.Where(c => c.Verdict == Verdict.Supported)] });
        }

        var cited = themes.SelectMany(t => t.Claims).SelectMany(c => c.Citations).Select(c => c.Paper).ToHashSet();
        var edited = written with { Themes = [.. themes.Where(t => t.Claims.Count > 0)], References = await ReferencesAsync(written, cited, work, cancellationToken) };
        var (name, type) = format switch { "latex" => ("review.tex", "application/x-tex"), "bibtex" => ("references.bib", "application/x-bibtex"), "json" => ("review.json", "application/json"), _ => ("review.md", "text/markdown") };
        return TypedResults.File(Encoding.UTF8.GetBytes(ConversationActions.Written(edited, format)), type + "; charset=utf-8", name);
    }

    // The library's own records, not those that came back.
    private static async Task<IReadOnlyList<Reference>> ReferencesAsync(Review review, HashSet<Papers.PaperId> cited, LibraryWork work, CancellationToken cancellationToken)
    {
        var references = new List<Reference>();
        foreach (var id in review.References.Select(r => r.Paper).Where(cited.Contains))
        {
            if (await work.Index.GetPaperAsync(id, cancellationToken) is { } paper)
            {
                references.Add(Reference.To(paper));
            }
        }

        return references;
    }

    private static Review? Read(string json)
    {
        try
        {
            return JsonFormat.Read(json) as Review;
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
