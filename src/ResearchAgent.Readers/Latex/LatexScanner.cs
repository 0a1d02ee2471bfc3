namespace ResearchAgent.Readers.Latex;

/// <summary>A place in LaTeX text, and how to read on from it.</summary>
internal sealed class LatexScanner(string text)
{
    /// <summary>Text with ten thousand open braces must not be searched to its end for each of them.</summary>
    private const long MaxSearchedInVain = 20_000_000;

    private long _searchedInVain;

    public string Text { get; } = text;

    public int Position { get; set; }

    public bool AtEnd => Position >= Text.Length;

    public char Current => Text[Position];

    /// <summary>After a backslash: the letters of a command, or the one sign that is a command.</summary>
    public string ReadName()
    {
        var start = Position;
        while (Position < Text.Length && (char.IsAsciiLetter(Text[Position]) || Text[Position] == '@'))
        {
            Position++;
        }

        if (Position == start && Position < Text.Length)
        {
            Position++;
        }

        return Text[start..Position];
    }

    /// <summary>Blanks and at most one end of line: a blank line ends what could follow.</summary>
    public void SkipSpaces()
    {
        var at = Position;
        var lines = 0;
        while (at < Text.Length && char.IsWhiteSpace(Text[at]))
        {
            lines += Text[at] == '\n' ? 1 : 0;
            at++;
        }

        if (lines <= 1)
        {
            Position = at;
        }
    }

    public bool Skip(char expected)
    {
        if (Position < Text.Length && Text[Position] == expected)
        {
            Position++;
            return true;
        }

        return false;
    }

    /// <summary>An argument: what stands in braces, or one sign or command; empty at the end or where braces do not close.</summary>
    public string ReadArgument()
    {
        SkipSpaces();
        if (AtEnd || Current == '}')
        {
            return "";
        }

        if (Current == '{')
        {
            return ReadBalanced('{', '}') ?? "";
        }

        var start = Position++;
        if (Text[start] == '\\')
        {
            ReadName();
        }

        return Text[start..Position];
    }

    /// <summary>An argument in braces; null where none follows.</summary>
    public string? ReadGroup()
    {
        var start = Position;
        SkipSpaces();
        if (!AtEnd && Current == '{' && ReadBalanced('{', '}') is { } group)
        {
            return group;
        }

        Position = start;
        return null;
    }

    /// <summary>An argument in square brackets; null where none follows.</summary>
    public string? ReadOptional()
    {
        var start = Position;
        SkipSpaces();
        if (!AtEnd && Current == '[' && ReadBalanced('[', ']') is { } option)
        {
            return option;
        }

        Position = start;
        return null;
    }

    /// <summary>What stands up to <paramref name="end"/>, outside of braces; null, without moving, where it does not come within the paragraph.</summary>
    public string? ReadUntil(string end)
    {
        var depth = 0;
        for (var at = Position; at < Text.Length && _searchedInVain < MaxSearchedInVain; at++)
        {
            if (depth <= 0 && string.CompareOrdinal(Text, at, end, 0, end.Length) == 0)
            {
                var read = Text[Position..at];
                Position = at + end.Length;
                return read;
            }

            switch (Text[at])
            {
                case '\\':
                    at++;
                    break;
                case '{':
                    depth++;
                    break;
                case '}':
                    depth--;
                    break;
                case '\n' when at + 1 < Text.Length && Text[at + 1] == '\n':
                    _searchedInVain += at - Position;
                    return null;
            }
        }

        _searchedInVain += Text.Length - Position;
        return null;
    }

    /// <summary>After <c>\begin{name}</c>: what stands up to its <c>\end{name}</c>; null, without moving, where it is not closed.</summary>
    public string? ReadEnvironment(string name)
    {
        var (begin, end) = ($"\\begin{{{name}}}", $"\\end{{{name}}}");
        var depth = 1;
        for (var at = Position; (at = Text.IndexOf('\\', at)) >= 0; at++)
        {
            if (string.CompareOrdinal(Text, at, end, 0, end.Length) == 0 && --depth == 0)
            {
                var read = Text[Position..at];
                Position = at + end.Length;
                return read;
            }

            depth += string.CompareOrdinal(Text, at, begin, 0, begin.Length) == 0 ? 1 : 0;
        }

        return null;
    }

    // Braces count within brackets, too: "[a]{b}]" inside "{...}" does not close.
    private string? ReadBalanced(char open, char close)
    {
        var depth = 0;
        var braces = 0;
        for (var at = Position; at < Text.Length && _searchedInVain < MaxSearchedInVain; at++)
        {
            var c = Text[at];
            if (c == '\\')
            {
                at++;
            }
            else if (c == open && braces == 0)
            {
                depth++;
            }
            else if (c == close && braces == 0)
            {
                if (--depth == 0)
                {
                    var read = Text[(Position + 1)..at];
                    Position = at + 1;
                    return read;
                }
            }
            else if (open != '{' && c is '{' or '}')
            {
                braces += c == '{' ? 1 : -1;
                if (braces < 0)
                {
                    return null;
                }
            }
        }

        _searchedInVain += Text.Length - Position;
        return null;
    }
}
