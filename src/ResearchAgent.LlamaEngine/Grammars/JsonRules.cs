namespace ResearchAgent.LlamaEngine.Grammars;

/// <summary>Rules of JSON itself (RFC 8259). There is at most one space after a comma or a colon: a model cannot go on with blanks for ever.</summary>
internal static class JsonRules
{
    // No surrogate halves: what they stand for cannot be read back.
    private const string Hex = "[0-9a-fA-F]";

    // Bytes of UTF-8 that stand for no character; a reader makes several of each.
    private const string NoCharacters = @"\uD800-\uDFFF\U00110000-\U003FFFFF";

    public static string Space(GrammarBuilder grammar) => Ensure(grammar, "space", "\" \"?");

    /// <summary>One character inside a string.</summary>
    public static string Character(GrammarBuilder grammar) => Ensure(
        grammar,
        "char",
        $$"""[^"\\\x00-\x1F\x7F{{NoCharacters}}] | "\\" (["\\/bfnrt] | "u" ([0-9A-Ca-cE-Fe-f] {{Hex}}{3} | [Dd] [0-7] {{Hex}}{2}))""");

    public static string String(GrammarBuilder grammar) => Ensure(grammar, "string", $"\"\\\"\" {Character(grammar)}* \"\\\"\"");

    /// <summary>At most 16 digits before and after the point, and two in the exponent: what a double holds.</summary>
    public static string Number(GrammarBuilder grammar) => Ensure(grammar, "number", "\"-\"? (\"0\" | [1-9] [0-9]{0,15}) (\".\" [0-9]{1,16})? ([eE] [-+]? [0-9]{1,2})?");

    public static string Boolean(GrammarBuilder grammar) => Ensure(grammar, "boolean", "\"true\" | \"false\"");

    public static string Null(GrammarBuilder grammar) => Ensure(grammar, "null", "\"null\"");

    public static string Object(GrammarBuilder grammar) => Container(grammar, "object", "{", $"({String(grammar)} \":\" {Space(grammar)} value)", "}");

    public static string Array(GrammarBuilder grammar) => Container(grammar, "array", "[", "value", "]");

    /// <summary>Any value.</summary>
    public static string Value(GrammarBuilder grammar)
    {
        if (!grammar.Has("value"))
        {
            grammar.Add("value", "");
            grammar.Add("value", string.Join(" | ", Object(grammar), Array(grammar), String(grammar), Number(grammar), Boolean(grammar), Null(grammar)));
        }

        return "value";
    }

    public static string List(GrammarBuilder grammar, string item) => $"{item} (\",\" {Space(grammar)} {item})*";

    private static string Container(GrammarBuilder grammar, string name, string open, string item, string close)
    {
        if (!grammar.Has(name))
        {
            grammar.Add(name, "");
            Value(grammar);
            grammar.Add(name, $"\"{open}\" ({List(grammar, item)})? \"{close}\"");
        }

        return name;
    }

    private static string Ensure(GrammarBuilder grammar, string name, string body)
    {
        if (!grammar.Has(name))
        {
            grammar.Add(name, body);
        }

        return name;
    }
}
