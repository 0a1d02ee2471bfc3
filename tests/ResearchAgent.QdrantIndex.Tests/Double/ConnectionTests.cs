using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using Grpc.Net.Client;
using Qdrant.Client;
using Qdrant.Client.Grpc;
using ResearchAgent.Testing;
using Xunit;

namespace ResearchAgent.QdrantIndex.Tests.Double;

public sealed class ConnectionTests : DoubleTest
{
    [Fact]
    public async Task A_key_is_asked_for_in_all_but_health()
    {
        await using var server = await QdrantDouble.StartAsync(new QdrantDoubleOptions { ApiKey = "secret" });
        using var none = new QdrantClient(server.Address);
        using var wrong = new QdrantClient(server.Address, "guess");
        using var right = new QdrantClient(server.Address, "secret");

        Assert.Equal(StatusCode.Unauthenticated, (await Assert.ThrowsAsync<RpcException>(() => none.ListCollectionsAsync(Token))).StatusCode);
        Assert.Equal(StatusCode.Unauthenticated, (await Assert.ThrowsAsync<RpcException>(() => wrong.ListCollectionsAsync(Token))).StatusCode);
        Assert.Empty(await right.ListCollectionsAsync(Token));
        Assert.Equal("1.18.0", (await none.HealthAsync(Token)).Version);
        server.Version = "1.7.4";
        Assert.Equal("1.7.4", (await none.HealthAsync(Token)).Version);
    }

    [Fact]
    public async Task A_client_that_pins_the_certificate_is_served_and_any_other_turns_away()
    {
        await using var server = await QdrantDouble.StartAsync(new QdrantDoubleOptions { Tls = true });
        await using var other = await QdrantDouble.StartAsync(new QdrantDoubleOptions { Tls = true });
        var thumbprint = server.Certificate!.GetCertHashString(HashAlgorithmName.SHA256);

        Assert.Equal("https", server.Address.Scheme);
        Assert.False(server.Certificate.HasPrivateKey);
        Assert.Equal("1.18.0", (await HealthAsync(server, thumbprint)).Version);
        await Assert.ThrowsAsync<RpcException>(() => HealthAsync(other, thumbprint));
        await Assert.ThrowsAsync<RpcException>(() => HealthAsync(server, null));

        static async Task<HealthCheckReply> HealthAsync(QdrantDouble server, string? thumbprint)
        {
            using var channel = QdrantChannel.ForAddress(server.Address, new ClientConfiguration { CertificateThumbprint = thumbprint });
            using var client = new QdrantClient(new QdrantGrpcClient(channel));
            return await client.HealthAsync(Token);
        }
    }

    [Fact]
    public async Task A_client_that_takes_the_certificate_as_its_root_is_served()
    {
        await using var server = await QdrantDouble.StartAsync(new QdrantDoubleOptions { Tls = true });
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(server.Certificate!);
        using var handler = new SocketsHttpHandler { SslOptions = { CertificateChainPolicy = policy } };
        using var channel = GrpcChannel.ForAddress(server.Address, new GrpcChannelOptions { HttpHandler = handler });
        using var client = new QdrantClient(new QdrantGrpcClient(channel));

        Assert.Equal("1.18.0", (await client.HealthAsync(Token)).Version);
    }

    [Fact]
    public async Task A_request_may_be_larger_than_what_gRPC_takes_by_default()
    {
        await Client.CreateCollectionAsync("c", new VectorParams { Size = 1024, Distance = Distance.Dot }, cancellationToken: Token);
        var points = Enumerable.Range(1, 1100).Select(i => new PointStruct { Id = (ulong)i, Vectors = Enumerable.Repeat(0.1f, 1024).ToArray() }).ToList();

        await Client.UpsertAsync("c", points, cancellationToken: Token);

        Assert.True(Server.BytesReceived > 4 * 1024 * 1024);
        Assert.Equal(1100UL, await Client.CountAsync("c", cancellationToken: Token));
    }

    [Fact]
    public async Task An_injected_fault_strikes_as_often_as_it_should_before_or_after_the_work()
    {
        await CreateAsync("c");
        Server.Inject(new Fault { Method = "Upsert", Skip = 1, Calls = 2, Status = StatusCode.Unavailable });
        Server.Inject(new Fault { Method = "Points/Delete", Status = StatusCode.Internal, AfterApplied = true });

        await UpsertAsync("c", Point(1));
        Assert.Equal(StatusCode.Unavailable, await FailureAsync(() => UpsertAsync("c", Point(2))));
        Assert.Equal(StatusCode.Unavailable, await FailureAsync(() => UpsertAsync("c", Point(3))));
        await UpsertAsync("c", Point(4));
        Assert.Equal(2UL, await Client.CountAsync("c", cancellationToken: Token));
        Assert.Equal(StatusCode.Internal, await FailureAsync(() => Client.DeleteAsync("c", [1UL], cancellationToken: Token)));
        Assert.Equal(1UL, await Client.CountAsync("c", cancellationToken: Token));
    }

    [Fact]
    public async Task A_call_that_is_never_answered_ends_at_its_deadline_and_does_nothing()
    {
        await CreateAsync("c");
        using var impatient = new QdrantClient(Server.Address, grpcTimeout: TimeSpan.FromMilliseconds(50));
        Server.Inject(new Fault { Method = "Upsert", Delay = Timeout.InfiniteTimeSpan });

        Assert.Equal(StatusCode.DeadlineExceeded, await FailureAsync(() => impatient.UpsertAsync("c", [Point(1)], cancellationToken: Token)));
        Assert.Equal(0UL, await Client.CountAsync("c", cancellationToken: Token));
    }

    [Fact]
    public async Task A_cut_connection_is_a_failed_call_and_the_next_one_connects_again()
    {
        await CreateAsync("c");
        Server.Inject(new Fault { Method = "Upsert", CutsConnection = true });
        Server.Inject(new Fault { Method = "Upsert", CutsConnection = true, AfterApplied = true });

        Assert.Equal(StatusCode.Unavailable, await FailureAsync(() => UpsertAsync("c", Point(1))));
        Assert.Equal(StatusCode.Unavailable, await FailureAsync(() => UpsertAsync("c", Point(2))));

        Assert.Equal([2UL], (await Client.ScrollAsync("c", cancellationToken: Token)).Result.Select(p => p.Id.Num));
    }

    [Fact]
    public async Task A_server_that_stops_is_unavailable_and_comes_back_with_its_data()
    {
        await CreateAsync("c");
        await UpsertAsync("c", Point(1));
        Server.Inject(new Fault { Method = "Count", Delay = Timeout.InfiniteTimeSpan });
        var address = Server.Address;
        var waiting = Client.CountAsync("c", cancellationToken: Token);

        await Server.StopAsync();

        await Assert.ThrowsAsync<RpcException>(() => waiting);
        Assert.Equal(StatusCode.Unavailable, await FailureAsync(() => Client.CountAsync("c", cancellationToken: Token)));
        Server.ClearFaults();
        await Server.RestartAsync();
        Assert.Equal(address, Server.Address);

        // A channel that was refused waits a second before it connects again, and fails meanwhile: a new one need not.
        using var client = new QdrantClient(address);
        Assert.Equal(1UL, await client.CountAsync("c", cancellationToken: Token));
    }

    [Fact]
    public async Task Calls_are_recorded_with_their_sizes()
    {
        await CreateAsync("c");
        Server.ClearCalls();

        await UpsertAsync("c", Point(1, [1f, 0f]));
        await Assert.ThrowsAsync<RpcException>(() => UpsertAsync("nowhere", Point(1)));

        Assert.Equal([("Points/Upsert", StatusCode.OK), ("Points/Upsert", StatusCode.NotFound)], Server.Calls.Select(c => (c.Method, c.Status)));
        Assert.Equal(1UL, Assert.Single(Assert.IsType<UpsertPoints>(Server.Calls[0].Request).Points).Id.Num);
        Assert.Equal(Server.Calls.Sum(c => c.Request.CalculateSize()), Server.BytesReceived);
        Assert.Equal(Server.Calls[0].ResponseBytes, Server.BytesSent);
    }

    private static async Task<StatusCode> FailureAsync(Func<Task> call) => (await Assert.ThrowsAsync<RpcException>(call)).StatusCode;
}
