using System.Text.Encodings.Web;
using ResearchAgent.Writing.Styles;

namespace ResearchAgent.Writing.Formats;

/// <summary>HTML fragments. Only our own elements are markup.</summary>
public static class HtmlFormat
{
    /// <summary>A numbered or a plain list, one item a reference, in the style's order.</summary>
    public static string Write(StyledReferences references)
    {
        if (references.Entries.Count == 0)
        {
            return "";
        }

        var list = references.Entries[0].Number is null ? "ul" : "ol";
        return $"<{list} class=\"references\">\n"
            + string.Concat(references.Entries.Select(e => $"  <li>{StyledRun.Print(e.Runs, HtmlEncoder.Default.Encode, text => $"<em>{text}</em>")}</li>\n"))
            + $"</{list}>\n";
    }
}
