namespace ResearchAgent.Writing.Styles;

/// <summary>ICMJE recommendations, with the details of the NLM's Citing Medicine.</summary>
internal sealed class VancouverStyle() : CitationStyle("vancouver", "Vancouver (ICMJE, NLM)", CitationOrder.Cited)
{
    private const int MostAuthors = 6;

    internal override void Write(EntryText entry, Work work, string yearSuffix)
    {
        entry.Add(Names(work.IsEdited ? work.Editors : work.Authors, work.IsEdited ? work.MoreEditors : work.MoreAuthors));
        if (work.IsEdited)
        {
            entry.Comma().Add(work.Editors.Count > 1 ? "editors" : "editor");
        }

        entry.Stop().Add(work.Kind == WorkKind.Software ? work.Title : Sentence(work.Title, work)).Add(Medium(work)).Stop();
        switch (work.Kind)
        {
            case WorkKind.Article or WorkKind.ConferencePaper or WorkKind.Chapter when work.Kind == WorkKind.Article || work.Container is null:
                Journal(entry, work);
                break;
            case WorkKind.ConferencePaper or WorkKind.Chapter:
                Collection(entry, work);
                break;
            case WorkKind.Preprint:
                entry.Add($"{work.Server} [Preprint]. {Date(work)}.");
                break;
            case WorkKind.Report:
                Published(entry, work, work.Publisher ?? work.Container);
                entry.Add(work.Number is { } number ? $"Report No.: {number}." : null);
                break;
            default:
                entry.Add(work.Edition is { } edition ? edition + " ed." : null).Add(Volumes(work.Volume, "Vol.")).Stop();
                entry.Add(Volumes(work.Version, "Version")).Stop();
                Published(entry, work, work.Publisher ?? work.Container);
                break;
        }

        Address(entry, work);
    }

    internal override IReadOnlyList<StyledRun> Mark(IReadOnlyList<MarkPart> parts) =>
        [new StyledRun($"({string.Join(',', NumberRanges.Of(parts.Select(p => p.Number), "-"))})", false)];

    private static string Names(IReadOnlyList<StyledName> names, bool goOn)
    {
        var shown = string.Join(", ", names.Take(MostAuthors).Select(Listed));
        return shown.Length > 0 && (goOn || names.Count > MostAuthors) ? shown + ", et al." : shown;
    }

    // "King ML Jr", "Ford H 3rd": no full stops, and Roman numerals become ordinals.
    private static string Listed(StyledName name)
    {
        var suffix = name.Suffix switch
        {
            "II" => "2nd",
            "III" => "3rd",
            "IV" => "4th",
            var other => other.TrimEnd('.'),
        };
        return string.Join(' ', new[] { name.Family, name.BareInitials(), suffix }.Where(p => p.Length > 0));
    }

    private static string? Medium(Work work) => work.Kind switch
    {
        WorkKind.Thesis => work.IsDoctoral ? "[dissertation]" : work.IsMasters ? "[master’s thesis]" : "[thesis]",
        WorkKind.Dataset => "[dataset]",
        WorkKind.Software => "[computer program]",
        WorkKind.WebPage or WorkKind.Book or WorkKind.Report or WorkKind.Other when IsOnline(work) => "[Internet]",
        _ => null,
    };

    // MEDLINE abbreviates without full stops.
    private static void Journal(EntryText entry, Work work)
    {
        entry.Add(work.ShortContainer == work.Container ? work.Container : work.ShortContainer?.Replace(".", "", StringComparison.Ordinal));
        if (work.Container is not null)
        {
            entry.Add(IsOnline(work) ? "[Internet]" : null).Stop();
        }

        entry.Add(Date(work));
        if (work.Volume is not null || work.Issue is not null)
        {
            entry.Join(";").Join(work.Volume).Join(work.Issue is { } issue ? $"({issue})" : null);
        }

        entry.Join(work.Locator is { } pages ? ":" + PageSpan.Shortest(pages) : null).Stop();
    }

    private static void Collection(EntryText entry, Work work)
    {
        entry.Add("In:");
        if (work.Editors.Count > 0)
        {
            entry.Add(Names(work.Editors, work.MoreEditors)).Comma().Add(work.Editors.Count > 1 || work.MoreEditors ? "editors." : "editor.");
        }

        // The names of conferences are proper nouns: proceedings keep the case of their title.
        entry.Add(work.Kind == WorkKind.Chapter ? Sentence(work.Container!, work) : work.Container).Add(IsOnline(work) ? "[Internet]" : null).Stop();
        entry.Add(work.Edition is { } edition ? edition + " ed." : null).Add(Volumes(work.Volume, "Vol.")).Stop();
        Published(entry, work, work.Publisher);
        entry.Add(work.Pages is { } pages ? $"p. {PageSpan.Shortest(pages)}." : null);
    }

    // "Cambridge, MA: MIT Press; 2016."
    private static void Published(EntryText entry, Work work, string? publisher)
    {
        var house = PlaceAndPublisher(work.Place, publisher);
        entry.Add(house is null ? Date(work) : $"{house}; {Date(work)}");
        if (IsOnline(work) && work.Accessed is { } accessed)
        {
            entry.Add($"[cited {EnglishDate.YearFirst(accessed)}]");
        }

        entry.Stop();
    }

    private static void Address(EntryText entry, Work work)
    {
        if (work.Kind == WorkKind.Preprint)
        {
            entry.Add(work.PreprintUrl is { } address ? "Available from: " + address : null);
        }
        else if (work.Doi is { } doi)
        {
            entry.Add($"doi: {doi}.");
        }
        else
        {
            entry.Add(work.Url is { } url ? "Available from: " + url : null);
        }
    }

    private static bool IsOnline(Work work) => work.Doi is null && work.Url is not null;

    private static string Date(Work work) => work.Year is not { } year ? "[date unknown]"
        : EnglishDate.YearFirst(work.Kind is WorkKind.Article or WorkKind.Preprint ? (year, work.Month, work.Day) : (year, null, null));

    private static string Sentence(string title, Work work) => TitleCasing.Sentence(title, work.Language, capitalAfterColon: false);
}
