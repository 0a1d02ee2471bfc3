using ResearchAgent.Hosting;
using ResearchAgent.Web.Security;

namespace ResearchAgent.Web;

/// <summary>What the web server is told by whoever starts it.</summary>
public sealed record ServerOptions
{
    /// <summary>Where it listens, and to whom.</summary>
    public ServerSecurityOptions Security { get; init; } = new();

    /// <summary>Questions that are worked on at the same time; more wait in turn. 0: as many as there are cores, two with a model.</summary>
    public int Concurrency { get; init; }

    /// <summary>Where traces and metrics go; null sends none.</summary>
    public TelemetrySettings? Telemetry { get; init; }

    /// <summary>The folder of style sheets and scripts.</summary>
    public string WebRoot { get; init; } = Path.Combine(AppContext.BaseDirectory, "wwwroot");
}
