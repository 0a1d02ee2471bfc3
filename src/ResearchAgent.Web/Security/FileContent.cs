namespace ResearchAgent.Web.Security;

/// <summary>What a file is by its first bytes.</summary>
/// <param name="Name">With its article, for a sentence.</param>
internal sealed record FileContent(string Name)
{
    public static readonly FileContent Pdf = new("a PDF");
    public static readonly FileContent Zip = new("a zip archive");
    public static readonly FileContent Gzip = new("a gzip archive");
    public static readonly FileContent Text = new("text");

    private static readonly FileContent Program = new("a program");
    private static readonly FileContent Picture = new("a picture");
    private static readonly FileContent OtherArchive = new("an archive of a kind that is not taken");
    private static readonly FileContent Binary = new("binary data");

    private static readonly (byte[] Start, FileContent Content)[] Signatures =
    [
        ([.. "PK\x3\x4"u8], Zip),
        ([0x1F, 0x8B, 8], Gzip),
        ([.. "MZ"u8], Program),
        ([.. "\x7F"u8, .. "ELF"u8], Program),
        ([0xCF, 0xFA, 0xED, 0xFE], Program),
        ([0xCA, 0xFE, 0xBA, 0xBE], Program),
        ([.. "#!"u8], new("a script")),
        ([.. "SQLite format 3\0"u8], new("a SQLite database")),
        ([0xD0, 0xCF, 0x11, 0xE0], new("a document of old Word, or one with a password")),
        ([.. "{\\rtf"u8], new("rich text (RTF)")),
        ([.. "%!PS"u8], new("PostScript")),
        ([0x89, .. "PNG"u8], Picture),
        ([0xFF, 0xD8, 0xFF], Picture),
        ([.. "GIF8"u8], Picture),
        ([.. "7z"u8, 0xBC, 0xAF], OtherArchive),
        ([.. "Rar!"u8], OtherArchive),
        ([.. "BZh"u8], OtherArchive),
        ([0xFD, .. "7zXZ"u8], OtherArchive),
    ];

    public static FileContent Of(ReadOnlySpan<byte> head)
    {
        foreach (var (start, content) in Signatures)
        {
            if (head.StartsWith(start) && (content != Program || head.Contains((byte)0)))
            {
                return content;
            }
        }

        var isUtf16 = head is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..];
        return StartsAsPdf(head) ? Pdf : !isUtf16 && head.Contains((byte)0) ? Binary : Text;
    }

    // Some writers put a byte order mark or blank lines first. What may stand there besides would let a page pass as a PDF.
    private static bool StartsAsPdf(ReadOnlySpan<byte> head)
    {
        var rest = head.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? head[3..] : head;
        return rest.TrimStart(" \t\r\n\0"u8).StartsWith("%PDF-"u8);
    }
}
