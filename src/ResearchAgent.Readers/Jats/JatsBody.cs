using System.Xml.Linq;
using ResearchAgent.Papers;
using ResearchAgent.Readers.FullText;

namespace ResearchAgent.Readers.Jats;

/// <summary>An article's text in sections: abstracts, body, and what its back says in prose.</summary>
internal sealed class JatsBody
{
    /// <summary>A blurb for a table of contents; it stands in for an abstract where there is none.</summary>
    private static readonly string[] Blurbs = ["toc", "teaser", "short", "precis"];

    private readonly SectionWriter _sections = new();

    public IReadOnlyList<Section> Read(XElement article)
    {
        var meta = (article.Element("front") ?? article.Element("front-stub"))!.Element("article-meta")!;
        ReadAbstracts(meta);
        Blocks(article.Element("body"), 1);
        ReadBack(article.Element("back"));
        ReadFunding(meta);
        foreach (var floating in article.Elements().Where(e => e.Name.LocalName is "floats-group" or "floats-wrap"))
        {
            Blocks(floating, 1);
        }

        return _sections.ToSections();
    }

    private void ReadAbstracts(XElement meta)
    {
        var abstracts = meta.Elements("abstract").ToList();
        var main = abstracts.FirstOrDefault(a => KindOf(a) is null or "abstract") ?? abstracts.FirstOrDefault(a => Blurbs.Contains(KindOf(a)));
        if (main is not null)
        {
            ReadAbstract("Abstract", main);
        }

        foreach (var other in abstracts.Where(a => a != main && !Blurbs.Contains(KindOf(a)) && KindOf(a) is not "graphical"))
        {
            ReadAbstract(JatsText.OneLine(other.Element("title")) is { Length: > 0 } title ? title : KindOf(other) is "summary" or "executive-summary" ? "Summary" : "Abstract", other);
        }

        foreach (var translation in meta.Elements("trans-abstract"))
        {
            ReadAbstract((string?)translation.Attribute("lang") is { Length: > 0 } language ? $"Abstract ({language})" : "Abstract (translated)", translation);
        }
    }

    private static string? KindOf(XElement element) => (string?)element.Attribute("abstract-type");

    // A structured abstract stays one text: "Background: ..." as the journal prints it.
    private void ReadAbstract(string heading, XElement element)
    {
        var text = new JatsText(_sections);
        Parts(element, "");
        _sections.Section(heading, text.ToString());
        text.WriteNotes();

        void Parts(XElement part, string title)
        {
            foreach (var child in part.Elements().Where(e => e.Name.LocalName is not ("title" or "label" or "object-id" or "sec-meta")))
            {
                if (child.Name.LocalName == "sec")
                {
                    Parts(child, JatsText.OneLine(child.Element("title")));
                    continue;
                }

                text.Break();
                text.Append(title.Length == 0 ? "" : title is [.., ':' or '.' or '?'] ? title + " " : title + ": ");
                title = "";
                text.AppendContent(child);
                text.Break();
            }
        }
    }

    private void Blocks(XElement? parent, int level)
    {
        foreach (var block in parent?.Elements() ?? [])
        {
            switch (block.Name.LocalName)
            {
                case "sec" or "app":
                    Section(block, level, "");
                    break;
                case "title" or "label" or "sec-meta" or "object-id" or "ref-list" or "sub-article" or "response" or "sig-block" or "supplementary-material":
                    break;
                default:
                    Block(block);
                    break;
            }
        }
    }

    private void Section(XElement section, int level, string heading)
    {
        if (((string?)section.Attribute("sec-type"))?.StartsWith("supplementary", StringComparison.Ordinal) == true)
        {
            return;
        }

        _sections.Heading(level, JatsText.OneLine(section.Element("title")) is { Length: > 0 } title ? title : heading);
        Blocks(section, level + 1);

        // A section may go on after one inside it; what follows on this level belongs to the section around.
        _sections.Heading(level, "");
    }

    private void Block(XElement block)
    {
        var text = new JatsText(_sections);
        text.AppendElement(block);
        _sections.Paragraph(text.ToString());
        text.WriteNotes();
    }

    private void ReadBack(XElement? back)
    {
        foreach (var part in back?.Elements() ?? [])
        {
            switch (part.Name.LocalName)
            {
                case "ack":
                    Section(part, 1, "Acknowledgments");
                    break;
                case "sec":
                    Section(part, 1, "");
                    break;
                case "app-group":
                    Blocks(part, 1);
                    break;
                case "app":
                    Section(part, 1, "Appendix");
                    break;
                case "glossary":
                    Section(part, 1, "Glossary");
                    break;
                case "notes" or "fn-group":
                    Section(part, 1, "Notes");
                    break;
            }
        }
    }

    private void ReadFunding(XElement meta) =>
        _sections.Section("Funding", string.Join("\n\n", meta.Elements("funding-group").Elements("funding-statement").Select(JatsText.OneLine)));
}
