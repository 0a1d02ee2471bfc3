using System.Text.RegularExpressions;

namespace ResearchAgent.Readers.Pdf;

/// <summary>Headings that papers of all fields share, and what numbers look like before a heading.</summary>
internal static partial class HeadingNames
{
    private static readonly HashSet<string> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        "abstract", "summary", "introduction", "background", "related work", "related works", "previous work", "prior work", "motivation", "preliminaries", "methods", "method", "methodology",
        "materials and methods", "methods and materials", "material and methods", "patients and methods", "experimental section", "experimental setup", "experimental", "experiments", "experiment",
        "evaluation", "results", "results and discussion", "discussion", "discussions", "discussion and conclusion", "discussion and conclusions", "conclusion", "conclusions", "conclusion and future work", "conclusions and future work",
        "concluding remarks", "limitations", "limitation", "ethics statement", "ethical considerations", "broader impact", "future work", "acknowledgments", "acknowledgements", "acknowledgment",
        "acknowledgement", "funding", "author contributions", "authors' contributions", "competing interests", "conflict of interest", "conflicts of interest", "data availability", "data availability statement",
        "code availability", "supporting information", "supplementary information", "supplementary material", "supplementary materials", "additional information", "author summary", "keywords", "key words", "index terms",
        "appendix", "appendices", "notation", "problem statement", "dataset", "datasets", "data", "analysis", "theory", "case study", "online methods", "reporting summary", "overview", "approach", "model", "significance", "statistical analysis",
        "abbreviations", "ethics approval and consent to participate", "consent for publication", "availability of data and materials", "declaration of competing interest", "credit authorship contribution statement",
    };

    private static readonly HashSet<string> References = new(StringComparer.OrdinalIgnoreCase)
    {
        "references", "reference", "bibliography", "literature cited", "literature", "works cited", "references and notes", "cited literature", "reference list", "references cited", "literatur", "notes and references", "references and links",
    };

    private static readonly HashSet<string> AfterReferences = new(StringComparer.OrdinalIgnoreCase)
    {
        "acknowledgments", "acknowledgements", "acknowledgment", "acknowledgement", "author contributions", "competing interests", "additional information", "funding", "supporting information", "online methods",
        "methods", "supplementary material", "supplementary materials", "supplementary information", "appendix", "appendices", "author information", "figure legends", "data availability", "limitations", "checklist", "neurips paper checklist", "paper checklist",
    };

    public static bool IsKnown(string heading) => Known.Contains(Bare(heading)) || IsReferences(heading);

    public static bool IsReferences(string heading) => References.Contains(Bare(heading));

    public static bool IsAbstract(string heading) => Bare(heading) is var bare && (bare.Equals("abstract", StringComparison.OrdinalIgnoreCase) || bare.Equals("summary", StringComparison.OrdinalIgnoreCase));

    /// <summary>A heading that ends a list of references: an appendix, or what journals print after it.</summary>
    public static bool EndsReferences(string heading) =>
        AfterReferences.Contains(Bare(heading)) || AppendixStart().IsMatch(heading) || heading.StartsWith("Appendi", StringComparison.OrdinalIgnoreCase) || heading.StartsWith("Supplement", StringComparison.OrdinalIgnoreCase);

    /// <summary>How many characters at the start are the number: "3.2 ", "IV. ", "A.1 "; 0 for none.</summary>
    public static int NumberLength(string heading)
    {
        var match = Number().Match(heading);
        return match.Success ? match.Length : 0;
    }

    /// <summary>As sections are called: without number and final mark; "R E S U L T S" and "RESULTS" as "Results".</summary>
    public static string Clean(string heading)
    {
        var text = RecordText.OneLine(heading);
        if (text.Length > 6 && Spaced().IsMatch(text))
        {
            // Two spaces, or none that can be told: single letters stand for one word.
            text = text.Replace(" ", "", StringComparison.Ordinal);
        }

        var number = NumberLength(text);
        text = (number < text.Length ? text[number..] : text).Trim().TrimEnd('.', ':', '\u2014', '\u2013', '-', ' ').TrimStart('\u25A0', '\u25CF', '\u2022', '|', ' ');
        return IsKnown(text) && !text.Any(char.IsLower) ? char.ToUpperInvariant(text[0]) + text[1..].ToLowerInvariant() : text;
    }

    private static string Bare(string heading)
    {
        var text = heading.Length > 6 && Spaced().IsMatch(heading) ? heading.Replace(" ", "", StringComparison.Ordinal) : heading;
        var number = NumberLength(text);
        return text[number..].Trim(' ', '.', ':', '\u2014', '\u2013', '-', '\u25A0', '\u25CF', '\u2022', '|', '*');
    }

    [GeneratedRegex(@"^(?:\d{1,2}(?:\.\d{1,2}){0,3}\.?|[IVX]{1,5}\.|[A-Z](?:\.\d{1,2}){1,3}\.?|[A-Z]\.|[B-HJ-Z](?=\s[A-Z]))\s+(?=\S)", RegexOptions.CultureInvariant)]
    private static partial Regex Number();

    [GeneratedRegex(@"^[A-Z](?: [A-Z&]){3,40}$", RegexOptions.CultureInvariant)]
    private static partial Regex Spaced();

    [GeneratedRegex(@"^(?:[A-H](?:\.\d)?\.?\s+[A-Z]|[S]\d{1,2}\s+[A-Z])", RegexOptions.CultureInvariant)]
    private static partial Regex AppendixStart();
}
