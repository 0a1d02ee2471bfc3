using System.Globalization;
using Microsoft.Extensions.AI;

namespace ResearchAgent.LlamaEngine.Grammars;

/// <summary>Replies of a model that has functions: prose, or calls of declared functions with arguments that their schemas admit.</summary>
public static class ToolCallGrammar
{
    private const int MaxCalls = 8;

    /// <param name="mode">Required: a call, of the function it names if it names one. Otherwise the model may write prose.</param>
    /// <returns>GBNF with the root rule "root".</returns>
    /// <exception cref="ArgumentException">No tools, or the one that is required is not among them.</exception>
    /// <exception cref="UnsupportedSchemaException">No grammar can hold a model to the schema of some function's arguments.</exception>
    public static string ToGbnf(IReadOnlyList<AIFunctionDeclaration> tools, ChatToolMode mode, bool allowMultiple)
    {
        var callable = mode is RequiredChatToolMode { RequiredFunctionName: { } name } ? [.. tools.Where(t => t.Name == name)] : tools;
        if (callable.Count == 0)
        {
            throw new ArgumentException(mode is RequiredChatToolMode { RequiredFunctionName: { } missing } ? $"The function '{missing}' is required and not among the tools." : "There are no tools.", nameof(tools));
        }

        var grammar = new GrammarBuilder();
        grammar.Add("root", "");
        var calls = callable.Select((t, i) => Call(grammar, t, string.Create(CultureInfo.InvariantCulture, $"t{i}-"))).ToList();
        grammar.Add("call", $"{GrammarBuilder.Literal(ToolCallFormat.CallStart)} {GrammarBuilder.OneOf(calls)} {GrammarBuilder.Literal(ToolCallFormat.CallEnd)}");
        var some = allowMultiple ? string.Create(CultureInfo.InvariantCulture, $"call (\"\\n\" call){{0,{MaxCalls - 1}}}") : "call";

        if (mode is RequiredChatToolMode)
        {
            grammar.Add("root", some);
            return grammar.ToString();
        }

        // Prose does not begin as a call does, so that the first character tells which it is; and no call stands in it, which nobody would make.
        grammar.Add("root", $"{some} | [^<{{ \\t\\r\\n\\x00] prose*");
        grammar.Add("prose", """[^<\x00] | "<" ([^<t\x00] | "t" ([^<o\x00] | "o" ([^<o\x00] | "o" ([^<l\x00] | "l" [^<_\x00]))))""");
        return grammar.ToString();
    }

    private static string Call(GrammarBuilder grammar, AIFunctionDeclaration tool, string prefix)
    {
        try
        {
            var arguments = new SchemaRules(grammar, tool.JsonSchema, prefix).Write(tool.JsonSchema, "#");
            return grammar.Add(grammar.NewName(prefix + "call"), $"{GrammarBuilder.Literal(ToolCallFormat.Name(tool.Name))} {arguments} \"}}\"");
        }
        catch (UnsupportedSchemaException e)
        {
            throw new UnsupportedSchemaException($"{tool.Name}{e.Path}", e.Keyword, "the arguments of the function cannot be held to it");
        }
    }
}
