namespace ResearchAgent.McpServer.Adding;

/// <summary>Where a path leads when every link on its way is followed.</summary>
internal static class RealPath
{
    // As many as Linux follows before it says that links go round in circles.
    private const int MaxLinks = 40;

    /// <exception cref="IOException">Links go round in circles, or a folder cannot be looked into.</exception>
    public static string Of(string path)
    {
        var links = 0;
        return Follow(Path.GetFullPath(path), ref links);
    }

    public static bool IsWithin(string root, string path)
    {
        var relative = Path.GetRelativePath(root, path);
        return !Path.IsPathRooted(relative) && relative != ".." && !relative.StartsWith(".." + Path.DirectorySeparatorChar, StringComparison.Ordinal);
    }

    private static string Follow(string full, ref int links)
    {
        var real = Path.GetPathRoot(full)!;
        foreach (var part in full[real.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            var next = Path.Combine(real, part);
            if (new FileInfo(next).LinkTarget is { } target)
            {
                // What it leads to may pass through links too.
                next = ++links <= MaxLinks ? Follow(Path.GetFullPath(target, real), ref links) : throw new IOException($"Too many links on the way to '{full}'.");
            }

            real = next;
        }

        return real;
    }
}
