using System.Text;
using System.Text.RegularExpressions;
using ResearchAgent.Text;

namespace ResearchAgent.Readers.Latex;

/// <summary>What a document's citations and labels are called in print.</summary>
internal interface ILatexNames
{
    /// <summary>The text of a citation command with its keys: "(Wang et al., 2020)" or "[3, 7]".</summary>
    string Cite(string command, string? before, string? after, IReadOnlyList<string> keys);

    /// <summary>The number of what a label marks; null where it is not known.</summary>
    string? Number(string label);
}

/// <summary>
/// Running LaTeX text, without environments of its own, as plain text: fonts drop away, signs become characters, formulas
/// a line. What only makes sense on the page goes; footnotes are collected.
/// </summary>
internal sealed partial class LatexInline(ILatexNames names)
{
    private const int MaxDepth = 30;

    /// <summary>Footnotes met so far; whoever uses the text puts them where they belong.</summary>
    public List<string> Notes { get; } = [];

    /// <summary>Plain text; paragraphs are separated by blank lines.</summary>
    public string ToPlain(string tex) => Tidy(Convert(tex, 0));

    /// <summary>As <see cref="ToPlain"/>, on one line and without collecting footnotes.</summary>
    public string ToLine(string tex)
    {
        var notes = Notes.Count;
        var line = RecordText.OneLine(ToPlain(tex));
        Notes.RemoveRange(notes, Notes.Count - notes);
        return line;
    }

    private string Convert(string tex, int depth)
    {
        if (depth > MaxDepth)
        {
            return "";
        }

        var scanner = new LatexScanner(tex);
        var text = new StringBuilder(tex.Length);
        while (!scanner.AtEnd)
        {
            var c = scanner.Current;
            scanner.Position++;
            switch (c)
            {
                case '\\':
                    Command(text, scanner, depth);
                    break;
                case '{' or '}':
                    break;
                case '~':
                    text.Append(' ');
                    break;
                case '&':
                    text.Append(' ');
                    break;
                case '$' when scanner.Skip('$'):
                    Math(text, scanner.ReadUntil("$$"), isDisplayed: true);
                    break;
                case '$':
                    Math(text, scanner.ReadUntil("$"), isDisplayed: false);
                    break;
                case '`' when scanner.Skip('`'):
                    text.Append('"');
                    break;
                case '\'' when scanner.Skip('\''):
                    text.Append('"');
                    break;
                case '`':
                    text.Append('\'');
                    break;
                case '-' when scanner.Skip('-'):
                    text.Append(scanner.Skip('-') ? '—' : '–');
                    break;
                default:
                    text.Append(c);
                    break;
            }
        }

        return text.ToString();
    }

    private void Command(StringBuilder text, LatexScanner scanner, int depth)
    {
        var name = scanner.ReadName();
        if (name == "\\")
        {
            scanner.Skip('*');
            scanner.ReadOptional();
            text.Append(' ');
        }
        else if (name.Length == 1 && LatexAccent.Mark(name[0]) is { } mark && !(char.IsLetter(name[0]) && !scanner.AtEnd && scanner.Current is not ('{' or ' ' or '\\')))
        {
            Accent(text, scanner, mark, depth);
        }
        else if (LatexCommands.Signs.TryGetValue(name, out var sign))
        {
            text.Append(sign);
            SkipAfter(name, scanner);
        }
        else if (LatexCommands.Dropped.TryGetValue(name, out var arguments))
        {
            Drop(scanner, arguments);
        }
        else
        {
            Meaning(text, name, scanner, depth);
        }
    }

    private void Meaning(StringBuilder text, string name, LatexScanner scanner, int depth)
    {
        if (name.Contains("cite", StringComparison.OrdinalIgnoreCase))
        {
            Cite(text, name, scanner);
            return;
        }

        switch (name)
        {
            case "(":
                Math(text, scanner.ReadUntil(@"\)"), isDisplayed: false);
                break;
            case "[":
                Math(text, scanner.ReadUntil(@"\]"), isDisplayed: true);
                break;
            case "ensuremath":
                Math(text, scanner.ReadArgument(), isDisplayed: false);
                break;
            case "footnote" or "footnotetext":
                scanner.ReadOptional();
                Notes.Add(Tidy(Convert(scanner.ReadArgument(), depth + 1)));
                break;
            case "ref" or "eqref" or "autoref" or "cref" or "Cref" or "pageref" or "vref" or "subref" or "nameref" or "figref" or "secref":
                scanner.Skip('*');
                Refer(text, name, scanner.ReadArgument());
                break;
            case "hyperref":
                scanner.ReadOptional();
                break;
            case "url" or "path" or "nolinkurl":
                text.Append(Address(scanner.ReadArgument()));
                break;
            case "href":
                var address = Address(scanner.ReadArgument());
                var shown = Convert(scanner.ReadArgument(), depth + 1);
                text.Append(shown.Trim().Length > 0 ? shown : address);
                break;
            case "verb" or "lstinline":
                scanner.ReadOptional();
                Verbatim(text, scanner);
                break;
            case "texorpdfstring":
                text.Append(Convert(scanner.ReadArgument(), depth + 1));
                scanner.ReadArgument();
                break;
            case "textsuperscript" or "textsubscript":
                var script = Convert(scanner.ReadArgument(), depth + 1);
                text.Append(name == "textsuperscript" && script.Length > 0 && script.All(char.IsAsciiDigit) && text.Length > 0 && char.IsLetterOrDigit(text[^1]) ? "^" : "").Append(script);
                break;
            case "begin" or "end":
                scanner.ReadArgument();
                scanner.ReadOptional();
                break;
            case "item":
                text.Append("\n\n").Append(scanner.ReadOptional() is { } label ? Convert(label, depth + 1) + " " : "");
                break;
            case "newblock":
                text.Append(' ');
                break;
            default:
                SkipAfter(name, scanner);
                if (!scanner.AtEnd && scanner.Current == '[' && char.IsAsciiLetter(name[0]) && scanner.Text.IndexOf(']', scanner.Position) is > 0 and var close
                    && close + 1 < scanner.Text.Length && scanner.Text[close + 1] == '{' && close - scanner.Position < 200)
                {
                    scanner.Position = close + 1;
                }

                break;
        }
    }

    // TeX drops the blanks after a command of letters; "\LaTeX{} is" keeps them.
    private static void SkipAfter(string name, LatexScanner scanner)
    {
        if (!char.IsAsciiLetter(name[0]))
        {
            return;
        }

        if (!scanner.AtEnd && scanner.Current == '{' && scanner.Position + 1 < scanner.Text.Length && scanner.Text[scanner.Position + 1] == '}')
        {
            scanner.Position += 2;
        }
        else if (name is not ("eg" or "ie" or "etal"))
        {
            scanner.SkipSpaces();
        }
    }

    private static void Drop(LatexScanner scanner, int arguments)
    {
        scanner.Skip('*');
        if (!scanner.AtEnd && scanner.Current == '[')
        {
            scanner.ReadOptional();
        }

        for (var i = 0; i < arguments; i++)
        {
            if (scanner.ReadGroup() is null)
            {
                break;
            }

            scanner.ReadOptional();
        }
    }

    private void Accent(StringBuilder text, LatexScanner scanner, char mark, int depth)
    {
        var letter = Convert(scanner.ReadArgument(), depth + 1).Trim();
        letter = letter switch { "ı" => "i", "ȷ" => "j", _ => letter };
        text.Append(letter.Length == 0 ? "" : (letter[..1] + mark).Normalize(NormalizationForm.FormC) + letter[1..]);
    }

    private static void Math(StringBuilder text, string? formula, bool isDisplayed)
    {
        if (formula is null)
        {
            text.Append('$');
            return;
        }

        var plain = LatexMath.ToPlain(formula);
        text.Append(isDisplayed ? $" {plain} " : plain);
    }

    private void Cite(StringBuilder text, string command, LatexScanner scanner)
    {
        scanner.Skip('*');
        var first = scanner.ReadOptional();
        var second = first is null ? null : scanner.ReadOptional();
        if (scanner.ReadGroup() is not { } group)
        {
            return;
        }

        List<string> keys = [.. group.Split(',').Select(k => k.Trim()).Where(k => k.Length > 0)];
        var (before, after) = second is null ? (null, first) : (first, second);
        if (keys.Count > 0 && command is not ("nocite" or "citestyle" or "setcitestyle"))
        {
            var mark = names.Cite(command, before is null ? null : ToLine(before), after is null ? null : ToLine(after), keys);
            text.Append(text.Length > 0 && char.IsLetterOrDigit(text[^1]) ? " " : "").Append(mark);
        }
    }

    private void Refer(StringBuilder text, string command, string labels)
    {
        List<string> numbers = [.. labels.Split(',').Select(l => names.Number(l.Trim())).OfType<string>()];
        if (numbers.Count > 0)
        {
            var plain = string.Join(", ", numbers);
            var kind = labels.Split(':')[0].Trim().ToLowerInvariant() switch
            {
                "fig" or "figure" => "Figure ",
                "tab" or "table" or "tbl" => "Table ",
                "sec" or "section" or "subsec" => "Section ",
                "app" or "appendix" or "appx" => "Appendix ",
                _ => "",
            };
            text.Append(command is "autoref" or "cref" or "Cref" or "figref" or "secref" ? kind : "").Append(command == "eqref" ? $"({plain})" : plain);
        }
    }

    private static string Address(string address) => address.Replace("\\", "", StringComparison.Ordinal).Trim();

    private static void Verbatim(StringBuilder text, LatexScanner scanner)
    {
        scanner.Skip('*');
        if (scanner.AtEnd)
        {
            return;
        }

        var close = scanner.Current == '{' ? '}' : scanner.Current;
        var end = scanner.Text.IndexOf(close, scanner.Position + 1);
        if (end > 0)
        {
            text.Append(scanner.Text, scanner.Position + 1, end - scanner.Position - 1);
            scanner.Position = end + 1;
        }
    }

    // Where a number was not known, nothing is left but its brackets.
    private static string Tidy(string text) => BeforeMark().Replace(Empty().Replace(RecordText.Paragraphs(text), ""), "");

    [GeneratedRegex(@"(?:\.(?= ?(?:\(\)|\[\])\.))? ?(?:\(\)|\[\])")]
    private static partial Regex Empty();

    [GeneratedRegex(@"(?<=\S) (?=[.,;](?:\s|$))|(?<=[(\[]) | (?=\))")]
    private static partial Regex BeforeMark();
}
