using ResearchAgent.Papers;

namespace ResearchAgent.Tests.Overview;

/// <summary>Made papers about sea ice, about parsing and about proteins, eight of each.</summary>
internal static class ThreeTopics
{
    private static readonly (string Title, string Text)[] Ice =
    [
        ("Sea ice thickness from satellite altimetry", "We measure sea ice thickness in the Arctic ocean by satellite altimetry."),
        ("Arctic sea ice loss and ocean heat", "Ocean heat melts Arctic sea ice from below, and its loss warms the ocean."),
        ("Snow on sea ice", "Snow depth on sea ice decides how fast the ice grows in winter."),
        ("Melt ponds darken sea ice", "Melt ponds lower the albedo of sea ice during the Arctic summer."),
        ("Drift of sea ice under wind", "Wind and ocean currents drive the drift of sea ice across the Arctic."),
        ("Forecasting sea ice extent", "Seasonal forecasts of Arctic sea ice extent depend on ocean temperature."),
        ("Antarctic sea ice and polynyas", "Polynyas open in the Antarctic sea ice where wind drives the ice from the coast."),
        ("Salinity of young sea ice", "Young sea ice rejects brine into the ocean, and its salinity falls as the ice grows."),
    ];

    private static readonly (string Title, string Text)[] Parsing =
    [
        ("Dependency parsing with few treebanks", "Dependency parsing of a language with a small treebank profits from syntax of related languages."),
        ("Fast dependency parsing by transitions", "Transition systems make dependency parsing linear in the length of a sentence."),
        ("Graph-based dependency parsing", "A maximum spanning tree over words gives the best dependency parsing of a sentence."),
        ("Dependency parsing of spoken language", "Disfluencies in spoken language break dependency parsing; we repair the syntax of the sentence."),
        ("Word order and dependency parsing", "Free word order makes dependency parsing harder: grammar and morphology must help the syntax."),
        ("Cross-lingual dependency parsing", "Multilingual embeddings of words carry dependency parsing over to a language without a treebank."),
        ("Errors of dependency parsing", "Most errors of dependency parsing concern the attachment of prepositional phrases in a sentence."),
        ("Annotation for dependency parsing", "Annotators of a treebank disagree on syntax, and dependency parsing learns their grammar of the sentence."),
    ];

    private static readonly (string Title, string Text)[] Proteins =
    [
        ("Protein folding in crowded cells", "Crowding in cells changes protein folding and stabilises the native state of enzymes."),
        ("Chaperones assist protein folding", "Chaperones bind peptides and prevent aggregation during protein folding in cells."),
        ("Protein folding by molecular simulation", "Molecular dynamics of amino acids shows the pathways of protein folding."),
        ("Mutations that disturb protein folding", "Mutations of amino acids disturb protein folding and cause aggregation in disease."),
        ("Protein folding under force", "Optical tweezers pull one molecule and watch protein folding and unfolding of enzymes."),
        ("Membrane protein folding", "The lipid membrane guides protein folding of receptors in cells."),
        ("Kinetics of protein folding", "Folding kinetics of small enzymes show that protein folding crosses one barrier of molecular energy."),
        ("Disulfide bonds in protein folding", "Disulfide bonds between amino acids guide protein folding in the endoplasmic reticulum of cells."),
    ];

    public static IReadOnlyList<IReadOnlyList<(Paper Paper, string Text)>> Groups { get; } =
        [.. new[] { Ice, Parsing, Proteins }.Select(g => g.Select(p => ListedPapers.Paper(p.Title, p.Text)).ToList())];

    public static IReadOnlyList<(Paper Paper, string Text)> All { get; } = [.. Groups.SelectMany(g => g)];
}
