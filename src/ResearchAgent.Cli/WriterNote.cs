using System.CommandLine;
using ResearchAgent.Writing;
using ResearchAgent.Writing.Formats;

namespace ResearchAgent.Cli;

/// <summary>Says who wrote a text.</summary>
internal static class WriterNote
{
    /// <returns>"Writer: llama (qwen3-4b), 2 sentences dropped."</returns>
    public static string Of(Writer writer)
    {
        var dropped = writer.Dropped == 0 ? "" : $", {writer.Dropped} {(writer.Dropped == 1 ? "sentence" : "sentences")} dropped";
        var note = writer.Model is null ? writer.Name
            : writer.Name == Writer.Fluent ? $"{writer.Name} ({writer.Model}){dropped}{(writer.Fallback is null ? "" : $"; {writer.Fallback}")}"
            : $"{writer.Name} in place of {Writer.Fluent} ({writer.Model}): {writer.Fallback}";
        return SingleLine.Of($"Writer: {note}.");
    }

    /// <summary>Where the text goes out in a format that has no room for it, a failure of the model is told beside it.</summary>
    public static void Warn(Terminal terminal, ParseResult parsed, GroundedText text)
    {
        if (text.Trace.Writer.Fallback is not null && !parsed.GetValue(CommonOptions.Quiet))
        {
            terminal.Error.WriteLine(Of(text.Trace.Writer));
        }
    }
}
