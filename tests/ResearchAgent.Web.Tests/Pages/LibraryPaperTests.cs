using System.Net;
using System.Text.RegularExpressions;
using ResearchAgent.Indexing;
using ResearchAgent.Ingestion;
using ResearchAgent.Papers;
using ResearchAgent.Readers;
using ResearchAgent.Testing;
using ResearchAgent.Web.Tests.Api;
using Xunit;

namespace ResearchAgent.Web.Tests.Pages;

public sealed partial class LibraryPaperTests(ServerFixture server) : IClassFixture<ServerFixture>, IDisposable
{
    private readonly LibraryBrowser _browser = new(server);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_page_opens_at_the_quote()
    {
        var paper = await PaperAsync(MadePapers.Albedo);
        const string Quote = "reduces the prediction error by 12%";
        var passage = (await server.Session.Index.GetPassagesAsync(paper.Id, Token)).First(p => p.Text.Contains(Quote, StringComparison.Ordinal));
        var start = passage.Text.IndexOf(Quote, StringComparison.Ordinal);
        var page = await _browser.GetAsync($"/paper?key={paper.Key}&passage={passage.Id.Position}&start={start}&length={Quote.Length}");
        Assert.Contains($"<mark id=\"quote\">{Quote}</mark>", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("passage=999&start=0&length=5")]
    [InlineData("passage=0&start=100000&length=5")]
    [InlineData("passage=0&start=-1&length=2147483647")]
    public async Task A_place_that_is_not_there_is_told_and_the_text_is_shown(string place)
    {
        var page = await _browser.GetAsync($"/paper?key={MadePapers.Albedo}&{place}");
        Assert.Contains("not in the paper's text any more", page, StringComparison.Ordinal);
        Assert.Contains("costly to measure", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<mark", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/paper?key=Nobody1999")]
    [InlineData("/paper")]
    [InlineData("/paper/file?key=../../../../etc/passwd")]
    [InlineData("/paper/file?key=%2Fetc%2Fpasswd")]
    [InlineData("/paper/file?key=Frost2020AlbedoNet&path=/etc/passwd")]
    [InlineData("/paper/file/../../../etc/passwd")]
    public async Task What_the_library_does_not_have_is_not_found(string address) => await _browser.GetAsync(address, HttpStatusCode.NotFound);

    [Fact]
    public async Task A_source_that_is_no_PDF_any_more_is_not_sent()
    {
        using var folder = new ScratchFolder();
        var path = Path.Combine(folder.Path, "swapped.pdf");
        await File.WriteAllBytesAsync(path, LibraryBrowser.Pdf("A Report That Is Swapped", "Ann Frost", "Snow was measured at 20 places in the valley over one long winter by hand."), Token);
        await new LibrarySync(server.Session.Importer(new ReaderOptions(), []), server.Session.Library).RunAsync(folder.Path, null, Token);
        var paper = (await server.Session.Index.ListPapersAsync(PassageFilter.None, Token)).Single(p => p.Title.Contains("Swapped", StringComparison.Ordinal));
        Assert.StartsWith("%PDF", await _browser.GetAsync($"/paper/file?key={paper.Key}"), StringComparison.Ordinal);
        await File.WriteAllTextAsync(path, "root:x:0:0", Token);
        await _browser.GetAsync($"/paper/file?key={paper.Key}", HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_hostile_record_is_text_and_its_address_no_link()
    {
        var page = await _browser.GetAsync($"/paper?key={MadePapers.Script}");
        Assert.Contains("&lt;script&gt;alert(1)", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>alert", page, StringComparison.Ordinal);
        Assert.DoesNotContain("href=\"javascript:", page, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_word_of_ten_thousand_letters_does_no_harm()
    {
        // Readers take no longer title than this; other fields may have any length.
        var (title, word) = (new string('w', 500), new string('w', 10_000));
        using var folder = new ScratchFolder();
        var file = Path.Combine(folder.Path, "long.jsonl");
        await File.WriteAllTextAsync(file, $$"""{"title":"{{title}}","authors":["{{word}}"],"venue":"{{word}}","year":1991,"tags":["{{word}}"],"abstract":"{{word}} is a word."}""", Token);
        await server.Session.Importer(new ReaderOptions(), []).ImportAsync([file], null, null, Token);
        var paper = (await server.Session.Index.ListPapersAsync(PassageFilter.None, Token)).Single(p => p.Year == 1991);
        var page = await _browser.GetAsync($"/paper?key={Uri.EscapeDataString(paper.Key.Value)}");
        Assert.Contains($"<h1 class=\"clamped\">{title}", page, StringComparison.Ordinal);
        Assert.Matches("<title>w{100,130}… · ResearchAgent</title>", WebUtility.HtmlDecode(page));
        Assert.Contains(title, await _browser.GetAsync("/library?from=1991&to=1991"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_identifier_is_a_link_that_tells_nothing_of_this_page()
    {
        var page = await _browser.GetAsync($"/paper?key={MadePapers.Slashed}");
        Assert.Contains("<a href=\"https://doi.org/10.5555/firn/2019%282%29\" rel=\"noreferrer noopener external\">", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_correction_stays_and_only_what_changed_counts_as_set_by_hand()
    {
        const string Key = "Roof2011SnowLoadsFlat";
        var before = await PaperAsync(Key);
        using var response = await _browser.PostAsync("/paper/edit", ("paper", Key), ("was", before.RecordHash), ("title", before.Title), ("year", "2012"), ("venue", "Journal of Roofs"), ("doi", ""), ("key", "Roof2012"), ("new-field", "volume"), ("new-value", "7"));
        Assert.Equal("/paper?key=Roof2012", response.Headers.Location?.ToString());
        var after = await PaperAsync("Roof2012");
        Assert.Equal((2012, "Journal of Roofs", "7"), (after.Year, after.Venue, Assert.Single(after.Fields["volume"])));
        Assert.Equal(["field:volume", "venue", "year"], after.EditedFields.Order());
        using var stale = await _browser.PostAsync("/paper/edit", ("paper", "Roof2012"), ("was", before.RecordHash), ("year", "1900"));
        Assert.Contains("changed this paper while you did", (await stale.ProblemAsync(409)).Detail(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("doi", "nonsense", "is no DOI")]
    [InlineData("arxiv", "nonsense", "is no arXiv id")]
    [InlineData("year", "99999", "is no year")]
    [InlineData("key", "a b", "is no citation key")]
    [InlineData("title", " ", "a paper has one")]
    public async Task A_correction_that_cannot_be_says_why(string field, string value, string reason)
    {
        var paper = await PaperAsync(MadePapers.Melt);
        using var response = await _browser.PostAsync("/paper/edit", ("paper", paper.Key.Value), ("was", paper.RecordHash), (field, value));
        Assert.Contains(reason, (await response.ProblemAsync(409)).Detail(), StringComparison.Ordinal);
        Assert.Equal(paper.RecordHash, (await PaperAsync(MadePapers.Melt)).RecordHash);
    }

    [Fact]
    public async Task Flags_are_explained_and_a_person_may_allow_them()
    {
        var page = await _browser.GetAsync($"/paper?key={MadePapers.Hostile}");
        Assert.Contains("speaks to a language model", page, StringComparison.Ordinal);
        using var allowed = await _browser.PostAsync("/paper/allow", ("paper", MadePapers.Hostile), ("allow", "true"));
        Assert.True((await PaperAsync(MadePapers.Hostile)).AllowsFlagged);
        Assert.Contains("No longer allow", await _browser.GetAsync($"/paper?key={MadePapers.Hostile}"), StringComparison.Ordinal);
        using var refused = await _browser.PostAsync("/paper/allow", ("paper", MadePapers.Hostile), ("allow", "false"));
        Assert.False((await PaperAsync(MadePapers.Hostile)).AllowsFlagged);
    }

    [Fact]
    public async Task Two_papers_become_one_under_the_key_that_was_chosen()
    {
        const string Kept = "Hail2013HailSizesPhotographs";
        const string Gone = "Thaw2014PermafrostThawRoads";
        var page = await _browser.GetAsync($"/library/merge?paper={Kept}&paper={Gone}");
        Assert.Contains("Which one is kept", page, StringComparison.Ordinal);
        using var merged = await _browser.PostAsync("/library/merged", ("paper", Kept), ("paper", Gone), ("keep", Kept));
        Assert.Equal($"/paper?key={Kept}", merged.Headers.Location?.ToString());
        await _browser.GetAsync($"/paper?key={Gone}", HttpStatusCode.NotFound);
        using var again = await _browser.PostAsync("/library/merged", ("paper", Kept), ("keep", Kept));
        Assert.Contains("merged with itself", (await again.ProblemAsync(409)).Detail(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reference_is_given_in_each_style()
    {
        Assert.Contains("Frost, A.", await _browser.GetAsync($"/paper/cite?key={MadePapers.Albedo}&style=apa"), StringComparison.Ordinal);
        Assert.StartsWith("@", await _browser.GetAsync($"/paper/cite?key={MadePapers.Albedo}&style=bibtex"), StringComparison.Ordinal);
        var page = await _browser.GetAsync($"/paper?key={MadePapers.Albedo}");
        Assert.Equal(6, Copy().Count(page));
    }

    public void Dispose() => _browser.Dispose();

    private async Task<Paper> PaperAsync(string key)
    {
        var listed = (await server.Session.Index.ListPapersAsync(PassageFilter.None, Token)).Single(p => p.Key.Value == key);
        return (await server.Session.Index.GetPaperAsync(listed.Id, Token))!;
    }

    [GeneratedRegex("data-copy=\"/paper/cite")]
    private static partial Regex Copy();
}
