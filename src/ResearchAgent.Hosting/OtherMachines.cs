using Microsoft.Extensions.Configuration;

namespace ResearchAgent.Hosting;

/// <summary>The other machines to which the settings let something go: what a person is told must not promise more.</summary>
public static class OtherMachines
{
    /// <param name="hasModel">Does a language model write?</param>
    /// <param name="provider">Of the library's index; <see cref="Indexes.Qdrant"/> may be elsewhere.</param>
    /// <returns>Their names; empty: nothing leaves this machine.</returns>
    public static IReadOnlyList<string> Of(IConfiguration settings, bool hasModel, string provider) =>
    [
        .. new[] { hasModel ? OpenAiModels.EndpointSetting : null, provider == Indexes.Qdrant ? Indexes.AddressSetting : null, "Telemetry:Endpoint" }
            .OfType<string>()
            .Select(s => Uri.TryCreate(settings[s], UriKind.Absolute, out var address) && !address.IsLoopback ? address.Host : null)
            .OfType<string>()
            .Distinct(StringComparer.OrdinalIgnoreCase),
    ];
}
