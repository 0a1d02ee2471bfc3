using System.Globalization;
using System.Text;
using ResearchAgent.Papers;
using ResearchAgent.Writing.Formats;

namespace ResearchAgent.Bibliographies;

/// <summary>One paper as a BibTeX entry.</summary>
internal sealed class BibTexLibraryEntry
{
    private static readonly string[] EditorSlots = ["editor", "editora", "editorb", "editorc"];
    private static readonly HashSet<string> NamesUnderTheirOwnName = new(StringComparer.Ordinal)
    {
        "editora", "editorb", "editorc", "afterword", "annotator", "commentator", "foreword", "holder", "introduction", "shortauthor", "shorteditor", "namea", "nameb", "namec",
    };

    private readonly Paper _paper;
    private readonly string _type;
    private readonly Dictionary<string, IReadOnlyList<string>> _rest;
    private readonly List<(string Name, string Value)> _fields = [];

    public BibTexLibraryEntry(Paper paper)
    {
        _paper = paper;
        _rest = paper.Fields.ToDictionary(f => f.Key, f => f.Value, StringComparer.Ordinal);
        _type = EntryType(Take(BibTexVocabulary.EntryTypeField));
    }

    public string Write(string key)
    {
        var isSame = BibTexVocabulary.CslTypeOf(_type, _paper.Fields.First("entrysubtype"), _paper.ArxivId is not null) == _paper.Type;
        Add("title", BibTexFormat.Title(_paper.Title, BibTexText.Escape));
        Add("author", Names(_paper.Authors));
        WriteNames();
        WriteVenue();
        WriteDate();
        WritePublication();
        WriteIdentifiers();
        Add(BibTexVocabulary.CslTypeField, isSame || _paper.Type is null ? "" : BibTexText.Escape(_paper.Type));
        Add("keywords", string.Join(", ", _paper.Tags.Select(Tag)));
        Add("file", Balanced(Take(BibliographicField.File) ?? ""));
        Add("abstract", string.Join(@" \par ", _paper.Sections.Where(s => s is { Heading: "Abstract", Kind: SectionKind.Body }).Select(s => BibTexText.Escape(s.Text))));
        WriteRest();

        var entry = new StringBuilder($"@{_type}{{{key}");
        foreach (var (name, value) in _fields)
        {
            entry.Append(CultureInfo.InvariantCulture, $",\n  {name} = {value}");
        }

        return entry.Append("\n}\n").ToString();
    }

    private string EntryType(string? stated)
    {
        var canonical = BibTexVocabulary.EntryTypeFor(_paper.Type);
        var isName = stated is { Length: > 0 } && stated.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') && stated is not ("string" or "comment" or "preamble" or "xdata" or "set");
        return isName ? stated! : canonical;
    }

    // CSL's directors and hosts are BibLaTeX' editors of another type.
    private void WriteNames()
    {
        var slots = new Queue<string>(EditorSlots.Where(s => !_rest.ContainsKey(s)));
        foreach (var (field, variable) in BibTexVocabulary.Names)
        {
            Add(field, Names(TakeAll(variable)));
        }

        foreach (var variable in BibliographicField.NameFields.Where(_rest.ContainsKey).ToList())
        {
            var names = Names(TakeAll(variable));
            if (slots.TryDequeue(out var slot) && !_rest.ContainsKey(TypeOf(slot)))
            {
                Add(slot, names);
                Add(TypeOf(slot), variable);
            }
            else
            {
                Add(variable, names);
            }
        }

        static string TypeOf(string slot) => slot == "editor" ? "editortype" : slot + "type";
    }

    private void WriteVenue()
    {
        var field = BibTexVocabulary.VenueField(_paper.Type);
        Add(field, BibTexText.Escape(_paper.Venue ?? ""));
        var other = field == "journal" ? "booktitle" : "journal";
        Add(other, BibTexText.Escape(Take(other) ?? ""));
    }

    // BibTeX knows "year" and "month"; a range, or a date before the year 1000, only BibLaTeX' "date" can say.
    private void WriteDate()
    {
        var year = Take("year");
        var issued = Take(BibliographicField.Issued);
        Add("year", BibTexText.Escape(year ?? _paper.Year?.ToString("D4", CultureInfo.InvariantCulture) ?? ""));
        if (issued is not null && PartialDate.TryParse(issued, out var date) && date.ToString() == issued && date.Year == _paper.Year && year is null
            && date.Month is { } month && PartialDate.MonthMacro(month) is { } macro)
        {
            _fields.Add(("month", macro));
            Add("day", date.Day?.ToString(CultureInfo.InvariantCulture) ?? "");
        }
        else
        {
            Add("date", Date(issued));
        }

        Add("month", BibTexText.Escape(Take("month") ?? ""));
        Add("day", BibTexText.Escape(Take("day") ?? ""));
        foreach (var (field, variable) in BibTexVocabulary.Dates)
        {
            Add(field, Date(Take(variable)));
        }
    }

    // In "1723~" the tilde is a mark of doubt and no tie.
    private static string Date(string? date) =>
        date is null || date.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '/' or '.' or '~' or '?' or ':' or '+') ? date ?? "" : BibTexText.Escape(date);

    private void WritePublication()
    {
        Add("number", Text(BibTexVocabulary.NumberField(_paper.Type)));
        var isNumbered = _fields.Any(f => f.Name == "number");
        Add("issue", isNumbered ? Text(BibTexVocabulary.IssueNameField) : Text(BibliographicField.Issue));
        Add("pages", BibTexText.Escape(Take(BibliographicField.Page) ?? "").Replace("-", "--", StringComparison.Ordinal));
        var body = BibTexVocabulary.PublisherField(_type);
        Add(_rest.ContainsKey(body) && body != "publisher" ? "publisher" : body, Text(BibliographicField.Publisher));
        foreach (var (field, variable) in BibTexVocabulary.Texts)
        {
            var values = TakeAll(variable);
            Add(field, BibTexText.Escape(string.Join(field is "isbn" or "issn" ? ", " : "; ", values)));
        }

        foreach (var field in (string[])["organization", "institution", "school", "howpublished"])
        {
            Add(field, Text(field));
        }
    }

    private void WriteIdentifiers()
    {
        Add("doi", BibTexFormat.Verbatim(_paper.Doi ?? Take("doi")));
        if (_paper.ArxivId is { } arxivId)
        {
            Add("eprint", BibTexFormat.Verbatim(arxivId));
            Add("archiveprefix", "arXiv");
        }
        else
        {
            Add("eprint", BibTexFormat.Verbatim(Take("eprint")));
            Add("eprinttype", BibTexFormat.Verbatim(Take("eprinttype")));
        }

        Add("eprintclass", BibTexFormat.Verbatim(Take("eprintclass")));
        Add("url", string.Join(' ', TakeAll(BibliographicField.Url).Prepend(_paper.Url ?? "").Select(Address).Where(u => u.Length > 0)));
    }

    // "www.example.org/x" has no scheme; of those that have one, only the web's belong into a references list.
    private static string Address(string url)
    {
        var colon = url.IndexOf(':', StringComparison.Ordinal);
        var slash = url.IndexOf('/', StringComparison.Ordinal);
        return colon < 0 || (slash >= 0 && slash < colon) || url.StartsWith("ftp://", StringComparison.OrdinalIgnoreCase) ? BibTexFormat.Verbatim(url) : BibTexFormat.WebAddress(url);
    }

    private void WriteRest()
    {
        foreach (var (name, values) in _rest)
        {
            var field = string.Concat(name.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or ':' or '+' ? c : '-'));
            field = field.Length == 0 || !char.IsAsciiLetter(field[0]) ? "x-" + field : field;
            var isTaken = BibTexVocabulary.IsTaken(field) || _fields.Any(f => f.Name == field);
            Add(isTaken ? BibTexVocabulary.VariablePrefix + field : field, NamesUnderTheirOwnName.Contains(name) ? Names(values) : BibTexText.Escape(string.Join("; ", values)));
        }
    }

    private void Add(string name, string value)
    {
        if (value.Length > 0)
        {
            _fields.Add((name, $"{{{value}}}"));
        }
    }

    private string Text(string field) => BibTexText.Escape(string.Join("; ", TakeAll(field)));

    private string? Take(string field) => _rest.Remove(field, out var values) ? string.Join("; ", values) : null;

    private IReadOnlyList<string> TakeAll(string field) => _rest.Remove(field, out var values) ? values : [];

    private static string Names(IReadOnlyList<string> names) => string.Join(" and ", names.Select(Name).Where(n => n.Length > 0));

    private static string Name(string name)
    {
        if (name == PersonName.Others)
        {
            return name;
        }

        return PersonName.Group(name) is { } group
            ? BibTexText.Escape(group) is { Length: > 0 } escaped ? $"{{{escaped}}}" : ""
            : string.Join(", ", name.Split(',').Select(NamePart)).TrimEnd(',', ' ');
    }

    // A word "and" would begin another name.
    private static string NamePart(string part)
    {
        var latex = BibTexText.Escape(part.Trim());
        return latex.Split(' ').Any(w => w.Equals("and", StringComparison.OrdinalIgnoreCase)) || latex.Equals(PersonName.Others, StringComparison.OrdinalIgnoreCase) || latex.Contains('=', StringComparison.Ordinal)
            ? $"{{{latex}}}"
            : latex;
    }

    private static string Tag(string tag)
    {
        var latex = BibTexText.Escape(tag);
        return latex.AsSpan().IndexOfAny(',', ';') >= 0 ? $"{{{latex}}}" : latex;
    }

    // Kept as another program wrote it, since only programs read it; but what would end the entry goes.
    private static string Balanced(string text)
    {
        var line = SingleLine.Of(text);
        var depth = 0;
        foreach (var c in line)
        {
            depth += c == '{' ? 1 : c == '}' ? -1 : 0;
            if (depth < 0)
            {
                break;
            }
        }

        return depth == 0 ? line : line.Replace("{", "", StringComparison.Ordinal).Replace("}", "", StringComparison.Ordinal);
    }
}
