using System.Globalization;
using ResearchAgent.McpServer.Calling;
using ResearchAgent.Plugins;

namespace ResearchAgent.McpServer.Adding;

/// <summary>Finds a file that a client names, in the folders that it may name files of.</summary>
internal static class ReadableFile
{
    /// <returns>The full path with every link followed, or why the file is not read. Of what lies elsewhere nothing is told.</returns>
    public static (string? Path, Refusal? Problem) Find(string named, PaperAdding adding, long maxBytes)
    {
        if (adding.Roots.Count == 0)
        {
            return (null, Refusal.Of("this server reads no files. Call again with the paper in text, as a Markdown note or as BibTeX entries, or tell the user to add the file."));
        }

        try
        {
            var roots = adding.Roots.Select(RealPath.Of).ToList();
            var candidates = named.Contains('\0', StringComparison.Ordinal) ? [] : roots.Select(root => RealPath.Of(Path.Combine(root, named))).Where(p => roots.Exists(r => RealPath.IsWithin(r, p))).ToList();
            if (candidates.Count == 0)
            {
                return (null, Refusal.Of($"path is {Input.Echo(named)}, which is outside the folders that may be read: {string.Join("; ", adding.Roots)}. Call again with a file in one of them, or with the paper in text."));
            }

            return candidates.Find(File.Exists) is not { } path
                ? (null, Refusal.Of($"path is {Input.Echo(named)}, and there is no such file{(candidates.Exists(Directory.Exists) ? ", but a folder" : "")}. Call again with the path of one file."))
                : Check(named, path, adding, maxBytes);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return (null, Refusal.Of($"path is {Input.Echo(named)}, and cannot be followed. Call again with the path of another file."));
        }
    }

    private static (string? Path, Refusal? Problem) Check(string named, string path, PaperAdding adding, long maxBytes)
    {
        if (!adding.Extensions.Contains(Path.GetExtension(path).ToLowerInvariant()))
        {
            return (null, Refusal.Of($"path is {Input.Echo(named)}, a kind of file that is not read. Readable are {string.Join(", ", adding.Extensions)}."));
        }

        var bytes = new FileInfo(path).Length;
        return bytes > maxBytes
            ? (null, Refusal.Of(string.Create(CultureInfo.InvariantCulture, $"{Input.Echo(named)} has {bytes} bytes; at most {maxBytes} are read. Tell the user to add it with the program.")))
            : (path, null);
    }
}
