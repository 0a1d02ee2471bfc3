using System.Globalization;

namespace ResearchAgent.Writing.Styles;

/// <summary>Publication Manual of the American Psychological Association, 7th edition.</summary>
internal sealed class ApaStyle() : CitationStyle("apa", "APA, 7th edition", CitationOrder.AuthorDate)
{
    private const int MostAuthors = 20;

    internal override void Write(EntryText entry, Work work, string yearSuffix)
    {
        var year = (work.Year?.ToString(CultureInfo.InvariantCulture) ?? (yearSuffix.Length > 0 ? "n.d.-" : "n.d.")) + yearSuffix;
        var heads = work.IsEdited ? work.Editors : work.Authors;
        if (heads.Count > 0)
        {
            entry.Add(Names(heads, work.IsEdited ? work.MoreEditors : work.MoreAuthors));
            _ = work.IsEdited ? entry.Add(heads.Count > 1 ? "(Eds.)." : "(Ed.).") : entry.Stop();
            entry.Add($"({year}).");
            Title(entry, work);
        }
        else
        {
            Title(entry, work);
            entry.Add($"({year}).");
        }

        Source(entry, work);
    }

    internal override IReadOnlyList<StyledRun> Mark(IReadOnlyList<MarkPart> parts) =>
        AuthorDateMarks.Print(parts.OrderBy(p => p.Number), beforeYear: ", ");

    /// <summary>At most twenty names; of more, the first nineteen and the last.</summary>
    private static string Names(IReadOnlyList<StyledName> names, bool goOn)
    {
        List<string> shown = [.. names.Select(n => n.FamilyAndInitials())];
        if (goOn)
        {
            return string.Join(", ", shown.Take(MostAuthors - 1)) + ", et al.";
        }

        return shown.Count > MostAuthors ? string.Join(", ", shown.Take(MostAuthors - 1)) + ", … " + shown[^1] : Join(shown, ", & ", ", & ");
    }

    private static void Title(EntryText entry, Work work)
    {
        var title = work.Kind == WorkKind.Software ? work.Title : TitleCasing.Sentence(work.Title, work.Language, capitalAfterColon: true);
        entry.Add(title, isItalic: work.Kind is not (WorkKind.Article or WorkKind.ConferencePaper or WorkKind.Chapter));
        switch (work.Kind)
        {
            case WorkKind.Book or WorkKind.Other:
                entry.Add(Bracketed(Edition(work), Volumes(work.Volume, "Vol.")));
                break;
            case WorkKind.Report:
                entry.Add(Bracketed(work.Number is null ? "" : $"{work.Genre ?? "Report"} No. {work.Number}"));
                break;
            case WorkKind.Preprint:
                entry.Add(Bracketed(work.ArxivId is { } id ? "arXiv:" + id : ""));
                break;
            case WorkKind.Thesis:
                // A thesis that can be had names its school beside the kind, one that cannot names it as its publisher.
                entry.Add(work.Publisher is { } school && (work.DoiUrl ?? work.Url) is not null ? $"[{Thesis(work)}, {school}]" : $"[{Thesis(work)}]");
                break;
            case WorkKind.Dataset:
                entry.Add(Bracketed(Volumes(work.Version, "Version"))).Add("[Data set]");
                break;
            case WorkKind.Software:
                entry.Add(Bracketed(Volumes(work.Version, "Version"))).Add("[Computer software]");
                break;
        }

        entry.Stop();
    }

    private static void Source(EntryText entry, Work work)
    {
        var isInBook = work.Kind == WorkKind.Chapter || (work.Kind == WorkKind.ConferencePaper && (work.Publisher is not null || work.Editors.Count > 0));
        if (isInBook && work.Container is { } book)
        {
            // The names of conferences are proper nouns: proceedings keep the case of their title.
            entry.Add("In");
            if (work.Editors.Count > 0)
            {
                var editors = Join([.. work.Editors.Select(e => e.InitialsFirst())], " & ", ", & ");
                entry.Add(work.MoreEditors ? editors + " et al." : editors).Add(work.Editors.Count > 1 || work.MoreEditors ? "(Eds.)," : "(Ed.),");
            }

            entry.Italic(work.Kind == WorkKind.Chapter ? TitleCasing.Sentence(book, work.Language, capitalAfterColon: true) : book)
                .Add(Bracketed(Edition(work), Volumes(work.Volume, "Vol."), Pages(work)))
                .Stop();
            entry.Add(work.PublisherName).Stop();
        }
        else if (work.Kind is WorkKind.Article or WorkKind.ConferencePaper or WorkKind.Chapter)
        {
            Journal(entry, work);
        }
        else if (work.Kind == WorkKind.Preprint)
        {
            entry.Add(work.Server).Stop();
        }
        else if (work.Kind != WorkKind.Thesis || (work.DoiUrl ?? work.Url) is null)
        {
            var source = work.Kind == WorkKind.WebPage ? work.Container ?? work.PublisherName : work.PublisherName ?? work.Container;
            entry.Add(source).Stop();
        }

        Address(entry, work);
    }

    private static void Journal(EntryText entry, Work work)
    {
        entry.Italic(work.Container);
        if (work.Volume is { } volume)
        {
            entry.Comma().Italic(volume);
        }

        if (work.Issue is { } issue)
        {
            _ = work.Volume is null ? entry.Comma().Add($"({issue})") : entry.Join($"({issue})");
        }

        if (work.Pages is { } pages)
        {
            entry.Comma().Add(PageSpan.Whole(pages));
        }
        else if (work.ArticleNumber is { } number)
        {
            entry.Comma().Add($"Article {number}");
        }

        entry.Stop();
    }

    private static void Address(EntryText entry, Work work)
    {
        if (work.Kind == WorkKind.Preprint)
        {
            entry.Add(work.ArxivId is { } id ? "https://doi.org/10.48550/arXiv." + id : work.DoiUrl ?? work.Url);
        }
        else if (work is { Kind: WorkKind.WebPage, Year: null, Doi: null, Url: { } url, Accessed: { } accessed })
        {
            entry.Add($"Retrieved {EnglishDate.Long(accessed)}, from {url}");
        }
        else
        {
            entry.Add(work.DoiUrl ?? work.Url);
        }
    }

    private static string Thesis(Work work) => work.IsDoctoral ? "Doctoral dissertation" : work.IsMasters ? "Master’s thesis" : work.Genre ?? "Thesis";

    private static string Edition(Work work) => work.Edition is { } edition ? edition + " ed." : "";

    private static string Pages(Work work) => work.Pages is { } pages ? (PageSpan.IsPlural(pages) ? "pp. " : "p. ") + PageSpan.Whole(pages) : "";

    private static string? Bracketed(params string[] parts) => parts.Any(p => p.Length > 0) ? $"({string.Join(", ", parts.Where(p => p.Length > 0))})" : null;
}
