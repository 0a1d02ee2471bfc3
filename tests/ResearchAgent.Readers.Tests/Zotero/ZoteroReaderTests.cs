using System.Security.Cryptography;
using ResearchAgent.Ingestion;
using ResearchAgent.Papers;
using ResearchAgent.Readers.Zotero;
using Xunit;

namespace ResearchAgent.Readers.Tests.Zotero;

public sealed class ZoteroReaderTests : IDisposable
{
    private const int Note = 1, Attachment = 3, Article = 4, Book = 5, Preprint = 6, Case = 7;

    private readonly TemporaryFiles _files = new();

    [Fact]
    public async Task An_item_is_read_with_all_that_belongs_to_it()
    {
        using var zotero = Create();
        zotero.Item(
            10, Article,
            ("title", "On <i>E. coli</i>"), ("publicationTitle", "J Bact"), ("date", "2019-03-00 March 2019"), ("volume", 3), ("issue", "4"), ("pages", "12–34"), ("DOI", "10.1000/x"),
            ("url", "https://example.org"), ("accessDate", "2020-01-02 10:11:12"), ("abstractNote", "One.\n\nTwo."), ("ISSN", "1234-5678"), ("libraryCatalog", "Crossref"), ("rights", "CC"),
            ("extra", "Citation Key: smith2019\narXiv: 1903.00001 [q-bio]\nPMID: 7\nA remark\nother: 1"), ("strangeField", "s"));
        zotero.Run(
            """
            INSERT INTO creators VALUES (1, 'Jane', 'van der Smith', 0), (2, '', 'World Bank', 1), (3, 'E.', 'Ed', 0), (4, NULL, 'Plato', 0);
            INSERT INTO itemCreators VALUES (10, 2, 1, 1), (10, 1, 1, 0), (10, 3, 3, 2), (10, 4, 5, 3);
            INSERT INTO tags VALUES (1, 'bacteria'), (2, 'to read');
            INSERT INTO itemTags VALUES (10, 1, 1), (10, 2, 0);
            INSERT INTO collections (collectionID, collectionName, parentCollectionID, libraryID, key) VALUES (1, 'Reading', NULL, 1, 'A'), (2, '2023', 1, 1, 'B'), (3, 'Gone', NULL, 1, 'C');
            INSERT INTO collectionItems VALUES (2, 10, 0), (3, 10, 0);
            INSERT INTO deletedCollections (collectionID) VALUES (3);
            """);
        zotero.Item(11, Attachment);
        zotero.Item(12, Attachment);
        zotero.Item(13, Attachment);
        zotero.Item(14, Attachment);
        zotero.Item(15, Note);
        zotero.Item(16, Note);
        zotero.Run(
            """
            INSERT INTO itemAttachments (itemID, parentItemID, linkMode, contentType, path) VALUES
              (11, 10, 1, 'application/pdf', 'storage:Smith 2019.pdf'), (12, 10, 2, 'application/pdf', '/papers/b.pdf'), (13, 10, 3, 'text/html', NULL), (14, 10, 1, 'application/pdf', 'storage:trash.pdf');
            INSERT INTO itemNotes VALUES (15, 10, '<div><p>First &amp; second</p><p>third</p></div>', 'First'), (16, 10, 'in the trash', 'x');
            INSERT INTO deletedItems (itemID) VALUES (14), (16);
            """);

        var paper = Assert.IsType<PaperRecord>(Assert.Single(await ReadAsync(zotero)));

        Assert.Equal((10, "smith2019", "article-journal", "On E. coli", "J Bact", 2019), (paper.Line, paper.Key, paper.Type, paper.Title, paper.Venue, paper.Year));
        Assert.Equal(("10.1000/x", "1903.00001", "https://example.org"), (paper.Doi, paper.ArxivId, paper.Url));
        Assert.Equal(["van der Smith, Jane", "{World Bank}"], paper.Authors);
        Assert.Equal(["Reading/2023", "bacteria", "to read"], paper.Tags);
        Assert.Equal([new Section("Abstract", "One.\n\nTwo.")], paper.Sections);
        Assert.Equal(
            [
                "ISSN: 1234-5678", "PMID: 7", "accessed: 2020-01-02", "collection-editor: Plato", "editor: Ed, E.", "extra: A remark; other: 1", "file: storage:Smith 2019.pdf | /papers/b.pdf",
                "issue: 4", "issued: 2019-03", "license: CC", "note: First & second third", "page: 12-34", "source: Crossref", "strangefield: s", "volume: 3",
            ],
            paper.Fields.OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => $"{f.Key}: {string.Join(" | ", f.Value)}"));
        Assert.Equal([Path.Combine(Path.GetDirectoryName(zotero.Path)!, "storage", "KEY00011", "Smith 2019.pdf"), "/papers/b.pdf"], paper.Attachments);
        Assert.Equal(RecordAuthority.Bibliography, paper.Authority);
    }

    [Fact]
    public async Task Trash_feeds_and_lone_attachments_are_left_out()
    {
        using var zotero = Create();
        zotero.Item(1, Book, ("title", "Kept"));
        zotero.Item(2, Book, ("title", "In the trash"));
        zotero.Item(3, Book, ("title", "Of a feed"));
        zotero.Item(4, Attachment, ("title", "Lone.pdf"));
        zotero.Item(5, Case, ("caseName", "A v. B"), ("dateDecided", "1999-00-00 1999"));
        zotero.Item(6, Preprint, ("title", "P"), ("archiveID", "arXiv:2305.04091"), ("repository", "arXiv"), ("citationKey", "native"));
        zotero.Run("INSERT INTO deletedItems (itemID) VALUES (2); INSERT INTO feedItems VALUES (3, 'x'); INSERT INTO itemAttachments (itemID, path) VALUES (4, 'storage:Lone.pdf')");

        var papers = (await ReadAsync(zotero)).Select(r => Assert.IsType<PaperRecord>(r)).ToList();

        Assert.Equal([("Kept", "book", null), ("A v. B", "legal_case", 1999), ("P", "article", (int?)null)], papers.Select(p => (p.Title, p.Type!, p.Year)));
        Assert.Equal(("native", "2305.04091", "arXiv"), (papers[2].Key, papers[2].ArxivId, papers[2].Fields.First("publisher")));
    }

    [Theory]
    [InlineData("storage:../../../etc/passwd")]
    [InlineData("storage:..")]
    [InlineData("storage:a\\b.pdf")]
    [InlineData("storage:")]
    [InlineData("attachments:papers/a.pdf")]
    [InlineData("https://example.org/a.pdf")]
    public async Task A_path_that_leads_out_of_the_storage_is_kept_but_not_followed(string path)
    {
        using var zotero = Create();
        zotero.Item(1, Book, ("title", "T"));
        zotero.Item(2, Attachment);
        zotero.Run($"INSERT INTO itemAttachments (itemID, parentItemID, path) VALUES (2, 1, '{path}')");

        var paper = Assert.IsType<PaperRecord>(Assert.Single(await ReadAsync(zotero)));

        Assert.Empty(paper.Attachments);
        Assert.Equal(path, paper.Fields.First(BibliographicField.File));
    }

    [Fact]
    public async Task What_Zotero_has_written_but_not_merged_is_read_and_the_original_stays_as_it_is()
    {
        using var zotero = Create();
        zotero.Run("PRAGMA journal_mode = WAL");
        zotero.Item(1, Book, ("title", "In the log"));
        Assert.True(File.Exists(zotero.Path + "-wal"));
        var before = (Hash(zotero.Path), Hash(zotero.Path + "-wal"));

        Assert.Equal("In the log", Assert.IsType<PaperRecord>(Assert.Single(await ReadAsync(zotero))).Title);

        Assert.Equal(before, (Hash(zotero.Path), Hash(zotero.Path + "-wal")));
    }

    [Fact]
    public async Task Collections_that_run_in_circles_do_no_harm()
    {
        using var zotero = Create();
        zotero.Item(1, Book, ("title", "T"));
        zotero.Run("INSERT INTO collections (collectionID, collectionName, parentCollectionID, libraryID, key) VALUES (1, 'A', 2, 1, 'A'), (2, 'B', 1, 1, 'B'); INSERT INTO collectionItems VALUES (1, 1, 0)");

        Assert.EndsWith("B/A", Assert.Single(Assert.IsType<PaperRecord>(Assert.Single(await ReadAsync(zotero))).Tags), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_database_is_reported()
    {
        using var zotero = Create();
        zotero.Run("DROP TABLE itemCreators");

        Assert.Contains("no table 'itemCreators'", Assert.IsType<ReadFailure>(Assert.Single(await ReadAsync(zotero))).Message, StringComparison.Ordinal);
        Assert.Contains(
            "cannot be read",
            Assert.IsType<ReadFailure>(Assert.Single(await TemporaryFiles.ReadAsync(new ZoteroReader(), _files.Write("broken.sqlite", [.. "SQLite format 3\0"u8, .. new byte[4000]])))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_recognised_by_its_first_bytes()
    {
        using var zotero = Create();

        Assert.IsType<ZoteroReader>(await TemporaryFiles.ReaderForAsync(zotero.Path));
        Assert.Null(await TemporaryFiles.ReaderForAsync(_files.Write("text.sqlite", "text")));
    }

    public void Dispose() => _files.Dispose();

    private static string Hash(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        return Convert.ToHexString(SHA256.HashData(stream));
    }

    private static async Task<IReadOnlyList<ReadResult>> ReadAsync(ZoteroDatabase zotero) => await TemporaryFiles.ReadAsync(new ZoteroReader(), zotero.Path);

    private ZoteroDatabase Create()
    {
        var path = _files.Write("zotero.sqlite", []);
        return new ZoteroDatabase(path);
    }
}
