using System.Globalization;
using System.Text.RegularExpressions;
using ResearchAgent.Bibliographies;
using ResearchAgent.Ingestion;
using ResearchAgent.Papers;

namespace ResearchAgent.Readers.Ris;

/// <summary>Makes a record of a RIS entry. A tag that RIS does not have, or with no counterpart in CSL, is kept under its name in lower case.</summary>
internal static partial class RisRecord
{
    public static ReadResult Of(string path, RisEntry entry)
    {
        var draft = new RecordDraft(path, entry.Line);
        var type = entry.Values.FirstOrDefault(v => v.Tag == "TY").Value ?? "";
        draft.Type = RisVocabulary.CslTypeOf(type);
        if (type.Length > 0 && type != RisVocabulary.ReferenceTypeFor(draft.Type))
        {
            draft.Add(RisVocabulary.ReferenceTypeField, type);
        }

        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        foreach (var (tag, value) in entry.Values.Where(v => v.Value.Length > 0))
        {
            Read(draft, tag, value, folder);
        }

        ReadTitles(draft, entry);
        ReadAuthors(draft, entry);
        ReadDates(draft, entry);
        ReadPages(draft, entry);
        ReadAbstract(draft, entry);
        return draft.ToResult();
    }

    private static void Read(RecordDraft draft, string tag, string value, string folder)
    {
        switch (RisVocabulary.Canonical(tag))
        {
            case "TY" or "ER" or "AU" or "TI" or "T2" or "JO" or "PY" or "DA" or "SP" or "EP" or "AB" or "N2":
                break;
            case "ID":
                draft.Key ??= value;
                break;
            case "KW":
                value.Split(['\n', ';']).ToList().ForEach(draft.AddTag);
                break;
            case "DO":
                draft.AddDoi(value);
                break;
            case "UR":
                // One line may hold several addresses, but an address may hold a semicolon.
                AddressStart().Split(value).ToList().ForEach(draft.AddUrl);
                break;
            case "IS":
                draft.Add(RisVocabulary.IssueField(draft.Type), value);
                break;
            case "M3" when PaperId.NormalizeDoi(value) is not null:
                draft.AddDoi(value);
                break;
            case "SN":
                foreach (var number in value.Split([';', '\n']))
                {
                    draft.Add(IsIsbn(number, draft.Type) ? BibliographicField.Isbn : BibliographicField.Issn, number);
                }

                break;
            case "Y2":
                draft.Add(BibliographicField.Accessed, DateOf(value) is { } accessed ? accessed.ToString() : value);
                break;
            case "L1":
                draft.Add(BibliographicField.File, value);
                value.Split(['\n', ';']).ToList().ForEach(p => draft.AddAttachment(AttachmentPaths.Resolve(p, folder)));
                break;
            case RisVocabulary.CustomTag when CustomField().Match(value) is { Success: true } custom:
                ReadCustom(draft, custom.Groups["name"].Value, custom.Groups["value"].Value);
                break;
            case var known when RisVocabulary.Texts.TryGetValue(known, out var variable):
                draft.Add(variable, value);
                break;
            case var known when RisVocabulary.Names.TryGetValue(known, out var role):
                draft.AddNames(role, value.Split('\n').Select(RisNames.Of).OfType<string>());
                break;
            default:
                draft.Add(tag.ToLowerInvariant(), value);
                break;
        }
    }

    // What RisFormat writes for fields without a tag.
    private static void ReadCustom(RecordDraft draft, string name, string value)
    {
        switch (name)
        {
            case "csltype":
                draft.Type = value;
                break;
            case "tag":
                draft.AddTag(value);
                break;
            case "arxiv":
                draft.AddArxivId(value);
                break;
            case BibliographicField.Issued when PartialDate.TryParse(value.Split('/')[0], out var date):
                draft.SetIssued(date, value);
                break;
            default:
                draft.Add(name, value);
                break;
        }
    }

    private static void ReadTitles(RecordDraft draft, RisEntry entry)
    {
        // "BT" is the title of a whole book, but of a chapter the book's.
        var isWhole = draft.Type is "book" or "manuscript" && !entry.Values.Any(v => v.Tag is "TI" or "T1" or "CT");
        draft.Title = All(entry, isWhole ? ["TI", "T1", "CT", "BT"] : ["TI", "T1", "CT"]).FirstOrDefault();
        foreach (var other in All(entry, ["TI", "T1", "CT"]).Where(t => RecordText.OneLine(t) != RecordText.OneLine(draft.Title ?? "")))
        {
            draft.Add("title", other);
        }

        var venues = All(entry, isWhole ? ["JF", "T2", "JO"] : ["JF", "T2", "BT", "JO"]).ToList();
        draft.Venue = venues.FirstOrDefault() ?? All(entry, ["JA", "J2", "J1"]).FirstOrDefault();
        foreach (var other in venues.Where(v => v != draft.Venue))
        {
            draft.Add("jo", other);
        }
    }

    private static void ReadAuthors(RecordDraft draft, RisEntry entry) =>
        draft.Authors = [.. All(entry, ["AU", "A1"]).SelectMany(v => v.Split('\n')).Select(RisNames.Of).OfType<string>().Distinct()];

    private static void ReadDates(RecordDraft draft, RisEntry entry)
    {
        var year = All(entry, ["PY", "Y1"]).FirstOrDefault();
        var full = All(entry, ["DA"]).FirstOrDefault();
        var (date, fullDate) = (DateOf(year), DateOf(full));
        if (draft.Has(BibliographicField.Issued))
        {
            return;
        }

        if (date is { } known)
        {
            draft.SetIssued(fullDate is { } more && more.Year == known.Year && known.Month is null ? more : known);
        }
        else if (fullDate is { } only)
        {
            draft.SetIssued(only);
        }

        draft.Add("py", date is null ? year ?? "" : Rest(year!));
        draft.Add("da", fullDate is { } told && told.Year == draft.Year ? Rest(full!) : full ?? "");
    }

    /// <summary>The date of "1948/07//", "2019/03/12/Spring", "2019-03-12", "12 Mar 2019" or "2019"; null for other text.</summary>
    internal static PartialDate? DateOf(string? value)
    {
        if (value is null)
        {
            return null;
        }

        var parts = value.Split('/');
        if (parts.Length >= 2 && PartialDate.TryParse(string.Join('-', parts.Take(3).TakeWhile(p => p.Trim().Length > 0).Select(p => p.Trim())), out var slashed))
        {
            return slashed;
        }

        if (PartialDate.TryParse(value, out var date))
        {
            return date;
        }

        var match = NamedMonth().Match(value);
        if (match.Success && PartialDate.MonthOf(match.Groups["month"].Value) is { } month)
        {
            var day = match.Groups["day"].Success ? int.Parse(match.Groups["day"].Value, CultureInfo.InvariantCulture) : (int?)null;
            return new PartialDate(int.Parse(match.Groups["year"].Value, CultureInfo.InvariantCulture), month, day is >= 1 and <= 31 ? day : null);
        }

        return null;
    }

    // "2019///Spring": what follows the three parts.
    private static string Rest(string value) => value.Split('/', 4) is [_, _, _, var rest] ? rest : "";

    private static void ReadPages(RecordDraft draft, RisEntry entry)
    {
        var start = RecordText.OneLine(All(entry, ["SP"]).FirstOrDefault() ?? "");
        var end = RecordText.OneLine(All(entry, ["EP"]).FirstOrDefault() ?? "");
        start = start.Replace("--", "-", StringComparison.Ordinal).Replace('–', '-');
        if (start.Length == 0)
        {
            draft.Add("ep", end);
        }
        else
        {
            var isWhole = end.Length == 0 || end == start || start.EndsWith("-" + end, StringComparison.Ordinal);
            draft.Add(BibliographicField.Page, isWhole ? start : $"{start}-{end}");
        }
    }

    private static void ReadAbstract(RecordDraft draft, RisEntry entry)
    {
        var texts = All(entry, ["AB", "N2"]).ToList();
        draft.Abstract = texts.FirstOrDefault();
        foreach (var other in texts.Skip(1).Where(t => RecordText.OneLine(t) != RecordText.OneLine(texts[0])))
        {
            draft.Add("n2", other);
        }
    }

    private static bool IsIsbn(string number, string? type) =>
        number.Count(char.IsAsciiDigit) is >= 9 and not 8 || (type is "book" or "chapter" && number.Count(char.IsAsciiDigit) > 8);

    private static IEnumerable<string> All(RisEntry entry, string[] tags) =>
        tags.SelectMany(t => entry.Values.Where(v => v.Tag == t && v.Value.Length > 0)).Select(v => v.Value);

    [GeneratedRegex(@";\s?(?=https?://)|\n")]
    private static partial Regex AddressStart();

    [GeneratedRegex(@"^(?<name>[\w.+-]{1,60}): (?<value>.+)$", RegexOptions.Singleline)]
    private static partial Regex CustomField();

    [GeneratedRegex(@"^(?:(?<day>\d{1,2})[ -])?(?<month>[A-Za-z]{3,9})\.?(?:[ -](?<day>\d{1,2}))?,?[ -](?<year>\d{4})$")]
    private static partial Regex NamedMonth();
}
