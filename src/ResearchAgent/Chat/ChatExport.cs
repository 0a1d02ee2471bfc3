using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using ResearchAgent.Writing.Formats;

namespace ResearchAgent.Chat;

/// <summary>A conversation as a file for people or programs.</summary>
public static class ChatExport
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n", Encoder = System.Text.Encodings.Web.JavaScriptEncoder.Create(System.Text.Unicode.UnicodeRanges.All) };

    /// <summary>Title, then each question with its answer, quotes and references. Paper text and questions render as text.</summary>
    public static string Markdown(SavedChat chat)
    {
        var head = string.Create(CultureInfo.InvariantCulture, $"# {MarkdownFormat.Escape(chat.Title)}\n\n{chat.Started:yyyy-MM-dd HH:mm}, {chat.Turns.Count} {(chat.Turns.Count == 1 ? "question" : "questions")}\n");
        return string.Join("\n---\n\n", chat.Turns.Select(Turn).Prepend(head));
    }

    /// <summary><c>id</c>, <c>title</c>, <c>started</c> and <c>turns</c>; each turn has <c>asked</c>, <c>question</c>, <c>when</c> and an <c>answer</c> that <c>research verify</c> can check.</summary>
    public static string Json(SavedChat chat) => new JsonObject
    {
        ["id"] = chat.Id,
        ["title"] = chat.Title,
        ["started"] = chat.Started,
        ["turns"] = new JsonArray([.. chat.Turns.Select(t => new JsonObject
        {
            ["asked"] = t.Asked,
            ["question"] = t.Question,
            ["when"] = t.When,
            ["answer"] = JsonNode.Parse(JsonFormat.Write(t.Answer)),
        })]),
    }.ToJsonString(Indented) + "\n";

    private static string Turn(ChatTurn turn)
    {
        var reading = turn.Asked == turn.Question ? "" : $"Read as: {MarkdownFormat.Escape(turn.Question)}\n\n";
        return $"**{MarkdownFormat.Escape(turn.Asked)}**\n\n{reading}{MarkdownFormat.Write(turn.Answer, showQuotes: true)}";
    }
}
