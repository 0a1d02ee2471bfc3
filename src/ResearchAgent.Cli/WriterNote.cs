using System.CommandLine;
using ResearchAgent.Writing;
using ResearchAgent.Writing.Formats;

namespace ResearchAgent.Cli;

/// <summary>Says on the error stream who wrote a text.</summary>
internal static class WriterNote
{
    /// <summary>Where the text goes out in a format that has no room for it, a failure of the model is told beside it.</summary>
    public static void Warn(Terminal terminal, ParseResult parsed, GroundedText text)
    {
        if (text.Trace.Writer.Fallback is not null && !parsed.GetValue(CommonOptions.Quiet))
        {
            terminal.Error.WriteLine(WriterLine.Of(text.Trace.Writer));
        }
    }
}
