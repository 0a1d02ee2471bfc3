using System.Text.RegularExpressions;

namespace ResearchAgent.LlamaEngine.Tests.Grammars;

internal static partial class RandomText
{
    /// <summary>
    /// One character for each that the standard counts: .NET counts two beyond the first plane. And random weights write bytes
    /// that are no character; of each such group come up to four marks.
    /// </summary>
    public static string Readable(string text) => Uncounted().Replace(text, "x");

    [GeneratedRegex("[\uD800-\uDBFF][\uDC00-\uDFFF]|\\\\uD[89AB][0-9A-F]{2}\\\\uD[C-F][0-9A-F]{2}|\uFFFD{1,4}")]
    private static partial Regex Uncounted();
}
