using System.Globalization;
using System.Text.RegularExpressions;
using ResearchAgent.Bibliographies;
using ResearchAgent.Ingestion;
using ResearchAgent.Papers;

namespace ResearchAgent.Readers.Ris;

/// <summary>Makes a record of an entry of Web of Science's tagged export. Tags without a counterpart in CSL keep their name in lower case.</summary>
internal static partial class WebOfScienceRecord
{
    private static readonly Dictionary<string, string> Texts = new(StringComparer.Ordinal)
    {
        ["VL"] = BibliographicField.Volume,
        ["IS"] = BibliographicField.Issue,
        ["LA"] = BibliographicField.Language,
        ["PU"] = BibliographicField.Publisher,
        ["PI"] = BibliographicField.PublisherPlace,
        ["SN"] = BibliographicField.Issn,
        ["EI"] = BibliographicField.Issn,
        ["BN"] = BibliographicField.Isbn,
        ["JI"] = BibliographicField.ContainerTitleShort,
        ["SE"] = BibliographicField.CollectionTitle,
        ["CT"] = BibliographicField.EventTitle,
        ["CL"] = BibliographicField.EventPlace,
        ["CY"] = BibliographicField.EventDate,
        ["PG"] = BibliographicField.NumberOfPages,
        ["PM"] = BibliographicField.Pmid,
        ["AR"] = BibliographicField.Number,
        ["DT"] = BibliographicField.Genre,
    };

    private static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal) { ["BE"] = BibliographicField.Editor, ["BF"] = BibliographicField.ContainerAuthor };

    // One value a line; other values go on in the next line.
    private static readonly HashSet<string> Lists = new(StringComparer.Ordinal) { "C1", "RP", "BA", "GP", "AU", "AF" };

    public static ReadResult Of(string path, RisEntry entry)
    {
        var draft = new RecordDraft(path, entry.Line) { Type = TypeOf(entry) };
        foreach (var (tag, value) in entry.Values.Where(v => v.Value.Length > 0))
        {
            Read(draft, tag, value);
        }

        var (full, brief) = (All(entry, "AF"), All(entry, "AU"));
        draft.Authors = [.. (full.Count > 0 ? full : brief), .. All(entry, "CA").Select(g => g.StartsWith('{') ? g : $"{{{g}}}")];
        draft.AddNames("au", full.Count > 0 && !full.SequenceEqual(brief) ? brief : []);
        ReadDate(draft, entry);
        var (start, end) = (Value(entry, "BP"), Value(entry, "EP"));
        draft.Add(BibliographicField.Page, start.Length == 0 || end.Length == 0 || start == end ? start + (start == end ? "" : end) : $"{start}-{end}");
        return draft.ToResult();
    }

    private static void Read(RecordDraft draft, string tag, string value)
    {
        switch (tag)
        {
            case "PT" or "AU" or "AF" or "CA" or "PY" or "PD" or "BP" or "EP":
                break;
            case "TI":
                draft.Title ??= value;
                break;
            case "SO":
                draft.Venue ??= value;
                break;
            case "AB":
                draft.Abstract ??= value;
                break;
            case "DI":
                draft.AddDoi(value);
                break;
            case "DE" or "ID":
                value.Replace('\n', ' ').Split(';').ToList().ForEach(draft.AddTag);
                break;
            case "CR":
                draft.References.AddRange(value.Split('\n').Select(Reference));
                break;
            case var known when Names.TryGetValue(known, out var role):
                draft.AddNames(role, value.Split('\n').Select(RisNames.Of).OfType<string>());
                break;
            case var known when Texts.TryGetValue(known, out var variable):
                draft.Add(variable, value);
                break;
            case var list when Lists.Contains(list):
                value.Split('\n').ToList().ForEach(v => draft.Add(tag.ToLowerInvariant(), v));
                break;
            default:
                draft.Add(tag.ToLowerInvariant(), value);
                break;
        }
    }

    private static string TypeOf(RisEntry entry)
    {
        var document = Value(entry, "DT");
        return Value(entry, "PT") switch
        {
            "B" when document.Contains("Chapter", StringComparison.OrdinalIgnoreCase) => "chapter",
            "B" when document.Contains("Proceedings Paper", StringComparison.OrdinalIgnoreCase) => "paper-conference",
            "B" => "book",
            "P" => "patent",
            _ when document.Contains("Proceedings Paper", StringComparison.OrdinalIgnoreCase) => "paper-conference",
            _ => "article-journal",
        };
    }

    // "JUN 8", "MAY-JUN", "SPR" with the year beside it.
    private static void ReadDate(RecordDraft draft, RisEntry entry)
    {
        var (year, day) = (Value(entry, "PY"), Value(entry, "PD"));
        if (PartialDate.TryParse(year, out var date))
        {
            var full = RisRecord.DateOf($"{day} {year}");
            draft.SetIssued(full ?? date);
            draft.Add("pd", full is null ? day : "");
        }
        else
        {
            draft.Add("py", year);
            draft.Add("pd", day);
        }
    }

    // "ALLEN JP, 1986, P NATL ACAD SCI USA, V83, P8589, DOI 10.1073/pnas.83.22.8589"
    private static CitedWork Reference(string line)
    {
        var text = RecordText.OneLine(line);
        var parts = text.Split(", ");
        var isYear = parts.Length > 2 && parts[1].Length == 4 && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out _);
        return new CitedWork(text)
        {
            Authors = isYear && RisNames.Of(parts[0]) is { } author ? [author] : [],
            Year = isYear ? int.Parse(parts[1], CultureInfo.InvariantCulture) : null,
            Venue = isYear ? parts[2] : null,
            Doi = CitedDoi().Match(text) is { Success: true } match ? PaperId.NormalizeDoi(match.Groups["doi"].Value) : null,
        };
    }

    private static List<string> All(RisEntry entry, string tag) =>
        [.. entry.Values.Where(v => v.Tag == tag).SelectMany(v => v.Value.Split('\n')).Select(RisNames.Of).OfType<string>()];

    private static string Value(RisEntry entry, string tag) => RecordText.OneLine(entry.Values.FirstOrDefault(v => v.Tag == tag).Value ?? "");

    [GeneratedRegex(@"\bDOI \[?(?<doi>10\.\d{4,9}/[^\s,\]]+)")]
    private static partial Regex CitedDoi();
}
