using System.Text.Json;

namespace ResearchAgent.LlamaEngine.Catalogue;

/// <summary>The NAME.gguf.part of a download and, beside it, what resuming needs: which file of which server the bytes are from.</summary>
internal sealed class PartialDownload(string path)
{
    public string Path => path;

    public long Bytes => File.Exists(path) ? new FileInfo(path).Length : 0;

    private string OriginPath => path + ".json";

    /// <returns>Null where nothing is there that could be resumed.</returns>
    public PartOrigin? ReadOrigin(Uri url)
    {
        try
        {
            return File.Exists(path) && File.Exists(OriginPath)
                && JsonSerializer.Deserialize<PartOrigin>(File.ReadAllBytes(OriginPath)) is { Validator: not null } origin
                && origin.Url == ModelDownloadException.Show(url)
                ? origin
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Empties the file; what follows is of this origin.</summary>
    public async Task BeginAsync(PartOrigin origin, CancellationToken cancellationToken)
    {
        Discard();
        await AtomicFile.WriteAsync(OriginPath, JsonSerializer.Serialize(origin), cancellationToken);
        await File.WriteAllBytesAsync(path, [], cancellationToken);
    }

    public FileStream OpenEnd() => new(path, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);

    /// <summary>The file has gone into place; only what stood beside it is left to remove.</summary>
    public void InstallAs(string target)
    {
        File.Move(path, target, overwrite: true);
        File.Delete(OriginPath);
    }

    public void Discard()
    {
        File.Delete(path);
        File.Delete(OriginPath);
    }
}

/// <param name="Validator">A strong ETag, or a Last-Modified date; null where the server sends neither and so nothing can be resumed.</param>
internal sealed record PartOrigin(string Url, string? Validator, long? TotalBytes);
