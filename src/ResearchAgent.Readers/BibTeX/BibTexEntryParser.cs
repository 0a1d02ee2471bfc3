using System.Globalization;
using System.Text;

namespace ResearchAgent.Readers.BibTeX;

/// <summary>Reads what begins with "@word{" at a cursor: an entry, a macro, a preamble or a comment.</summary>
internal sealed class BibTexEntryParser(BibTexCursor cursor, Dictionary<string, string> macros)
{
    /// <summary>Macros are names of journals; one that is made of itself again and again would fill the memory.</summary>
    private const int MaxMacroLength = 16 * 1024;

    private const string NameStops = "=,{}\"#()%";

    /// <summary>The entry, a problem, or neither for what is no entry.</summary>
    public (BibTexEntry? Entry, BibTexProblem? Problem) Read()
    {
        var line = cursor.Line;
        cursor.Move();
        cursor.SkipSpace();
        var type = cursor.Word("{(").ToLowerInvariant();
        cursor.SkipSpace();
        var close = cursor.Here == '(' ? ')' : '}';
        switch (type)
        {
            case "comment":
                SkipComment(close);
                return (null, null);
            case "preamble":
                return (null, close == '}' && cursor.Braced() is null ? Problem(line, "@preamble is not closed: a '}' is missing") : null);
            case "string":
                cursor.Move();
                return (null, Macro(close, line));
            default:
                cursor.Move();
                return Entry(type, close, line);
        }
    }

    // BibTeX itself reads on after the word; a comment that is not closed before the next entry ends there.
    private void SkipComment(char close)
    {
        if (close == '}')
        {
            _ = cursor.Braced();
        }
        else
        {
            _ = cursor.Until(")");
        }
    }

    private BibTexProblem? Macro(char close, int line)
    {
        cursor.SkipSpace();
        var name = cursor.Word(NameStops);
        cursor.SkipSpace();
        if (name.Length == 0 || cursor.Here != '=')
        {
            return Problem(line, $"@string names no macro: {cursor.Found()} stands where '=' should. Write @string{{name = \"text\"}}");
        }

        cursor.Move();
        if (Value(out var problem) is not { } value)
        {
            return problem;
        }

        if (value.Length > MaxMacroLength)
        {
            return Problem(line, $"@string '{name}' has more than {MaxMacroLength} characters. Shorten it");
        }

        macros[name] = value;
        return Close(close, line, $"@string '{name}'");
    }

    private BibTexProblem? Close(char close, int line, string what)
    {
        cursor.SkipSpace();
        if (cursor.Here != close)
        {
            return Problem(line, $"{what} is not closed: {cursor.Found()} stands where '{close}' should");
        }

        cursor.Move();
        return null;
    }

    private (BibTexEntry? Entry, BibTexProblem? Problem) Entry(string type, char close, int line)
    {
        cursor.SkipSpace();
        var (key, name, isClosed, problem) = Key(close, type, line);
        var fields = new List<BibTexField>();
        var what = key is null ? $"@{type}" : $"the entry '{RecordText.OneLine(key)}'";
        while (problem is null && !isClosed)
        {
            if (name is null)
            {
                cursor.SkipSpace();
                while (cursor.Here == ',')
                {
                    cursor.Move();
                    cursor.SkipSpace();
                }

                if (cursor.Here == close)
                {
                    cursor.Move();
                    break;
                }

                name = cursor.Word(NameStops);
            }

            problem = Field(name, what, fields);
            name = null;
            if (problem is null)
            {
                var isNewLine = cursor.SkipSpace();
                if (cursor.Here == close)
                {
                    cursor.Move();
                    break;
                }

                // A comma that is missing at the end of a line misleads nobody.
                problem = cursor.Here == ',' || (isNewLine && (char.IsLetter(cursor.Here) || cursor.Here == '_'))
                    ? null
                    : Problem(cursor.IsAtEnd ? line : cursor.Line, $"{what} is broken after field '{fields[^1].Name}': {cursor.Found()} stands where ',' or '{close}' should");
            }
        }

        return problem is null ? (new BibTexEntry(type, key, line, fields), null) : (null, problem);
    }

    // "@misc{title = {X}}" has no key: then the word is already the name of a field.
    private (string? Key, string? FieldName, bool IsClosed, BibTexProblem? Problem) Key(char close, string type, int line)
    {
        var word = cursor.Until($",={close}\n");
        cursor.SkipSpace();
        if (cursor.Here == '=' && !word.Any(char.IsWhiteSpace))
        {
            return (null, word, false, null);
        }

        var key = word.Length > 0 ? word : null;
        if (cursor.Here == close)
        {
            cursor.Move();
            return (key, null, true, null);
        }

        return cursor.Here == ','
            ? (key, null, false, null)
            : (key, null, false, Problem(line, $"the entry @{type} {RecordText.Shown(word)} is broken: {cursor.Found()} stands where ',' should follow the key"));
    }

    private BibTexProblem? Field(string name, string what, List<BibTexField> fields)
    {
        var line = cursor.Line;
        cursor.SkipSpace();
        if (name.Length == 0)
        {
            return Problem(line, $"{what} is broken: {cursor.Found()} stands where a field's name or '}}' should");
        }

        if (cursor.Here != '=')
        {
            return Problem(line, $"{what} is broken at field {RecordText.Shown(name)}: {cursor.Found()} stands where '=' should");
        }

        cursor.Move();
        if (Value(out var problem) is not { } value)
        {
            return problem! with { Message = problem.Message.Replace("the value", $"the value of field '{RecordText.OneLine(name)}'", StringComparison.Ordinal), Line = line };
        }

        fields.Add(new BibTexField(name.ToLowerInvariant(), value, line));
        return null;
    }

    // Braced, quoted, a number or a macro, or several joined by '#'. An empty value, "volume = ,", is read as such.
    private string? Value(out BibTexProblem? problem)
    {
        problem = null;
        var value = new StringBuilder();
        while (true)
        {
            cursor.SkipSpace();
            var line = cursor.Line;
            switch (cursor.Here)
            {
                case '{' or '"':
                    var (mark, part) = cursor.Here == '{' ? ('}', cursor.Braced()) : ('"', cursor.Quoted());
                    if (part is null)
                    {
                        problem = Problem(line, $"the value is not closed: a '{mark}' is missing");
                        return null;
                    }

                    value.Append(part);
                    break;
                case ',' or '}' or ')':
                    break;
                default:
                    var word = cursor.Word(",{}\"#()%=");
                    if (word.Length == 0)
                    {
                        problem = Problem(line, $"the value is missing: {cursor.Found()} stands in its place");
                        return null;
                    }

                    value.Append(macros.GetValueOrDefault(word, word));
                    break;
            }

            cursor.SkipSpaceBefore('#');
            if (cursor.Here != '#')
            {
                return value.ToString();
            }

            cursor.Move();
        }
    }

    private BibTexProblem Problem(int line, string message) =>
        new(line, string.Create(CultureInfo.InvariantCulture, $"{message} (line {cursor.Line}, column {cursor.Column}). Correct the entry; the others were read."));
}
