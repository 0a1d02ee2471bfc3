using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using ResearchAgent.Papers;
using ResearchAgent.Readers.FullText;

namespace ResearchAgent.Readers.Html;

/// <summary>The list of references, taken out of the page: by LaTeXML's classes, by the class or id of its element, or by its heading.</summary>
internal static partial class HtmlReferences
{
    private const string Containers =
        ".ltx_bibliography, [role=doc-bibliography], section#references, section#bibliography, #reference-list, ol.references, ul.references, div.references, div.ref-list, section.ref-list, section.references, .references-list, .c-article-references";

    public static IReadOnlyList<CitedWork> Take(IHtmlDocument document)
    {
        var works = new List<CitedWork>();
        foreach (var container in document.QuerySelectorAll(Containers).Where(c => c.TextContent.Length > 0).ToList())
        {
            if (document.Contains(container))
            {
                works.AddRange(ItemsOf(container).Select(Work).OfType<CitedWork>());
                HeadingBefore(container)?.Remove();
                container.Remove();
            }
        }

        foreach (var heading in works.Count > 0 ? [] : document.QuerySelectorAll("h1, h2, h3, h4, h5, h6").Where(h => ReferencesHeading.IsOne(h.TextContent)).ToList())
        {
            works.AddRange(TakeAfter(heading).SelectMany(ItemsOf).Select(Work).OfType<CitedWork>());
            heading.Remove();
        }

        return works;
    }

    // Up to the next heading; where the heading has a box of its own, what follows that box.
    private static List<IElement> TakeAfter(IElement heading)
    {
        var start = heading;
        while (start.NextElementSibling is null && start.ParentElement is { LocalName: not ("body" or "article" or "main") } parent)
        {
            start = parent;
        }

        var taken = new List<IElement>();
        for (var next = start.NextElementSibling; next is not null && next.LocalName is not ("h1" or "h2" or "h3" or "footer" or "section") && next.QuerySelector("h1, h2, h3") is null; next = next.NextElementSibling)
        {
            taken.Add(next);
        }

        taken.ForEach(e => e.Remove());
        return taken;
    }

    private static IElement? HeadingBefore(IElement container) =>
        container.PreviousElementSibling is { } before && before.LocalName is ['h', >= '1' and <= '6'] && ReferencesHeading.IsOne(before.TextContent) ? before : null;

    private static IEnumerable<IElement> ItemsOf(IElement container)
    {
        var items = container.QuerySelectorAll(".ltx_bibitem").ToList();
        items = items.Count > 0 ? items : [.. container.QuerySelectorAll("li").Where(i => i.QuerySelector("li") is null)];
        items = items.Count > 0 || container.LocalName == "p" ? items : [.. container.QuerySelectorAll("p, dd, tr").Where(p => p.TextContent.Any(char.IsDigit))];
        return items.Count > 0 ? items : container.LocalName is "p" or "li" or "div" ? [container] : [];
    }

    private static CitedWork? Work(IElement item)
    {
        var tag = item.QuerySelector(".ltx_tag_bibitem, .ltx_tag, .label, .reference-number, .ref-label");
        var own = (IElement)item.Clone();
        foreach (var extra in own.QuerySelectorAll("script, style, .ltx_tag, .label, .reference-number, .ref-label, .ltx_bib_cited, .mw-cite-backlink, button, svg").ToList())
        {
            extra.Remove();
        }

        // What else the item links to: "Google Scholar", "Crossref".
        foreach (var link in own.QuerySelectorAll("a").Where(a => LinkWord().IsMatch(a.TextContent.Trim())).ToList())
        {
            link.Remove();
        }

        foreach (var block in own.QuerySelectorAll("span.ltx_bibblock, br, p, div").ToList())
        {
            block.Before(own.Owner!.CreateTextNode(" "));
        }

        var work = tag is null ? CitedWorkText.ReadNumbered(own.TextContent) : CitedWorkText.Read(own.TextContent, tag.TextContent);
        var doi = item.QuerySelectorAll("a[href]").Select(a => PaperId.NormalizeDoi(Uri.UnescapeDataString(a.GetAttribute("href")!))).OfType<string>().FirstOrDefault();
        return work is null ? null : work with { Doi = work.Doi ?? doi };
    }

    [GeneratedRegex(@"^(?:google scholar|crossref|pubmed|pmc free article|pmc|article|view article|search google scholar|ads|mathscinet|web of science|scopus|cas|full text|external link|\[?pdf\]?|pubmed/ncbi|↑|\^)$", RegexOptions.IgnoreCase)]
    private static partial Regex LinkWord();
}
