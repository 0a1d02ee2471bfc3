namespace ResearchAgent.Tests.Formats;

/// <summary>
/// The BibTeX grammar at its narrowest: braced ASCII values with balanced braces (a backslash escapes none), no text between
/// entries, no trailing comma, no field and no key twice.
/// </summary>
internal sealed class BibTexGrammar
{
    private readonly string _text;
    private int _at;

    private BibTexGrammar(string text) => _text = text;

    public static IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Parse(string text)
    {
        var grammar = new BibTexGrammar(text);
        var entries = new Dictionary<string, IReadOnlyDictionary<string, string>>(StringComparer.OrdinalIgnoreCase);
        grammar.Space();
        while (grammar._at < text.Length)
        {
            var (key, fields) = grammar.Entry();
            if (!entries.TryAdd(key, fields))
            {
                throw grammar.Error($"a second entry {key}");
            }

            grammar.Space();
        }

        return entries;
    }

    private (string Key, IReadOnlyDictionary<string, string> Fields) Entry()
    {
        Expect('@');
        var type = Name();
        if (type is not ("article" or "misc"))
        {
            throw Error($"type {type}");
        }

        Expect('{');
        var key = Name();
        var fields = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        Space();
        while (Peek() == ',')
        {
            _at++;
            Space();
            var name = Name();
            Space();
            Expect('=');
            Space();
            if (!fields.TryAdd(name, Braced()))
            {
                throw Error($"a second field {name}");
            }

            Space();
        }

        Expect('}');
        return (key, fields);
    }

    private string Braced()
    {
        Expect('{');
        var start = _at;
        Balanced();
        var value = _text[start.._at];
        Expect('}');
        return value;
    }

    private void Balanced()
    {
        while (Peek() != '}')
        {
            if (Peek() == '{')
            {
                _at++;
                Balanced();
                Expect('}');
            }
            else if (Peek() is (< ' ' or > '~') and not '\n')
            {
                throw Error("a character that is not printable ASCII");
            }
            else
            {
                _at++;
            }
        }
    }

    private string Name()
    {
        var start = _at;
        while (char.IsAsciiLetterOrDigit(Peek()))
        {
            _at++;
        }

        return _at > start && char.IsAsciiLetter(_text[start]) ? _text[start.._at] : throw Error("no name");
    }

    private void Space()
    {
        while (_at < _text.Length && _text[_at] is ' ' or '\n')
        {
            _at++;
        }
    }

    private void Expect(char expected)
    {
        if (Peek() != expected)
        {
            throw Error($"no '{expected}'");
        }

        _at++;
    }

    private char Peek() => _at < _text.Length ? _text[_at] : throw Error("the end");

    private FormatException Error(string found) => new($"BibTeX at {_at}: {found}, after: {_text[Math.Max(0, _at - 60).._at]}");
}
