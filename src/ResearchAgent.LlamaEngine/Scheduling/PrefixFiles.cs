using System.Security.Cryptography;
using System.Text;
using LLama.Native;

namespace ResearchAgent.LlamaEngine.Scheduling;

/// <summary>What a sequence of the cache holds, to be put back: the tokens, and the state that llama.cpp computed from them.</summary>
internal sealed record DecodedPrefix(LLamaToken[] Tokens, byte[] State);

/// <summary>
/// Keeps decoded beginnings of prompts in a folder, one a name, so that another process need not decode them again. Only
/// the user may read them: they hold text. A file that is damaged, or of another model or setting, counts as none.
/// Several processes may use the folder at once.
/// </summary>
/// <param name="model">The model's file and the settings that the state depends on.</param>
/// <param name="maxBytes">The files used longest ago go when all together are larger.</param>
internal sealed class PrefixFiles(string folder, string model, long maxBytes)
{
    private const string Extension = ".prefix";
    private static readonly byte[] Magic = "RAPREFX1"u8.ToArray();

    public async Task<DecodedPrefix?> ReadAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            var path = PathOf(name);
            var bytes = await File.ReadAllBytesAsync(path, cancellationToken);
            File.SetLastWriteTimeUtc(path, DateTime.UtcNow);
            return Parse(bytes);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <exception cref="IOException">It cannot be written; an older file of the name is as it was.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    public async Task WriteAsync(string name, DecodedPrefix prefix, CancellationToken cancellationToken)
    {
        if (prefix.State.Length > maxBytes)
        {
            return;
        }

        Directory.CreateDirectory(folder);
        var temporary = Path.Combine(folder, Guid.NewGuid().ToString("N") + ".tmp");
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            await using (var file = new FileStream(temporary, options))
            {
                var content = Content(prefix);
                await file.WriteAsync(Magic, cancellationToken);
                await file.WriteAsync(SHA256.HashData(content), cancellationToken);
                await file.WriteAsync(content, cancellationToken);
            }

            File.Move(temporary, PathOf(name), overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }

        DropOldest();
    }

    private string PathOf(string name) =>
        Path.Combine(folder, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(model + "\n" + name)))[..32] + Extension);

    private byte[] Content(DecodedPrefix prefix)
    {
        using var stream = new MemoryStream(prefix.State.Length + (4 * prefix.Tokens.Length) + 256);
        using var writer = new BinaryWriter(stream);
        writer.Write(model);
        writer.Write(prefix.Tokens.Length);
        Array.ForEach(prefix.Tokens, t => writer.Write((int)t));
        writer.Write(prefix.State.Length);
        writer.Write(prefix.State);
        return stream.ToArray();
    }

    // llama.cpp reads a state without a doubt: what it is given must be what it gave, to the last bit.
    private DecodedPrefix? Parse(byte[] bytes)
    {
        var start = Magic.Length + SHA256.HashSizeInBytes;
        if (bytes.Length < start || !bytes.AsSpan().StartsWith(Magic) || !SHA256.HashData(bytes.AsSpan(start)).AsSpan().SequenceEqual(bytes.AsSpan(Magic.Length, SHA256.HashSizeInBytes)))
        {
            return null;
        }

        using var reader = new BinaryReader(new MemoryStream(bytes, start, bytes.Length - start));
        if (reader.ReadString() != model)
        {
            return null;
        }

        var tokens = new LLamaToken[reader.ReadInt32()];
        for (var i = 0; i < tokens.Length; i++)
        {
            tokens[i] = reader.ReadInt32();
        }

        return new DecodedPrefix(tokens, reader.ReadBytes(reader.ReadInt32()));
    }

    private void DropOldest()
    {
        var files = new DirectoryInfo(folder).GetFiles("*" + Extension).OrderByDescending(f => f.LastWriteTimeUtc).ToList();
        var total = 0L;
        foreach (var file in files)
        {
            total += file.Length;
            if (total > maxBytes)
            {
                file.Delete();
            }
        }
    }
}
