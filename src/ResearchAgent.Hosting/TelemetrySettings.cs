using Microsoft.Extensions.Configuration;

namespace ResearchAgent.Hosting;

/// <summary>
/// Where <c>research serve</c> sends traces and metrics, in OTLP over HTTP. Off unless the settings name an address;
/// nothing leaves the machine unless <c>Telemetry:AllowRemote</c> says so, and then only encrypted.
/// </summary>
/// <param name="Endpoint">The collector's base address, such as http://127.0.0.1:4318.</param>
public sealed record TelemetrySettings(Uri Endpoint)
{
    public const string EndpointSetting = "Telemetry:Endpoint";
    private const string RemoteSetting = "Telemetry:AllowRemote";

    public static bool IsOn(IConfiguration settings) => !string.IsNullOrWhiteSpace(settings[EndpointSetting]);

    /// <returns>Null when telemetry is off.</returns>
    /// <exception cref="InputException">The address is none, or is on another machine and that is not allowed.</exception>
    public static TelemetrySettings? Read(IConfiguration settings)
    {
        if (!IsOn(settings))
        {
            return null;
        }

        if (!Uri.TryCreate(settings[EndpointSetting], UriKind.Absolute, out var endpoint) || endpoint.Scheme is not ("http" or "https"))
        {
            throw new InputException($"{EndpointSetting} is '{settings[EndpointSetting]}', which is no address. It looks like http://127.0.0.1:4318.");
        }

        if (!endpoint.IsLoopback && !(bool.TryParse(settings[RemoteSetting], out var isAllowed) && isAllowed))
        {
            throw new InputException($"{EndpointSetting} is on another machine ('{endpoint.Host}'), and counts and durations of your work would go there. Set {RemoteSetting} to true to allow that, or use a collector on this machine.");
        }

        return endpoint.IsLoopback || endpoint.Scheme == "https"
            ? new TelemetrySettings(endpoint)
            : throw new InputException($"{EndpointSetting} is on another machine ('{endpoint.Host}') and not encrypted. Use an address that begins with https://.");
    }
}
