namespace ResearchAgent;

/// <summary>Replaces a small file whole: a reader, or a crash, sees the old text or the new one and never half of it.</summary>
public static class AtomicFile
{
    /// <summary>Creates the folder too. A link is followed, and the permissions of a file that is there are kept.</summary>
    /// <exception cref="IOException">It cannot be written; the old file is as it was.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    public static async Task WriteAsync(string path, string text, CancellationToken cancellationToken)
    {
        var target = File.Exists(path) && File.ResolveLinkTarget(path, returnFinalTarget: true) is { } linked ? linked.FullName : Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        var temporary = $"{target}.{Guid.NewGuid():N}.tmp";
        try
        {
            await using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write))
            {
                await stream.WriteAsync(System.Text.Encoding.UTF8.GetBytes(text), cancellationToken);
                stream.Flush(flushToDisk: true);
            }

            if (!OperatingSystem.IsWindows() && File.Exists(target))
            {
                File.SetUnixFileMode(temporary, File.GetUnixFileMode(target));
            }

            File.Move(temporary, target, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }
}
