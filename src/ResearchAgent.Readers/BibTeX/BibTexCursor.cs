using System.Text;

namespace ResearchAgent.Readers.BibTeX;

/// <summary>A place in a .bib file that moves forward, up to a limit, and knows its line.</summary>
/// <param name="bracesEscape">Does a backslash before a brace keep it from counting?</param>
internal sealed class BibTexCursor(string text, int at, int limit, int line, bool bracesEscape)
{
    public int At { get; private set; } = at;

    /// <summary>From 1.</summary>
    public int Line { get; private set; } = line;

    /// <summary>From 1, on the line.</summary>
    public int Column => At - (At > 0 ? text.LastIndexOf('\n', At - 1) : -1);

    public bool IsAtEnd => At >= limit;

    /// <summary>The character here; '\0' at the end.</summary>
    public char Here => At < limit ? text[At] : '\0';

    public void Move()
    {
        Line += Here == '\n' ? 1 : 0;
        At++;
    }

    /// <summary>Over white space and comments. Did it leave the line?</summary>
    public bool SkipSpace()
    {
        var start = Line;
        while (!IsAtEnd && (char.IsWhiteSpace(Here) || Here is '%' or '\uFEFF'))
        {
            if (Here == '%')
            {
                while (!IsAtEnd && Here != '\n')
                {
                    At++;
                }
            }
            else
            {
                Move();
            }
        }

        return Line > start;
    }

    /// <summary>Over white space, but only if this sign follows it: else the line's end still tells something.</summary>
    public void SkipSpaceBefore(char sign)
    {
        var next = At;
        while (next < limit && char.IsWhiteSpace(text[next]))
        {
            next++;
        }

        if (next < limit && text[next] == sign)
        {
            SkipSpace();
        }
    }

    /// <summary>The characters from here on that are none of these and no white space.</summary>
    public string Word(string stops)
    {
        var start = At;
        while (!IsAtEnd && !char.IsWhiteSpace(Here) && !stops.Contains(Here, StringComparison.Ordinal))
        {
            At++;
        }

        return text[start..At];
    }

    /// <summary>Everything up to one of these signs, without white space around it.</summary>
    public string Until(string stops)
    {
        var start = At;
        while (!IsAtEnd && !stops.Contains(Here, StringComparison.Ordinal))
        {
            Move();
        }

        return text[start..At].Trim();
    }

    /// <summary>The text between the brace here and its fellow; null when that is missing.</summary>
    public string? Braced() => Delimited('{', '}');

    /// <summary>The text between the quotation mark here and the next one outside of braces; null when that is missing.</summary>
    public string? Quoted() => Delimited('"', '"');

    /// <summary>What stands here, for a message.</summary>
    public string Found() =>
         IsAtEnd ? "the end of the entry" : Rune.TryGetRuneAt(text, At, out var rune) ? $"'{rune}'" : "half a character";

    private string? Delimited(char open, char close)
    {
        Move();
        var start = At;
        for (var depth = 0; !IsAtEnd; Move())
        {
            var c = Here;
            if (c == '\\' && At + 1 < limit && ((bracesEscape && text[At + 1] is '{' or '}') || (open == '"' && text[At + 1] == '"' && !EndsAt(At + 1))))
            {
                At++;
            }
            else if (c == close && depth == 0)
            {
                var inner = text[start..At];
                Move();
                return inner;
            }
            else
            {
                depth += c == '{' ? 1 : c == '}' ? -1 : 0;
            }

            if (depth < 0 && open == '"')
            {
                return null;
            }
        }

        return null;
    }

    // Is the quotation mark after a backslash an accent ("na\"ive") or the end of the value?
    private bool EndsAt(int quote)
    {
        var next = quote + 1;
        while (next < limit && char.IsWhiteSpace(text[next]))
        {
            next++;
        }

        return next >= limit || text[next] is ',' or '}' or ')' or '#';
    }
}
