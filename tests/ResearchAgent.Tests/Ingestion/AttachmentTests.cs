using ResearchAgent.Indexing;
using ResearchAgent.Ingestion;
using ResearchAgent.Papers;
using ResearchAgent.Readers;
using ResearchAgent.Retrieval.StaticVectors;
using ResearchAgent.SqliteIndex;
using Xunit;

namespace ResearchAgent.Tests.Ingestion;

/// <summary>Which files a bibliography may make the program read.</summary>
public sealed class AttachmentTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("attachments-").FullName;
    private readonly ScriptedReader _bibliography = new() { Extensions = [".bib"], ReadsBibliographies = true };
    private readonly SqlitePassageIndex _index;

    public AttachmentTests()
    {
        _index = SqlitePassageIndex.Open(Path.Combine(_root, "library"), "test");
        Write("papers/refs.bib", "scripted");
        Write("papers/files/tides.md", "# Read me\n\nThe tide moves silt.\n");
        Write("secret/diary.md", "# My diary\n\nNobody may read this.\n");
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _index.Dispose();
        Directory.Delete(_root, recursive: true);
    }

    [Fact]
    public async Task A_file_in_the_bibliography_s_folder_gives_the_entry_its_text()
    {
        var report = await ImportAsync("files/tides.md");

        Assert.Equal((1, 0), (report.Added, report.Notices.Count));
        var paper = await OnlyAsync();
        Assert.Equal(("Tides of the harbour", "The tide moves silt."), (paper.Title, Assert.Single(paper.Sections).Text));
    }

    [Theory]
    [InlineData("../secret/diary.md")]
    [InlineData("files/../../secret/diary.md")]
    [InlineData("link/diary.md")]
    [InlineData("link.md")]
    public async Task A_file_outside_is_not_read_and_the_entry_stays(string attachment)
    {
        Directory.CreateSymbolicLink(Path.Combine(_root, "papers", "link"), Path.Combine(_root, "secret"));
        File.CreateSymbolicLink(Path.Combine(_root, "papers", "link.md"), Path.Combine(_root, "secret", "diary.md"));

        var report = await ImportAsync(attachment);

        Assert.Equal((1, 0), (report.Added, report.Failures.Count));
        Assert.Contains("--attachments", Assert.Single(report.Notices).Message, StringComparison.Ordinal);
        Assert.Empty((await OnlyAsync()).Sections);
    }

    [Fact]
    public async Task A_folder_that_a_person_allows_is_read()
    {
        await ImportAsync("../secret/diary.md", Path.Combine(_root, "secret"));

        Assert.Equal("Nobody may read this.", Assert.Single((await OnlyAsync()).Sections).Text);
    }

    [Theory]
    [InlineData("files/gone.md", "no such file")]
    [InlineData("refs.bib", "no attachment")]
    [InlineData("files", "no such file")]
    public async Task What_cannot_be_read_is_noticed_and_the_entry_stays(string attachment, string reason)
    {
        var report = await ImportAsync(attachment);

        Assert.Equal((1, 0), (report.Added, report.Failures.Count));
        Assert.Contains(reason, Assert.Single(report.Notices).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_file_is_the_paper_s_supplement()
    {
        Write("papers/files/more.md", "# Supplement\n\nTable S1 lists gauges.\n");
        _bibliography.Script("refs.bib", Entry("files/tides.md", "files/more.md"));

        await Importer([]).ImportAsync([Path.Combine(_root, "papers")], null, null, Token);

        Assert.Equal([SectionKind.Body, SectionKind.Supplement], (await OnlyAsync()).Sections.Select(s => s.Kind));
    }

    private static PaperRecord Entry(params string[] attachments) =>
        new("", 0, "Tides of the harbour") { Authority = RecordAuthority.Bibliography, Attachments = attachments };

    private Task<ImportReport> ImportAsync(string attachment, params string[] allowed)
    {
        _bibliography.Script("refs.bib", Entry(attachment));
        return Importer(allowed).ImportAsync([Path.Combine(_root, "papers", "refs.bib")], null, null, Token);
    }

    private PaperImporter Importer(string[] allowed) => new(_index, StaticWordVectors.Shared, [_bibliography, .. PaperReaders.All]) { AttachmentRoots = allowed };

    private async Task<Paper> OnlyAsync() => (await _index.GetPaperAsync(Assert.Single(await _index.ListPapersAsync(PassageFilter.None, Token)).Id, Token))!;

    private void Write(string name, string text)
    {
        var path = Path.Combine(_root, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
