using System.Globalization;
using System.Text.RegularExpressions;
using ResearchAgent.Bibliographies;
using ResearchAgent.Ingestion;
using ResearchAgent.Papers;

namespace ResearchAgent.Readers.BibTeX;

/// <summary>Makes a record of an entry that has all it inherits.</summary>
internal sealed partial class BibTexRecord
{
    private static readonly HashSet<string> ListsOfNames = new(StringComparer.Ordinal)
    {
        "editora", "editorb", "editorc", "afterword", "annotator", "commentator", "foreword", "holder", "introduction", "shortauthor", "shorteditor", "namea", "nameb", "namec",
    };

    private static readonly HashSet<string> Verbatims = new(StringComparer.Ordinal) { "eprint", "eprinttype", "eprintclass", "pdf", "local-url", "bdsk-url-1", "bdsk-url-2", "biburl", "verba", "verbb", "verbc" };

    private readonly BibTexEntry _entry;
    private readonly string _path;
    private readonly RecordDraft _draft;
    private readonly Dictionary<string, BibTexField> _rest;
    private ReadFailure? _problem;

    private BibTexRecord(string path, BibTexEntry entry)
    {
        _path = path;
        _entry = entry;
        _draft = new RecordDraft(path, entry.Line) { Key = entry.Key };
        _rest = new Dictionary<string, BibTexField>(StringComparer.Ordinal);
        foreach (var field in entry.Fields)
        {
            var name = BibTexVocabulary.Canonical(field.Name);
            if (!_rest.TryAdd(name, field) && Plain(field.Value) is { Length: > 0 } again && again != Plain(_rest[name].Value))
            {
                // The first one counts, as in BibTeX; "journal" beside "journaltitle" keeps its own name.
                _draft.Add(field.Name == name ? name : field.Name, again);
            }
        }
    }

    public static ReadResult Of(string path, BibTexEntry entry) => new BibTexRecord(path, entry).Read();

    private ReadResult Read()
    {
        ReadType();
        ReadTitles();
        _draft.Authors = Names("author");
        ReadDates();
        ReadEditors();
        ReadIdentifiers();
        ReadPublication();
        _draft.Abstract = Take("abstract") is { } text ? BibTexText.ToUnicode(text) : null;
        foreach (var keyword in BibTexNames.SplitOutsideBraces(Take("keywords") ?? "", ",;\n"))
        {
            _draft.AddTag(Plain(keyword));
        }

        ReadRest();
        return _problem ?? _draft.ToResult();
    }

    private void ReadType()
    {
        var stated = Text("csltype");
        var subtype = _rest.TryGetValue("entrysubtype", out var field) ? Plain(field.Value).ToLowerInvariant() : "";
        var eprint = _rest.TryGetValue("eprint", out var id) ? BibTexText.Verbatim(id.Value) : null;
        _draft.Type = stated ?? BibTexVocabulary.CslTypeOf(_entry.Type, subtype, PaperId.NormalizeArxivId(eprint) is not null);
        if (_entry.Type != BibTexVocabulary.EntryTypeFor(_draft.Type))
        {
            _draft.Add(BibTexVocabulary.EntryTypeField, _entry.Type);
        }

        if (_entry.Type is "phdthesis" or "mastersthesis" && !_rest.ContainsKey("type"))
        {
            _draft.Add(BibliographicField.Genre, _entry.Type == "phdthesis" ? "PhD thesis" : "Master's thesis");
        }
    }

    private void ReadTitles()
    {
        _draft.Title = Titled("title", "subtitle");
        if (Titled("booktitle", "booksubtitle") is { } book && Titled("journal", null) is var journal)
        {
            (_draft.Venue, var other) = BibTexVocabulary.VenueField(_draft.Type) == "booktitle" || journal is null ? (book, journal) : (journal, book);
            _draft.Add(other == book ? "booktitle" : "journal", other ?? "");
        }
        else
        {
            _draft.Venue = Titled("journal", null);
        }

        if (_draft.Title is null && Text("maintitle") is { } main)
        {
            _draft.Title = main;
        }
    }

    private string? Titled(string titleField, string? subtitleField)
    {
        if (Text(titleField) is not { } title)
        {
            return null;
        }

        return subtitleField is not null && Text(subtitleField) is { } subtitle ? title + (title[^1] is '?' or '!' or ':' ? " " : ": ") + subtitle : title;
    }

    private void ReadDates()
    {
        var date = _rest.GetValueOrDefault("date");
        if (date is not null && RecordText.OneLine(BibTexText.Verbatim(date.Value)) is { Length: > 0 } written)
        {
            _rest.Remove("date");
            if (PartialDate.TryParseRange(written, out var start, out _))
            {
                _draft.SetIssued(start, written);
            }
            else if (PartialDate.TryParse(written, out var single))
            {
                _draft.SetIssued(single, IsPlainDate(written, single) ? null : written);
            }
            else
            {
                _problem = new ReadFailure(_path, date.Line, $"field 'date' of {RecordText.Shown(_entry.Key ?? _entry.Type)} is {RecordText.Shown(written)}, no date. Write it as 2019-03-12, 2019-03 or 2019.");
                return;
            }
        }

        ReadYear(date is not null);
        foreach (var (field, variable) in BibTexVocabulary.Dates)
        {
            _draft.Add(variable, Verbatim(field) ?? "");
        }
    }

    // "2019-03-12T10:00" says no more than its day; "1723~" does.
    private static bool IsPlainDate(string written, PartialDate date) =>
        written.Replace('/', '-').TrimEnd('-').StartsWith(date.ToString(), StringComparison.Ordinal) && !written.AsSpan().ContainsAny("?~%");

    // "year = {2003-04}" and "month = dec # "~12"" are common; a year without four digits in a row is kept as it is.
    private void ReadYear(bool hasDate)
    {
        var (year, month, day) = (Text("year"), Text("month"), Text("day"));
        if (hasDate)
        {
            return;
        }

        if (year is not null && PartialDate.TryParse(year, out var date))
        {
            var (number, written) = month is null ? (null, null) : MonthAndDay(month);
            var dayNumber = day is not null && int.TryParse(day, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n is >= 1 and <= 31 ? n : written;
            var full = number is null ? date : date with { Month = number, Day = number <= 12 ? dayNumber : null };
            _draft.SetIssued(full);
            _draft.Add("month", number is null ? month ?? "" : "");
            _draft.Add("day", number is null || full.Day is null ? day ?? "" : "");
            return;
        }

        if (year is not null && YearRange().Match(year) is { Success: true } years)
        {
            _draft.SetIssued(new PartialDate(int.Parse(years.Groups["start"].Value, CultureInfo.InvariantCulture)), $"{years.Groups["start"].Value}/{years.Groups["end"].Value}");
            _draft.Add("month", month ?? "");
            return;
        }

        _draft.Year = year is not null && FourDigits().Match(year) is { Success: true } match ? int.Parse(match.Value, CultureInfo.InvariantCulture) : null;
        _draft.Add("year", year ?? "");
        _draft.Add("month", month ?? "");
        _draft.Add("day", day ?? "");
    }

    private static (int? Month, int? Day) MonthAndDay(string text)
    {
        if (PartialDate.MonthOf(text) is { } month)
        {
            return (month, null);
        }

        // "dec 12", "12 dec", "Dec. 12"
        var words = text.Split([' ', ',', '/'], StringSplitOptions.RemoveEmptyEntries);
        return words is [var one, var other] && (Day(one) ?? Day(other)) is { } day && (PartialDate.MonthOf(Day(one) is null ? one : other)) is { } named && named <= 12
            ? (named, day)
            : (null, null);

        static int? Day(string word) => int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n is >= 1 and <= 31 ? n : null;
    }

    private void ReadEditors()
    {
        foreach (var (field, typeField) in ((string, string)[])[("editor", "editortype"), ("editora", "editoratype"), ("editorb", "editorbtype"), ("editorc", "editorctype")])
        {
            var type = _rest.TryGetValue(typeField, out var typed) ? Plain(typed.Value).ToLowerInvariant() : "";
            var variable = type.Length == 0 && field == "editor" ? BibliographicField.Editor : BibliographicField.NameFields.Contains(type) ? type : null;
            if (variable is not null)
            {
                _draft.AddNames(variable, Names(field));
                _rest.Remove(typeField);
            }
        }

        foreach (var (field, variable) in BibTexVocabulary.Names.Where(n => n.Key != "editor"))
        {
            _draft.AddNames(variable, Names(field));
        }

        foreach (var variable in BibliographicField.NameFields.Where(n => n is not ("author" or "editor" or "translator")))
        {
            _draft.AddNames(variable, Names(variable));
        }
    }

    private void ReadIdentifiers()
    {
        var (eprint, type) = (Verbatim("eprint"), Verbatim("eprinttype"));
        if (eprint is not null)
        {
            var isArxiv = type is null || type.Equals("arxiv", StringComparison.OrdinalIgnoreCase);
            _draft.AddArxivId(isArxiv ? eprint : null);
            _draft.Add("eprint", _draft.HasArxivId ? "" : eprint);
            _draft.Add("eprinttype", _draft.HasArxivId ? "" : type ?? "");
        }
        else
        {
            _draft.Add("eprinttype", type ?? "");
        }

        _draft.Add("eprintclass", Verbatim("eprintclass") ?? "");
        _draft.AddArxivId(Verbatim("arxivid"));
        _draft.AddDoi(Verbatim("doi") ?? "");
        foreach (var url in (Verbatim("url") ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            _draft.AddUrl(url);
        }
    }

    private void ReadPublication()
    {
        var number = Text("number");
        _draft.Add(BibTexVocabulary.NumberField(_draft.Type), number ?? "");
        _draft.Add(number is null ? BibliographicField.Issue : BibTexVocabulary.IssueNameField, Text("issue") ?? "");
        _draft.Add(BibliographicField.Page, PageDashes().Replace(Text("pages") ?? "", "-"));
        var body = BibTexVocabulary.PublisherField(_entry.Type);
        _draft.Add(BibliographicField.Publisher, Text("publisher") ?? Text(body) ?? (body is "school" or "institution" ? Text("institution") ?? Text("school") : null) ?? "");

        // Who gives both means the publisher's seat and the place of the event, as ACM does.
        var (address, location) = (Text("address"), Text("location"));
        _draft.Add(BibliographicField.PublisherPlace, address ?? location ?? "");
        _draft.Add(BibliographicField.EventPlace, address is null ? "" : location ?? "");
        foreach (var (field, variable) in BibTexVocabulary.Texts)
        {
            if (field is "isbn" or "issn")
            {
                foreach (var value in (Text(field) ?? "").Split([',', ';']))
                {
                    _draft.Add(variable, value);
                }
            }
            else
            {
                _draft.Add(variable, Text(field) ?? "");
            }
        }

        if (Take("howpublished") is { } how)
        {
            if (_draft.Url is null && BibTexText.Verbatim(how) is var link && link.StartsWith("http", StringComparison.Ordinal) && !link.Contains(' ', StringComparison.Ordinal))
            {
                _draft.AddUrl(link);
            }
            else
            {
                _draft.Add("howpublished", Plain(how));
            }
        }
    }

    private void ReadRest()
    {
        if (Take("file") is { } file)
        {
            _draft.Add(BibliographicField.File, file);
            foreach (var attachment in AttachmentPaths.FromBibTeX(file, Path.GetDirectoryName(Path.GetFullPath(_path))!))
            {
                _draft.AddAttachment(attachment);
            }
        }

        foreach (var (name, field) in _rest)
        {
            if (ListsOfNames.Contains(name))
            {
                _draft.AddNames(name, BibTexNames.Split(field.Value));
            }
            else if (name.StartsWith(BibTexVocabulary.VariablePrefix, StringComparison.Ordinal))
            {
                _draft.Add(name[BibTexVocabulary.VariablePrefix.Length..], Plain(field.Value));
            }
            else
            {
                _draft.Add(name, Verbatims.Contains(name) || name.StartsWith("bdsk-", StringComparison.Ordinal) ? BibTexText.Verbatim(field.Value) : Plain(field.Value));
            }
        }
    }

    private string? Take(string name) => _rest.Remove(name, out var field) && field.Value.Trim().Length > 0 ? field.Value : null;

    private string? Text(string name) => Take(name) is { } value && Plain(value) is { Length: > 0 } text ? text : null;

    private string? Verbatim(string name) => Take(name) is { } value && RecordText.OneLine(BibTexText.Verbatim(value)) is { Length: > 0 } text ? text : null;

    private IReadOnlyList<string> Names(string name) => Take(name) is { } value ? BibTexNames.Split(value) : [];

    private static string Plain(string latex) => RecordText.OneLine(BibTexText.ToUnicode(latex));

    [GeneratedRegex(@"(?<!\d)(?:1[0-9]|20)\d{2}(?!\d)")]
    private static partial Regex FourDigits();

    [GeneratedRegex(@"^(?<start>\d{4})\s?[-–/]{1,2}\s?(?<end>\d{4})$")]
    private static partial Regex YearRange();

    [GeneratedRegex(@"\s{0,4}(?:[–—‒‐‑]|-{2,3})\s{0,4}|(?<=\d)\s{1,4}-\s{1,4}(?=\d)")]
    private static partial Regex PageDashes();
}
