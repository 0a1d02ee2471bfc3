using ResearchAgent.Writing.Formats;

namespace ResearchAgent.ExternalTools;

/// <summary>Names and descriptions of servers made printable, and results cut. They reach a model and a terminal, and neither is to be led by them unseen.</summary>
internal static class ToolText
{
    // About 2,000 tokens: a small model still has room for its task.
    public const int MaxResult = 8_000;

    private const int MaxDescription = 500;
    private const int MaxNames = 40;
    private const int MaxName = 64;

    /// <summary>A description: one line, at most 500 characters.</summary>
    public static string Description(string? text) => Clip(text ?? "", MaxDescription);

    public static string Name(string name) => Clip(name, MaxName);

    public static string Names(IEnumerable<string> names)
    {
        var all = names.ToList();
        return all.Count == 0 ? "nothing" : string.Join(", ", all.Take(MaxNames).Select(Name)) + (all.Count > MaxNames ? $" and {all.Count - MaxNames} more" : "");
    }

    /// <summary>The first 8,000 characters of a result, or one less: a pair of surrogates is not cut in half.</summary>
    public static string Beginning(string text) =>
        text.Length <= MaxResult ? text : text[..(char.IsHighSurrogate(text[MaxResult - 1]) ? MaxResult - 1 : MaxResult)];

    private static string Clip(string text, int length)
    {
        var line = SingleLine.Of(text.Length > 4 * length ? text[..(4 * length)] : text);
        return line.Length <= length ? line : SingleLine.Of(line[..(length - 1)]) + "…";
    }
}
