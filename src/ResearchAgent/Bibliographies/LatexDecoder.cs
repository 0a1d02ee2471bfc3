using System.Text;
using ResearchAgent.Text;

namespace ResearchAgent.Bibliographies;

/// <summary>Reads one LaTeX value from left to right into Unicode. Braces only group, so that no input nests too deeply.</summary>
internal sealed class LatexDecoder(string latex)
{
    /// <summary>A longer stretch between dollar signs is two amounts of money, not a formula.</summary>
    private const int MaxMathLength = 300;

    private readonly StringBuilder _plain = new(latex.Length);
    private int _at;
    private int _mathEnd = -1;

    private bool InMath => _at < _mathEnd;

    public string Decode()
    {
        while (_at < latex.Length)
        {
            Step();
        }

        return _plain.ToString();
    }

    private void Step()
    {
        var c = latex[_at];
        switch (c)
        {
            case '\\':
                Command();
                break;
            case '{' or '}':
                _at++;
                break;
            case '$':
                Dollar();
                break;
            case '^' or '_' when InMath:
                _at++;
                Script(c);
                break;
            case '~':
                _plain.Append(IsTie() ? ' ' : '~');
                _at++;
                break;
            case '`' or '\'' or '-' when !InMath:
                Ligature(c);
                break;
            default:
                _plain.Append(c);
                _at++;
                break;
        }
    }

    // A tie is a space between words, but "~5%" means "about 5%", "10~20" a range and "/~user" a folder.
    private bool IsTie()
    {
        var before = _plain.Length > 0 ? _plain[^1] : ' ';
        var after = _at + 1 < latex.Length ? latex[_at + 1] : ' ';
        return !char.IsWhiteSpace(before) && before is not ('(' or '/') && !(char.IsAsciiDigit(before) && char.IsAsciiDigit(after));
    }

    private void Ligature(char c)
    {
        var run = 1;
        while (run < 3 && _at + run < latex.Length && latex[_at + run] == c)
        {
            run++;
        }

        var (sign, length) = (c, run) switch
        {
            ('-', 3) => ("—", 3),
            ('-', 2) => ("–", 2),
            ('`', >= 2) => ("“", 2),
            ('\'', >= 2) => ("”", 2),
            ('`', _) when _plain is [.., '?' or '!'] => (_plain[^1] == '?' ? "¿" : "¡", 1),
            ('`', _) => ("‘", 1),
            _ => (c.ToString(), 1),
        };
        if (sign is "¿" or "¡")
        {
            _plain.Length--;
        }

        _plain.Append(sign);
        _at += length;
    }

    // Pandoc's rule: a formula begins and ends with something other than a space, and no digit follows it.
    private void Dollar()
    {
        var at = _at++;
        if (InMath || at == _mathEnd)
        {
            return;
        }

        var end = at + 1;
        var limit = Math.Min(latex.Length, at + MaxMathLength);
        while (end < limit && latex[end] != '$')
        {
            end += latex[end] == '\\' ? 2 : 1;
        }

        var isMath = end < limit
            && end > at + 1
            && !char.IsWhiteSpace(latex[at + 1])
            && !char.IsWhiteSpace(latex[end - 1])
            && (end + 1 >= latex.Length || !char.IsAsciiDigit(latex[end + 1]));
        if (isMath)
        {
            _mathEnd = end;
        }
        else
        {
            _plain.Append('$');
        }
    }

    private void Script(char kind)
    {
        var argument = Argument();
        var inner = argument is [] ? "" : Inner(argument);
        if (inner is "∘" or "°")
        {
            _plain.Append('°');
        }
        else if (inner is "′" or "″")
        {
            _plain.Append(inner);
        }
        else if (inner.Length > 0 && LatexSymbols.Script(inner, kind) is { } script)
        {
            _plain.Append(script);
        }
        else
        {
            _plain.Append(kind).Append(inner);
        }
    }

    private void Command()
    {
        _at++;
        if (_at >= latex.Length)
        {
            _plain.Append('\\');
            return;
        }

        if (!char.IsAsciiLetter(latex[_at]))
        {
            Sign(latex[_at++]);
            return;
        }

        var start = _at;
        while (_at < latex.Length && char.IsAsciiLetter(latex[_at]))
        {
            _at++;
        }

        var name = latex[start.._at];
        if (name.Length == 1 && LatexAccent.Mark(name[0]) is { } mark && _at < latex.Length && (latex[_at] is '{' or '\\' || char.IsWhiteSpace(latex[_at])))
        {
            Accent(mark, null);
        }
        else if (name is "par")
        {
            SkipSpaces();
            Paragraph();
        }
        else if (LatexSymbols.Named(name) is { } symbol)
        {
            SkipSpaces();
            _plain.Append(symbol);
        }
        else if (name is "textsuperscript" or "textsubscript")
        {
            var inner = Inner(Argument());
            _plain.Append(LatexSymbols.Script(inner, name == "textsuperscript" ? '^' : '_') ?? inner);
        }
        else if (name is "frac" or "tfrac" or "dfrac")
        {
            _plain.Append(Inner(Argument())).Append('/').Append(Inner(Argument()));
        }
        else if (name is "href")
        {
            var address = BibTexText.Verbatim(Argument());
            _plain.Append(Inner(Argument())).Append(" (").Append(address).Append(')');
        }
        else if (name is "url" or "path")
        {
            _plain.Append(BibTexText.Verbatim(Argument()));
        }
        else if (LatexSymbols.IsStyle(name))
        {
            SkipSpaces();
        }
        else
        {
            // "\log n" and what we do not know: its name stays readable.
            _plain.Append(name);
        }
    }

    private void Sign(char c)
    {
        switch (c)
        {
            case '\\' or ' ' or ',' or ';' or ':' or '!' or '\n' or '\t' or '\r':
                _plain.Append(c == '!' ? "" : " ");
                break;
            case '-' or '/' or '@' or '(' or ')' or '[' or ']':
                break;
            default:
                if (LatexAccent.Mark(c) is { } mark)
                {
                    Accent(mark, c);
                }
                else
                {
                    _plain.Append(c);
                }

                break;
        }
    }

    private void Accent(char mark, char? sign)
    {
        SkipSpaces();
        var argument = Argument();
        var letters = Inner(argument).Replace("ı", "i", StringComparison.Ordinal).Replace("ȷ", "j", StringComparison.Ordinal);
        if (letters.Length == 0 || !char.IsLetter(letters, 0))
        {
            // "\~{}" is the sign itself.
            _plain.Append(sign?.ToString() ?? "").Append(letters);
            return;
        }

        var length = char.IsHighSurrogate(letters[0]) && letters.Length > 1 ? 2 : 1;
        _plain.Append((letters[..length] + mark).Normalize(NormalizationForm.FormC)).Append(letters, length, letters.Length - length);
    }

    // The next group without its braces, command or character.
    private string Argument()
    {
        if (_at >= latex.Length)
        {
            return "";
        }

        var start = _at;
        if (latex[_at] == '{')
        {
            var depth = 0;
            do
            {
                depth += latex[_at] == '{' ? 1 : latex[_at] == '}' ? -1 : 0;
                _at += latex[_at] == '\\' && _at + 1 < latex.Length ? 2 : 1;
            }
            while (depth > 0 && _at < latex.Length);
            return depth == 0 ? latex[(start + 1)..(_at - 1)] : latex[(start + 1)..];
        }

        if (latex[_at] == '}')
        {
            return "";
        }

        _at++;
        if (latex[start] == '\\')
        {
            while (_at < latex.Length && char.IsAsciiLetter(latex[_at]))
            {
                _at++;
            }
        }
        else if (char.IsHighSurrogate(latex[start]) && _at < latex.Length)
        {
            _at++;
        }

        return latex[start.._at];
    }

    // Arguments of accents and scripts are short; a long one, which may nest, is only freed of its braces and backslashes.
    private string Inner(string argument) => argument.Length switch
    {
        0 => "",
        1 when argument[0] is not ('\\' or '{' or '}' or '$') => argument,
        <= 64 => new LatexDecoder(InMath ? $"${argument}$" : argument).Decode().Trim(),
        _ => argument.Replace("{", "", StringComparison.Ordinal).Replace("}", "", StringComparison.Ordinal).Replace("\\", "", StringComparison.Ordinal),
    };

    private void SkipSpaces()
    {
        while (_at < latex.Length && latex[_at] is ' ' or '\t' or '\n' or '\r')
        {
            _at++;
        }
    }

    private void Paragraph()
    {
        while (_plain is [.., ' '])
        {
            _plain.Length--;
        }

        _plain.Append("\n\n");
    }
}
