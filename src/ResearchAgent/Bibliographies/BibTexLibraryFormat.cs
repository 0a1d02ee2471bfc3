using System.Globalization;
using System.Text;
using ResearchAgent.Papers;
using ResearchAgent.Writing.Formats;

namespace ResearchAgent.Bibliographies;

/// <summary>
/// A library as a .bib file in UTF-8 that gives every field back when it is read again. Fields that BibTeX does not
/// have keep their name, which styles ignore; what its reader would take for another field is written with
/// <see cref="BibTexVocabulary.VariablePrefix"/>.
/// </summary>
public static class BibTexLibraryFormat
{
    public static string Write(IEnumerable<Paper> papers)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        Write(papers, text);
        return text.ToString();
    }

    /// <summary>One entry a paper, in the order given. Keys that BibTeX would take for equal are told apart.</summary>
    public static void Write(IEnumerable<Paper> papers, TextWriter writer)
    {
        var keys = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var paper in papers)
        {
            var key = new CitationKey(Key(paper.Key)).Disambiguate(k => !keys.Add(k.Value)).Value;
            writer.Write(new BibTexLibraryEntry(paper).Write(key));
            writer.Write('\n');
        }
    }

    // What ends a key, starts a comment or is active in LaTeX cannot be part of one.
    private static string Key(CitationKey key)
    {
        var safe = string.Concat(SingleLine.Of(key.Value).Where(c => !char.IsWhiteSpace(c) && c is not (',' or '{' or '}' or '(' or ')' or '"' or '#' or '%' or '~' or '\\' or '=' or '\'' or '@' or '$' or '&')));
        return safe.Length > 0 ? safe : "Unnamed";
    }
}
