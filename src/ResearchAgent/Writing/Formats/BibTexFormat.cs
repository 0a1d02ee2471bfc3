using System.Globalization;
using System.Text;
using ResearchAgent.Papers;

namespace ResearchAgent.Writing.Formats;

/// <summary>A .bib file in ASCII that classic BibTeX and biber read alike.</summary>
public static class BibTexFormat
{
    /// <summary>Everything that <see cref="LatexFormat"/> may <c>\cite</c> for this text.</summary>
    public static string Write(GroundedText text) => Write(ReferenceText.Listed(text));

    /// <summary>
    /// One entry per key, in order of key, so that the file changes only where the library did. Of references that share
    /// a key the first is written. Empty for no references.
    /// </summary>
    public static string Write(IEnumerable<Reference> references) => string.Join('\n', references
        .DistinctBy(r => LatexEscape.Key(r.Key), StringComparer.OrdinalIgnoreCase)
        .OrderBy(r => LatexEscape.Key(r.Key), StringComparer.Ordinal)
        .Select(Entry));

    private static string Entry(Reference reference)
    {
        var venue = LatexEscape.Ascii(reference.Venue ?? "");
        var arxivId = Verbatim(reference.ArxivId);
        (string Name, string Value)[] fields =
        [
            ("title", Title(reference.Title, LatexEscape.Ascii)),
            ("author", Authors(reference.Authors)),
            ("year", reference.Year?.ToString(CultureInfo.InvariantCulture) ?? ""),
            ("journal", venue),
            ("doi", Verbatim(reference.Doi)),
            ("eprint", arxivId),
            ("archivePrefix", arxivId.Length > 0 ? "arXiv" : ""),
            ("url", WebAddress(reference.Url)),
        ];
        var entry = new StringBuilder($"@{(venue.Length > 0 ? "article" : "misc")}{{{LatexEscape.Key(reference.Key)}");
        foreach (var (name, value) in fields.Where(f => f.Value.Length > 0))
        {
            entry.Append(CultureInfo.InvariantCulture, $",\n  {name} = {{{value}}}");
        }

        return entry.Append("\n}\n").ToString();
    }

    // Styles lower the case of titles; braces keep "BERT" and "mBART", and keep \Delta from becoming \delta.
    internal static string Title(string title, Func<string, string> escape) => string.Join(' ', SingleLine.Of(title).Split(' ').Select(w => Word(w, escape)));

    private static string Word(string word, Func<string, string> escape)
    {
        var name = word.TrimEnd(':', ',', ';', '.', '?', '!');
        var latex = escape(name);
        var isProtected = name.SkipWhile(c => !char.IsLetter(c)).Skip(1).Any(char.IsUpper)
            || latex.AsSpan().IndexOfAny('\\', '$') >= 0
            || latex.Contains("U+", StringComparison.Ordinal);

        // "{\" starts BibTeX's special character, inside which case is changed after all: one more brace ends that.
        var isSpecial = latex.StartsWith('\\') || latex.StartsWith(@"{\", StringComparison.Ordinal);
        var braces = isSpecial ? 2 : isProtected ? 1 : 0;
        return new string('{', braces) + latex + new string('}', braces) + word[name.Length..];
    }

    private static string Authors(IReadOnlyList<string> authors) =>
        string.Join(" and ", authors.Select(Author).Where(a => a.Length > 0));

    private static string Author(string author)
    {
        var name = SingleLine.Of(author);
        var latex = LatexEscape.Ascii(name);
        var commas = name.Count(c => c == ',');

        // A name that BibTeX would take for several, or for none, is braced and so taken whole.
        var isWhole = commas > 2
            || name.StartsWith(',')
            || name.EndsWith(',')
            || name.Split(' ').Contains("and", StringComparer.OrdinalIgnoreCase)
            || (name != PersonName.Others && name.Equals(PersonName.Others, StringComparison.OrdinalIgnoreCase));
        return isWhole ? $"{{{latex}}}" : latex;
    }

    // Other schemes (javascript:, file:) have no business in a references list.
    internal static string WebAddress(string? url)
    {
        var address = Verbatim(url);
        return address.StartsWith("https://", StringComparison.OrdinalIgnoreCase) || address.StartsWith("http://", StringComparison.OrdinalIgnoreCase)
            ? address
            : "";
    }

    // Styles print these through \url, which takes "_", "&" and "#" as they are; what could end the group or hide
    // the rest of the line is percent-encoded, and a percent sign stays only where it already encodes something.
    internal static string Verbatim(string? text)
    {
        var line = SingleLine.Of(text ?? "");
        var verbatim = new StringBuilder();
        for (var i = 0; i < line.Length; i++)
        {
            var isSafe = line[i] == '%'
                ? i + 2 < line.Length && char.IsAsciiHexDigit(line[i + 1]) && char.IsAsciiHexDigit(line[i + 2])
                : line[i] is > ' ' and < '\u007F' and not ('\\' or '{' or '}' or '"' or '^' or '`' or '@');
            if (isSafe)
            {
                verbatim.Append(line[i]);
                continue;
            }

            var length = char.IsHighSurrogate(line[i]) ? 2 : 1;
            foreach (var octet in Encoding.UTF8.GetBytes(line.Substring(i, length)))
            {
                verbatim.Append(CultureInfo.InvariantCulture, $"%{octet:X2}");
            }

            i += length - 1;
        }

        return verbatim.ToString();
    }
}
