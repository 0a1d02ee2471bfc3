namespace ResearchAgent.LlamaEngine.Catalogue;

/// <summary>What to download.</summary>
/// <param name="FileName">The name to install it under; see <see cref="ModelStore.IsSafeName"/>.</param>
/// <param name="Sha256">Hexadecimal, where it is known beforehand.</param>
public sealed record ModelDownload(Uri Url, string FileName, string? Sha256 = null)
{
    /// <summary>Called once before anything is written, with the bytes still to come (null where the server does not say); throws to refuse.</summary>
    public Func<long?, CancellationToken, Task> Confirm { get; init; } = (_, _) => Task.CompletedTask;
}

/// <param name="Bytes">On disk so far, those of earlier runs included.</param>
/// <param name="TotalBytes">Null where the server does not say.</param>
/// <param name="BytesPerSecond">Of this run.</param>
public readonly record struct DownloadProgress(long Bytes, long? TotalBytes, double BytesPerSecond);

/// <summary>Limits of a download.</summary>
public sealed record ModelDownloadOptions
{
    /// <summary>Larger files are refused. The largest single GGUF files published are split at 50 GB.</summary>
    public long MaxBytes { get; init; } = 200_000_000_000;

    /// <summary>Left free on the disk, for the library and everyone else.</summary>
    public long DiskMarginBytes { get; init; } = 256 << 20;

    /// <summary>Attempts in a row that bring little before the download gives up.</summary>
    public int Attempts { get; init; } = 5;

    /// <summary>Waited after the first failed attempt, twice as long after each further one.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>A connection that brings nothing for so long counts as cut.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Free bytes on the disk of a folder.</summary>
    public Func<string, long> FreeBytes { get; init; } = folder => new DriveInfo(folder).AvailableFreeSpace;
}
