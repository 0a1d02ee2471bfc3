using System.Globalization;

namespace ResearchAgent.Writing.Styles;

/// <summary>The Chicago Manual of Style, 17th edition, author-date.</summary>
internal sealed class ChicagoStyle() : CitationStyle("chicago", "Chicago, 17th edition, author-date", CitationOrder.AuthorDate)
{
    private const int MostAuthors = 10;
    private const int ShownOfMore = 7;

    internal override void Write(EntryText entry, Work work, string yearSuffix)
    {
        var year = (work.Year?.ToString(CultureInfo.InvariantCulture) ?? (yearSuffix.Length > 0 ? "n.d.-" : "n.d.")) + yearSuffix;
        var heads = work.IsEdited ? work.Editors : work.Authors;
        if (heads.Count > 0)
        {
            entry.Add(Names([heads[0].FamilyFirst(), .. heads.Skip(1).Select(n => n.InOrder())], work.IsEdited ? work.MoreEditors : work.MoreAuthors, ", and "));
            _ = work.IsEdited ? entry.Comma().Add(heads.Count > 1 ? "eds." : "ed.") : entry.Stop();
            entry.Add(year).Stop();
            Title(entry, work);
        }
        else
        {
            Title(entry, work);
            entry.Add(year).Stop();
        }

        Source(entry, work);
        Address(entry, work);
    }

    internal override IReadOnlyList<StyledRun> Mark(IReadOnlyList<MarkPart> parts) => AuthorDateMarks.Print(parts, beforeYear: " ");

    private static string Names(IReadOnlyList<string> names, bool goOn, string beforeLastOfTwo) =>
        names.Count > MostAuthors ? string.Join(", ", names.Take(ShownOfMore)) + ", et al."
        : goOn ? string.Join(", ", names) + ", et al."
        : Join(names, beforeLastOfTwo, ", and ");

    private static void Title(EntryText entry, Work work)
    {
        var title = work.Kind == WorkKind.Software ? work.Title : TitleCasing.Headline(work.Title, work.Language);
        _ = work.Kind is WorkKind.Book or WorkKind.Report or WorkKind.Software or WorkKind.Other
            ? entry.Italic(title).Stop()
            : entry.Add($"“{Quotable(title)}").Stop().Join("”");
    }

    private static void Source(EntryText entry, Work work)
    {
        switch (work.Kind)
        {
            case WorkKind.Article or WorkKind.ConferencePaper or WorkKind.Chapter when work.Kind == WorkKind.Article || work.Container is null:
                Journal(entry, work);
                break;
            case WorkKind.ConferencePaper or WorkKind.Chapter:
                Collection(entry, work);
                break;
            case WorkKind.Thesis:
                entry.Add(work.IsDoctoral ? "PhD diss." : work.IsMasters ? "Master’s thesis" : work.Genre ?? "Thesis");
                _ = work.Publisher is null ? entry.Stop() : entry.Comma().Add(work.Publisher).Stop();
                break;
            case WorkKind.Report:
                entry.Add(work.Number is { } number ? $"{work.Genre ?? "Report"} {number}" : work.Genre).Stop();
                entry.Add(PlaceAndPublisher(work.Place, work.PublisherName ?? work.Container)).Stop();
                break;
            case WorkKind.Preprint:
                entry.Add(work is { Year: { } year, Month: { } month, Day: { } day } ? $"Preprint, submitted {EnglishDate.Long((year, month, day))}." : $"Preprint, {work.Server}.");
                break;
            case WorkKind.WebPage:
                entry.Add(work.Container ?? work.PublisherName).Stop();
                if (work.Year is null && work.Accessed is { } accessed)
                {
                    entry.Add($"Accessed {EnglishDate.Long(accessed)}.");
                }

                break;
            default:
                entry.Add(work.Edition is { } edition ? edition + " ed" : null).Stop();
                entry.Add(Volumes(work.Volume, "Vol.")).Stop();
                entry.Add(Volumes(work.Version, "V.")).Stop();
                entry.Add(PlaceAndPublisher(work.Place, work.PublisherName ?? work.Container)).Stop();
                break;
        }
    }

    // "Nature 521 (7553): 436–44."
    private static void Journal(EntryText entry, Work work)
    {
        entry.Italic(work.Container).Add(work.Volume);
        if (work.Issue is { } issue)
        {
            _ = work.Volume is null ? entry.Comma().Add($"no. {issue}") : entry.Add($"({issue})");
        }
        else if (work is { Container: not null, Year: { } year, Month: { } month })
        {
            // The month stands for the issue, and the whole date for the volume.
            _ = work.Volume is null ? entry.Comma().Add(EnglishDate.Long((year, month, work.Day))) : entry.Add($"({EnglishDate.MonthName(month)})");
        }

        if (work.Locator is { } pages)
        {
            // A colon needs a number to stand behind.
            _ = work.Volume is null && work.Issue is null ? entry.Comma() : entry.Join(":");
            entry.Add(PageSpan.Chicago(pages));
        }

        entry.Stop();
    }

    // "In Book, 2nd ed., edited by A and B, 1:1–9. Place: Publisher."
    private static void Collection(EntryText entry, Work work)
    {
        entry.Add("In").Italic(TitleCasing.Headline(work.Container!, work.Language));
        if (work.Edition is { } edition)
        {
            entry.Comma().Add($"{edition} ed.");
        }

        if (work.Editors.Count > 0)
        {
            entry.Comma().Add("edited by").Add(Names([.. work.Editors.Select(e => e.InOrder())], work.MoreEditors, " and "));
        }

        if (work.Pages is { } pages)
        {
            entry.Comma().Add(work.Volume is { } volume ? $"{volume}:{PageSpan.Chicago(pages)}" : PageSpan.Chicago(pages)).Stop();
        }
        else
        {
            entry.Stop().Add(Volumes(work.Volume, "Vol.")).Stop();
        }

        entry.Add(PlaceAndPublisher(work.Place, work.PublisherName)).Stop();
    }

    private static void Address(EntryText entry, Work work)
    {
        if ((work.Kind == WorkKind.Preprint ? work.PreprintUrl : work.DoiUrl ?? work.Url) is { } address)
        {
            entry.Add(address + ".");
        }
    }
}
