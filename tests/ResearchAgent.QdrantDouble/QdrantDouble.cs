using System.Security.Cryptography.X509Certificates;

namespace ResearchAgent.Testing;

/// <summary>
/// A Qdrant server in this process, on a loopback port of its own: the protocol of Qdrant's own client, answered from
/// memory by looking at every point. What it answers is what a server of the 1.18 line computes, for collections, aliases,
/// points, payloads, filters, dense and sparse search, fusion, groups and scrolling.
/// </summary>
/// <remarks>
/// It is no proof that a real server does the same. It does not cover:
/// <list type="bullet">
/// <item>persistence: data live as long as this object, and a write is done when it is answered, whatever "wait" says;</item>
/// <item>approximation: HNSW, quantisation and "indexed only" are accepted and change nothing, every search is exact;</item>
/// <item>shards, replicas, consistency and snapshots; timeouts of the server, rate limits and strict mode;</item>
/// <item>the optimiser: a collection is always green;</item>
/// <item>atomicity as weak as the server's: here a request is applied as a whole or not at all, there a bad point may
/// leave a part of it (an UpdateBatch keeps the operations before the one that failed, here as there);</item>
/// <item>query by id, recommend, discover, context, formula, MMR, sample, facets, multivectors, vectors in other
/// precisions, inference, places, dates, text indexes other than by words, quoted payload paths, look-ups in other
/// collections.</item>
/// </list>
/// Requests that ask for the last are answered with Unimplemented, never with less than was asked for. All members are
/// thread-safe but <see cref="StopAsync"/>, <see cref="RestartAsync"/> and <see cref="DisposeAsync"/>, which are called
/// one after the other.
/// </remarks>
public sealed class QdrantDouble : IAsyncDisposable
{
    private readonly ServerState _state;
    private readonly X509Certificate2? _keyPair;
    private Listener? _listener;

    private QdrantDouble(QdrantDoubleOptions options)
    {
        _state = new ServerState(options.ApiKey);
        if (options.Tls)
        {
            _keyPair = SelfSignedCertificate.Create();
            Certificate = X509CertificateLoader.LoadCertificate(_keyPair.RawData);
        }
    }

    /// <summary>The same for the whole life of the double.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>For "localhost" and 127.0.0.1, without its private key; null without TLS.</summary>
    public X509Certificate2? Certificate { get; }

    /// <summary>What HealthCheck answers.</summary>
    public string Version
    {
        get => _state.Version;
        set => _state.Version = value;
    }

    /// <summary>The calls up to now that were answered or refused, in the order in which they ended.</summary>
    public IReadOnlyList<RecordedCall> Calls => _state.Calls;

    /// <summary>Sum over <see cref="Calls"/>: messages, without framing.</summary>
    public long BytesReceived => Calls.Sum(c => (long)c.RequestBytes);

    /// <inheritdoc cref="BytesReceived"/>
    public long BytesSent => Calls.Sum(c => (long)c.ResponseBytes);

    public static async Task<QdrantDouble> StartAsync(QdrantDoubleOptions? options = null)
    {
        var started = new QdrantDouble(options ?? new QdrantDoubleOptions());
        await started.ListenAsync(0);
        return started;
    }

    public void Inject(Fault fault) => _state.Faults.Add(fault);

    /// <summary>Forgets the faults that have not struck yet.</summary>
    public void ClearFaults() => _state.Faults.Clear();

    /// <summary>Forgets the calls up to now.</summary>
    public void ClearCalls() => _state.ClearCalls();

    /// <summary>Cuts every connection and listens no more: who calls finds no one there. The data stay.</summary>
    public async Task StopAsync()
    {
        if (_listener is { } listener)
        {
            _listener = null;
            await listener.DisposeAsync();
        }
    }

    /// <summary>
    /// Listens again at the same address, with the data that were there. A GrpcChannel that was refused meanwhile fails on
    /// until its <c>InitialReconnectBackoff</c> is over, a second by default.
    /// </summary>
    public Task RestartAsync() => _listener is null ? ListenAsync(Address.Port) : Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Certificate?.Dispose();
        _keyPair?.Dispose();
    }

    private async Task ListenAsync(int port)
    {
        _listener = await Listener.StartAsync(port, _keyPair, _state);
        Address = _listener.Address;
    }
}
