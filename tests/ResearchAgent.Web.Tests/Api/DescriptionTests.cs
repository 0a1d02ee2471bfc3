using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.OpenApi;
using Xunit;

namespace ResearchAgent.Web.Tests.Api;

public sealed partial class DescriptionTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    [Fact]
    public async Task The_OpenAPI_document_is_the_one_that_was_reviewed()
    {
        var document = JsonSerializer.Serialize(await server.GetAsync("/openapi/v1.json"), Indented) + "\n";
        var snapshot = Path.Combine(Folder(), "openapi.v1.json");
        if (Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") == "1")
        {
            await File.WriteAllTextAsync(snapshot, document, TestContext.Current.CancellationToken);
        }

        Assert.True(
            File.Exists(snapshot) && await File.ReadAllTextAsync(snapshot, TestContext.Current.CancellationToken) == document,
            $"The OpenAPI document differs from '{Path.GetFileName(snapshot)}'. If that is meant, run this test with UPDATE_SNAPSHOTS=1 and look at the difference.");
    }

    [Fact]
    public async Task The_OpenAPI_document_is_valid_and_every_operation_is_named_summed_up_and_says_how_it_fails()
    {
        var text = await server.Client.GetStringAsync("/openapi/v1.json", TestContext.Current.CancellationToken);
        var (document, diagnostic) = OpenApiDocument.Parse(text, "json");
        Assert.Empty(diagnostic!.Errors);
        Assert.Equal(OpenApiSpecVersion.OpenApi3_1, diagnostic.SpecificationVersion);
        var operations = document!.Paths.SelectMany(p => p.Value.Operations!.Select(o => (p.Key, o.Key.Method, Operation: o.Value))).ToList();
        Assert.True(operations.Count >= 24);
        Assert.All(operations, o => Assert.NotEmpty(o.Operation.OperationId!));
        Assert.All(operations, o => Assert.NotEmpty(o.Operation.Summary!));
        Assert.All(operations.Where(o => o.Key.StartsWith("/api/v1", StringComparison.Ordinal)), o => Assert.Contains(o.Operation.Responses!.Keys, k => k[0] is '4' or '5'));
        Assert.Equal(operations.Count, operations.Select(o => o.Operation.OperationId).Distinct().Count());

        // Every reference leads somewhere.
        var schemas = document.Components!.Schemas!.Keys;
        Assert.All(References().Matches(text).Select(m => m.Groups[1].Value), name => Assert.Contains(name, schemas));
    }

    [Fact]
    public async Task The_page_that_shows_it_loads_nothing_from_another_host()
    {
        var page = await server.Client.GetStringAsync("/api", TestContext.Current.CancellationToken);
        Assert.DoesNotContain("//", page.Replace("<!doctype", "", StringComparison.OrdinalIgnoreCase), StringComparison.Ordinal);
        foreach (Match script in Sources().Matches(page))
        {
            using var response = await server.Client.GetAsync(script.Groups[1].Value, TestContext.Current.CancellationToken);
            Assert.Equal("text/javascript", response.Content.Headers.ContentType!.MediaType);
            Assert.NotEmpty(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }

        Assert.Equal(2, Sources().Count(page));
        Assert.DoesNotContain("<script>", page, StringComparison.Ordinal);
    }

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n", Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static string Folder([System.Runtime.CompilerServices.CallerFilePath] string path = "")
    {
        // Builds that hide where the sources were map the path; then the snapshot lies beside the tests.
        var folder = Path.GetDirectoryName(path)!;
        return Directory.Exists(folder) ? folder : AppContext.BaseDirectory;
    }

    [GeneratedRegex("<script src=\"([^\"]+)\"")]
    private static partial Regex Sources();

    [GeneratedRegex("\"#/components/schemas/([^\"]+)\"")]
    private static partial Regex References();
}
