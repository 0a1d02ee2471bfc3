using System.Text;
using ResearchAgent.Papers;
using ResearchAgent.Writing;
using ResearchAgent.Writing.Formats;

namespace ResearchAgent.Web.OpenAi;

/// <summary>
/// An answer as one Markdown text that grows piece by piece, with an annotation for each quote. Claims come as they are
/// told; what the finished answer holds beside them follows at the end.
/// </summary>
/// <param name="server">Scheme and host, for papers without an address of their own.</param>
internal sealed class CitedMessage(string server)
{
    private readonly StringBuilder _text = new();
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);
    private readonly List<Annotation> _annotations = [];
    private readonly Dictionary<PaperId, Reference> _references = [];

    public string Text => _text.ToString();

    public IReadOnlyList<Annotation> Annotations => _annotations;

    public void Know(IEnumerable<Reference> references)
    {
        foreach (var reference in references)
        {
            _references[reference.Paper] = reference;
        }
    }

    /// <returns>What the claim adds; null when it is there already.</returns>
    public Piece? Add(Claim claim)
    {
        if (!_told.Add(claim.Text))
        {
            return null;
        }

        var sentence = Markdown(Alone(claim));
        var separator = _text.Length > 0 ? " " : "";
        var start = _text.Length + separator.Length;
        _text.Append(separator).Append(sentence);
        var annotations = Annotate(claim, sentence, start);
        _annotations.AddRange(annotations);
        return new Piece(separator + sentence, annotations);
    }

    /// <summary>The claims that were not told, the gaps and the list of references; or that there is no answer, and where to look.</summary>
    public IEnumerable<Piece> Finish(Answer answer)
    {
        Know(answer.References);
        foreach (var claim in answer.Claims)
        {
            if (Add(claim) is { } piece)
            {
                yield return piece;
            }
        }

        var rest = Markdown(answer.Abstained ? answer : answer with { Claims = [] });
        if (rest.Length > 0)
        {
            var separator = _text.Length > 0 ? "\n\n" : "";
            _text.Append(separator).Append(rest);
            yield return new Piece(separator + rest, []);
        }
    }

    private List<Annotation> Annotate(Claim claim, string sentence, int start)
    {
        // Brackets of the paper's own text are escaped: one that is not begins the mark.
        var open = sentence.LastIndexOf('[');
        while (open > 0 && sentence[open - 1] == '\\')
        {
            open = sentence.LastIndexOf('[', open - 1);
        }

        var close = open < 0 ? -1 : sentence.IndexOf(']', open);
        if (close < 0)
        {
            return [];
        }

        var places = new Dictionary<CitationKey, (int Start, int End)>();
        var at = open + 1;
        foreach (var (key, printed) in claim.Keys.Zip(sentence[at..close].Split("; ")))
        {
            places[key] = (start + at, start + at + printed.Length);
            at += printed.Length + "; ".Length;
        }

        return [.. claim.Citations.Where(c => places.ContainsKey(c.Key)).Select(c => Annotation.Of(c, claim, places[c.Key], _references.GetValueOrDefault(c.Paper), server))];
    }

    private static string Markdown(Answer answer) => MarkdownFormat.Write(answer, showQuotes: false).TrimEnd();

    private static Answer Alone(Claim claim) =>
        new() { Question = "", Claims = [claim], Confidence = 0, References = [], Trace = new Trace(Writer.Extractive, "", []) };

    internal sealed record Piece(string Text, IReadOnlyList<Annotation> Annotations);
}

/// <summary>A citation as OpenAI's clients know it, with what they do not know beside it.</summary>
/// <param name="ResearchAgent">Our extension: the quote itself.</param>
internal sealed record Annotation(string Type, UrlCitation UrlCitation, QuoteAnnotation ResearchAgent)
{
    public static Annotation Of(Citation citation, Claim claim, (int Start, int End) place, Reference? reference, string server) => new(
        "url_citation",
        new UrlCitation(place.Start, place.End, reference?.Title ?? citation.Key.Value, AddressOf(citation, reference, server)),
        new QuoteAnnotation(citation.Key.Value, citation.Paper.Value, citation.Quote.Text, citation.Quote.Passage.Value, citation.Quote.Page, citation.Quote.Start, claim.Verdict.ToString()));

    // Clients parse the address: it must be one, and none that runs something.
    private static string AddressOf(Citation citation, Reference? reference, string server) =>
        reference?.Doi is { } doi ? "https://doi.org/" + Uri.EscapeDataString(doi).Replace("%2F", "/", StringComparison.Ordinal)
        : reference?.ArxivId is { } arxivId ? "https://arxiv.org/abs/" + arxivId
        : Uri.TryCreate(reference?.Url, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" ? url.AbsoluteUri
        : server + Rendering.Addresses.Of(citation);
}

/// <param name="StartIndex">Of the key in the message's text, in UTF-16 units.</param>
/// <param name="EndIndex">Behind its last character.</param>
internal sealed record UrlCitation(int StartIndex, int EndIndex, string Title, string Url);

/// <param name="Start">Of the quote in the passage's text, in UTF-16 units.</param>
internal sealed record QuoteAnnotation(string Key, string Paper, string Quote, string Passage, int? Page, int Start, string Verdict);
