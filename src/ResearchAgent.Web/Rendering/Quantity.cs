using System.Globalization;

namespace ResearchAgent.Web.Rendering;

/// <summary>"1 paper", "71 papers".</summary>
public static class Quantity
{
    public static string Of(int count, string noun) => string.Create(CultureInfo.InvariantCulture, $"{count:N0} {noun}{(count == 1 ? "" : "s")}");
}
