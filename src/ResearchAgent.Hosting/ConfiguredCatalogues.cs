using Microsoft.Extensions.Configuration;
using ResearchAgent.Ingestion;
using ResearchAgent.OnlineCatalogues;

namespace ResearchAgent.Hosting;

/// <summary>Papers from catalogues on the web, as the settings under "Online" describe them.</summary>
public static class ConfiguredCatalogues
{
    public static bool IsIdentifier(string path) =>
        path.StartsWith("arxiv:", StringComparison.OrdinalIgnoreCase) || path.StartsWith("doi:", StringComparison.OrdinalIgnoreCase);

    /// <returns>The report with what became of the identifiers added.</returns>
    public static async Task<ImportReport> ImportAsync(IReadOnlyList<string> identifiers, ImportReport report, string library, PaperImporter importer, CancellationToken cancellationToken)
    {
        if (identifiers.Count == 0)
        {
            return report;
        }

        using var catalogues = new CatalogueLookup(ReadOptions(library), TimeProvider.System);
        foreach (var identifier in identifiers)
        {
            switch (await catalogues.FindAsync(identifier, cancellationToken))
            {
                case PaperRecord record:
                    var one = await importer.ImportAsync(record, cancellationToken);
                    report = report with { Added = report.Added + one.Added, Replaced = report.Replaced + one.Replaced, Unchanged = report.Unchanged + one.Unchanged };
                    break;
                case ReadFailure failure:
                    report = report with { Failures = [.. report.Failures, failure] };
                    break;
            }
        }

        return report;
    }

    private static OnlineCatalogueOptions ReadOptions(string library)
    {
        var section = Settings.Read().GetSection("Online");
        var defaults = new OnlineCatalogueOptions();
        return defaults with
        {
            Mailto = Text("Mailto"),
            ArxivAddress = Address("ArxivAddress") ?? defaults.ArxivAddress,
            CrossrefAddress = Address("CrossrefAddress") ?? defaults.CrossrefAddress,
            OpenAlexAddress = Address("OpenAlexAddress") ?? defaults.OpenAlexAddress,
            CacheFolder = Path.Combine(library, "online"),
        };

        string? Text(string name) => string.IsNullOrWhiteSpace(section[name]) ? null : section[name];

        // https, or a server on this machine: what is asked tells what somebody reads.
        Uri? Address(string name) => Text(name) is not { } text ? null
            : Uri.TryCreate(text, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback)) ? uri
            : throw new InputException($"Online:{name} is '{text}'; it must be an https address, or http on this machine.");
    }
}
