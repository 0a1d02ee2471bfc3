using System.Net;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace ResearchAgent.Web.Security;

/// <summary>What stands between the network and the pages and API.</summary>
public static class ServerSecurity
{
    // A browser and any client send their headers at once; a slow one is holding the connection for its own sake.
    private static readonly TimeSpan HeadersTimeout = TimeSpan.FromSeconds(15);

    private const int MaxConnections = 1000;

    /// <summary>Adds the checks, limits and error answers, and makes Kestrel listen where the options say, whatever else asks it to.</summary>
    /// <exception cref="OptionsValidationException">The options are wrong; the message lists all errors and never shows the key.</exception>
    public static IServiceCollection AddServerSecurity(this IServiceCollection services, ServerSecurityOptions options)
    {
        if (options.Problems().ToList() is { Count: > 0 } problems)
        {
            throw new OptionsValidationException(nameof(ServerSecurityOptions), typeof(ServerSecurityOptions), problems);
        }

        services.AddSingleton(options);
        services.AddSingleton<LoginCookie>();
        services.AddSingleton<WrongKeys>();
        services.AddSingleton<IProblemDetailsWriter, ProblemWriter>();
        services.AddProblemDetails();
        services.AddExceptionHandler<ServerExceptionHandler>();
        services.AddRateLimiter(limiter => RateLimits.Configure(limiter, options));
        services.Configure<KestrelServerOptions>(kestrel => Configure(kestrel, options));
        AddKeys(services.AddDataProtection().SetApplicationName("ResearchAgent"), options.KeyFolder);
        return services;
    }

    /// <summary>Comes first in the pipeline, before static files and endpoints; it does the routing too.</summary>
    public static IApplicationBuilder UseServerSecurity(this IApplicationBuilder app) => app
        .UseMiddleware<SecurityHeaders>()
        .UseExceptionHandler()
        .UseStatusCodePages()
        .UseMiddleware<HostCheck>()
        .UseMiddleware<OriginCheck>()
        .UseRouting()
        .UseMiddleware<ApiKeyGate>()
        .UseMiddleware<BodyCheck>()
        .UseRateLimiter();

    private static void Configure(KestrelServerOptions kestrel, ServerSecurityOptions options)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = options.MaxBodyBytes;
        kestrel.Limits.RequestHeadersTimeout = HeadersTimeout;
        kestrel.Limits.MaxConcurrentConnections = MaxConnections;
        kestrel.Limits.MaxConcurrentUpgradedConnections = MaxConnections;
        foreach (var address in options.Bind)
        {
            kestrel.Listen(new IPEndPoint(address, options.Port));
        }
    }

    private static void AddKeys(IDataProtectionBuilder protection, string? folder)
    {
        if (folder is null)
        {
            protection.UseEphemeralDataProtectionProvider();
            return;
        }

        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        protection.PersistKeysToFileSystem(new DirectoryInfo(folder));
    }
}
