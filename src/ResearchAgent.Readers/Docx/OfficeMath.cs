using System.Text;
using DocumentFormat.OpenXml;
using ResearchAgent.Readers.FullText;
using M = DocumentFormat.OpenXml.Math;

namespace ResearchAgent.Readers.Docx;

/// <summary>Word's formulas as one line.</summary>
internal static class OfficeMath
{
    public static string ToPlain(OpenXmlElement math)
    {
        var text = new StringBuilder();
        Append(text, math);
        return RecordText.OneLine(text.ToString());
    }

    private static void Append(StringBuilder text, OpenXmlElement element)
    {
        switch (element)
        {
            case M.Text words:
                text.Append(words.Text);
                break;
            case M.Fraction fraction:
                text.Append(Group(fraction.Numerator)).Append('/').Append(Group(fraction.Denominator));
                break;
            case M.Superscript script:
                text.Append(Plain(script.Base)).Append('^').Append(Group(script.SuperArgument));
                break;
            case M.Subscript script:
                text.Append(Plain(script.Base)).Append('_').Append(Group(script.SubArgument));
                break;
            case M.SubSuperscript script:
                text.Append(Plain(script.Base)).Append('_').Append(Group(script.SubArgument)).Append('^').Append(Group(script.SuperArgument));
                break;
            case M.Radical radical:
                text.Append(Plain(radical.Degree)).Append('√').Append(Group(radical.Base));
                break;
            case M.Delimiter delimiter:
                text.Append(delimiter.DelimiterProperties?.BeginChar?.Val?.Value ?? "(");
                text.AppendJoin(", ", delimiter.Elements<M.Base>().Select(Plain));
                text.Append(delimiter.DelimiterProperties?.EndChar?.Val?.Value ?? ")");
                break;
            case M.Nary nary:
                text.Append(nary.NaryProperties?.AccentChar?.Val?.Value ?? "∫");
                text.Append(Plain(nary.SubArgument) is { Length: > 0 } from ? "_" + MathMl.Group(from) : "").Append(Plain(nary.SuperArgument) is { Length: > 0 } to ? "^" + MathMl.Group(to) : "");
                text.Append(' ').Append(Plain(nary.Base));
                break;
            case M.MatrixRow row:
                text.AppendJoin(" ", row.Elements<M.Base>().Select(Plain)).Append("; ");
                break;
            default:
                foreach (var child in element.ChildElements)
                {
                    Append(text, child);
                }

                break;
        }
    }

    private static string Plain(OpenXmlElement? element) => element is null ? "" : ToPlain(element);

    private static string Group(OpenXmlElement? element) => MathMl.Group(Plain(element));
}
