namespace ResearchAgent.Cli;

/// <summary>A file that the user asked for beside what is printed.</summary>
internal static class OutputFile
{
    /// <exception cref="IOException">It cannot be written; the message names it.</exception>
    public static async Task WriteAsync(string path, string text, CancellationToken cancellationToken)
    {
        try
        {
            await File.WriteAllTextAsync(path, text, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"The file '{path}' cannot be written ({e.Message.TrimEnd('.')}). Name another one.", e);
        }
    }
}
