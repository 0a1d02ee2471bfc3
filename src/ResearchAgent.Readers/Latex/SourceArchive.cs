using System.Buffers.Binary;
using System.Formats.Tar;
using System.Globalization;
using System.IO.Compression;

namespace ResearchAgent.Readers.Latex;

/// <summary>
/// Takes the text files out of a .tar.gz, .zip or single .gz, as arXiv gives them, into memory. Sizes are counted while
/// unpacking, whatever the archive says of itself.
/// </summary>
internal static class SourceArchive
{
    /// <summary>Sources with their figures stay below; more is not unpacked, kept or not.</summary>
    public const long MaxUnpackedBytes = 1024L * 1024 * 1024;

    /// <summary>Text shrinks to a tenth, a plot of zeros to a hundredth.</summary>
    private const int MaxRatio = 200;

    /// <summary>Below this size the ratio does not matter.</summary>
    private const long MinBytesForRatio = 4 * 1024 * 1024;

    private const int MaxEntries = 20_000;
    private const long MaxKeptBytes = 64 * 1024 * 1024;
    private const int TarHeader = 512;

    private static readonly string[] Kept = [".tex", ".ltx", ".bbl", ".bib", ".json", ".xxx"];

    /// <returns>The files, or what is wrong with the archive.</returns>
    public static async Task<(LatexFiles? Files, string? Problem)> OpenAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            await using var stream = File.OpenRead(path);
            var start = new byte[4];
            var length = await stream.ReadAtLeastAsync(start, 4, throwOnEndOfStream: false, cancellationToken);
            stream.Position = 0;
            var files = new Dictionary<string, byte[]>(StringComparer.Ordinal);
            if (length >= 4 && start is [(byte)'P', (byte)'K', 3, 4])
            {
                await UnzipAsync(stream, files, cancellationToken);
            }
            else if (length >= 2 && start is [0x1F, 0x8B, ..])
            {
                await UngzipAsync(stream, path, files, cancellationToken);
            }
            else
            {
                return (null, "the file is neither a gzip nor a zip archive, whatever its name says. Get it again from its source.");
            }

            return (new ArchivedFiles(files), null);
        }
        catch (TooLargeException e)
        {
            return (null, e.Message);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or FormatException or ArgumentException or NotSupportedException or OverflowException)
        {
            return (null, $"the archive is damaged or breaks off ({RecordText.Shown(e.Message).Trim('\'').TrimEnd('.')}). Get it again from its source.");
        }
    }

    private static async Task UnzipAsync(FileStream stream, Dictionary<string, byte[]> files, CancellationToken cancellationToken)
    {
        using var zip = new ZipArchive(stream, ZipArchiveMode.Read);
        CheckEntries(zip.Entries.Count);
        foreach (var entry in zip.Entries)
        {
            if (NameToKeep(entry.FullName) is { } name)
            {
                await using var content = await entry.OpenAsync(cancellationToken);
                await KeepAsync(new CountingStream(content, () => entry.CompressedLength), name, files, cancellationToken);
            }
        }
    }

    private static async Task UngzipAsync(FileStream stream, string path, Dictionary<string, byte[]> files, CancellationToken cancellationToken)
    {
        var isTar = await IsTarAsync(stream, cancellationToken);
        stream.Seek(-Math.Min(4, stream.Length), SeekOrigin.End);
        var trailer = new byte[4];
        await stream.ReadAtLeastAsync(trailer, 4, throwOnEndOfStream: true, cancellationToken);
        stream.Position = 0;
        await using var unpacked = new CountingStream(new GZipStream(stream, CompressionMode.Decompress, leaveOpen: true), () => stream.Position);
        if (!isTar)
        {
            var name = Path.GetFileNameWithoutExtension(path);
            await KeepAsync(unpacked, name.EndsWith(".tex", StringComparison.OrdinalIgnoreCase) ? name : name + ".tex", files, cancellationToken);
            CheckLength(unpacked, trailer);
            return;
        }

        await using var tar = new TarReader(unpacked, leaveOpen: true);
        for (var entries = 0; await tar.GetNextEntryAsync(copyData: false, cancellationToken) is { } entry; entries++)
        {
            CheckEntries(entries);
            if (entry is { EntryType: TarEntryType.RegularFile or TarEntryType.V7RegularFile, DataStream: { } content } && NameToKeep(entry.Name) is { } name)
            {
                await KeepAsync(content, name, files, cancellationToken);
            }
        }

        await unpacked.CopyToAsync(Stream.Null, cancellationToken);
        CheckLength(unpacked, trailer);
    }

    // A gzip file ends with its unpacked length; .NET does not mind where that is missing.
    private static void CheckLength(CountingStream unpacked, byte[] trailer)
    {
        if ((uint)unpacked.Position != BinaryPrimitives.ReadUInt32LittleEndian(trailer))
        {
            throw new InvalidDataException("its length is not what its end says");
        }
    }

    // The sum of the header's bytes, its own field as blanks, is written in it in octal.
    private static async Task<bool> IsTarAsync(FileStream stream, CancellationToken cancellationToken)
    {
        await using var unpacked = new GZipStream(stream, CompressionMode.Decompress, leaveOpen: true);
        var header = new byte[TarHeader];
        if (await unpacked.ReadAtLeastAsync(header, TarHeader, throwOnEndOfStream: false, cancellationToken) < TarHeader)
        {
            return false;
        }

        var sum = 0;
        var written = 0;
        for (var i = 0; i < TarHeader; i++)
        {
            sum += i is >= 148 and < 156 ? ' ' : header[i];
            written = i is >= 148 and < 156 && header[i] is >= (byte)'0' and <= (byte)'7' ? (written * 8) + header[i] - '0' : written;
        }

        return sum == written;
    }

    private static async Task KeepAsync(Stream content, string name, Dictionary<string, byte[]> files, CancellationToken cancellationToken)
    {
        using var kept = new MemoryStream();
        var buffer = new byte[64 * 1024];
        var total = files.Values.Sum(f => (long)f.Length);
        int read;
        while ((read = await content.ReadAsync(buffer, cancellationToken)) > 0)
        {
            kept.Write(buffer, 0, read);
            if (kept.Length > LatexFiles.MaxFileBytes || total + kept.Length > MaxKeptBytes)
            {
                throw new TooLargeException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"the archive's file {RecordText.Shown(name)} has more than {LatexFiles.MaxFileBytes:N0} bytes, or its text files together more than {MaxKeptBytes:N0}. Unpack it yourself and add the .tex file."));
            }
        }

        files[name] = kept.ToArray();
    }

    private static string? NameToKeep(string name) =>
        Kept.Contains(Path.GetExtension(name).ToLowerInvariant()) && LatexFiles.Resolve("", name) is { Length: > 0 } clean ? clean : null;

    private static void CheckEntries(int entries)
    {
        if (entries > MaxEntries)
        {
            throw new TooLargeException(string.Create(CultureInfo.InvariantCulture, $"the archive has more than {MaxEntries:N0} files. Unpack it yourself and add the .tex file."));
        }
    }

    private sealed class TooLargeException(string message) : Exception(message);

    /// <summary>Stops unpacking where the result is out of proportion.</summary>
    private sealed class CountingStream(Stream inner, Func<long> packedBytes) : Stream
    {
        private long _read;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => _read; set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count) => Count(inner.Read(buffer, offset, count));

        public override int Read(Span<byte> buffer) => Count(inner.Read(buffer));

        public override async Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            Count(await inner.ReadAsync(buffer.AsMemory(offset, count), cancellationToken));

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => Count(await inner.ReadAsync(buffer, cancellationToken));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                inner.Dispose();
            }

            base.Dispose(disposing);
        }

        private int Count(int read)
        {
            _read += read;
            if (_read > MaxUnpackedBytes || (_read > MinBytesForRatio && _read > MaxRatio * Math.Max(1, packedBytes())))
            {
                throw new TooLargeException(string.Create(CultureInfo.InvariantCulture, $"the archive unpacks to more than {MaxUnpackedBytes:N0} bytes or {MaxRatio} times its size. It was not read further; unpack it yourself if you trust it."));
            }

            return read;
        }
    }
}
