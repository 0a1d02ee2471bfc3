using System.Globalization;
using System.Text;

namespace ResearchAgent.Web.Security;

/// <summary>A file name of our own, made from what a client called its file.</summary>
internal static class SafeFileName
{
    public const int MaxCharacters = 80;

    private const string Nameless = "paper";

    // Windows takes these for devices, whatever follows.
    private static readonly string[] Devices = ["con", "prn", "aux", "nul", .. Enumerable.Range(0, 10).SelectMany(n => new[] { $"com{n}", $"lpt{n}" })];

    /// <param name="extension">One of the known ones; it ends the name.</param>
    /// <returns>ASCII letters, digits and single dashes, and a dot between two digits, which arXiv's numbers have and the PDF reader looks for.</returns>
    public static string Of(string fileName, string extension)
    {
        var last = fileName[(fileName.LastIndexOfAny(['/', '\\', ':']) + 1)..];
        var stem = last.EndsWith(extension, StringComparison.OrdinalIgnoreCase) ? last[..^extension.Length] : last;
        var letters = Plain(stem);
        var name = new StringBuilder();
        for (var i = 0; i < letters.Length && name.Length < MaxCharacters - extension.Length; i++)
        {
            var c = letters[i];
            if (char.IsAsciiLetterOrDigit(c) || (c == '.' && IsDigit(letters, i - 1) && IsDigit(letters, i + 1)))
            {
                name.Append(c);
            }
            else if (name.Length > 0 && name[^1] != '-' && CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark)
            {
                name.Append('-');
            }
        }

        var safe = name.ToString().TrimEnd('-', '.');
        return (safe.Length == 0 ? Nameless : Devices.Contains(safe.Split('.')[0], StringComparer.OrdinalIgnoreCase) ? $"{Nameless}-{safe}" : safe) + extension;
    }

    private static bool IsDigit(string text, int at) => at >= 0 && at < text.Length && char.IsAsciiDigit(text[at]);

    // Letters lose their accents rather than become dashes. Half a surrogate pair cannot be normalized.
    private static string Plain(string text)
    {
        try
        {
            return text.Normalize(NormalizationForm.FormD);
        }
        catch (ArgumentException)
        {
            return text;
        }
    }
}
