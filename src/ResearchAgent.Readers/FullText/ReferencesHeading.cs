using System.Text.RegularExpressions;

namespace ResearchAgent.Readers.FullText;

/// <summary>Tells the heading of a list of references from others.</summary>
internal static partial class ReferencesHeading
{
    public static bool IsOne(string heading) => heading.Length < 60 && Heading().IsMatch(RecordText.OneLine(heading));

    [GeneratedRegex(@"^(?:(?:\d{1,2}|[IVX]{1,5}|[A-Z])\.?\s+)?(?:references(?:\s+(?:cited|and notes))?|bibliography|works cited|literature cited|cited literature|literatur(?:verzeichnis)?|références|referencias|bibliografía|参考文献)\s*:?$", RegexOptions.IgnoreCase)]
    private static partial Regex Heading();
}
