using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Grpc.AspNetCore.Server.Model;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ResearchAgent.Testing;

/// <summary>Kestrel on one loopback port, with nothing read from the surroundings. Disposing it cuts every connection at once.</summary>
internal sealed class Listener : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly ConcurrentDictionary<ConnectionContext, bool> _connections = [];
    private volatile bool _isStopping;

    private Listener(int port, X509Certificate2? certificate, ServerState state)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            // A server takes messages of any size, and a busy test machine may be slow to send one.
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Listen(IPAddress.Loopback, port, listen =>
            {
                listen.Protocols = HttpProtocols.Http2;
                listen.Use(Tracked);
                if (certificate is not null)
                {
                    listen.UseHttps(certificate);
                }
            });
        });
        builder.Services.AddGrpc(grpc =>
        {
            grpc.MaxReceiveMessageSize = null;
            grpc.MaxSendMessageSize = null;

            // What goes wrong in the double itself is told to the test.
            grpc.EnableDetailedErrors = true;
        });
        builder.Services.AddSingleton(state);
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IServiceMethodProvider<QdrantService>, QdrantMethods>());
        _application = builder.Build();
        _application.MapGrpcService<QdrantService>();
    }

    public Uri Address { get; private set; } = null!;

    public static async Task<Listener> StartAsync(int port, X509Certificate2? certificate, ServerState state)
    {
        var listener = new Listener(port, certificate, state);
        await listener._application.StartAsync();
        var addresses = listener._application.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>();
        listener.Address = new Uri(addresses.Addresses.Single());
        return listener;
    }

    public async ValueTask DisposeAsync()
    {
        // Whoever connects between these two lines and the end of listening is turned away.
        _isStopping = true;
        foreach (var connection in _connections.Keys)
        {
            connection.Abort();
        }

        await _application.StopAsync();
        await _application.DisposeAsync();
    }

    private ConnectionDelegate Tracked(ConnectionDelegate next) => async connection =>
    {
        _connections[connection] = true;
        if (_isStopping)
        {
            connection.Abort();
        }

        try
        {
            await next(connection);
        }
        finally
        {
            _connections.TryRemove(connection, out _);
        }
    };
}
