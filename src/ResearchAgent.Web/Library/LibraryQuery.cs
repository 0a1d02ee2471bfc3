using System.Globalization;
using Microsoft.AspNetCore.Http;
using ResearchAgent.Papers;

namespace ResearchAgent.Web.Library;

/// <summary>Which papers the library's table shows and in what order, as its address says it. What cannot be read of an address counts as left out.</summary>
public sealed record LibraryQuery
{
    public const int PageSize = 50;
    private const int MaxWords = 300;

    public static readonly IReadOnlyList<(string Value, string Name)> Orders =
        [("", "Newest first"), ("title", "Title"), ("authors", "Authors"), ("-year", "Year, latest first"), ("year", "Year, earliest first"), ("venue", "Venue"), ("key", "Key")];

    /// <summary>Each word must begin a word of title, authors, venue, tags or key.</summary>
    public string Words { get; init; } = "";

    public int? YearFrom { get; init; }

    /// <summary>Inclusive.</summary>
    public int? YearTo { get; init; }

    public string Tag { get; init; } = "";

    public bool Flagged { get; init; }

    public bool WithoutText { get; init; }

    /// <summary>A column; a minus turns the order round. Empty: what came last is first.</summary>
    public string Sort { get; init; } = "";

    /// <summary>From 1.</summary>
    public int Page { get; init; } = 1;

    public bool IsFiltered => Words.Length > 0 || YearFrom is not null || YearTo is not null || Tag.Length > 0 || Flagged || WithoutText;

    public static LibraryQuery Of(IQueryCollection query)
    {
        var sort = query["sort"].ToString();
        var words = query["q"].ToString().Trim();
        return new LibraryQuery
        {
            Words = words.Length > MaxWords ? words[..MaxWords] : words,
            YearFrom = Number(query["from"]),
            YearTo = Number(query["to"]),
            Tag = query["tag"].ToString().Trim(),
            Flagged = query["flagged"] == "true",
            WithoutText = query["textless"] == "true",
            Sort = sort.TrimStart('-') is "title" or "authors" or "year" or "venue" or "key" ? sort : "",
            Page = Math.Max(1, Number(query["page"]) ?? 1),
        };
    }

    public IReadOnlyList<Paper> Select(IEnumerable<Paper> papers)
    {
        var words = PaperId.NormalizeTitle(Words).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return Ordered(papers
            .Where(p => YearFrom is not { } from || p.Year >= from)
            .Where(p => YearTo is not { } to || p.Year <= to)
            .Where(p => Tag.Length == 0 || p.Tags.Contains(Tag, StringComparer.OrdinalIgnoreCase))
            .Where(p => !Flagged || p.Flags.Count > 0)
            .Where(p => !WithoutText || HasNoText(p))
            .Where(p => Words.Length == 0 || Holds(p, words)));
    }

    /// <summary>Hardly a sentence: nothing to quote. A listed paper does not have its text, but the hash of one that is long enough to tell it by.</summary>
    public static bool HasNoText(Paper paper) => paper.TextHash.Length == 0;

    /// <summary>As an address has it, with its question mark; "" for all papers in the usual order.</summary>
    public string Query
    {
        get
        {
            (string Name, string? Value)[] parts =
            [
                ("q", Words), ("from", YearFrom?.ToString(CultureInfo.InvariantCulture)), ("to", YearTo?.ToString(CultureInfo.InvariantCulture)), ("tag", Tag),
                ("flagged", Flagged ? "true" : ""), ("textless", WithoutText ? "true" : ""), ("sort", Sort), ("page", Page > 1 ? Page.ToString(CultureInfo.InvariantCulture) : ""),
            ];
            var said = string.Join('&', parts.Where(p => !string.IsNullOrEmpty(p.Value)).Select(p => $"{p.Name}={Uri.EscapeDataString(p.Value!)}"));
            return said.Length > 0 ? "?" + said : "";
        }
    }

    /// <summary>The table by this column; by the same one again, the other way round.</summary>
    public string AddressBy(string column) => "/library" + (this with { Sort = Sort == column ? "-" + column : column, Page = 1 }).Query;

    public string AddressOfPage(int page) => "/library" + (this with { Page = page }).Query;

    private IReadOnlyList<Paper> Ordered(IEnumerable<Paper> papers)
    {
        var sorted = Sort.TrimStart('-') switch
        {
            "title" => papers.OrderBy(p => PaperId.NormalizeTitle(p.Title), StringComparer.Ordinal),
            "authors" => papers.OrderBy(p => p.Authors.Count == 0).ThenBy(p => p.Authors is [var first, ..] ? PaperId.NormalizeTitle(PersonName.Family(first)) : "", StringComparer.Ordinal),
            "year" => papers.OrderBy(p => p.Year ?? int.MinValue),
            "venue" => papers.OrderBy(p => string.IsNullOrEmpty(p.Venue)).ThenBy(p => p.Venue, StringComparer.OrdinalIgnoreCase),
            "key" => papers.OrderBy(p => p.Key.Value, StringComparer.OrdinalIgnoreCase),
            _ => papers.Reverse(),
        };
        return Sort.StartsWith('-') ? [.. sorted.Reverse()] : [.. sorted];
    }

    private bool Holds(Paper paper, string[] words)
    {
        var text = " " + PaperId.NormalizeTitle($"{paper.Title} {string.Join(' ', paper.Authors)} {paper.Venue} {string.Join(' ', paper.Tags)}");
        return paper.Key.Value.Contains(Words, StringComparison.OrdinalIgnoreCase) || (words.Length > 0 && words.All(w => text.Contains(" " + w, StringComparison.Ordinal)));
    }

    private static int? Number(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= 1_000_000 ? number : null;
}
