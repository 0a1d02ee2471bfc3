namespace ResearchAgent.Readers.Pdf;

/// <summary>What the names of fonts say of their style; few files say it elsewhere.</summary>
internal static class FontNames
{
    // CMBX, "-B" and the like: bold by TeX's and Adobe's abbreviations.
    private static readonly string[] Bold = ["bold", "black", "heavy", "demi", "medi", "cmbx", "sfbx", "cmssbx", "cmb10", "nimbusromno9l-medi"];
    private static readonly string[] BoldEnds = ["-b", "-bd", ".b", "-bi"];
    private static readonly string[] Italic = ["ital", "obli", "cmti", "cmmi", "slant", "sfti"];
    private static readonly string[] ItalicEnds = ["-i", "-it", ".i", "-bi"];

    public static bool IsBold(string name) => Says(name, Bold, BoldEnds) && !name.Contains("Medium", StringComparison.Ordinal);

    public static bool IsItalic(string name) => Says(name, Italic, ItalicEnds);

    private static bool Says(string name, string[] parts, string[] ends) =>
        parts.Any(p => name.Contains(p, StringComparison.OrdinalIgnoreCase)) || ends.Any(e => name.EndsWith(e, StringComparison.OrdinalIgnoreCase));
}
