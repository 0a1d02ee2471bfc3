using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using ResearchAgent.Indexing;
using ResearchAgent.Ingestion;
using ResearchAgent.Readers;
using ResearchAgent.Testing;
using ResearchAgent.Web.Library;
using ResearchAgent.Web.Tests.Api;
using Xunit;

namespace ResearchAgent.Web.Tests.Pages;

public sealed partial class LibraryUploadTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    // It passes for a PDF until somebody reads it.
    private static readonly byte[] BrokenPdf = "%PDF-1.7\nnothing of a PDF follows\n"u8.ToArray();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Files => Path.Combine(server.Session.Library, "files");

    [Fact]
    public async Task A_PDF_is_read_and_its_pages_can_be_had_again()
    {
        using var browser = new LibraryBrowser(server);
        var content = Tides("Tides");
        var page = await browser.UploadAsync(("../../etc/tides.pdf", content));
        Assert.Contains("1 paper added", page, StringComparison.Ordinal);
        var paper = (await server.Session.Index.ListPapersAsync(PassageFilter.None, Token)).Single(p => p.Title.Contains("Tides", StringComparison.Ordinal));
        var stored = Assert.Single(Directory.EnumerateFiles(Files, "tides.pdf", SearchOption.AllDirectories));
        var address = $"/paper/file?key={paper.Key}";
        using var whole = await browser.SendAsync(new HttpRequestMessage(HttpMethod.Get, address));
        Assert.Equal(content, await whole.Content.ReadAsByteArrayAsync(Token));
        Assert.Equal(("application/pdf", "inline", "nosniff"), (whole.Content.Headers.ContentType?.MediaType, whole.Content.Headers.ContentDisposition?.DispositionType, whole.Headers.GetValues("X-Content-Type-Options").Single()));
        using var part = await browser.SendAsync(new HttpRequestMessage(HttpMethod.Get, address) { Headers = { Range = new(0, 7) } });
        Assert.Equal((HttpStatusCode.PartialContent, "%PDF-1.4"), (part.StatusCode, await part.Content.ReadAsStringAsync(Token)));

        // The file is gone with its paper.
        using var deleted = await browser.PostAsync("/library/deleted", ("paper", paper.Key.Value));
        Assert.False(File.Exists(stored));
        await browser.GetAsync(address, HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_file_that_is_not_what_its_name_says_is_refused_and_leaves_nothing_behind()
    {
        using var browser = new LibraryBrowser(server);
        var page = await browser.UploadAsync(("renamed.pdf", "<html><body>no PDF</body></html>"u8.ToArray()));
        Assert.Contains("The file 'renamed.pdf' is text, not a PDF", page, StringComparison.Ordinal);
        Assert.DoesNotContain(Directory.Exists(Files) ? Directory.EnumerateFiles(Files, "*", SearchOption.AllDirectories) : [], f => f.Contains("renamed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_file_above_the_limit_is_refused_before_it_is_looked_into()
    {
        await using var content = new Huge();
        var outcome = await server.Server.Services.GetRequiredService<LibraryUploads>().AddAsync("huge.pdf", content, null, Token);
        Assert.Equal(UploadStatus.Failed, outcome.Status);
        Assert.Contains("a file may have up to 64 MiB", outcome.Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failure_outlives_the_server_until_it_is_dismissed_and_its_bytes_go_with_it()
    {
        using (var browser = new LibraryBrowser(server))
        {
            Assert.Contains("data-status=\"Failed\"", await browser.UploadAsync(("broken.pdf", BrokenPdf)), StringComparison.Ordinal);
        }

        await server.RestartAsync();
        using var again = new LibraryBrowser(server);
        var page = await again.GetAsync("/library");
        Assert.Contains("Retry broken.pdf", page, StringComparison.Ordinal);
        var stored = Assert.Single(Directory.EnumerateFiles(Files, "broken.pdf", SearchOption.AllDirectories));
        using var retried = await again.PostAsync("/library/retry", ("id", IdOf("Retry broken.pdf", page)));
        page = await again.GetAsync(retried.Headers.Location!.ToString());
        Assert.Contains("data-status=\"Failed\"", page, StringComparison.Ordinal);
        using var dismissed = await again.PostAsync("/library/dismiss", ("id", IdOf("Retry broken.pdf", page)));
        Assert.DoesNotContain("Retry broken.pdf", await again.GetAsync("/library"), StringComparison.Ordinal);
        Assert.False(File.Exists(stored));
    }

    [Fact]
    public async Task A_failed_file_of_a_synchronised_folder_is_read_again_by_its_button()
    {
        using var folder = new ScratchFolder();
        var path = Path.Combine(folder.Path, "later.pdf");
        await File.WriteAllBytesAsync(path, BrokenPdf, Token);
        await new LibrarySync(server.Session.Importer(new ReaderOptions(), []), server.Session.Library).RunAsync(folder.Path, null, Token);
        using var browser = new LibraryBrowser(server);
        var page = await browser.GetAsync("/library");
        Assert.DoesNotContain(folder.Path, page, StringComparison.Ordinal);
        await File.WriteAllBytesAsync(path, LibraryBrowser.Pdf(
            "Dunes that Sing", "Cy Winter", "Abstract", "Some dunes hum when their sand slides down a steep face.", "We record 17 dunes and show that the size of the grains sets the pitch of the hum,",
            "and that wet sand is silent."), Token);
        using var retried = await browser.PostAsync("/library/retry", ("id", IdOf("Retry later.pdf", page)));
        page = await browser.GetAsync(retried.Headers.Location!.ToString());
        Assert.DoesNotContain("Retry later.pdf", page, StringComparison.Ordinal);
        Assert.Contains("Dunes that Sing", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_file_from_two_people_at_once_is_one_paper()
    {
        using var one = new LibraryBrowser(server);
        using var other = new LibraryBrowser(server);
        var content = LibraryBrowser.Pdf(
            "Springs of a Limestone Valley", "Bo Ice", "Abstract", "Rain sinks into the limestone and comes out again in 31 springs of the valley.", "We follow a dye from 12 sinkholes to the springs and find that its way takes",
            "between four and nine days, and longer in winter when the soil above is frozen.");
        var pages = await Task.WhenAll(one.UploadAsync(("a.pdf", content)), other.UploadAsync(("b.pdf", content)));
        Assert.Single(pages, p => p.Contains("1 paper added", StringComparison.Ordinal));
        Assert.Single(pages, p => p.Contains("1 paper as before", StringComparison.Ordinal));
        Assert.Single(await server.Session.Index.ListPapersAsync(PassageFilter.None, Token), p => p.Title.Contains("Springs", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_script_is_told_of_each_file_as_it_is_done()
    {
        using var browser = new LibraryBrowser(server);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/library/upload") { Content = await browser.FormAsync(("two.bib", Encoding.UTF8.GetBytes("@misc{Kelp1999, title = {Kelp under Ice}, year = {1999}}\n@misc{Moss2000, title = {Moss under Ice}, year = {2000}}"))) };
        request.Headers.Accept.ParseAdd("text/event-stream");
        using var response = await browser.SendAsync(request);
        var outcome = (await response.EventsAsync()).Single(e => e.EventType == "outcome").Data;
        Assert.Contains("\"status\":\"Added\"", outcome, StringComparison.Ordinal);
        Assert.Contains("2 papers added", outcome, StringComparison.Ordinal);
        Assert.Contains("/paper?key=Kelp1999", outcome, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bibliography_cannot_reach_another_upload_or_a_file_of_the_server()
    {
        using var browser = new LibraryBrowser(server);
        await browser.UploadAsync(("secret.txt", "A secret note.\n\nNobody else may read of the hidden lagoon."u8.ToArray()));
        var secret = Directory.EnumerateFiles(Files, "secret.txt", SearchOption.AllDirectories).Single();
        var stolen = $"@misc{{Thief2001, title = {{Stolen}}, year = {{2001}}, file = {{:{secret}:text/plain;:../{Path.GetFileName(Path.GetDirectoryName(secret))}/secret.txt:text/plain}}}}";
        await browser.UploadAsync(("thief.bib", Encoding.UTF8.GetBytes(stolen)));
        Assert.DoesNotContain("lagoon", await browser.GetAsync("/paper?key=Thief2001"), StringComparison.Ordinal);
    }

    private static byte[] Tides(string title) => LibraryBrowser.Pdf(
        $"{title} in the Harbour", "Ann Frost", "Abstract", "The water of the harbour rises twice a day and falls twice a day.", "We measure its height at 14 places with floats and find that the moon explains",
        "most of what we see, while the wind explains the rest of it in winter storms.", "The height differs by 3 metres between the new moon and the half moon.");

    private static string IdOf(string button, string page) => Id().Matches(page[..page.IndexOf(button, StringComparison.Ordinal)]).Last().Groups[1].Value;

    // It says that it is longer than it is, and cannot be read.
    private sealed class Huge() : MemoryStream([], writable: false)
    {
        public override long Length => LibraryUploads.MaxFileBytes + 1;

        public override int Read(Span<byte> buffer) => throw new NotSupportedException("A file above the limit was read.");
    }

    [GeneratedRegex("""name="id" value="([0-9a-f]{32})""")]
    private static partial Regex Id();
}
