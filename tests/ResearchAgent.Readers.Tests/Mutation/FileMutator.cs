using System.Text;

namespace ResearchAgent.Readers.Tests.Mutation;

/// <summary>A damaged file and how it came to be.</summary>
public sealed record Mutant(string Seed, string Extension, string Damage, byte[] Bytes)
{
    public override string ToString() => $"{Damage} of {Seed}";
}

/// <summary>Damages files the same way each time: what a bad download, a bad disk and a bad person make of them.</summary>
public sealed class FileMutator(int seed)
{
    private static readonly string[] HugeNumbers = ["99999999999999999999999999", "-1", "2147483648", "-9223372036854775808", "0", "1e999"];

    private static readonly string[] Opens = ["(", "[", "{", "<", "<<", "<sec>", "<div>", "<w:p>", "\\begin{x}", "\\a{", "@a{", "> ", "$", "\""];

    private readonly Random _random = new(seed);

    /// <summary>Each kind of damage once, in a fixed order.</summary>
    public IEnumerable<Mutant> Mutate(string seed, string extension, byte[] bytes)
    {
        yield return Damaged("bits flipped", FlipBits(bytes));
        yield return Damaged("bytes deleted", Delete(bytes));
        yield return Damaged("truncation", bytes[..(bytes.Length * _random.Next(5, 95) / 100)]);
        yield return Damaged("truncation near the end", bytes[..Math.Max(1, bytes.Length - _random.Next(1, 40))]);
        yield return Damaged("block doubled", Double(bytes));
        yield return Damaged("blocks swapped", Swap(bytes));
        yield return Damaged("random bytes inserted", Insert(bytes, Random(_random.Next(1, 400))));
        yield return Damaged("numbers replaced", ReplaceNumbers(bytes));
        yield return Damaged("nesting multiplied", Insert(bytes, Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(Opens[_random.Next(Opens.Length)], 100_000)))));
        yield return Damaged("closing marks removed", [.. bytes.Where(b => b is not ((byte)'"' or (byte)')' or (byte)'}') || _random.Next(4) > 0)]);

        Mutant Damaged(string damage, byte[] result) => new(seed, extension, damage, result);
    }

    private byte[] FlipBits(byte[] bytes)
    {
        var flipped = bytes.ToArray();
        for (var i = 0; i < 1 + (bytes.Length / 2000); i++)
        {
            flipped[_random.Next(flipped.Length)] ^= (byte)(1 << _random.Next(8));
        }

        return flipped;
    }

    private byte[] Delete(byte[] bytes)
    {
        var (start, length) = Block(bytes, 200);
        return [.. bytes[..start], .. bytes[(start + length)..]];
    }

    private byte[] Double(byte[] bytes)
    {
        var (start, length) = Block(bytes, 20_000);
        return Insert(bytes, bytes[start..(start + length)]);
    }

    private byte[] Swap(byte[] bytes)
    {
        var (start, length) = Block(bytes, 5_000);
        var rest = (byte[])[.. bytes[..start], .. bytes[(start + length)..]];
        return Insert(rest, bytes[start..(start + length)]);
    }

    private byte[] ReplaceNumbers(byte[] bytes)
    {
        var result = new MemoryStream();
        for (var i = 0; i < bytes.Length; i++)
        {
            if (!char.IsAsciiDigit((char)bytes[i]) || _random.Next(20) > 0)
            {
                result.WriteByte(bytes[i]);
                continue;
            }

            while (i + 1 < bytes.Length && char.IsAsciiDigit((char)bytes[i + 1]))
            {
                i++;
            }

            result.Write(Encoding.ASCII.GetBytes(HugeNumbers[_random.Next(HugeNumbers.Length)]));
        }

        return result.ToArray();
    }

    private byte[] Insert(byte[] bytes, byte[] inserted)
    {
        var at = _random.Next(bytes.Length + 1);
        return [.. bytes[..at], .. inserted, .. bytes[at..]];
    }

    private (int Start, int Length) Block(byte[] bytes, int longest)
    {
        var length = _random.Next(1, Math.Min(bytes.Length, longest) + 1);
        return (_random.Next(bytes.Length - length + 1), length);
    }

    private byte[] Random(int length)
    {
        var random = new byte[length];
        _random.NextBytes(random);
        return random;
    }
}
