using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using Polly;
using Polly.Retry;
using Qdrant.Client;
using Qdrant.Client.Grpc;
using ResearchAgent.Indexing;

namespace ResearchAgent.QdrantIndex;

/// <summary>
/// Calls a Qdrant server: with a deadline, again when it is busy or restarting, and with errors that say what to do.
/// Everything sent through it may be sent twice. Safe for concurrent use.
/// </summary>
internal sealed class QdrantServer : IDisposable
{
    /// <summary>The first release that keeps metadata with a collection.</summary>
    private static readonly Version Oldest = new(1, 16);

    private static readonly StatusCode[] Passing = [StatusCode.Unavailable, StatusCode.ResourceExhausted, StatusCode.DeadlineExceeded];

    private readonly QdrantOptions _options;
    private readonly GrpcChannel _channel;
    private readonly QdrantClient _client;
    private readonly ResiliencePipeline _pipeline;

    /// <exception cref="LibraryException">The address or the certificate's file cannot be used.</exception>
    public QdrantServer(QdrantOptions options)
    {
        _options = options;
        if (options.Address.Scheme != "https" && !options.Address.IsLoopback)
        {
            throw Error($"Index:Qdrant:Address is '{options.Address}', on another machine and not encrypted. Use https://.");
        }

        _channel = GrpcChannel.ForAddress(options.Address, new GrpcChannelOptions
        {
            HttpHandler = new SocketsHttpHandler { UseProxy = !options.Address.IsLoopback, EnableMultipleHttp2Connections = true, SslOptions = Trust(options) },
            DisposeHttpClient = true,

            // A page of long passages with their vectors is larger than the 4 MB that gRPC takes by default.
            MaxReceiveMessageSize = 256 << 20,

            // A server that was restarted is there before the channel would look again by default.
            InitialReconnectBackoff = TimeSpan.FromMilliseconds(100),
            MaxReconnectBackoff = TimeSpan.FromSeconds(2),
        });
        var invoker = options.ApiKey is { } key
            ? _channel.Intercept(metadata =>
            {
                metadata.Add("api-key", key);
                return metadata;
            })
            : _channel.CreateCallInvoker();
        _client = new QdrantClient(new QdrantGrpcClient(invoker), grpcTimeout: options.Timeout);
        _pipeline = options.MaxRetries == 0 ? ResiliencePipeline.Empty : new ResiliencePipelineBuilder()
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = new PredicateBuilder().Handle<RpcException>(e => Passing.Contains(e.StatusCode)),
                MaxRetryAttempts = options.MaxRetries,
                Delay = options.RetryDelay,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
            })
            .Build();
    }

    /// <exception cref="LibraryException">The server refuses, cannot be reached, or does not answer in time.</exception>
    public async Task<T> CallAsync<T>(Func<QdrantClient, CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        try
        {
            return await _pipeline.ExecuteAsync(async token => await call(_client, token), cancellationToken);
        }
        catch (RpcException e)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw Error(Explain(e), e);
        }
    }

    public Task CallAsync(Func<QdrantClient, CancellationToken, Task> call, CancellationToken cancellationToken) =>
        CallAsync(
            async (client, token) =>
            {
                await call(client, token);
                return true;
            },
            cancellationToken);

    /// <exception cref="LibraryException">The server is too old, or not there.</exception>
    public async Task CheckVersionAsync(CancellationToken cancellationToken)
    {
        var health = await CallAsync((client, token) => client.HealthAsync(token), cancellationToken);
        if (!Version.TryParse(health.Version.Split('-')[0], out var version) || version < Oldest)
        {
            throw Error($"The server at {_options.Address} is Qdrant {health.Version}; this program needs {Oldest} or newer. Update the server.");
        }
    }

    public LibraryException Error(string message, Exception? inner = null) => new(_options.Address.ToString(), message, inner);

    public void Dispose()
    {
        _client.Dispose();
        _channel.Dispose();
    }

    private string Explain(RpcException e) => e.StatusCode switch
    {
        StatusCode.Unauthenticated or StatusCode.PermissionDenied =>
            $"The server at {_options.Address} refuses the API key{(_options.ApiKey is null ? ": none was given" : "")}. Put the right one into the environment variable that Index:Qdrant:ApiKeyVariable names.",
        _ when e.Status.DebugException is HttpRequestException { InnerException: System.Security.Authentication.AuthenticationException } =>
            $"The certificate of {_options.Address} is not signed by an authority that is trusted here. Name the authority's PEM file in Index:Qdrant:CertificateAuthorityFile.",
        StatusCode.Unavailable or StatusCode.Internal when e.StatusCode == StatusCode.Unavailable || e.Status.DebugException is HttpRequestException =>
            $"There is no Qdrant server at {_options.Address}, or it does not speak gRPC there (port 6334 by default). Start it with 'docker compose up -d', or set Index:Qdrant:Address.",
        StatusCode.DeadlineExceeded => $"The server at {_options.Address} did not answer within {_options.Timeout.TotalSeconds:F0} seconds, {_options.MaxRetries} retries included. See whether it is busy; Index:Qdrant:TimeoutSeconds gives it longer.",
        StatusCode.NotFound => $"The library '{_options.Library}' is gone from the server at {_options.Address} ({e.Status.Detail.TrimEnd('.')}). Open it again, or copy it there with 'research index migrate'.",
        _ => $"The server at {_options.Address} answers {e.StatusCode}: {e.Status.Detail.TrimEnd('.')}.",
    };

    private SslClientAuthenticationOptions Trust(QdrantOptions options)
    {
        if (options.CertificateAuthorityFile is not { Length: > 0 } file)
        {
            return new SslClientAuthenticationOptions();
        }

        X509Certificate2 authority;
        try
        {
            authority = X509CertificateLoader.LoadCertificateFromFile(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or System.Security.Cryptography.CryptographicException)
        {
            throw Error($"Index:Qdrant:CertificateAuthorityFile is '{file}', which cannot be read as a certificate ({e.Message.TrimEnd('.')}). Name a PEM file.", e);
        }

        // This authority and no other, whatever the machine trusts beside it.
        return new SslClientAuthenticationOptions
        {
            CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, CustomTrustStore = { authority }, RevocationMode = X509RevocationMode.NoCheck },
        };
    }
}
