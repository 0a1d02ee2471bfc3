using System.Globalization;

namespace ResearchAgent.LlamaEngine.Catalogue;

/// <summary>What this machine can still give.</summary>
public static class AvailableMemory
{
    /// <summary>
    /// Bytes: what Linux reports as available (weights are mapped files, so memory it can reclaim from caches counts), but no more
    /// than the runtime sees, which knows the limit of a container. Elsewhere the runtime's figure alone: all memory, used or not.
    /// </summary>
    public static long Bytes()
    {
        var limit = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        return MemInfo() is { } available ? Math.Min(available, limit) : limit;
    }

    private static long? MemInfo()
    {
        const string File = "/proc/meminfo";
        const string Line = "MemAvailable:";
        if (!OperatingSystem.IsLinux() || !System.IO.File.Exists(File))
        {
            return null;
        }

        // MemAvailable:   16299764 kB
        var line = System.IO.File.ReadLines(File).FirstOrDefault(l => l.StartsWith(Line, StringComparison.Ordinal));
        var number = line?[Line.Length..].Replace("kB", "", StringComparison.Ordinal).Trim();
        return long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var kibibytes) ? kibibytes * 1024 : null;
    }
}
