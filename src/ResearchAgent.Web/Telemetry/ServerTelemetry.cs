using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using ResearchAgent.Hosting;
using ResearchAgent.Telemetry;

namespace ResearchAgent.Web.Telemetry;

/// <summary>Traces and metrics to the collector that the settings name, in OTLP over HTTP.</summary>
internal static class ServerTelemetry
{
    // A collector that is away must not keep a person waiting when the server stops.
    private const int TimeoutMilliseconds = 5000;

    /// <param name="settings">Null: nothing is collected and nothing sent, whatever variables of OpenTelemetry's own are set.</param>
    public static IServiceCollection AddServerTelemetry(this IServiceCollection services, TelemetrySettings? settings)
    {
        if (settings is null)
        {
            return services;
        }

        services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("research-agent", serviceVersion: typeof(ServerTelemetry).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion))
            .WithTracing(tracing => tracing
                .AddAspNetCoreInstrumentation(http => http.Filter = context => context.Request.Path.StartsWithSegments("/health") is false)
                .AddSource(RunTelemetry.Name, ObservedModels.SourceName)
                .AddProcessor(new SpanContent())
                .AddOtlpExporter(otlp => Configure(otlp, settings, "v1/traces")))
            .WithMetrics(metrics => metrics
                .AddAspNetCoreInstrumentation()
                .AddMeter(RunTelemetry.Name, ObservedModels.SourceName, ServerMeter.Name, "System.Runtime")
                .AddInstrumentation<ServerMeter>()
                .AddOtlpExporter(otlp => Configure(otlp, settings, "v1/metrics")));
        return services;
    }

    private static void Configure(OtlpExporterOptions otlp, TelemetrySettings settings, string path)
    {
        otlp.Protocol = OtlpExportProtocol.HttpProtobuf;
        otlp.Endpoint = new Uri(settings.Endpoint.AbsoluteUri.TrimEnd('/') + "/" + path);
        otlp.TimeoutMilliseconds = TimeoutMilliseconds;

        // A redirect, or on this machine a proxy, would take it somewhere that the settings do not name.
        otlp.HttpClientFactory = () => new HttpClient(new SocketsHttpHandler { UseProxy = !settings.Endpoint.IsLoopback, AllowAutoRedirect = false }) { Timeout = TimeSpan.FromMilliseconds(TimeoutMilliseconds) };
    }
}
