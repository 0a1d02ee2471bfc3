using System.Globalization;

namespace ResearchAgent.Writing.Styles;

/// <summary>IEEE Reference Guide and IEEE Editorial Style Manual.</summary>
internal sealed class IeeeStyle() : CitationStyle("ieee", "IEEE Reference Guide", CitationOrder.Cited)
{
    private const int MostAuthors = 6;

    internal override void Write(EntryText entry, Work work, string yearSuffix)
    {
        var year = work.Year?.ToString(CultureInfo.InvariantCulture);
        Names(entry, work.IsEdited ? work.Editors : work.Authors, work.IsEdited ? work.MoreEditors : work.MoreAuthors);
        if (work.IsEdited)
        {
            entry.Comma().Add(work.Editors.Count > 1 ? "Eds." : "Ed.");
        }

        switch (work.Kind)
        {
            case WorkKind.Article:
                Quoted(entry.Comma(), work).Italic(work.ShortContainer);
                Parts(entry, Volumes(work.Volume, "vol."), Volumes(work.Issue, "no."), Volumes(work.ArticleNumber, "Art. no."), Pages(work), Date(work));
                Address(entry, work);
                break;
            case WorkKind.ConferencePaper:
                Quoted(entry.Comma(), work).Add(work.Container is null ? null : "in").Italic(work.Container);
                Parts(entry, Volumes(work.Volume, "vol."), work.EventPlace ?? "", Date(work), Pages(work));
                Address(entry, work);
                break;
            case WorkKind.Chapter:
                Quoted(entry.Comma(), work).Add(work.Container is null ? null : "in").Italic(work.Container);
                Parts(entry, Volumes(work.Volume, "vol."));
                if (work.Editors.Count > 0)
                {
                    Names(entry.Comma(), work.Editors, work.MoreEditors);
                    entry.Comma().Add(work.Editors.Count > 1 || work.MoreEditors ? "Eds." : "Ed.");
                }

                Parts(entry, Edition(work));
                Published(entry, work, year);
                Parts(entry, Pages(work));
                Address(entry, work);
                break;
            case WorkKind.Thesis:
                Quoted(entry.Comma(), work).Add(work.IsDoctoral ? "Ph.D. dissertation" : work.IsMasters ? "M.S. thesis" : work.Genre ?? "thesis");
                Parts(entry, work.Publisher ?? "", work.Place ?? "", year ?? "");
                Address(entry, work);
                break;
            case WorkKind.Report:
                Quoted(entry.Comma(), work).Add(work.Publisher ?? work.Container);
                Parts(entry, work.Place ?? "", work.Number is { } number ? $"{Report(work)} {number}" : work.Genre ?? "", Date(work));
                Address(entry, work);
                break;
            case WorkKind.Preprint:
                Quoted(entry.Comma(), work).Add(year);
                _ = work.ArxivId is { } id ? entry.Comma().Italic("arXiv:" + id) : entry.Comma().Italic(work.Server);
                Address(entry, work);
                break;
            case WorkKind.WebPage:
                entry.Stop().Add($"“{Sentence(work)}").Stop().Join("”").Add(work.Container ?? work.Publisher).Stop();
                entry.Add(work.Accessed is { } accessed ? $"Accessed: {EnglishDate.Short(accessed)}" : Date(work)).Stop();
                Address(entry, work);
                break;
            case WorkKind.Dataset:
                Parts(entry, Date(work));
                Quoted(entry.Comma(), work).Add(work.Publisher ?? work.Container);
                Address(entry, work);
                break;
            case WorkKind.Software:
                entry.Comma().Italic(work.Title);
                Parts(entry, Volumes(work.Version, "version"));
                entry.Stop().Add(year is null ? null : $"({year}).").Add(work.Publisher ?? work.Container);
                Address(entry, work);
                break;
            default:
                entry.Comma().Italic(work.Title);
                Parts(entry, Edition(work), Volumes(work.Volume, "vol."));
                Published(entry, work, year);
                Address(entry, work);
                break;
        }
    }

    internal override IReadOnlyList<StyledRun> Mark(IReadOnlyList<MarkPart> parts) =>
        [new StyledRun(string.Join(", ", NumberRanges.Of(parts.Select(p => p.Number), "]–[").Select(n => $"[{n}]")), false)];

    private static void Names(EntryText entry, IReadOnlyList<StyledName> names, bool goOn)
    {
        List<string> shown = [.. names.Select(n => n.InitialsFirst())];
        if (shown.Count > MostAuthors)
        {
            entry.Add(shown[0]).Italic("et al.");
        }
        else if (goOn && shown.Count > 0)
        {
            entry.Add(string.Join(", ", shown) + (shown.Count > 1 ? "," : "")).Italic("et al.");
        }
        else
        {
            entry.Add(Join(shown, " and ", ", and "));
        }
    }

    private static EntryText Quoted(EntryText entry, Work work) => entry.Add($"“{Sentence(work)}").Comma().Join("”");

    private static string Sentence(Work work) => Quotable(TitleCasing.Sentence(work.Title, work.Language, capitalAfterColon: true));

    private static void Parts(EntryText entry, params string[] parts)
    {
        foreach (var part in parts.Where(p => p.Length > 0))
        {
            _ = EndsTitle(entry) ? entry.Add(part) : entry.Comma().Add(part);
        }
    }

    // The comma after a title stands inside the quotation marks.
    private static bool EndsTitle(EntryText entry) => entry.Runs.Count > 0 && entry.Runs[^1].Text.EndsWith('”');

    // Place, publisher and year are a sentence of their own.
    private static void Published(EntryText entry, Work work, string? year)
    {
        var house = PlaceAndPublisher(work.Place, work.Publisher);
        if (house is null)
        {
            Parts(entry, year ?? "");
            return;
        }

        entry.Stop().Add(house);
        Parts(entry, year ?? "");
    }

    private static void Address(EntryText entry, Work work)
    {
        if (work.Doi is { } doi)
        {
            Parts(entry, $"doi: {doi}");
            entry.Stop();
        }
        else
        {
            entry.Stop();
            // The number of an arXiv paper is its address.
            if ((work.Kind != WorkKind.Preprint || work.ArxivId is null) && work.Url is { } url)
            {
                entry.Add($"[Online]. Available: {url}");
            }
        }
    }

    private static string Report(Work work) => work.Genre is null or "" ? "Rep." : work.Genre.StartsWith("tech", StringComparison.OrdinalIgnoreCase) ? "Tech. Rep." : work.Genre;

    private static string Date(Work work) => work.Year is not { } year ? "" : work.Month is { } month
        ? string.Create(CultureInfo.InvariantCulture, $"{EnglishDate.IeeeMonth(month)} {year}")
        : year.ToString(CultureInfo.InvariantCulture);

    private static string Edition(Work work) => work.Edition is { } edition ? edition + " ed." : "";

    private static string Pages(Work work) => work.Pages is { } pages ? (PageSpan.IsPlural(pages) ? "pp. " : "p. ") + PageSpan.Whole(pages) : "";
}
