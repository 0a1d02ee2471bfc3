using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using ResearchAgent.Web.Api.Requests;
using ResearchAgent.Writing;
using ResearchAgent.Writing.Formats;

namespace ResearchAgent.Web.Api;

/// <summary>The forms a grounded text is sent in, chosen by ?format= or the Accept header; JSON where neither says.</summary>
internal static class GroundedFormats
{
    public static readonly Format Json = new("json", "application/json", JsonFormat.Write);
    public static readonly Format Markdown = new("markdown", "text/markdown", text => MarkdownFormat.Write(text, showQuotes: false));
    public static readonly Format Latex = new("latex", "application/x-latex", LatexFormat.Write);
    public static readonly Format BibTex = new("bibtex", "application/x-bibtex", BibTexFormat.Write);
    public static readonly Format Csv = new("csv", "text/csv", text => CsvFormat.Write((Comparison)text));

    /// <summary>Before the work begins: a form that is not offered must not cost a run.</summary>
    /// <exception cref="ApiException">The form is not offered here.</exception>
    public static Format Choose(HttpRequest request, params ReadOnlySpan<Format> offered)
    {
        var names = string.Join(", ", offered.ToArray().Select(f => f.Name));
        if (request.Query.TryGetValue("format", out var wanted))
        {
            foreach (var format in offered)
            {
                if (wanted == format.Name)
                {
                    return format;
                }
            }

            var errors = new FieldErrors();
            errors.Add("format", $"is '{FieldErrors.Shown(wanted.ToString())}'; allowed are {names}");
            errors.Throw();
        }

        if (!MediaTypeHeaderValue.TryParseList([.. request.Headers.Accept.OfType<string>()], out var accepted) || accepted.Count == 0)
        {
            return offered[0];
        }

        foreach (var accept in accepted.Where(a => a.Quality is not 0).OrderByDescending(a => a.Quality ?? 1))
        {
            foreach (var format in offered)
            {
                if (MediaTypeHeaderValue.Parse(format.MediaType).IsSubsetOf(accept))
                {
                    return format;
                }
            }
        }

        throw new ApiException(406, "no-such-form", "The answer has none of these forms", $"The Accept header names no form that is offered here. Ask with ?format= one of {names}.");
    }

    internal sealed record Format(string Name, string MediaType, Func<GroundedText, string> Write)
    {
        public IResult Of(GroundedText text) => TypedResults.Text(Write(text), MediaType + "; charset=utf-8");
    }
}
