using System.Globalization;
using System.Text;

namespace ResearchAgent.LlamaEngine.Grammars;

/// <summary>
/// Writes grammars in GBNF (https://github.com/ggml-org/llama.cpp/blob/master/grammars/README.md) that are valid by
/// construction: llama.cpp ends the process on one that is not.
/// </summary>
internal sealed class GrammarBuilder
{
    /// <summary>llama.cpp writes repetitions out and refuses long ones.</summary>
    public const int MaxRepetitions = 1000;

    private readonly Dictionary<string, string> _rules = [];

    public bool Has(string name) => _rules.ContainsKey(name);

    /// <summary>A name that is not taken yet, of letters, digits and dashes.</summary>
    public string NewName(string wanted)
    {
        var clean = string.Concat(wanted.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-')).Trim('-');
        clean = clean.Length == 0 || !char.IsAsciiLetter(clean[0]) ? "r-" + clean : clean;
        var name = clean;
        for (var i = 2; _rules.ContainsKey(name); i++)
        {
            name = string.Create(CultureInfo.InvariantCulture, $"{clean}-{i}");
        }

        _rules[name] = "";
        return name;
    }

    /// <returns>The name, to refer to the rule by.</returns>
    public string Add(string name, string body)
    {
        _rules[name] = body;
        return name;
    }

    /// <summary>
    /// An expression as a rule of its own, to be repeated: llama.cpp refuses a repetition by the number of its turns times the
    /// rules that stand inside, and a name is one.
    /// </summary>
    public string Named(string name, string expression) => _rules.ContainsKey(expression) ? expression : Add(NewName(name), expression);

    public override string ToString() => string.Concat(_rules.OrderBy(r => r.Key != "root").Select(r => $"{r.Key} ::= {r.Value}\n"));

    /// <summary>A text as it is.</summary>
    public static string Literal(string text)
    {
        var literal = new StringBuilder("\"");
        foreach (var rune in text.EnumerateRunes())
        {
            literal.Append(rune.Value is '"' or '\\' || Rune.IsControl(rune) ? Escape(rune) : rune.ToString());
        }

        return literal.Append('"').ToString();
    }

    /// <summary>One character of a class; everything that might mean something there is written as a number.</summary>
    public static string Escape(Rune rune) => Rune.IsLetterOrDigit(rune) ? rune.ToString()
        : rune.Value <= 0xFF ? string.Create(CultureInfo.InvariantCulture, $"\\x{rune.Value:X2}")
        : rune.Value <= 0xFFFF ? string.Create(CultureInfo.InvariantCulture, $"\\u{rune.Value:X4}")
        : string.Create(CultureInfo.InvariantCulture, $"\\U{rune.Value:X8}");

    /// <summary>One of several, in parentheses.</summary>
    public static string OneOf(IEnumerable<string> alternatives) => alternatives.Distinct().ToList() is var list && list.Count == 1 ? list[0] : $"({string.Join(" | ", list)})";

    /// <param name="item">A literal, a class, a name or something in parentheses.</param>
    /// <param name="most">Null for no end.</param>
    public static string Repeat(string item, int least, int? most) => (least, most) switch
    {
        (_, 0) => "",
        (0, null) => item + "*",
        (1, null) => item + "+",
        (0, 1) => item + "?",
        (1, 1) => item,
        (_, null) => string.Create(CultureInfo.InvariantCulture, $"{item}{{{least},}}"),
        _ when least == most => string.Create(CultureInfo.InvariantCulture, $"{item}{{{least}}}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{item}{{{least},{most}}}"),
    };

    /// <summary>Parts after one another; empty ones are left out.</summary>
    public static string Sequence(params IEnumerable<string> parts) => string.Join(' ', parts.Where(p => p.Length > 0)) is { Length: > 0 } sequence ? sequence : "\"\"";
}
