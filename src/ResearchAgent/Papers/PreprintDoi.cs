namespace ResearchAgent.Papers;

/// <summary>Tells the DOI of a preprint from that of a publication, by its registrant.</summary>
public static class PreprintDoi
{
    // bioRxiv and medRxiv, SSRN, PsyArXiv, ChemRxiv, Preprints.org, Research Square, TechRxiv, Authorea, OSF, SocArXiv, Zenodo stays out: it holds all kinds.
    private static readonly string[] Prefixes =
        ["10.1101/", "10.2139/", "10.31234/", "10.26434/", "10.20944/", "10.21203/", "10.36227/", "10.22541/", "10.31219/", "10.31235/", "10.48550/"];

    public static bool Is(string? doi) => doi is not null && Prefixes.Any(p => doi.StartsWith(p, StringComparison.OrdinalIgnoreCase));
}
