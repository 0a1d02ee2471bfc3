using System.Text.Json;

namespace ResearchAgent.LlamaEngine.Catalogue;

/// <summary>What is known of a downloaded file.</summary>
/// <param name="Sha256">Lower-case hexadecimal, of the whole file.</param>
/// <param name="Source">Where it came from, without query and credentials.</param>
public sealed record ModelRecord(string Sha256, string Source, long Bytes, DateTimeOffset Downloaded);

/// <summary>A .gguf file in the folder.</summary>
/// <param name="Record">Null for a file that a person put there.</param>
public sealed record InstalledModel(string Path, ModelRecord? Record)
{
    public string FileName => System.IO.Path.GetFileName(Path);
}

/// <summary>
/// The folder of installed models: its .gguf files, and models.json with the hash and source of the downloaded ones. Several
/// processes may use it at once.
/// </summary>
public sealed class ModelStore(string folder)
{
    private const string Extension = ".gguf";
    private const int LongestName = 150;
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public string Folder { get; } = Path.GetFullPath(folder);

    private string RecordsPath => Path.Combine(Folder, "models.json");

    /// <summary>$XDG_DATA_HOME/research/models or ~/.local/share/research/models; on other systems the user's local application data.</summary>
    public static string DefaultFolder() =>
        Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "research", "models");

    /// <summary>The last segment of an address, where it is a plain .gguf name: letters, digits, '.', '_', '+' and '-'.</summary>
    /// <exception cref="ModelDownloadException">It is not.</exception>
    public static string FileNameOf(Uri url)
    {
        var name = Uri.UnescapeDataString(url.Segments[^1]);
        return IsSafeName(name)
            ? name
            : throw new ModelDownloadException(url, $"'{ModelDownloadException.Show(url)}' does not end in a plain file name with {Extension}. Give the address of the .gguf file itself.");
    }

    /// <summary>A file name that stays in its folder and means the same on every system.</summary>
    public static bool IsSafeName(string name) =>
        name.Length <= LongestName
        && name.Length > Extension.Length
        && name.EndsWith(Extension, StringComparison.Ordinal)
        && char.IsAsciiLetterOrDigit(name[0])
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '+' or '-')
        && !IsDevice(name[..name.IndexOf('.', StringComparison.Ordinal)]);

    /// <summary>By name; empty where there is no folder yet.</summary>
    /// <exception cref="ModelFileException">models.json is broken.</exception>
    public IReadOnlyList<InstalledModel> List()
    {
        if (!Directory.Exists(Folder))
        {
            return [];
        }

        var records = ReadRecords();
        return [.. Directory.EnumerateFiles(Folder, "*" + Extension).Order(StringComparer.OrdinalIgnoreCase).Select(p => new InstalledModel(p, records.GetValueOrDefault(Path.GetFileName(p))))];
    }

    /// <param name="name">A file's name, in either case, with or without ".gguf", or a name of the catalogue.</param>
    /// <returns>Null where no such file is installed.</returns>
    /// <exception cref="ModelFileException">models.json is broken.</exception>
    public InstalledModel? Find(string name)
    {
        string?[] names = [name, name + Extension, ModelCatalogue.Find(name)?.FileName];
        return List().FirstOrDefault(m => names.Contains(m.FileName, StringComparer.OrdinalIgnoreCase));
    }

    /// <exception cref="ModelFileException">models.json is broken.</exception>
    public ModelRecord? RecordOf(string fileName) => ReadRecords().GetValueOrDefault(fileName);

    /// <exception cref="ModelFileException">models.json is broken.</exception>
    /// <exception cref="IOException">It cannot be written.</exception>
    public async Task RecordAsync(string fileName, ModelRecord record, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Folder);
        await using var held = await HoldRecordsAsync(cancellationToken);
        var records = ReadRecords();
        records[fileName] = record;
        await AtomicFile.WriteAsync(RecordsPath, JsonSerializer.Serialize(records, Options), cancellationToken);
    }

    private static bool IsDevice(string stem) =>
        stem.ToUpperInvariant() is "CON" or "PRN" or "AUX" or "NUL" or ['C', 'O', 'M', >= '0' and <= '9'] or ['L', 'P', 'T', >= '0' and <= '9'];

    private SortedDictionary<string, ModelRecord> ReadRecords()
    {
        try
        {
            return File.Exists(RecordsPath)
                ? JsonSerializer.Deserialize<SortedDictionary<string, ModelRecord>>(File.ReadAllBytes(RecordsPath), Options) ?? []
                : [];
        }
        catch (JsonException e)
        {
            // Never passed over: the hashes in it are what a later download is held against.
            throw new ModelFileException(RecordsPath, $"'{RecordsPath}', the record of downloaded models, is broken ({e.Message.TrimEnd('.')}). Mend it, or remove it to forget their hashes.", e);
        }
    }

    // Two downloads may end in the same moment, and each adds its line.
    private async Task<FileStream> HoldRecordsAsync(CancellationToken cancellationToken)
    {
        const int Tries = 100;
        for (var tried = 1; ; tried++)
        {
            try
            {
                return new FileStream(RecordsPath + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
            }
            catch (IOException) when (tried < Tries)
            {
                await Task.Delay(20, cancellationToken);
            }
        }
    }
}
