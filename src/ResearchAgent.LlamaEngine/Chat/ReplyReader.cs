using System.Text;
using Microsoft.Extensions.AI;
using ResearchAgent.LlamaEngine.Grammars;

namespace ResearchAgent.LlamaEngine.Chat;

/// <summary>Tells prose from calls while a reply comes in: prose is passed on at once, a call is read when it is complete.</summary>
internal sealed class ReplyReader(IReadOnlyList<AIFunctionDeclaration> tools)
{
    private readonly StringBuilder _held = new();
    private bool _isProse = tools.Count == 0;

    /// <returns>Text to show now.</returns>
    public string Add(string text)
    {
        if (_isProse)
        {
            return text;
        }

        // The grammar lets a reply begin with "<" for a call alone.
        _held.Append(text);
        var held = _held.ToString();
        if (string.IsNullOrWhiteSpace(held) || held.AsSpan().TrimStart()[0] is '<' or '{')
        {
            return "";
        }

        _isProse = true;
        _held.Clear();
        return held;
    }

    /// <returns>The calls, and text that turned out to be none.</returns>
    public IReadOnlyList<AIContent> Finish()
    {
        if (_held.Length == 0)
        {
            return [];
        }

        var reply = ToolCallParser.Parse(_held.ToString(), [.. tools.Select(t => t.Name)]);
        return reply.Text.Length > 0 ? [new TextContent(reply.Text), .. reply.Calls] : [.. reply.Calls];
    }
}
