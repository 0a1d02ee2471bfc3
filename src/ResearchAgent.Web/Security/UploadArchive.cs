using System.Buffers.Binary;
using System.IO.Compression;

namespace ResearchAgent.Web.Security;

/// <summary>
/// Looks at an archive from outside: what it says it holds and how large that gets. The readers count again while they
/// unpack, as an archive may lie.
/// </summary>
internal static class UploadArchive
{
    private const int MaxEntries = 20_000;
    private const long MaxUnpackedBytes = 1024L * 1024 * 1024;

    /// <summary>Text shrinks to a tenth, a plot of zeros to a hundredth.</summary>
    private const long MaxRatio = 200;

    /// <summary>Below this size the ratio does not matter.</summary>
    private const long MinBytesForRatio = 4 * 1024 * 1024;

    private const int TarHeader = 512;

    private const string Bomb = "unpacks to far more than a paper has. It was not unpacked; upload the .tex file or a PDF instead.";
    private const string Damaged = "is a damaged archive. Get the file again from its source.";

    public static string? ProblemOfSources(Stream stream) => ProblemOf(stream, names =>
        names.Any(n => n.EndsWith(".tex", StringComparison.OrdinalIgnoreCase) || n.EndsWith(".ltx", StringComparison.OrdinalIgnoreCase))
            ? null
            : "is an archive without a .tex file. Only LaTeX sources are taken as an archive; upload other papers one by one.");

    public static string? ProblemOfWord(Stream stream) => ProblemOf(stream, names =>
        !names.Contains("[Content_Types].xml") || !names.Any(n => n.StartsWith("word/", StringComparison.Ordinal)) ? "is a zip archive but no Word document. Save it again from Word as .docx."
        : names.Any(n => n.EndsWith("vbaProject.bin", StringComparison.OrdinalIgnoreCase)) ? "holds macros. Save it from Word as .docx without macros."
        : null);

    public static async Task<string?> ProblemOfGzipAsync(Stream stream, CancellationToken cancellationToken)
    {
        stream.Position = 0;
        try
        {
            await using var unpacked = new GZipStream(stream, CompressionMode.Decompress, leaveOpen: true);
            var head = new byte[16 * 1024];
            var length = await unpacked.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken);
            if (!IsTar(head.AsSpan(0, length)) && (FileContent.Of(head.AsSpan(0, length)) != FileContent.Text || !UploadSniffer.IsTex(UploadSniffer.TextOf(head.AsSpan(0, length)))))
            {
                return "is packed, but what is packed is neither a tar archive nor LaTeX. Upload the file unpacked.";
            }
        }
        catch (InvalidDataException)
        {
            return Damaged;
        }

        // A gzip file ends with its unpacked length.
        var trailer = new byte[4];
        stream.Seek(-trailer.Length, SeekOrigin.End);
        await stream.ReadExactlyAsync(trailer, cancellationToken);
        return IsBomb(BinaryPrimitives.ReadUInt32LittleEndian(trailer), stream.Length) ? Bomb : null;
    }

    private static string? ProblemOf(Stream stream, Func<IReadOnlyList<string>, string?> problemOfNames)
    {
        stream.Position = 0;
        try
        {
            using var zip = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
            if (zip.Entries.Count > MaxEntries)
            {
                return Bomb;
            }

            // Entries that share their packed bytes are the trick of the densest bombs: together they seem larger than the file.
            var packed = zip.Entries.Sum(e => e.CompressedLength);
            return packed > stream.Length || IsBomb(zip.Entries.Sum(e => e.Length), packed) ? Bomb : problemOfNames([.. zip.Entries.Select(e => e.FullName)]);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or NotSupportedException or ArgumentException or OverflowException)
        {
            return Damaged;
        }
    }

    private static bool IsBomb(long unpacked, long packed) =>
        unpacked > MaxUnpackedBytes || (unpacked > MinBytesForRatio && unpacked > MaxRatio * Math.Max(1, packed));

    // The sum of the header's bytes, its own field as blanks, is written in it in octal.
    private static bool IsTar(ReadOnlySpan<byte> head)
    {
        if (head.Length < TarHeader)
        {
            return false;
        }

        var sum = 0;
        var written = 0;
        for (var i = 0; i < TarHeader; i++)
        {
            var isOwnField = i is >= 148 and < 156;
            sum += isOwnField ? ' ' : head[i];
            written = isOwnField && head[i] is >= (byte)'0' and <= (byte)'7' ? (written * 8) + head[i] - '0' : written;
        }

        return sum == written;
    }
}
