using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using UglyToad.PdfPig;

namespace ResearchAgent.Readers.Pdf;

/// <summary>
/// What a file says of itself in its XMP packet and its information dictionary. Both are often left over from a template or
/// from another file, so a title or name counts only where the first page says the same.
/// </summary>
internal sealed partial record PdfMetadata(string? Title, IReadOnlyList<string> Authors, string? Doi, int? Year, string? Venue)
{
    /// <summary>More than this is no list of names.</summary>
    private const int MaxAuthors = 300;

    /// <summary>XMP packets of papers have some kilobytes; a hostile one must not be built into a tree.</summary>
    private const int MaxXmpBytes = 1_000_000;

    public static PdfMetadata Read(PdfDocument document)
    {
        var information = document.Information;
        var xmp = Xmp(document);
        var authors = xmp?.Authors is { Count: > 0 } listed ? listed : AuthorNames.Split(Text(information.Author) ?? "");
        return new PdfMetadata(
            Plausible(xmp?.Title) ?? Plausible(Text(information.Title)),
            [.. authors.Select(FrontAuthors.Clean).Where(a => a.Length > 2 && a.Length < 80).Take(MaxAuthors)],
            xmp?.Doi ?? ReferenceEntry.FindDoi(Text(information.Subject) ?? "") ?? ReferenceEntry.FindDoi(Text(information.Keywords) ?? ""),
            xmp?.Year,
            xmp?.Venue);
    }

    /// <summary>The title, if the page holds its letters.</summary>
    public string? TitleOn(string page) => Title is not null && Letters(page).Contains(Letters(Title), StringComparison.Ordinal) ? Title : null;

    /// <summary>The authors, if the page holds each one's longest name.</summary>
    public IReadOnlyList<string> AuthorsOn(string page)
    {
        var letters = Letters(page);
        return Authors.All(a => letters.Contains(Letters(a.Split(' ', ',').MaxBy(w => w.Length) ?? a), StringComparison.Ordinal)) ? Authors : [];
    }

    private static PdfMetadata? Xmp(PdfDocument document)
    {
        try
        {
            if (!document.TryGetXmpMetadata(out var packet))
            {
                return null;
            }

            var bytes = packet.GetXmlBytes();
            if (bytes.Length > MaxXmpBytes)
            {
                return null;
            }

            // No document type: entities of XML can grow without end.
            using var reader = System.Xml.XmlReader.Create(new MemoryStream(bytes.ToArray()), new System.Xml.XmlReaderSettings { DtdProcessing = System.Xml.DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = MaxXmpBytes });
            var root = XDocument.Load(reader).Root;
            if (root is null)
            {
                return null;
            }

            string? First(string name) => Values(name).FirstOrDefault();
            IEnumerable<string> Values(string name)
            {
                foreach (var element in root.Descendants().Where(e => e.Name.LocalName == name).Take(3))
                {
                    var items = element.Descendants().Where(e => e.Name.LocalName == "li").Select(e => e.Value).ToList();
                    foreach (var value in items.Count > 0 ? items : [element.Value])
                    {
                        if (Text(value) is { } text)
                        {
                            yield return text;
                        }
                    }
                }

                foreach (var attribute in root.Descendants().Attributes().Where(a => a.Name.LocalName == name).Take(1))
                {
                    if (Text(attribute.Value) is { } text)
                    {
                        yield return text;
                    }
                }
            }

            var date = First("coverDate") ?? First("publicationDate") ?? First("coverDisplayDate");
            return new PdfMetadata(
                First("title"),
                [.. Values("creator").Take(MaxAuthors)],
                ReferenceEntry.FindDoi(First("doi") ?? "") ?? ReferenceEntry.FindDoi(First("identifier") ?? ""),
                date is not null && AnyYear().Match(date) is { Success: true } year ? int.Parse(year.ValueSpan, CultureInfo.InvariantCulture) : null,
                First("publicationName"));
        }
        catch (Exception e) when (e is System.Xml.XmlException or InvalidOperationException or NotSupportedException or ArgumentException or FormatException)
        {
            return null;
        }
    }

    private static string? Text(string? value) => value is null ? null : RecordText.OneLine(value) is { Length: > 0 } text ? text : null;

    // "Microsoft Word - draft_final.doc", "untitled", "main.dvi", "PII: S0140-6736(05)".
    private static string? Plausible(string? title) =>
        title is { Length: >= 8 and <= RecordRules.MaxTitleLength } && title.Contains(' ', StringComparison.Ordinal) && !Junk().IsMatch(title) ? title : null;

    private static string Letters(string text) => string.Concat(text.Normalize(System.Text.NormalizationForm.FormKD).Where(char.IsLetterOrDigit)).ToLowerInvariant();

    [GeneratedRegex(@"^(?:Microsoft|untitled|PII|doi:|slide|paper|template|manuscript)|\.(?:docx?|pdf|dvi|tex|indd|qxd|rtf|ps|eps)\b|^\S+\.\d", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Junk();

    [GeneratedRegex(@"\b(?:19|20)\d\d", RegexOptions.CultureInvariant)]
    private static partial Regex AnyYear();
}
