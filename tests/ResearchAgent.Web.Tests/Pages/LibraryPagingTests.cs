using ResearchAgent.Readers;
using ResearchAgent.Testing;
using Xunit;

namespace ResearchAgent.Web.Tests.Pages;

public sealed class LibraryPagingTests(ServerFixture server) : IClassFixture<ServerFixture>, IDisposable
{
    private readonly LibraryBrowser _browser = new(server);

    [Fact]
    public async Task More_papers_than_a_page_holds_are_told_in_pages()
    {
        using var folder = new ScratchFolder();
        var file = Path.Combine(folder.Path, "many.jsonl");
        await File.WriteAllLinesAsync(file, Enumerable.Range(1, 60).Select(n => $$"""{"title":"Icicle Count {{n:D2}} of Many","year":1999,"tags":["many"],"abstract":"Icicles are counted."}"""), TestContext.Current.CancellationToken);
        await server.Session.Importer(new ReaderOptions(), []).ImportAsync([file], null, null, TestContext.Current.CancellationToken);
        var first = await _browser.GetAsync("/library?tag=many&sort=title");
        Assert.Contains("Icicle Count 50 of Many", first, StringComparison.Ordinal);
        Assert.DoesNotContain("Icicle Count 51 of Many", first, StringComparison.Ordinal);
        Assert.Contains("rel=\"next\" href=\"/library?tag=many&amp;sort=title&amp;page=2\"", first, StringComparison.Ordinal);
        var second = await _browser.GetAsync("/library?tag=many&sort=title&page=2");
        Assert.Contains("Icicle Count 51 of Many", second, StringComparison.Ordinal);
        Assert.DoesNotContain("rel=\"next\"", second, StringComparison.Ordinal);
        Assert.Contains("Icicle Count 60 of Many", await _browser.GetAsync("/library?tag=many&sort=title&page=9"), StringComparison.Ordinal);
        Assert.Contains("Icicle Count 07 of Many", await _browser.GetAsync("/library?textless=true&sort=title"), StringComparison.Ordinal);
    }

    public void Dispose() => _browser.Dispose();
}
