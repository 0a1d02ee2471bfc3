namespace ResearchAgent.Writing.Formats;

/// <summary>Who wrote a text, as one line.</summary>
public static class WriterLine
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
}
