using UglyToad.PdfPig.Logging;

namespace ResearchAgent.Readers.Pdf;

/// <summary>
/// Counts the instructions of pages that PdfPig passes over because they make no sense, and the text that it leaves out for want
/// of a font. In some fifty public papers there is none; in a file with damaged bytes there are dozens, and text is missing.
/// </summary>
internal sealed class DamageLog : ILog
{
    private static readonly string[] Signs = ["Operator which was not understood", "Failed reading operation", "Skipping a missing font"];

    public int Count { get; private set; }

    /// <summary>Streams of compressed data that break off in the middle.</summary>
    public int BrokenStreams { get; private set; }

    public void NoteBrokenStream() => BrokenStreams++;

    public void Debug(string message)
    {
    }

    public void Debug(string message, Exception ex)
    {
    }

    public void Warn(string message) => Note(message);

    public void Error(string message) => Note(message);

    public void Error(string message, Exception ex) => Note(message);

    private void Note(string message) => Count += Signs.Any(s => message.StartsWith(s, StringComparison.Ordinal)) ? 1 : 0;
}
