using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ResearchAgent.Papers;
using ResearchAgent.Reasoning;
using ResearchAgent.Text;

namespace ResearchAgent.Ingestion;

/// <summary>Makes a paper of a record, and one paper of two records that are the same work.</summary>
public static class PaperComposer
{
    /// <summary>Below this many characters two equal texts say little about being the same paper.</summary>
    private const int MinTextToIdentify = 200;

    /// <summary>From this many characters of running text on it is more than an abstract; structured abstracts of medicine reach 4,000.</summary>
    private const int MinFullText = 6000;

    private const int MaxFlagLength = 160;

    /// <summary>A key stands in addresses, which servers and browsers cut off somewhere; the longest that people make have half as many.</summary>
    private const int MaxKeyCharacters = 200;

    public static Paper Compose(PaperRecord record)
    {
        var sections = record.SupplementTo is null ? record.Sections : [.. record.Sections.Select(s => s.Kind == SectionKind.Body ? s with { Kind = SectionKind.Supplement } : s)];
        var paper = new Paper
        {
            Id = default,
            Key = KeyOf(record),
            Title = record.Title,
            Authors = record.Authors,
            Year = record.Year,
            Venue = record.Venue,
            Doi = PaperId.NormalizeArxivId(record.Doi) is null ? PaperId.NormalizeDoi(record.Doi) : null,
            ArxivId = PaperId.NormalizeArxivId(record.ArxivId) ?? PaperId.NormalizeArxivId(record.Doi),
            Url = record.Url,
            Tags = record.Tags,
            Type = record.Type,
            Fields = record.Fields,
            Sections = sections,
            References = record.References,
            Flags = [.. record.Flags, .. PlantedInstructions(record.Sections)],
            Authority = record.Authority,
            Source = SourceOf(record),
        };
        return Identify(paper);
    }

    /// <summary>
    /// One record of two: each field from the more trusted side that has it, the later one of equals; the fuller text, with
    /// its list of references and its flags. What a person edited stays, and so does the key.
    /// </summary>
    /// <param name="stored">With its text.</param>
    public static Paper Merge(Paper stored, Paper read)
    {
        var (first, second) = read.Authority >= stored.Authority ? (read, stored) : (stored, read);
        var text = TextOf(stored, read);
        var other = ReferenceEquals(text, read) ? stored : read;
        var merged = first with
        {
            Id = stored.Id,
            Key = stored.Key,
            Authors = first.Authors.Count > 0 ? first.Authors : second.Authors,
            Year = first.Year ?? second.Year,
            Venue = first.Venue ?? second.Venue,
            Doi = BetterDoi(first.Doi, second.Doi),
            ArxivId = first.ArxivId ?? second.ArxivId,
            Url = first.Url ?? second.Url,
            Tags = first.Tags.Count > 0 ? first.Tags : second.Tags,
            Type = first.Type ?? second.Type,
            Fields = MergeFields(first.Fields, second.Fields),
            Sections = [.. WithAbstract(MainText(text), MainText(other)), .. SupplementOf(text, other)],
            References = text.References.Count > 0 ? text.References : other.References,
            Flags = [.. text.Flags.Union(SupplementFlags(text, other))],
            AllowsFlagged = stored.AllowsFlagged,
            IsKept = stored.IsKept || read.IsKept,
            EditedFields = stored.EditedFields,
            AlsoKnownAs = [.. stored.AlsoKnownAs.Union(read.AlsoKnownAs).Union([stored.Id]).Union(OtherDois(first, second))],
            Source = text.Source,
        };
        merged = Identify(EditedFieldNames.Keep(stored, merged));
        return merged with { AlsoKnownAs = [.. merged.AlsoKnownAs.Where(id => id != merged.Id)] };
    }

    /// <summary>The main paper with a supplement's text attached; a supplement read again takes the place of the earlier one.</summary>
    public static Paper Attach(Paper main, Paper supplement) => Identify(main with
    {
        Sections = [.. main.Sections.Where(s => s.Kind != SectionKind.Supplement), .. supplement.Sections],
        Flags = [.. main.Flags.Union(supplement.Flags)],
        References = main.References.Count > 0 ? main.References : supplement.References,
    });

    /// <summary>Sets what follows from the fields: the id and the two hashes.</summary>
    public static Paper Identify(Paper paper)
    {
        var id = PaperId.For(paper.Title, paper.Authors is [var first, ..] ? first : null, paper.Year, paper.Doi, paper.ArxivId);
        return paper with
        {
            Id = paper.Id.Value is not null && paper.Id.IsDisambiguated(id) ? paper.Id : id,
            RecordHash = HashOf(paper),
            TextHash = paper.Sections.Sum(s => s.Text.Length) >= MinTextToIdentify ? Hash(paper.Sections.Select(s => s.Text)) : "",
        };
    }

    /// <summary>The name of the file that the text came from; of a catalogue's record, what was looked up ("doi:10.1000/xyz").</summary>
    public static string? FileOf(Paper paper) =>
        paper.Source is { } source && Path.IsPathRooted(source) ? Path.GetFileName(WithoutLine(source)) : WithoutLine(paper.Source);

    /// <summary>Where the file with pages lies that the text came from, as far as it is still there; null for text without pages.</summary>
    public static string? PathOf(Paper paper) => WithoutLine(paper.Source) is { } path && Path.IsPathRooted(path) ? path : null;

    // A page can be shown again only from its file; of others the name is enough.
    private static string SourceOf(PaperRecord record) =>
        record.Line == 0 ? record.Path
        : string.Create(CultureInfo.InvariantCulture, $"{(record.Sections.Any(s => s.Pages.Value.Length > 0) ? Path.GetFullPath(record.Path) : Path.GetFileName(record.Path))}:{record.Line}");

    private static string? WithoutLine(string? source) =>
        source is not null && source.LastIndexOf(':') is > 0 and var colon && source.AsSpan(colon + 1).ContainsAnyExceptInRange('0', '9') == false ? source[..colon] : source;

    /// <summary>Is there more than an abstract?</summary>
    public static bool HasFullText(Paper paper) => MainText(paper).Sum(s => s.Text.Length) >= MinFullText;

    // A file's own key stays: the person's manuscript cites it. What LaTeX or a list of keys could not hold goes.
    private static CitationKey KeyOf(PaperRecord record)
    {
        var key = string.Concat(Tokenizer.FoldAccents(record.Key ?? "").Where(c => char.IsAsciiLetterOrDigit(c) || c is ':' or '-' or '_' or '.' or '+' or '/').Take(MaxKeyCharacters)).Trim('.', '-', ':', '+', '/', '_');
        return key.Length > 0 && key.Any(char.IsAsciiLetter) ? new CitationKey(key) : new CitationKey(string.Concat(CitationKey.Suggest(record.Title, record.Authors, record.Year).Value.Take(MaxKeyCharacters)));
    }

    private static IEnumerable<PaperFlag> PlantedInstructions(IReadOnlyList<Section> sections)
    {
        foreach (var section in sections.Where(s => PlantedInstruction.IsIn(s.Text)))
        {
            foreach (var span in SentenceSplitter.Split(section.Text).Where(s => PlantedInstruction.IsIn(s.In(section.Text))))
            {
                var sentence = span.In(section.Text).ReplaceLineEndings(" ");
                yield return new PaperFlag(PaperFlagKind.PlantedInstruction, sentence.Length > MaxFlagLength ? sentence[..MaxFlagLength] + "..." : sentence, section.Pages.PageAt(span.Start));
            }
        }
    }

    // A file that was changed speaks for itself; of two files the fuller text wins, then the better source, then the one with
    // pages, then the later one.
    private static Paper TextOf(Paper stored, Paper read)
    {
        if (MainText(read).Count == 0 || MainText(stored).Count == 0)
        {
            return MainText(read).Count == 0 ? stored : read;
        }

        if (FileOf(stored) == FileOf(read))
        {
            return read;
        }

        var (storedIsFull, readIsFull) = (HasFullText(stored), HasFullText(read));
        return storedIsFull != readIsFull ? (readIsFull ? read : stored)
            : read.Authority != stored.Authority ? (read.Authority > stored.Authority ? read : stored)
            : HasPages(stored) && !HasPages(read) ? stored
            : read;
    }

    private static bool HasPages(Paper paper) => paper.Sections.Any(s => s.Pages != default);

    private static List<Section> MainText(Paper paper) => [.. paper.Sections.Where(s => s.Kind != SectionKind.Supplement)];

    private static IEnumerable<Section> SupplementOf(Paper text, Paper other)
    {
        var own = text.Sections.Where(s => s.Kind == SectionKind.Supplement).ToList();
        return own.Count > 0 ? own : other.Sections.Where(s => s.Kind == SectionKind.Supplement);
    }

    private static IEnumerable<PaperFlag> SupplementFlags(Paper text, Paper other) =>
        other.Sections.Any(s => s.Kind == SectionKind.Supplement) && text.Sections.All(s => s.Kind != SectionKind.Supplement) ? other.Flags : [];

    // A bibliography's abstract goes before a full text that has none.
    private static IEnumerable<Section> WithAbstract(List<Section> text, List<Section> other) =>
        text.Exists(IsAbstract) || other.Find(IsAbstract) is not { } missing ? text : text.Prepend(missing);

    private static bool IsAbstract(Section section) => section.Kind == SectionKind.Body && section.Heading.Equals("Abstract", StringComparison.OrdinalIgnoreCase);

    private static string? BetterDoi(string? first, string? second) =>
        first is null || (PreprintDoi.Is(first) && second is not null && !PreprintDoi.Is(second)) ? second ?? first : first;

    private static IEnumerable<PaperId> OtherDois(Paper first, Paper second) =>
        first.Doi is { } one && second.Doi is { } other && one != other ? [new PaperId("doi:" + one), new PaperId("doi:" + other)] : [];

    private static IReadOnlyDictionary<string, IReadOnlyList<string>> MergeFields(
        IReadOnlyDictionary<string, IReadOnlyList<string>> first, IReadOnlyDictionary<string, IReadOnlyList<string>> second) =>
        second.Keys.All(first.ContainsKey) ? first : first.Concat(second.Where(f => !first.ContainsKey(f.Key))).ToDictionary();

    private static string HashOf(Paper paper) => Hash(
        [
            paper.Title, string.Join(';', paper.Authors), paper.Year?.ToString(CultureInfo.InvariantCulture), paper.Venue, paper.Doi, paper.ArxivId, paper.Url,
            string.Join(';', paper.Tags), paper.Type, .. paper.Fields.OrderBy(f => f.Key, StringComparer.Ordinal).SelectMany(f => f.Value.Prepend(f.Key)),
            .. paper.Sections.SelectMany(s => new[] { s.Heading, s.Text, s.Kind.ToString(), s.Pages.Value }), .. paper.References.Select(r => JsonSerializer.Serialize(r)),
            .. paper.Flags.Select(f => f.ToString()), paper.AllowsFlagged.ToString(),
        ]);

    private static string Hash(IEnumerable<string?> fields) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\u001F', fields))));
}
