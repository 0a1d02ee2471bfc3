using System.Globalization;
using System.Xml.Linq;
using ResearchAgent.Bibliographies;
using ResearchAgent.Ingestion;
using ResearchAgent.Papers;
using ResearchAgent.Readers.Ris;

namespace ResearchAgent.Readers.EndNote;

/// <summary>Makes a record of an EndNote record. Styles inside of text are dropped; an element without a counterpart in CSL keeps its name.</summary>
internal static class EndNoteRecord
{
    private static readonly Dictionary<string, string> Texts = new(StringComparer.Ordinal)
    {
        ["volume"] = BibliographicField.Volume,
        ["edition"] = BibliographicField.Edition,
        ["section"] = BibliographicField.SectionNumber,
        ["pub-location"] = BibliographicField.PublisherPlace,
        ["publisher"] = BibliographicField.Publisher,
        ["call-num"] = BibliographicField.CallNumber,
        ["notes"] = BibliographicField.Note,
        ["research-notes"] = BibliographicField.Annote,
        ["language"] = BibliographicField.Language,
        ["work-type"] = BibliographicField.Genre,
        ["num-vols"] = BibliographicField.NumberOfVolumes,
        ["remote-database-name"] = BibliographicField.Source,
    };

    // What one list holds: <titles>, <dates>, <urls> and the like are taken apart below.
    private static readonly HashSet<string> TakenApart = new(StringComparer.Ordinal)
    {
        "ref-type", "contributors", "titles", "periodical", "dates", "urls", "keywords", "foreign-keys", "abstract", "isbn", "pages", "number",
        "electronic-resource-num", "access-date", "database", "source-app", "rec-number", "orig-pub", "modified-date", "label",
    };

    public static ReadResult Of(string path, int line, XElement record)
    {
        var draft = new RecordDraft(path, line);
        var reference = record.Element("ref-type")?.Attribute("name")?.Value ?? Text(record, "ref-type") ?? "";
        draft.Type = TypeOf(reference);
        if (draft.Type == "document" && reference.Length > 0 && reference != "Generic")
        {
            draft.Add("ref-type", reference);
        }

        ReadTitles(draft, record);
        ReadNames(draft, record.Element("contributors"));
        ReadDates(draft, record);
        draft.Abstract = record.Element("abstract")?.Value;
        draft.Key = Text(record, "label");
        draft.Add(BibliographicField.Page, (Text(record, "pages") ?? "").Replace('–', '-').Replace("--", "-", StringComparison.Ordinal));
        draft.Add(RisVocabulary.IssueField(draft.Type), Text(record, "number") ?? "");
        foreach (var number in (record.Element("isbn")?.Value ?? "").Split(['\r', '\n', ';'], StringSplitOptions.RemoveEmptyEntries))
        {
            draft.Add(number.Count(char.IsAsciiDigit) > 8 ? BibliographicField.Isbn : BibliographicField.Issn, number);
        }

        draft.AddDoi(Text(record, "electronic-resource-num") ?? "");
        foreach (var keyword in record.Element("keywords")?.Elements("keyword").SelectMany(k => k.Value.Split(['\r', '\n', ';'])) ?? [])
        {
            draft.AddTag(keyword);
        }

        ReadUrls(draft, record, path);
        foreach (var element in record.Elements().Where(e => !TakenApart.Contains(e.Name.LocalName)))
        {
            draft.Add(Texts.GetValueOrDefault(element.Name.LocalName, element.Name.LocalName), element.Value);
        }

        return draft.ToResult();
    }

    private static string TypeOf(string reference) => reference switch
    {
        "Electronic Article" => "article-journal",
        "Electronic Book" => "book",
        "Electronic Book Section" => "chapter",
        "Film or Broadcast" or "Audiovisual Material" => "motion_picture",
        "Government Document" => "report",
        "Legal Rule or Regulation" => "legislation",
        "Online Database" => "dataset",
        "Personal Communication" => "personal_communication",
        "Artwork" => "graphic",
        "Chart or Table" => "figure",
        "Music" => "song",
        "Podcast" => "broadcast",
        "Social Media" => "post",
        "Preprint" => "article",
        "Television Episode" => "broadcast",
        _ => RisVocabulary.CslTypeOf(reference),
    };

    private static void ReadTitles(RecordDraft draft, XElement record)
    {
        var titles = record.Element("titles");
        var periodical = record.Element("periodical");
        draft.Title = Text(titles, "title");
        draft.Venue = Text(periodical, "full-title") ?? Text(titles, "secondary-title");
        var secondary = Text(titles, "secondary-title") ?? "";
        draft.Add("secondary-title", secondary == draft.Venue ? "" : secondary);
        draft.Add(BibliographicField.CollectionTitle, Text(titles, "tertiary-title") ?? "");
        draft.Add(BibliographicField.TitleShort, Text(titles, "short-title") ?? "");
        draft.Add("alt-title", Text(titles, "alt-title") ?? "");
        draft.Add("translated-title", Text(titles, "translated-title") ?? "");
        foreach (var abbreviation in (string[])["abbr-1", "abbr-2", "abbr-3"])
        {
            draft.Add(BibliographicField.ContainerTitleShort, Text(periodical, abbreviation) ?? "");
        }

        draft.Add("orig-pub", record.Element("orig-pub")?.Value ?? "");
    }

    private static void ReadNames(RecordDraft draft, XElement? contributors)
    {
        foreach (var list in contributors?.Elements() ?? [])
        {
            var names = list.Elements("author").Select(a => RisNames.Of(a.Value)).OfType<string>().ToList();
            switch (list.Name.LocalName)
            {
                case "authors":
                    draft.Authors = names;
                    break;
                case "secondary-authors":
                    draft.AddNames(BibliographicField.Editor, names);
                    break;
                case "tertiary-authors":
                    draft.AddNames(BibliographicField.CollectionEditor, names);
                    break;
                case "translated-authors":
                    draft.AddNames(BibliographicField.Translator, names);
                    break;
                default:
                    draft.AddNames(list.Name.LocalName, names);
                    break;
            }
        }
    }

    private static void ReadDates(RecordDraft draft, XElement record)
    {
        var dates = record.Element("dates");
        var year = Text(dates, "year");
        var day = dates?.Element("pub-dates")?.Elements("date").Select(d => RecordText.OneLine(d.Value)).FirstOrDefault(d => d.Length > 0);
        if (year is not null && PartialDate.TryParse(year, out var date))
        {
            var full = day is null ? null : DateIn(day, date.Year);
            draft.SetIssued(full ?? date);
            draft.Add("pub-date", full is null ? day ?? "" : "");
        }
        else
        {
            draft.Add("year", year ?? "");
            draft.Add("pub-date", day ?? "");
        }

        if (Text(record, "access-date") is { } accessed)
        {
            draft.Add(BibliographicField.Accessed, RisRecord.DateOf(accessed)?.ToString() ?? accessed);
        }
    }

    // "Jun 8", "8 June" or "June" beside the year, or the whole date.
    private static PartialDate? DateIn(string day, int year)
    {
        var full = RisRecord.DateOf(day) ?? RisRecord.DateOf(string.Create(CultureInfo.InvariantCulture, $"{day} {year}"));
        return full?.Year == year ? full : null;
    }

    private static void ReadUrls(RecordDraft draft, XElement record, string path)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var library = Path.GetFileNameWithoutExtension((Text(record, "database") ?? "").Replace('\\', '/'));
        foreach (var list in record.Element("urls")?.Elements() ?? [])
        {
            foreach (var url in list.Elements("url").SelectMany(u => u.Value.Split(['\r', '\n'])).Select(RecordText.OneLine).Where(u => u.Length > 0))
            {
                if (list.Name.LocalName is "related-urls" or "web-urls")
                {
                    draft.AddUrl(url);
                }
                else
                {
                    draft.Add(BibliographicField.File, url);
                    draft.AddAttachment(AttachmentPaths.Resolve(PathOf(url, library), folder));
                }
            }
        }
    }

    // EndNote keeps "internal-pdf://1234/a.pdf" beside its library as "My Library.Data/PDF/1234/a.pdf".
    private static string PathOf(string url, string library)
    {
        const string Internal = "internal-pdf://";
        return url.StartsWith(Internal, StringComparison.OrdinalIgnoreCase)
            ? $"{(library.Length > 0 ? library + ".Data/" : "")}PDF/{Uri.UnescapeDataString(url[Internal.Length..]).TrimStart('/')}"
            : url;
    }

    private static string? Text(XElement? parent, string name) =>
        parent?.Element(name) is { } element && RecordText.OneLine(element.Value) is { Length: > 0 } text ? text : null;
}
