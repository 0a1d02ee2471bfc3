using System.Globalization;
using System.Text;

namespace ResearchAgent.LlamaEngine.Grammars;

/// <summary>
/// Regular expressions of JSON schemas as rules for what stands between the quotes. Read are: literals, classes, \d \w \s,
/// the dot, groups, alternatives, the repetitions ? * + {m,n}, and the anchors ^ and $ at the ends; without an anchor
/// anything may stand there. A class or dot gives no character that JSON would have to escape, and \s the blank alone.
/// Where dialects differ (letters, digits and blanks beyond ASCII, characters of two code units), what any excludes is excluded.
/// </summary>
internal sealed class PatternGrammar
{
    private const string Digits = "0-9";
    private const string WordCharacters = "A-Za-z0-9_";
    private const string Blanks = @"\x20\u0080-\u00A0\u1680\u2000-\u200F\u2028-\u202F\u205F\u3000\uFEFF";
    private const string BeyondAscii = @"\u0080-\U003FFFFF";

    private const string EmptyGroup = "empty-group";

    // What JSON escapes, ends of lines, and what .NET counts as two characters.
    private const string Never = @"\x22\x5C\x00-\x1F\x7F\u0085\u2028\u2029\uD800-\uDFFF\U00010000-\U003FFFFF";

    private readonly GrammarBuilder _grammar;
    private readonly string _pattern;
    private readonly string _path;
    private int _position;

    private PatternGrammar(GrammarBuilder grammar, string pattern, string path)
    {
        _grammar = grammar;
        _pattern = pattern;
        _path = path;
    }

    private bool AtEnd => _position >= _pattern.Length;

    /// <exception cref="UnsupportedSchemaException">The pattern has something else.</exception>
    public static string Write(GrammarBuilder grammar, string pattern, string path)
    {
        var isOpenBefore = !pattern.StartsWith('^');
        var isOpenAfter = !pattern.EndsWith('$') || pattern.EndsWith("\\$", StringComparison.Ordinal);
        var core = pattern[(isOpenBefore ? 0 : 1)..(isOpenAfter ? pattern.Length : pattern.Length - 1)];
        var reader = new PatternGrammar(grammar, core, path);
        var body = reader.Alternatives();
        if (!reader.AtEnd)
        {
            throw reader.Unsupported($"'{core[reader._position]}' at {reader._position}");
        }

        var any = JsonRules.Character(grammar) + "*";
        return GrammarBuilder.Sequence(isOpenBefore ? any : "", $"({body})", isOpenAfter ? any : "");
    }

    private string Alternatives()
    {
        var alternatives = new List<string> { Terms() };
        while (!AtEnd && _pattern[_position] == '|')
        {
            _position++;
            alternatives.Add(Terms());
        }

        return string.Join(" | ", alternatives);
    }

    private string Terms()
    {
        var terms = new List<string>();
        while (!AtEnd && _pattern[_position] is not ('|' or ')'))
        {
            terms.Add(Repeated(Atom()));
        }

        return GrammarBuilder.Sequence(terms);
    }

    private string Atom()
    {
        var c = _pattern[_position++];
        switch (c)
        {
            case '.':
                return $"[^{Never}]";
            case '[':
                return Class();
            case '(':
                return Group();
            case '\\':
                return Escaped();
            case '^' or '$' or '?' or '*' or '+' or '{':
                throw Unsupported($"'{c}' at {_position - 1}");
            default:
                if (char.IsHighSurrogate(c) && !AtEnd)
                {
                    return Character(new string([c, _pattern[_position++]]));
                }

                return Character(c.ToString());
        }
    }

    private string Group()
    {
        if (_pattern.AsSpan(_position).StartsWith("?"))
        {
            if (!_pattern.AsSpan(_position).StartsWith("?:"))
            {
                throw Unsupported($"'(?' at {_position}");
            }

            _position += 2;
        }

        var body = Alternatives();
        if (AtEnd)
        {
            throw Unsupported("a group without end");
        }

        _position++;
        return $"({body})";
    }

    private string Escaped()
    {
        if (AtEnd)
        {
            throw Unsupported("a backslash at the end");
        }

        var c = _pattern[_position++];
        return c switch
        {
            'd' => $"[{Digits}]",
            'w' => $"[{WordCharacters}]",
            's' => "\" \"",
            'D' => $"[^{Digits}{BeyondAscii}{Never}]",
            'W' => $"[^{WordCharacters}{BeyondAscii}{Never}]",
            'S' => $"[^{Blanks}{Never}]",
            _ when char.IsAsciiLetterOrDigit(c) || !char.IsAscii(c) => throw Unsupported($"'\\{c}' at {_position - 2}"),
            _ => Character(c.ToString()),
        };
    }

    private string Class()
    {
        var isNegated = !AtEnd && _pattern[_position] == '^';
        _position += isNegated ? 1 : 0;
        var members = new StringBuilder();
        while (true)
        {
            if (AtEnd)
            {
                throw Unsupported("a class without end");
            }

            if (_pattern[_position] == ']')
            {
                _position++;
                break;
            }

            members.Append(Member(isNegated));
        }

        return members.Length == 0 ? throw Unsupported("an empty class") : isNegated ? $"[^{members}{Never}]" : $"[{members}]";
    }

    private string Member(bool isNegated)
    {
        var (low, set) = ClassCharacter(isNegated);
        if (set is not null)
        {
            return set;
        }

        var high = low;
        if (_position + 1 < _pattern.Length && _pattern[_position] == '-' && _pattern[_position + 1] != ']')
        {
            _position++;
            (high, set) = ClassCharacter(isNegated);
            if (set is not null || high.Value < low.Value)
            {
                throw Unsupported($"a range before {_position}");
            }
        }

        // A range such as [!-~] would admit the quote and the backslash as they are.
        if (!isNegated && (Spans('"') || Spans('\\') || low.Value < ' ' || Spans('\u007F')))
        {
            throw Unsupported("a class with a character that JSON escapes");
        }

        return low == high ? GrammarBuilder.Escape(low) : $"{GrammarBuilder.Escape(low)}-{GrammarBuilder.Escape(high)}";

        bool Spans(char c) => low.Value <= c && c <= high.Value;
    }

    private (Rune Character, string? Set) ClassCharacter(bool isNegated)
    {
        var rune = Rune.TryGetRuneAt(_pattern, _position, out var whole) ? whole : throw Unsupported("half a character");
        _position += rune.Utf16SequenceLength;
        if (rune.Value != '\\')
        {
            return (rune, null);
        }

        if (AtEnd)
        {
            throw Unsupported("a backslash at the end");
        }

        var c = _pattern[_position++];
        return c switch
        {
            'd' => (default, Digits + (isNegated ? BeyondAscii : "")),
            'w' => (default, WordCharacters + (isNegated ? BeyondAscii : "")),
            's' => (default, isNegated ? Blanks : "\\x20"),
            _ when char.IsAsciiLetterOrDigit(c) || !char.IsAscii(c) => throw Unsupported($"'\\{c}' at {_position - 2}"),
            _ => (new Rune(c), null),
        };
    }

    private string Repeated(string item)
    {
        if (AtEnd)
        {
            return item;
        }

        var (least, most) = (1, (int?)1);
        switch (_pattern[_position])
        {
            case '?':
                (least, most) = (0, 1);
                break;
            case '*':
                (least, most) = (0, null);
                break;
            case '+':
                (least, most) = (1, null);
                break;
            case '{':
                (least, most) = Bounds();
                break;
            default:
                return item;
        }

        _position++;
        if (!AtEnd && _pattern[_position] is '?' or '+' or '*' or '{')
        {
            throw Unsupported($"'{_pattern[_position]}' at {_position}");
        }

        if (most is null && MayBeEmpty(item))
        {
            throw Unsupported("an endless repetition of what may be empty");
        }

        return GrammarBuilder.Repeat(item[0] == '(' ? _grammar.Named(MayBeEmpty(item) ? EmptyGroup : "group", item) : item, least, most);
    }

    // Stops at the closing brace.
    private (int Least, int? Most) Bounds()
    {
        var end = _pattern.IndexOf('}', _position);
        var parts = end < 0 ? [] : _pattern[(_position + 1)..end].Split(',');
        if (parts.Length is not (1 or 2) || !TryRead(parts[0], out var least))
        {
            throw Unsupported($"'{{' at {_position}");
        }

        var most = parts.Length == 1 ? least : parts[1].Length == 0 ? (int?)null : TryRead(parts[1], out var bound) ? bound : -1;
        if (most < least || Math.Max(least, most ?? 0) > GrammarBuilder.MaxRepetitions)
        {
            throw Unsupported($"the repetition at {_position}");
        }

        _position = end;
        return (least, most);

        static bool TryRead(string text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }

    // Only a group can be; whether this one is, is left open.
    private static bool MayBeEmpty(string item) => item[0] == '(' && (item.Contains(EmptyGroup, StringComparison.Ordinal) || item.Contains('*', StringComparison.Ordinal) || item.Contains('?', StringComparison.Ordinal) || item.Contains("\"\"", StringComparison.Ordinal) || item.Contains("{0,", StringComparison.Ordinal));

    // As JSON writes it.
    private string Character(string text) => text[0] < ' ' ? throw Unsupported("a control character") : GrammarBuilder.Literal(text is "\"" or "\\" ? "\\" + text : text);

    private UnsupportedSchemaException Unsupported(string what) => new(_path, "pattern", $"'{_pattern}' has {what}, which cannot be held to");
}
