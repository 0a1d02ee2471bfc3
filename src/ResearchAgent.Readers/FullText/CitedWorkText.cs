using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using ResearchAgent.Papers;

namespace ResearchAgent.Readers.FullText;

/// <summary>Entries of lists of references: taken from printed text, or written where the file has only fields.</summary>
internal static partial class CitedWorkText
{
    /// <summary>An entry is a few lines; a list whose entries run together is cut here.</summary>
    private const int MaxLength = 2000;

    /// <summary>An entry's printed text, taken apart.</summary>
    /// <returns>Null for an entry without letters.</returns>
    public static CitedWork? Read(string text, string? label = null)
    {
        text = RecordText.OneLine(text);
        text = text.Length > MaxLength ? text[..MaxLength] : text;
        if (!text.Any(char.IsLetter))
        {
            return null;
        }

        var work = ReferenceEntry.Read(text);
        return work with { Label = CleanLabel(label) ?? work.Label, Year = work.Year ?? YearIn(text) };
    }

    /// <summary>As <see cref="Read"/>, of an entry that may begin with its label: "[12] ..." or "12. ...".</summary>
    public static CitedWork? ReadNumbered(string text)
    {
        text = RecordText.OneLine(text);
        return Number().Match(text) is { Success: true } number ? Read(text[number.Length..], number.Groups["number"].Value) : Read(text);
    }

    /// <summary>The entry of the fields, printed the way most journals do.</summary>
    public static string Write(IReadOnlyList<string> authors, int? year, string? title, string? venue, string? volume = null, string? issue = null, string? pages = null, string? publisher = null)
    {
        var text = new StringBuilder(string.Join(", ", authors.Select(a => a == PersonName.Others ? "et al." : PersonName.Display(a))));
        if (year is { } known)
        {
            text.Append(CultureInfo.InvariantCulture, $"{(text.Length > 0 ? " " : "")}({known}).");
        }
        else if (text.Length > 0 && text[^1] != '.')
        {
            text.Append('.');
        }

        Sentence(title);
        var place = new StringBuilder(venue);
        place.Append(volume is null ? "" : $" {volume}").Append(issue is null ? "" : $"({issue})").Append(pages is null ? "" : $"{(place.Length > 0 ? ": " : "")}{pages}");
        Sentence(place.ToString());
        Sentence(publisher);
        return RecordText.OneLine(text.ToString());

        void Sentence(string? part)
        {
            if (!string.IsNullOrWhiteSpace(part))
            {
                text.Append(text.Length > 0 ? " " : "").Append(part.Trim()).Append(part.TrimEnd()[^1] is '.' or '?' or '!' ? "" : ".");
            }
        }
    }

    /// <summary>"[12]", "12." and "(12)" are the label 12.</summary>
    public static string? CleanLabel(string? label) =>
        RecordText.OneLine(label ?? "").Trim('[', ']', '(', ')', '.', ' ') is { Length: > 0 and <= 60 } clean ? clean : null;

    /// <summary>A year from 1500 on; the last one in brackets if there is one, else the last that is no page and no part of a number.</summary>
    public static int? YearIn(string text)
    {
        // An address or identifier may hold digits that look like a year.
        var plain = Address().Replace(text, " ");
        var match = BracketedYear().Match(plain) is { Success: true } bracketed ? bracketed : Year().Matches(plain).LastOrDefault();
        return match is not null ? int.Parse(match.Groups["year"].Value, CultureInfo.InvariantCulture) : null;
    }

    [GeneratedRegex(@"^(?:\[(?<number>[^\]\s]{1,20}|[A-Z][^\]]{1,30}\d{4}[a-z]?)\]|(?<number>\d{1,3})\.)\s*(?=\D)")]
    private static partial Regex Number();

    [GeneratedRegex(@"https?://\S+|10\.\d{4,9}/\S+|arxiv:\S+|abs/\S+", RegexOptions.IgnoreCase)]
    private static partial Regex Address();

    [GeneratedRegex(@"\((?<year>1[5-9]\d\d|20\d\d)[a-z]?\)")]
    private static partial Regex BracketedYear();

    [GeneratedRegex(@"(?<![\d\-–:.])(?<year>1[5-9]\d\d|20\d\d)(?![\d\-–:])")]
    private static partial Regex Year();
}
