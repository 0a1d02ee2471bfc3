using System.Security.Cryptography;

namespace ResearchAgent.LlamaEngine.Catalogue;

/// <summary>Tells model files apart in a moment: another file of the same name computes other numbers.</summary>
internal static class ModelFileMark
{
    private const int End = 1 << 20;

    /// <returns>A hash of the file's length and both ends: all of a gigabyte would take seconds and tell no more.</returns>
    public static string Of(string path)
    {
        using var file = File.OpenRead(path);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var bytes = new byte[Math.Min(End, file.Length)];
        file.ReadExactly(bytes);
        hash.AppendData(bytes);
        file.Seek(-bytes.Length, SeekOrigin.End);
        file.ReadExactly(bytes);
        hash.AppendData(bytes);
        hash.AppendData(BitConverter.GetBytes(file.Length));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
