using System.Text;

namespace ResearchAgent.Readers.Latex;

/// <summary>The text files that belong to one LaTeX document, by their path with forward slashes.</summary>
internal abstract class LatexFiles
{
    /// <summary>A whole thesis has two million characters in all its files together.</summary>
    public const int MaxFileBytes = 16 * 1024 * 1024;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Paths of all files, where they can be listed.</summary>
    public abstract IReadOnlyCollection<string> Names { get; }

    /// <summary>The text of a file; null if it is not there or may not be read.</summary>
    public abstract string? Read(string name);

    /// <summary>The path that LaTeX means by a name in a file of that folder; null for one outside of the document.</summary>
    public static string? Resolve(string folder, string name)
    {
        name = name.Trim().Trim('"').Replace('\\', '/');
        if (name.Length == 0 || name[0] == '/' || name.Contains(':', StringComparison.Ordinal) || name.Contains('\0', StringComparison.Ordinal))
        {
            return null;
        }

        var parts = new List<string>(folder.Split('/', StringSplitOptions.RemoveEmptyEntries));
        foreach (var part in name.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            switch (part)
            {
                case ".":
                    break;
                case ".." when parts.Count == 0:
                    return null;
                case "..":
                    parts.RemoveAt(parts.Count - 1);
                    break;
                default:
                    parts.Add(part);
                    break;
            }
        }

        return string.Join('/', parts);
    }

    public static string FolderOf(string name) => name.LastIndexOf('/') is > 0 and var slash ? name[..slash] : "";

    /// <summary>UTF-8, or else the Latin alphabet's old encoding: every byte is a character of it.</summary>
    protected static string Decode(byte[] bytes)
    {
        try
        {
            return StrictUtf8.GetString(bytes).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException)
        {
            return Encoding.Latin1.GetString(bytes);
        }
    }
}

/// <summary>Files out of an archive, in memory: nothing outside of it can be named.</summary>
internal sealed class ArchivedFiles(IReadOnlyDictionary<string, byte[]> files) : LatexFiles
{
    public override IReadOnlyCollection<string> Names { get; } = [.. files.Keys.Order(StringComparer.Ordinal)];

    public override string? Read(string name) => files.TryGetValue(name, out var bytes) ? Decode(bytes) : null;
}

/// <summary>Files in the folder of a .tex file and below it; links are not followed.</summary>
internal sealed class FolderFiles(string folder) : LatexFiles
{
    public override IReadOnlyCollection<string> Names => [];

    public override string? Read(string name)
    {
        var path = folder;
        foreach (var part in name.Split('/'))
        {
            path = Path.Combine(path, part);
            if (part is "" or "." or ".." || new FileInfo(path).LinkTarget is not null)
            {
                return null;
            }
        }

        try
        {
            return File.Exists(path) && new FileInfo(path).Length <= MaxFileBytes ? Decode(File.ReadAllBytes(path)) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
