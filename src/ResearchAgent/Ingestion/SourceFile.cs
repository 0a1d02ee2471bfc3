using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace ResearchAgent.Ingestion;

/// <summary>A file to read papers from, with its first bytes for recognition.</summary>
public sealed class SourceFile
{
    /// <summary>A paper's whole text on one JSONL line stays far below; a longer line is not text we can read.</summary>
    public const int MaxCharactersPerLine = 8_000_000;

    private const int HeadBytes = 64 * 1024;

    private SourceFile(string path, byte[] headBytes, string head, bool isBinary, bool isUnicode) =>
        (Path, Start, Head, IsBinary, IsUnicode) = (path, headBytes, head, isBinary, isUnicode);

    public string Path { get; }

    /// <summary>The first 64 KiB, or the whole of a shorter file.</summary>
    public ReadOnlyMemory<byte> Start { get; }

    /// <summary>The first 64 KiB as text; empty for a binary file.</summary>
    public string Head { get; }

    /// <summary>It holds zero bytes where text would not: only a reader of binary files is offered it.</summary>
    public bool IsBinary { get; }

    /// <summary>Text in UTF-8, or in UTF-16 with a byte order mark; false for text in an older encoding.</summary>
    public bool IsUnicode { get; }

    /// <summary>Checks that a file is there, can be read and is not empty.</summary>
    /// <returns>The file, or the failure to report.</returns>
    public static async Task<(SourceFile? File, ReadFailure? Failure)> OpenAsync(string path, CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
        {
            return (null, new ReadFailure(path, 0, "no such file or folder. Check the path."));
        }

        try
        {
            await using var stream = File.OpenRead(path);
            var bytes = new byte[HeadBytes];
            var length = await stream.ReadAtLeastAsync(bytes, HeadBytes, throwOnEndOfStream: false, cancellationToken);
            if (length == 0)
            {
                return (null, new ReadFailure(path, 0, "the file is empty. Nothing was added from it."));
            }

            var isUtf16 = bytes is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..];
            if (!isUtf16 && bytes.AsSpan(0, length).Contains((byte)0))
            {
                return (new SourceFile(path, bytes[..length], "", isBinary: true, isUnicode: false), null);
            }

            using var reader = new StreamReader(new MemoryStream(bytes, 0, length), Encoding.UTF8, detectEncodingFromByteOrderMarks: true);
            var head = await reader.ReadToEndAsync(cancellationToken);

            // The last character of the head may be cut in half; more damage than that is another encoding.
            var isUnicode = head.AsSpan().Count('\uFFFD') <= 1 + (head.Length / 100);
            return string.IsNullOrWhiteSpace(head) && length < HeadBytes
                ? (null, new ReadFailure(path, 0, "the file holds only white space. Nothing was added from it."))
                : (new SourceFile(path, bytes[..length], head, isBinary: false, isUnicode), null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return (null, new ReadFailure(path, 0, $"the file cannot be read ({e.Message.TrimEnd('.')}). Check its permissions."));
        }
    }

    /// <summary>The failure of a file that none of the readers of its kind can take because it is no Unicode text; null for text.</summary>
    public ReadFailure? NotText() =>
        IsBinary ? new ReadFailure(Path, 0, "the file is binary, not text. Convert it to text, Markdown or JSONL first.")
        : !IsUnicode ? new ReadFailure(Path, 0, "the text is not UTF-8. Save it as UTF-8 and add it again.")
        : null;

    /// <summary>
    /// The lines with their numbers from 1. A line over <see cref="MaxCharactersPerLine"/> comes as null text; it is
    /// skipped without being held in memory.
    /// </summary>
    public async IAsyncEnumerable<(int Number, string? Text)> ReadLinesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(Path, Encoding.UTF8, detectEncodingFromByteOrderMarks: true);
        var buffer = new char[32 * 1024];
        var line = new StringBuilder();
        var number = 1;
        var tooLong = false;
        var pending = false;
        int read;
        while ((read = await reader.ReadAsync(buffer, cancellationToken)) > 0)
        {
            var rest = buffer.AsMemory(0, read);
            while (!rest.IsEmpty)
            {
                var end = rest.Span.IndexOf('\n');
                var piece = end < 0 ? rest : rest[..end];
                tooLong |= line.Length + piece.Length > MaxCharactersPerLine;
                if (tooLong)
                {
                    line.Clear();
                }
                else
                {
                    line.Append(piece.Span);
                }

                pending = true;
                if (end < 0)
                {
                    break;
                }

                yield return (number++, tooLong ? null : line.ToString().TrimEnd('\r'));
                line.Clear();
                (tooLong, pending) = (false, false);
                rest = rest[(end + 1)..];
            }
        }

        if (pending)
        {
            yield return (number, tooLong ? null : line.ToString().TrimEnd('\r'));
        }
    }

    /// <summary>The failure for a line that <see cref="ReadLinesAsync"/> gave as null.</summary>
    public ReadFailure LineTooLong(int number) =>
        new(
            Path, number,
            string.Create(CultureInfo.InvariantCulture, $"the line has more than {MaxCharactersPerLine:N0} characters and was skipped. Break it into lines of one record each."));
}
