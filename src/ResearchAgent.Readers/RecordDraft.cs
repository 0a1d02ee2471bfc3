using System.Text.RegularExpressions;
using ResearchAgent.Bibliographies;
using ResearchAgent.Ingestion;
using ResearchAgent.Papers;

namespace ResearchAgent.Readers;

/// <summary>
/// A record of a bibliography while its fields are read. Values come as plain text; one that is empty adds nothing, and
/// one that the record already has under its name is not repeated.
/// </summary>
internal sealed partial class RecordDraft(string path, int line)
{
    private readonly Dictionary<string, List<string>> _fields = new(StringComparer.Ordinal);
    private readonly List<string> _tags = [];
    private readonly List<string> _attachments = [];
    private string? _doi;
    private string? _arxivId;

    public string? Title { get; set; }

    public IReadOnlyList<string> Authors { get; set; } = [];

    public int? Year { get; set; }

    public string? Venue { get; set; }

    public string? Url { get; private set; }

    public string? Key { get; set; }

    public string? Type { get; set; }

    public string? Abstract { get; set; }

    public List<CitedWork> References { get; } = [];

    public bool HasDoi => _doi is not null;

    public bool HasArxivId => _arxivId is not null;

    public bool Has(string field) => _fields.ContainsKey(field);

    public string? First(string field) => _fields.TryGetValue(field, out var values) ? values[0] : null;

    public void Add(string field, string value)
    {
        var text = RecordText.OneLine(value);
        if (text.Length == 0)
        {
            return;
        }

        if (!_fields.TryGetValue(field, out var values))
        {
            _fields[field] = values = [];
        }

        if (!values.Contains(text))
        {
            values.Add(text);
        }
    }

    public void AddNames(string field, IEnumerable<string> names)
    {
        foreach (var name in names)
        {
            Add(field, name);
        }
    }

    public void AddTag(string tag)
    {
        var text = RecordText.OneLine(tag);
        if (text.Length > 0 && !_tags.Contains(text))
        {
            _tags.Add(text);
        }
    }

    public void ClearTags() => _tags.Clear();

    public void AddAttachment(string? attachment)
    {
        if (attachment is not null && !_attachments.Contains(attachment))
        {
            _attachments.Add(attachment);
        }
    }

    /// <summary>The first is the paper's address, others are kept beside it.</summary>
    public void AddUrl(string url)
    {
        var text = RecordText.OneLine(url);
        if (Url is null && text.Length > 0)
        {
            Url = text;
        }
        else if (text != Url)
        {
            Add(BibliographicField.Url, text);
        }
    }

    /// <summary>A DOI with or without resolver; anything else is kept as a field.</summary>
    public void AddDoi(string value)
    {
        var text = RecordText.OneLine(value);
        var doi = DoiPrefix().Replace(text, "");
        if (PaperId.NormalizeDoi(doi) is not null && _doi is null)
        {
            _doi = doi;
        }
        else if (doi != _doi)
        {
            Add("doi", text);
        }
    }

    /// <summary>An arXiv id in any of its forms; anything else is ignored.</summary>
    public void AddArxivId(string? value) => _arxivId ??= PaperId.NormalizeArxivId(value);

    /// <summary>"arXiv:2305.04091" inside a journal's name or a note.</summary>
    public void FindArxivId(string? text)
    {
        if (text is not null && ArxivMention().Match(text) is { Success: true } match)
        {
            AddArxivId(match.Groups["id"].Value);
        }
    }

    /// <summary>When it appeared; a field says only what the year does not.</summary>
    public void SetIssued(PartialDate date, string? range = null)
    {
        Year = date.Year;
        if (range is not null || date.Month is not null)
        {
            _fields[BibliographicField.Issued] = [range ?? date.ToString()];
        }
    }

    public ReadResult ToResult()
    {
        _arxivId ??= PaperId.NormalizeArxivId(_doi) ?? PaperId.NormalizeArxivId(Url);
        FindArxivId(Venue);
        FindArxivId(First(BibliographicField.Note));
        if (Url is not null && _doi is null && PaperId.NormalizeDoi(Uri.UnescapeDataString(Url)) is not null)
        {
            _doi = DoiPrefix().Replace(Uri.UnescapeDataString(Url), "");
        }

        if ((RecordText.OneLine(Title ?? "") is { Length: > 0 } title ? title : First(BibliographicField.TitleShort) ?? SuppliedTitle()) is not { } named)
        {
            return new ReadFailure(path, line, "the entry has neither a title nor anything else to call it by. Give it a title.");
        }

        var text = RecordText.Paragraphs(Abstract ?? "");
        return RecordRules.CheckBibliographic(new PaperRecord(path, line, named)
        {
            Authors = Authors,
            Year = Year,
            Venue = Venue is null ? null : RecordText.OneLine(Venue) is { Length: > 0 } venue ? venue : null,
            Doi = _doi,
            ArxivId = _arxivId,
            Url = Url,
            Tags = _tags,
            Sections = text.Length > 0 ? [new Section("Abstract", text)] : [],
            Key = Key is null ? null : RecordText.OneLine(Key) is { Length: > 0 } key ? key : null,
            Type = Type,
            Fields = _fields.Count == 0 ? BibliographicField.None : _fields.ToDictionary(f => f.Key, f => (IReadOnlyList<string>)f.Value, StringComparer.Ordinal),
            References = References,
            Attachments = _attachments,
            Authority = RecordAuthority.Bibliography,
        });
    }

    // As cataloguers do: a title that the work does not bear stands in brackets.
    private string? SuppliedTitle()
    {
        var authors = PersonName.Short(Authors);
        var known = _doi
            ?? (_arxivId is null ? null : "arXiv:" + _arxivId)
            ?? (Abstract is null ? null : FirstWords(RecordText.OneLine(Abstract)))
            ?? (authors is null ? null : Year is { } year ? $"{authors} {year}" : authors)
            ?? Venue
            ?? Url
            ?? Key;
        return known is null || known.Length == 0 ? null : $"[{RecordText.OneLine(known)}]";
    }

    private static string? FirstWords(string text)
    {
        const int MaxWords = 12;
        var words = text.Split(' ', MaxWords + 1);
        return text.Length == 0 ? null : words.Length <= MaxWords ? text : string.Join(' ', words[..MaxWords]) + " ...";
    }

    [GeneratedRegex(@"^(?:(?:https?://)?(?:www\.|dx\.)?doi\.org/|doi:\s*)", RegexOptions.IgnoreCase)]
    private static partial Regex DoiPrefix();

    [GeneratedRegex(@"\barxiv[:\s]\s?(?:preprint\s)?(?:arxiv:\s?)?(?<id>\d{4}\.\d{4,5}|[a-z-]{2,20}(?:\.[A-Z]{2})?/\d{7})", RegexOptions.IgnoreCase)]
    private static partial Regex ArxivMention();
}
