namespace ResearchAgent.Readers.Zotero;

/// <summary>An item of a Zotero library with all that belongs to it.</summary>
internal sealed class ZoteroItem(long id, string type)
{
    public long Id => id;

    /// <summary>Zotero's name: "journalArticle".</summary>
    public string Type => type;

    /// <summary>By Zotero's names: "abstractNote", "publicationTitle".</summary>
    public List<(string Name, string Value)> Fields { get; } = [];

    public List<ZoteroCreator> Creators { get; } = [];

    /// <summary>Full paths: "Reading/2023".</summary>
    public List<string> Collections { get; } = [];

    public List<string> Tags { get; } = [];

    /// <summary>In HTML.</summary>
    public List<string> Notes { get; } = [];

    public List<ZoteroAttachment> Attachments { get; } = [];
}

/// <param name="Role">"author", "seriesEditor".</param>
/// <param name="IsGroup">The name has no parts.</param>
internal sealed record ZoteroCreator(string Role, string LastName, string FirstName, bool IsGroup);

/// <param name="Key">Names the file's folder in "storage".</param>
/// <param name="Path">"storage:file.pdf", "attachments:folder/file.pdf" or a path of this machine.</param>
internal sealed record ZoteroAttachment(string Key, string Path);
