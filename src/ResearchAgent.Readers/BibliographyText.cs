using System.Text;
using System.Text.RegularExpressions;
using ResearchAgent.Ingestion;

namespace ResearchAgent.Readers;

/// <summary>
/// The whole text of a bibliography. Many are older than UTF-8: what is not valid UTF-8 is read in the encoding that
/// JabRef's first line names, as GBK where it looks like Chinese, else as Windows-1252.
/// </summary>
internal static partial class BibliographyText
{
    /// <summary>The largest libraries known have some 100,000 entries, far below; more is no bibliography.</summary>
    public const int MaxBytes = 256 * 1024 * 1024;

    private const int CodePageGbk = 936;
    private const int CodePageWindows1252 = 1252;

    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    public static async Task<(string? Text, ReadFailure? Failure)> ReadAsync(SourceFile file, CancellationToken cancellationToken)
    {
        if (new FileInfo(file.Path).Length > MaxBytes)
        {
            return (null, new ReadFailure(file.Path, 0, $"the bibliography is larger than {MaxBytes / 1024 / 1024} MiB. Split it."));
        }

        return (Decode(await File.ReadAllBytesAsync(file.Path, cancellationToken)), null);
    }

    /// <summary>The text without byte order mark, lines ended by "\n" alone.</summary>
    public static string Decode(byte[] bytes)
    {
        var text = bytes switch
        {
            [0xFF, 0xFE, ..] => Encoding.Unicode.GetString(bytes.AsSpan(2)),
            [0xFE, 0xFF, ..] => Encoding.BigEndianUnicode.GetString(bytes.AsSpan(2)),
            _ => DecodeBytes(bytes),
        };
        text = text.TrimStart('\uFEFF');
        return text.Contains('\r', StringComparison.Ordinal)
            ? text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n')
            : text;
    }

    private static string DecodeBytes(byte[] bytes)
    {
        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return (Named(bytes) ?? CodePagesEncodingProvider.Instance.GetEncoding(IsGbk(bytes) ? CodePageGbk : CodePageWindows1252)!).GetString(bytes);
        }
    }

    // JabRef begins its files with "% Encoding: windows-1252".
    private static Encoding? Named(byte[] bytes)
    {
        var head = Encoding.Latin1.GetString(bytes.AsSpan(0, Math.Min(bytes.Length, 400)));
        var name = EncodingLine().Match(head).Groups["name"].Value.ToLowerInvariant().Replace("iso8859_", "iso-8859-", StringComparison.Ordinal);
        if (name is "" or "utf-8" or "utf8")
        {
            return null;
        }

        try
        {
            return CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    // In Western text high bytes stand alone between letters; in Chinese they come in pairs, most of them common characters
    // or punctuation. "Größe" has a pair, too, but of a rare character.
    private static bool IsGbk(byte[] bytes)
    {
        var (pairs, common) = (0, 0);
        for (var i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] >= 0x80)
            {
                if (bytes[i] is < 0xA1 or > 0xF7 || i + 1 >= bytes.Length || bytes[i + 1] is < 0xA1 or > 0xFE)
                {
                    return false;
                }

                pairs++;
                common += bytes[i] is <= 0xA3 or (>= 0xB0 and <= 0xD7) ? 1 : 0;
                i++;
            }
        }

        return pairs >= 2 && common >= 0.8 * pairs;
    }

    [GeneratedRegex(@"^\s*%+\s*Encoding:\s*(?<name>[\w.:-]+)", RegexOptions.IgnoreCase | RegexOptions.Multiline)]
    private static partial Regex EncodingLine();
}
