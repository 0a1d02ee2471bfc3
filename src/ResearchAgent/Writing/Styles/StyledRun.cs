namespace ResearchAgent.Writing.Styles;

/// <summary>A stretch of a reference set in one face. The text is plain: whoever prints it escapes it for its own format.</summary>
public readonly record struct StyledRun(string Text, bool IsItalic)
{
    /// <summary>The text without its emphasis.</summary>
    public static string Plain(IEnumerable<StyledRun> runs) => Print(runs, text => text, text => text);

    /// <param name="escape">Makes plain text safe in the target format.</param>
    /// <param name="emphasize">Marks up text that is already escaped.</param>
    public static string Print(IEnumerable<StyledRun> runs, Func<string, string> escape, Func<string, string> emphasize) =>
        string.Concat(runs.Select(r => r.IsItalic ? emphasize(escape(r.Text)) : Spaced(r.Text, escape)));

    // What makes text safe may trim it; the space between two faces must stay.
    private static string Spaced(string text, Func<string, string> escape)
    {
        var inner = text.Trim(' ');
        return inner.Length == 0
            ? text
            : (text.StartsWith(' ') ? " " : "") + escape(inner) + (text.EndsWith(' ') ? " " : "");
    }
}
