using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using Qdrant.Client;
using ResearchAgent.IndexConformance;
using ResearchAgent.Indexing;
using ResearchAgent.Papers;
using ResearchAgent.Testing;
using Xunit;

namespace ResearchAgent.QdrantIndex.Tests;

/// <summary>What a server and a network do to a library: nothing is lost, nothing is there twice, and the message says what to do.</summary>
public sealed class FaultTests : IAsyncDisposable
{
    private const string Embedder = "faults/32";

    private readonly List<IAsyncDisposable> _servers = [];
    private readonly string _folder = Directory.CreateTempSubdirectory("research-qdrant-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers)
        {
            await server.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData(StatusCode.Unavailable, false)]
    [InlineData(StatusCode.ResourceExhausted, false)]
    [InlineData(StatusCode.Unavailable, true)]
    [InlineData(StatusCode.DeadlineExceeded, true)]
    public async Task A_call_that_a_busy_server_refuses_is_made_again_and_nothing_is_there_twice(StatusCode status, bool afterApplied)
    {
        var server = await StartAsync();
        using var index = await OpenAsync(server);
        server.Inject(new Fault { Method = "Upsert", Status = status, Calls = 3, AfterApplied = afterApplied });

        await index.UpsertAsync(Paper(6), Token);

        Assert.Equal(new IndexCounts(1, 6), await index.CountAsync(PassageFilter.None, Token));
        Assert.Equal(6, (await index.GetPassagesAsync(Paper(6).Paper.Id, Token)).Count);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_server_that_goes_away_while_a_paper_is_replaced_leaves_the_old_text_and_the_next_try_completes_it(int writesBefore)
    {
        var server = await StartAsync();
        using var index = await OpenAsync(server, options => options with { PointsPerRequest = 3, MaxRetries = 0 });
        var old = ConformanceLibrary.Paper(1, "The tide turns.");
        await index.UpsertAsync(old, Token);
        server.Inject(new Fault { Method = "Upsert", CutsConnection = true, Skip = writesBefore, Calls = int.MaxValue });

        await Assert.ThrowsAsync<LibraryException>(() => index.UpsertAsync(Paper(6), Token));
        server.ClearFaults();

        Assert.Equal(old.Passages.Select(p => p.Passage), await index.GetPassagesAsync(old.Paper.Id, Token));
        Assert.Equal(old.Passages.Select(p => p.Passage.Text), (await index.SearchAsync(new PassageQuery { Terms = [(ConformanceLibrary.TermId("tide"), 1f)] }, Token)).Select(h => h.Passage.Text));

        await index.UpsertAsync(Paper(6), Token);
        Assert.Equal(Paper(6).Passages.Select(p => p.Passage), await index.GetPassagesAsync(old.Paper.Id, Token));
        Assert.Equal(new IndexCounts(1, 6), await index.CountAsync(PassageFilter.None, Token));
    }

    [Fact]
    public async Task A_server_that_was_restarted_is_found_again()
    {
        var server = await StartAsync();
        using var index = await OpenAsync(server, options => options with { MaxRetries = 8 });
        await index.UpsertAsync(Paper(2), Token);
        await server.StopAsync();
        var asking = index.CountAsync(PassageFilter.None, Token);
        await server.RestartAsync();

        Assert.Equal(new IndexCounts(1, 2), await asking);
    }

    [Fact]
    public async Task No_server_is_told_with_its_address_and_how_to_start_one()
    {
        var server = await StartAsync();
        await server.StopAsync();

        await FailsAsync(server, options => options with { MaxRetries = 0 }, server.Address.ToString(), "docker compose up");
    }

    [Theory]
    [InlineData(null, "none was given")]
    [InlineData("wrong", "ApiKeyVariable")]
    public async Task A_wrong_key_is_refused_and_not_told(string? key, string expected)
    {
        var server = await StartAsync(new QdrantDoubleOptions { ApiKey = "right" });

        var error = await FailsAsync(server, options => options with { ApiKey = key }, expected);
        Assert.DoesNotContain("wrong", error.ToString(), StringComparison.Ordinal);

        using var index = await OpenAsync(server, options => options with { ApiKey = "right" });
        Assert.Equal(0, (await index.CountAsync(PassageFilter.None, Token)).Papers);
    }

    [Fact]
    public async Task A_certificate_is_trusted_by_the_authority_that_is_named_and_by_no_other()
    {
        var server = await StartAsync(new QdrantDoubleOptions { Tls = true });
        var other = await StartAsync(new QdrantDoubleOptions { Tls = true });

        await FailsAsync(server, options => options with { MaxRetries = 0 }, "CertificateAuthorityFile");
        await FailsAsync(server, options => options with { MaxRetries = 0, CertificateAuthorityFile = Write(other.Certificate!) }, "CertificateAuthorityFile");
        await FailsAsync(server, options => options with { CertificateAuthorityFile = Path.Combine(_folder, "none.pem") }, "none.pem");
        using var index = await OpenAsync(server, options => options with { CertificateAuthorityFile = Write(server.Certificate!) });
        Assert.Equal(0, (await index.CountAsync(PassageFilter.None, Token)).Papers);
    }

    [Fact]
    public async Task Another_machine_without_encryption_is_refused_before_anything_is_sent()
    {
        var error = await Assert.ThrowsAsync<LibraryException>(() => QdrantPassageIndex.OpenAsync(new QdrantOptions { Address = new Uri("http://qdrant.example:6334") }, Embedder, 32, Token));
        Assert.Contains("https://", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1.9.2")]
    [InlineData("0.11.0")]
    [InlineData("unknown")]
    public async Task A_server_that_is_too_old_is_told_with_its_version(string version)
    {
        var server = await StartAsync();
        server.Version = version;

        await FailsAsync(server, options => options, version, "Update the server");
    }

    [Fact]
    public async Task Another_embedder_is_refused_with_both_names()
    {
        var server = await StartAsync();
        using (await OpenAsync(server))
        {
        }

        var error = await Assert.ThrowsAsync<LibraryException>(() => QdrantPassageIndex.OpenAsync(Options(server), "other/64", 64, Token));
        Assert.Contains(Embedder, error.Message, StringComparison.Ordinal);
        Assert.Contains("other/64", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_vector_of_another_length_is_refused_and_the_paper_is_not_there()
    {
        var server = await StartAsync();
        using var index = await OpenAsync(server);
        var paper = Paper(1);

        await Assert.ThrowsAsync<LibraryException>(() => index.UpsertAsync(paper with { Passages = [paper.Passages[0] with { Vector = new float[7] }] }, Token));

        Assert.Equal(new IndexCounts(0, 0), await index.CountAsync(PassageFilter.None, Token));
    }

    [Fact]
    public async Task A_collection_that_is_none_of_ours_is_left_alone()
    {
        var server = await StartAsync();
        using var client = new QdrantClient(server.Address);
        await client.CreateCollectionAsync("others", new Qdrant.Client.Grpc.VectorParams { Size = 4, Distance = Qdrant.Client.Grpc.Distance.Dot }, cancellationToken: Token);
        await client.CreateAliasAsync("library", "others", cancellationToken: Token);

        await FailsAsync(server, options => options, "no library of ours");
        Assert.Equal(["others"], await client.ListCollectionsAsync(Token));
    }

    [Fact]
    public async Task A_library_that_was_removed_meanwhile_is_told()
    {
        var server = await StartAsync();
        using var index = await OpenAsync(server);
        using var client = new QdrantClient(server.Address);
        foreach (var collection in await client.ListCollectionsAsync(Token))
        {
            await client.DeleteCollectionAsync(collection, cancellationToken: Token);
        }

        var error = await Assert.ThrowsAsync<LibraryException>(() => index.UpsertAsync(Paper(1), Token));
        Assert.Contains("is gone", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_given_up_and_told()
    {
        var server = await StartAsync();
        using var index = await OpenAsync(server, options => options with { Timeout = TimeSpan.FromSeconds(1), MaxRetries = 0 });
        server.Inject(new Fault { Method = "Count", Delay = Timeout.InfiniteTimeSpan, Calls = int.MaxValue });

        var error = await Assert.ThrowsAsync<LibraryException>(() => index.CountAsync(PassageFilter.None, Token));
        Assert.Contains("did not answer within 1 seconds", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_call_can_be_cancelled_while_the_server_thinks()
    {
        var server = await StartAsync();
        using var index = await OpenAsync(server);
        server.Inject(new Fault { Method = "Count", Delay = Timeout.InfiniteTimeSpan, Calls = int.MaxValue });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var asking = index.CountAsync(PassageFilter.None, stop.Token);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
    }

    [Fact]
    public async Task Programs_that_open_a_new_library_at_once_get_the_same()
    {
        var server = await StartAsync();
        var opened = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => OpenAsync(server)));
        await opened[0].UpsertAsync(Paper(2), Token);

        foreach (var index in opened)
        {
            Assert.Equal(new IndexCounts(1, 2), await index.CountAsync(PassageFilter.None, Token));
            index.Dispose();
        }

        using var client = new QdrantClient(server.Address);
        Assert.Single(await client.ListCollectionsAsync(Token));
    }

    [Fact]
    public async Task A_program_that_was_stopped_while_it_made_the_library_leaves_nothing_in_the_way()
    {
        var server = await StartAsync();
        server.Inject(new Fault { Method = "CreateFieldIndex", Skip = 2, CutsConnection = true });
        await FailsAsync(server, options => options with { MaxRetries = 0 });

        using var index = await OpenAsync(server);
        await index.UpsertAsync(Paper(2), Token);

        using var client = new QdrantClient(server.Address);
        var collection = Assert.Single(await client.ListCollectionsAsync(Token));
        Assert.Contains("term_ids", (await client.GetCollectionInfoAsync(collection, Token)).PayloadSchema.Keys);
    }

    private static IndexedPaper Paper(int passages) => ConformanceLibrary.Paper(1, [.. Enumerable.Range(0, passages).Select(i => $"The tide turns {i} times.")]);

    private static QdrantOptions Options(QdrantDouble server) => new() { Address = server.Address, Library = "library", RetryDelay = TimeSpan.FromMilliseconds(20) };

    private static Task<QdrantPassageIndex> OpenAsync(QdrantDouble server, Func<QdrantOptions, QdrantOptions>? change = null) =>
        QdrantPassageIndex.OpenAsync((change ?? (o => o))(Options(server)), Embedder, ConformanceLibrary.Dimensions, Token);

    private static async Task<LibraryException> FailsAsync(QdrantDouble server, Func<QdrantOptions, QdrantOptions> change, params string[] expected)
    {
        var error = await Assert.ThrowsAsync<LibraryException>(() => OpenAsync(server, change));
        Assert.All(expected, e => Assert.Contains(e, error.Message, StringComparison.Ordinal));
        Assert.DoesNotContain('\n', error.Message);
        return error;
    }

    private async Task<QdrantDouble> StartAsync(QdrantDoubleOptions? options = null)
    {
        var server = await QdrantDouble.StartAsync(options);
        _servers.Add(server);
        return server;
    }

    private string Write(X509Certificate2 certificate)
    {
        var path = Path.Combine(_folder, Guid.NewGuid().ToString("N") + ".pem");
        File.WriteAllText(path, certificate.ExportCertificatePem());
        return path;
    }
}
