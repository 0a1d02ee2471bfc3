namespace ResearchAgent.Ingestion;

/// <summary>Which files of a folder are a person's papers.</summary>
internal static class LibraryFolders
{
    /// <summary>Zotero's database; the files below its folder are attachments that it names.</summary>
    private const string ZoteroDatabase = "zotero.sqlite";

    /// <summary>
    /// Every file below the folder, in order of name, so that a run that was stopped goes on in the same order. Hidden files and
    /// folders, and folders that hold a library of ours, are left out; of a Zotero data folder only its database is given.
    /// </summary>
    public static IEnumerable<string> Files(string folder)
    {
        if (File.Exists(Path.Combine(folder, ZoteroDatabase)))
        {
            return [Path.Combine(folder, ZoteroDatabase)];
        }

        if (File.Exists(Path.Combine(folder, "library.db")))
        {
            return [];
        }

        var options = new EnumerationOptions { IgnoreInaccessible = true, AttributesToSkip = FileAttributes.System | FileAttributes.Hidden };
        var entries = new DirectoryInfo(folder).EnumerateFileSystemInfos("*", options)
            .Where(e => !e.Name.StartsWith('.') && e is FileInfo or DirectoryInfo { LinkTarget: null })
            .Select(e => Path.Combine(folder, e.Name))
            .Order(StringComparer.Ordinal);
        return entries.SelectMany(e => Directory.Exists(e) ? Files(e) : [e]);
    }
}
