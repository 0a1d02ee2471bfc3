using System.Text;

namespace ResearchAgent.Readers.FullText;

/// <summary>Citations that the page prints as raised numbers.</summary>
internal static class RaisedCitation
{
    /// <summary>Appends "[12]" as other papers have it: before the full stop that the raised number follows, so that the sentence still ends there.</summary>
    public static void Append(StringBuilder text, string marks)
    {
        marks = marks is ['[', ..] or ['(', ..] ? marks : $"[{marks}]";
        var stop = text.Length > 0 && text[^1] is '.' or ',' or ';' ? text[^1].ToString() : "";
        text.Length -= stop.Length;
        var isApart = text.Length == 0 || char.IsWhiteSpace(text[^1]) || text[^1] == ']';
        text.Append(isApart ? "" : " ").Append(marks).Append(stop);
    }
}
