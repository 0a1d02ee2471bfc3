using System.Text;

namespace ResearchAgent.Readers;

/// <summary>
/// Full paths of the files that a bibliography attaches to an entry. Nothing is looked for on the disk: whether a path
/// may be read is for the importer to say, which knows the folders that a person allowed.
/// </summary>
internal static class AttachmentPaths
{
    /// <summary>Longer paths exist on no file system.</summary>
    private const int MaxLength = 4096;

    /// <summary>The paths of a BibTeX "file" field: JabRef's and Zotero's "name:path:type", Mendeley's ":path:type", or plain, several joined by ";".</summary>
    /// <param name="folder">The bibliography's own folder, which relative paths start from.</param>
    public static IReadOnlyList<string> FromBibTeX(string field, string folder) =>
        [.. Split(field, ';').Select(PathOf).Select(p => Resolve(p, folder)).OfType<string>().Distinct(StringComparer.Ordinal)];

    /// <summary>The path from the folder on; null for a web address, an empty path and one that no file can have.</summary>
    /// <remarks>
    /// Windows paths ("C:\x.pdf", "\\host\share") come back in that form even where this machine cannot open them: they
    /// must not turn into a file of the bibliography's folder. "~" is a name like any other, not someone's home.
    /// </remarks>
    public static string? Resolve(string path, string folder)
    {
        path = path.Trim();
        if (path.StartsWith("file://", StringComparison.OrdinalIgnoreCase))
        {
            path = Uri.TryCreate(path, UriKind.Absolute, out var uri) && uri.IsFile ? uri.LocalPath : "";
        }

        if (path.Length is 0 or > MaxLength || path.Any(char.IsControl) || IsWebAddress(path))
        {
            return null;
        }

        if (IsDrivePath(path) || path.StartsWith(@"\\", StringComparison.Ordinal) || path.StartsWith("//", StringComparison.Ordinal))
        {
            return OperatingSystem.IsWindows() ? Path.GetFullPath(path) : path;
        }

        // "folder\file.pdf" comes from a library that was kept on Windows.
        return Path.GetFullPath(path.Replace('\\', '/'), Path.GetFullPath(folder));
    }

    private static bool IsWebAddress(string path) => path.IndexOf("://", StringComparison.Ordinal) > 1 || path.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase);

    private static bool IsDrivePath(string path) => path is [>= 'A' and <= 'Z' or >= 'a' and <= 'z', ':', ..];

    // "Name:path:application/pdf" has the path in its middle, where a drive's colon may stand; "path:PDF" at its start.
    private static string PathOf(string part) => Split(part, ':').ToList() switch
    {
        [_, .. [_, ..] path, _] => Unescape(string.Join(':', path)),
        ["", var path] => Unescape(path),
        [var path, var type] when !IsDrivePath(part.TrimStart()) && IsType(type) => Unescape(path),
        _ => Unescape(part),
    };

    private static bool IsType(string text) => text.Length is >= 2 and <= 40 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '-' or '+' or '.') && char.IsAsciiLetter(text[0]);

    // At the sign where no backslash escapes it; the pieces stay escaped.
    private static IEnumerable<string> Split(string text, char separator)
    {
        var start = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\' && i + 1 < text.Length && text[i + 1] is '\\' or ';' or ':')
            {
                i++;
            }
            else if (text[i] == separator)
            {
                yield return text[start..i];
                start = i + 1;
            }
        }

        yield return text[start..];
    }

    private static string Unescape(string text)
    {
        var path = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\' && i + 1 < text.Length && text[i + 1] is '\\' or ';' or ':' or '_' or '&' or '%' or '#' or '$' or '{' or '}' or ',')
            {
                i++;
            }

            path.Append(text[i]);
        }

        return path.ToString();
    }
}
