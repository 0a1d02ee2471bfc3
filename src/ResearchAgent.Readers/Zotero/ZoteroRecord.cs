using System.Text.RegularExpressions;
using AngleSharp.Html.Parser;
using ResearchAgent.Bibliographies;
using ResearchAgent.Ingestion;
using ResearchAgent.Papers;

namespace ResearchAgent.Readers.Zotero;

/// <summary>Makes a record of a Zotero item. Collections and tags are the record's tags.</summary>
internal static partial class ZoteroRecord
{
    public static ReadResult Of(string path, string dataFolder, ZoteroItem item)
    {
        var draft = new RecordDraft(path, (int)Math.Min(item.Id, int.MaxValue)) { Type = ZoteroVocabulary.CslTypeOf(item.Type) };
        if (draft.Type == "document" && item.Type != "document")
        {
            draft.Add("itemtype", item.Type);
        }

        foreach (var (name, value) in item.Fields)
        {
            Read(draft, name, value);
        }

        draft.Authors = [.. item.Creators.Where(c => ZoteroVocabulary.Authors.Contains(c.Role)).Select(NameOf).Where(n => n.Length > 0)];
        foreach (var creator in item.Creators.Where(c => !ZoteroVocabulary.Authors.Contains(c.Role)))
        {
            draft.Add(ZoteroVocabulary.RoleOf(creator.Role), NameOf(creator));
        }

        item.Collections.ForEach(draft.AddTag);
        item.Tags.ForEach(draft.AddTag);
        item.Notes.ForEach(n => draft.Add(BibliographicField.Note, PlainOf(n)));
        foreach (var attachment in item.Attachments)
        {
            draft.Add(BibliographicField.File, attachment.Path);
            draft.AddAttachment(PathOf(attachment, dataFolder));
        }

        return draft.ToResult();
    }

    private static void Read(RecordDraft draft, string name, string value)
    {
        switch (name)
        {
            case var title when ZoteroVocabulary.Titles.Contains(title):
                draft.Title ??= Markup().Replace(value, "");
                break;
            case var venue when ZoteroVocabulary.Venues.Contains(venue) && draft.Venue is null:
                draft.Venue = value;
                break;
            case var date when ZoteroVocabulary.Dates.Contains(date):
                ReadDate(draft, value);
                break;
            case "abstractNote":
                draft.Abstract = value;
                break;
            case "DOI":
                draft.AddDoi(value);
                break;
            case "url":
                draft.AddUrl(value);
                break;
            case "accessDate":
                draft.Add(BibliographicField.Accessed, PartialDate.TryParse(value, out var accessed) ? accessed.ToString() : value);
                break;
            case "citationKey":
                draft.Key = value;
                break;
            case "extra":
                ReadExtra(draft, value);
                break;
            case "archiveID" when PaperId.NormalizeArxivId(value) is not null:
                draft.AddArxivId(value);
                break;
            case "pages" or "firstPage":
                draft.Add(BibliographicField.Page, value.Replace('–', '-').Replace("--", "-", StringComparison.Ordinal));
                break;
            default:
                draft.Add(ZoteroVocabulary.FieldOf(name), value);
                break;
        }
    }

    // "2019-03-00 March 2019": the date for sorting, with 00 for what is unknown, then as it was typed.
    private static void ReadDate(RecordDraft draft, string value)
    {
        var match = Multipart().Match(value);
        var sortable = match.Success ? match.Groups["date"].Value.Replace("-00", "", StringComparison.Ordinal) : value;
        if (sortable != "0000" && PartialDate.TryParse(sortable, out var date))
        {
            draft.SetIssued(date);
        }
        else
        {
            draft.Add("date", match.Success ? match.Groups["typed"].Value : value);
        }
    }

    // People and plug-ins write what Zotero has no field for as "name: value", a line each.
    private static void ReadExtra(RecordDraft draft, string extra)
    {
        var rest = new List<string>();
        foreach (var line in extra.Split('\n'))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            var (name, value) = colon > 0 ? (line[..colon].Trim().ToLowerInvariant(), line[(colon + 1)..].Trim()) : ("", "");
            switch (name)
            {
                case "citation key":
                    draft.Key ??= value;
                    break;
                case "arxiv" when PaperId.NormalizeArxivId(value) is not null:
                    draft.AddArxivId(value);
                    break;
                case "doi" when PaperId.NormalizeDoi(value) is not null:
                    draft.AddDoi(value);
                    break;
                case "pmid":
                    draft.Add(BibliographicField.Pmid, value);
                    break;
                case "pmcid":
                    draft.Add(BibliographicField.Pmcid, value);
                    break;
                default:
                    rest.Add(line.Trim());
                    break;
            }
        }

        draft.Add("extra", string.Join("; ", rest.Where(l => l.Length > 0)));
    }

    private static string NameOf(ZoteroCreator creator)
    {
        var (last, first) = (Clean(creator.LastName), Clean(creator.FirstName));
        return last.Length == 0 ? first
            : creator.IsGroup || (first.Length == 0 && last.Contains(' ', StringComparison.Ordinal)) ? $"{{{last}}}"
            : new NameParts(last, first).ToString();

        static string Clean(string name) => RecordText.OneLine(name).Replace("{", "", StringComparison.Ordinal).Replace("}", "", StringComparison.Ordinal);
    }

    // Relative links start from a folder that only Zotero's settings name: they stay unresolved.
    private static string? PathOf(ZoteroAttachment attachment, string dataFolder)
    {
        const string Stored = "storage:", Relative = "attachments:";
        if (attachment.Path.StartsWith(Stored, StringComparison.Ordinal))
        {
            var name = attachment.Path[Stored.Length..];
            var isPlain = name.Length > 0 && name.AsSpan().IndexOfAny('/', '\\') < 0 && name is not ("." or "..") && !name.Any(char.IsControl) && attachment.Key.All(char.IsAsciiLetterOrDigit);
            return isPlain ? Path.Combine(dataFolder, "storage", attachment.Key, name) : null;
        }

        return attachment.Path.StartsWith(Relative, StringComparison.Ordinal) ? null : AttachmentPaths.Resolve(attachment.Path, dataFolder);
    }

    private static string PlainOf(string html) =>
        RecordText.OneLine(new HtmlParser().ParseDocument(BlockEnd().Replace(html, "$0\n")).Body?.TextContent ?? "");

    [GeneratedRegex(@"</?(?:i|b|sub|sup|span)(?:\s[^<>]{0,100})?>", RegexOptions.IgnoreCase)]
    private static partial Regex Markup();

    [GeneratedRegex(@"^(?<date>\d{4}-\d{2}-\d{2})(?: (?<typed>.*))?$", RegexOptions.Singleline)]
    private static partial Regex Multipart();

    [GeneratedRegex(@"</(?:p|div|h[1-6]|li|tr|blockquote)>|<br ?/?>", RegexOptions.IgnoreCase)]
    private static partial Regex BlockEnd();
}
