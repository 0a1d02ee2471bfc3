using System.Text;
using System.Xml.Linq;

namespace ResearchAgent.Readers.FullText;

/// <summary>MathML as one line a person would type: "x_i^2 = (a + b)/c".</summary>
internal static class MathMl
{
    public static string ToPlain(XElement math)
    {
        var text = new StringBuilder();
        Append(text, math);
        return RecordText.OneLine(text.ToString());
    }

    /// <summary>In brackets, unless it is one symbol or number.</summary>
    public static string Group(string text) =>
        text.Length <= 1 || text.All(char.IsLetterOrDigit) || (text.Length == 2 && char.IsSurrogatePair(text, 0)) || IsBracketed(text) ? text : $"({text})";

    private static void Append(StringBuilder text, XElement element)
    {
        var parts = element.Elements().ToList();
        switch (element.Name.LocalName, parts.Count)
        {
            case ("mi" or "mn" or "ms", _):
                text.Append(element.Value.Trim());
                break;
            case ("mtext", _):
                text.Append(element.Value.Replace('\u00A0', ' '));
                break;
            case ("mo", _):
                AppendOperator(text, element.Value.Trim());
                break;
            case ("mspace", _):
                text.Append(' ');
                break;
            case ("annotation" or "annotation-xml", _):
                break;
            case ("semantics", > 0):
                Append(text, parts[0]);
                break;
            case ("mfrac", 2):
                text.Append(Group(Plain(parts[0]))).Append('/').Append(Group(Plain(parts[1])));
                break;
            case ("msqrt", _):
                text.Append('√').Append(Group(Inner(element)));
                break;
            case ("mroot", 2):
                text.Append(Group(Plain(parts[0]))).Append("^(1/").Append(Plain(parts[1])).Append(')');
                break;
            case ("msub" or "munder", 2):
                AppendScripts(text, parts[0], parts[1], null);
                break;
            case ("msup", 2):
                AppendScripts(text, parts[0], null, parts[1]);
                break;
            case ("msubsup" or "munderover", 3):
                AppendScripts(text, parts[0], parts[1], parts[2]);
                break;
            case ("mover", 2):
                AppendAccent(text, Plain(parts[0]), Plain(parts[1]));
                break;
            case ("mfenced", _):
                var separator = (string?)element.Attribute("separators") ?? ",";
                text.Append((string?)element.Attribute("open") ?? "(");
                text.AppendJoin(separator.Trim().Length == 0 ? " " : separator.Trim()[..1] + " ", parts.Select(Plain));
                text.Append((string?)element.Attribute("close") ?? ")");
                break;
            case ("mtable", _):
                text.AppendJoin("; ", parts.Select(row => string.Join(" ", row.Elements().Select(Plain).Where(c => c.Length > 0))));
                break;
            default:
                foreach (var node in element.Nodes())
                {
                    switch (node)
                    {
                        case XElement child:
                            Append(text, child);
                            break;
                        case XText { Value: var words } when !string.IsNullOrWhiteSpace(words):
                            text.Append(words.Trim());
                            break;
                    }
                }

                break;
        }
    }

    private static void AppendOperator(StringBuilder text, string sign)
    {
        switch (sign)
        {
            case "":
                break;
            // Invisible: function application, times, separator, plus.
            case [>= '\u2061' and <= '\u2064']:
                break;
            case "," or ";":
                text.Append(sign).Append(' ');
                break;
            case "(" or ")" or "[" or "]" or "{" or "}" or "|" or "‖" or "!" or "." or "′" or "′′" or "'" or "/" or "¯" or "⟨" or "⟩" or "^" or "~":
                text.Append(sign);
                break;
            case "−" or "-" or "+" when text.Length == 0 || text[^1] is '(' or '[' or '{' or '^' or '_' or ',':
                text.Append(sign);
                break;
            default:
                text.Append(' ').Append(sign).Append(' ');
                break;
        }
    }

    private static void AppendScripts(StringBuilder text, XElement basis, XElement? below, XElement? above)
    {
        Append(text, basis);
        while (text.Length > 0 && text[^1] == ' ')
        {
            text.Length--;
        }

        var (sub, super) = (below is null ? "" : Plain(below), above is null ? "" : Plain(above));
        if (sub.Length > 0)
        {
            text.Append('_').Append(Group(sub));
        }

        if (super is "′" or "′′" or "*" or "∗" or "†")
        {
            text.Append(super);
        }
        else if (super.Length > 0)
        {
            text.Append('^').Append(Group(super));
        }

        if (basis.Name.LocalName == "mo" && basis.Value.Trim() is { Length: > 0 } sign && !char.IsPunctuation(sign[0]))
        {
            text.Append(' ');
        }
    }

    private static void AppendAccent(StringBuilder text, string basis, string accent)
    {
        var mark = accent switch
        {
            "^" or "ˆ" or "̂" => '\u0302',
            "~" or "˜" or "∼" => '\u0303',
            "¯" or "‾" or "−" or "―" or "_" or "̅" => '\u0304',
            "→" or "⃗" => '\u20D7',
            "." or "˙" => '\u0307',
            "¨" or ".." => '\u0308',
            _ => '\0',
        };
        if (mark == '\0')
        {
            text.Append(basis).Append(accent.Length > 0 ? "^" + Group(accent) : "");
        }
        else if (basis.Length > 0)
        {
            text.Append((basis.Length == 1 ? basis + mark : $"{basis[0]}{mark}{basis[1..]}").Normalize(NormalizationForm.FormC));
        }
    }

    private static string Plain(XElement element)
    {
        var text = new StringBuilder();
        Append(text, element);
        return RecordText.OneLine(text.ToString()).Trim();
    }

    private static string Inner(XElement element) => RecordText.OneLine(string.Concat(element.Elements().Select(e => Plain(e) + " ")));

    private static bool IsBracketed(string text) =>
        text is ['(', .., ')'] && text.AsSpan(1, text.Length - 2).IndexOfAny('(', ')') < 0;
}
