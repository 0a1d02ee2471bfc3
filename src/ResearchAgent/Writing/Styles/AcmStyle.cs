using System.Globalization;

namespace ResearchAgent.Writing.Styles;

/// <summary>ACM Reference Format. Its list is sorted by author and then numbered, as ACM's own BibTeX style does.</summary>
internal sealed class AcmStyle() : CitationStyle("acm", "ACM Reference Format", CitationOrder.NumberedByAuthor)
{
    internal override void Write(EntryText entry, Work work, string yearSuffix)
    {
        var year = work.Year?.ToString(CultureInfo.InvariantCulture) ?? "[n. d.]";
        var heads = work.IsEdited ? work.Editors : work.Authors;
        if (heads.Count > 0)
        {
            entry.Add(Names(heads, work.IsEdited ? work.MoreEditors : work.MoreAuthors));
            _ = work.IsEdited ? entry.Add(heads.Count > 1 ? "(Eds.)." : "(Ed.).") : entry.Stop();
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

    internal override IReadOnlyList<StyledRun> Mark(IReadOnlyList<MarkPart> parts) =>
        [new StyledRun($"[{string.Join(", ", NumberRanges.Of(parts.Select(p => p.Number), "–"))}]", false)];

    private static string Names(IReadOnlyList<StyledName> names, bool goOn)
    {
        List<string> shown = [.. names.Select(n => n.InOrder())];
        return goOn ? string.Join(", ", shown) + (shown.Count > 1 ? ", et al." : " et al.") : Join(shown, " and ", ", and ");
    }

    private static void Title(EntryText entry, Work work)
    {
        entry.Add(work.Title, isItalic: work.Kind is not (WorkKind.Article or WorkKind.ConferencePaper or WorkKind.Chapter or WorkKind.Preprint or WorkKind.Dataset));
        if (work.Kind is WorkKind.Book or WorkKind.Other && work.Edition is { } edition)
        {
            entry.Add($"({edition} ed.)");
        }
        else if (work.Kind is WorkKind.Dataset or WorkKind.Software && work.Version is { } version)
        {
            entry.Add($"(Version {version})");
        }

        entry.Stop();
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
                entry.Add(work.IsDoctoral ? "Ph.D. Dissertation" : work.IsMasters ? "Master’s thesis" : work.Genre ?? "Thesis").Stop();
                Published(entry, work.Publisher, work.Place);
                break;
            case WorkKind.Report:
                entry.Add(work.Number is { } number ? $"{work.Genre ?? "Report"} {number}" : work.Genre).Stop();
                Published(entry, work.Publisher ?? work.Container, work.Place);
                break;
            case WorkKind.Preprint:
                entry.Add(work.ArxivId is { } id ? "arXiv:" + id : work.Server).Stop();
                break;
            default:
                entry.Add(work.Series).Stop().Add(Volumes(work.Volume, "Vol.")).Stop();
                Published(entry, work.Publisher ?? work.Container, work.Place);
                break;
        }
    }

    // "Nature 521, 7553 (May 2015), 436–444."
    private static void Journal(EntryText entry, Work work)
    {
        entry.Italic(work.ShortContainer).Add(work.Volume);
        if (work.Issue is { } issue)
        {
            entry.Comma().Add(issue);
        }

        if (work.ArticleNumber is { } number)
        {
            entry.Comma().Add($"Article {number}");
        }

        if (work.Year is { } year && work.Container is not null)
        {
            entry.Add(work.Month is { } month ? string.Create(CultureInfo.InvariantCulture, $"({EnglishDate.AcmMonth(month)} {year})") : string.Create(CultureInfo.InvariantCulture, $"({year})"));
        }

        if (work.Pages is { } pages)
        {
            _ = work.Container is null ? entry : entry.Comma();
            entry.Add(PageSpan.Whole(pages));
        }

        entry.Stop();
    }

    // "In Book (2nd ed.), A and B (Eds.), Vol. 1. Publisher, Place, 1–9."
    private static void Collection(EntryText entry, Work work)
    {
        entry.Add("In").Italic(work.Container).Add(work.Edition is { } edition ? $"({edition} ed.)" : null);
        if (work.Editors.Count > 0)
        {
            entry.Comma().Add(Names(work.Editors, work.MoreEditors)).Add(work.Editors.Count > 1 || work.MoreEditors ? "(Eds.)" : "(Ed.)");
        }

        if (work.Volume is { } volume)
        {
            entry.Comma().Add($"Vol. {volume}");
        }

        entry.Stop();
        Published(entry, work.Publisher, work.Place, work.Pages is { } pages ? PageSpan.Whole(pages) : null);
    }

    private static void Published(EntryText entry, params string?[] parts) => entry.Add(string.Join(", ", parts.Where(p => p is not null))).Stop();

    private static void Address(EntryText entry, Work work)
    {
        if (work.DoiUrl is { } doi)
        {
            entry.Add(doi);
        }
        else if (work.Url is { } url)
        {
            entry.Add(work.Accessed is { } accessed ? $"Retrieved {EnglishDate.Long(accessed)} from {url}" : $"Retrieved from {url}");
        }
    }
}
