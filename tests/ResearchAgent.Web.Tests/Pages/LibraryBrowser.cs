using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Xunit;

namespace ResearchAgent.Web.Tests.Pages;

/// <summary>A person's browser as far as the library's pages need one: it keeps cookies and sends the forms' token. It runs no script and follows no redirect.</summary>
internal sealed partial class LibraryBrowser : IDisposable
{
    private readonly HttpClient _client;
    private string? _token;

    public LibraryBrowser(ServerFixture server) =>
        _client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() }) { BaseAddress = new Uri(server.Address) };

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>The page's HTML, with its characters as they are sent.</summary>
    public async Task<string> GetAsync(string address, HttpStatusCode status = HttpStatusCode.OK)
    {
        using var response = await _client.GetAsync(address, Cancelled);
        Assert.Equal(status, response.StatusCode);
        return await response.Content.ReadAsStringAsync(Cancelled);
    }

    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request) => _client.SendAsync(request, Cancelled);

    public async Task<HttpResponseMessage> PostAsync(string address, params (string Name, string Value)[] fields) =>
        await _client.PostAsync(address, new FormUrlEncodedContent([.. fields.Select(f => KeyValuePair.Create(f.Name, f.Value)), KeyValuePair.Create("__RequestVerificationToken", await TokenAsync())]), Cancelled);

    /// <returns>The page that tells what became of the files.</returns>
    public async Task<string> UploadAsync(params (string Name, byte[] Content)[] files)
    {
        using var response = await _client.PostAsync("/library/upload", await FormAsync(files), Cancelled);
        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        return WebUtility.HtmlDecode(await GetAsync(response.Headers.Location!.ToString()));
    }

    public async Task<MultipartFormDataContent> FormAsync(params (string Name, byte[] Content)[] files)
    {
        var form = new MultipartFormDataContent { { new StringContent(await TokenAsync()), "__RequestVerificationToken" } };
        foreach (var (name, content) in files)
        {
            form.Add(new ByteArrayContent(content), "files", name);
        }

        return form;
    }

    /// <summary>A PDF of one page: the title large, the lines below it.</summary>
    public static byte[] Pdf(string title, params string[] lines)
    {
        var page = $"BT /F1 20 Tf 60 740 Td ({title}) Tj /F1 11 Tf 0 -40 Td {string.Concat(lines.Select(l => $"({l}) Tj 0 -14 Td "))}ET";
        string[] objects =
        [
            "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
            $"<< /Length {page.Length} >>\nstream\n{page}\nendstream", "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        ];
        var text = new StringBuilder("%PDF-1.4\n");
        var offsets = new List<int>();
        foreach (var (content, number) in objects.Select((o, i) => (o, i + 1)))
        {
            offsets.Add(text.Length);
            text.Append(CultureInfo.InvariantCulture, $"{number} 0 obj\n{content}\nendobj\n");
        }

        var start = text.Length;
        text.Append(CultureInfo.InvariantCulture, $"xref\n0 {objects.Length + 1}\n0000000000 65535 f \n").Append(string.Concat(offsets.Select(o => o.ToString("D10", CultureInfo.InvariantCulture) + " 00000 n \n")));
        text.Append(CultureInfo.InvariantCulture, $"trailer\n<< /Size {objects.Length + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n");
        return Encoding.ASCII.GetBytes(text.ToString());
    }

    public void Dispose() => _client.Dispose();

    private async Task<string> TokenAsync() => _token ??= Token().Match(await GetAsync("/compare")).Groups[1].Value;

    [GeneratedRegex("""name="__RequestVerificationToken" value="([^"]+)""")]
    private static partial Regex Token();
}
