using System.Buffers.Binary;
using System.IO.Compression;

namespace ResearchAgent.Readers.Tests.Pdf;

/// <summary>Pictures of pages as a scanner makes them: lines of capital letters, black on white, in a PNG.</summary>
internal static class BlockLetters
{
    private const int Width = 1240;
    private const int Height = 1754;
    private const int Dot = 6;

    // Five columns of seven dots each, the lowest bit above.
    private static readonly Dictionary<char, byte[]> Letters = new()
    {
        ['A'] = [0x7E, 0x09, 0x09, 0x09, 0x7E],
        ['B'] = [0x7F, 0x49, 0x49, 0x49, 0x36],
        ['C'] = [0x3E, 0x41, 0x41, 0x41, 0x22],
        ['D'] = [0x7F, 0x41, 0x41, 0x22, 0x1C],
        ['E'] = [0x7F, 0x49, 0x49, 0x49, 0x41],
        ['F'] = [0x7F, 0x09, 0x09, 0x09, 0x01],
        ['H'] = [0x7F, 0x08, 0x08, 0x08, 0x7F],
        ['I'] = [0x00, 0x41, 0x7F, 0x41, 0x00],
        ['L'] = [0x7F, 0x40, 0x40, 0x40, 0x40],
        ['N'] = [0x7F, 0x04, 0x08, 0x10, 0x7F],
        ['O'] = [0x3E, 0x41, 0x41, 0x41, 0x3E],
        ['R'] = [0x7F, 0x09, 0x19, 0x29, 0x46],
        ['S'] = [0x46, 0x49, 0x49, 0x49, 0x31],
        ['T'] = [0x01, 0x01, 0x7F, 0x01, 0x01],
        ['U'] = [0x3F, 0x40, 0x40, 0x40, 0x3F],
        ['W'] = [0x3F, 0x40, 0x38, 0x40, 0x3F],
        ['Y'] = [0x07, 0x08, 0x70, 0x08, 0x07],
    };

    public static byte[] Png(params string[] lines)
    {
        // Each row of a PNG begins with the number of its filter: none.
        var rows = new byte[(Width + 1) * Height];
        Array.Fill(rows, (byte)255);
        for (var y = 0; y < Height; y++)
        {
            rows[y * (Width + 1)] = 0;
        }

        for (var line = 0; line < lines.Length; line++)
        {
            for (var i = 0; i < lines[line].Length; i++)
            {
                Draw(rows, lines[line][i], 120 + (i * 7 * Dot), 200 + (line * 14 * Dot));
            }
        }

        using var png = new MemoryStream();
        png.Write([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, Width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), Height);
        header[8] = 8;
        Chunk(png, "IHDR"u8, header);
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            zlib.Write(rows);
        }

        Chunk(png, "IDAT"u8, packed.ToArray());
        Chunk(png, "IEND"u8, []);
        return png.ToArray();
    }

    private static void Draw(byte[] rows, char letter, int x, int y)
    {
        if (!Letters.TryGetValue(letter, out var columns))
        {
            return;
        }

        for (var column = 0; column < 5; column++)
        {
            for (var row = 0; row < 7; row++)
            {
                if ((columns[column] >> row & 1) == 1)
                {
                    for (var dy = 0; dy < Dot; dy++)
                    {
                        rows.AsSpan(((y + (row * Dot) + dy) * (Width + 1)) + 1 + x + (column * Dot), Dot).Clear();
                    }
                }
            }
        }
    }

    private static void Chunk(MemoryStream png, ReadOnlySpan<byte> type, byte[] data)
    {
        var length = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, data.Length);
        png.Write(length);
        byte[] body = [.. type, .. data];
        png.Write(body);

        // PNG's check sum, ISO 3309.
        var sum = uint.MaxValue;
        foreach (var b in body)
        {
            sum ^= b;
            for (var bit = 0; bit < 8; bit++)
            {
                sum = (sum & 1) == 1 ? (sum >> 1) ^ 0xEDB88320 : sum >> 1;
            }
        }

        BinaryPrimitives.WriteUInt32BigEndian(length, ~sum);
        png.Write(length);
    }
}
