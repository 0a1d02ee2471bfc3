namespace ResearchAgent.Writing.Styles;

/// <summary>
/// How references and citation marks are printed. Facts are those of the styles' manuals; where a manual leaves a choice, what
/// the style's official CSL file does is taken.
/// </summary>
public abstract class CitationStyle
{
    private protected CitationStyle(string name, string description, CitationOrder order)
    {
        Name = name;
        Description = description;
        Order = order;
    }

    public static CitationStyle Apa { get; } = new ApaStyle();

    public static CitationStyle Ieee { get; } = new IeeeStyle();

    public static CitationStyle Chicago { get; } = new ChicagoStyle();

    public static CitationStyle Vancouver { get; } = new VancouverStyle();

    public static CitationStyle Acm { get; } = new AcmStyle();

    public static IReadOnlyList<CitationStyle> All { get; } = [Apa, Ieee, Chicago, Vancouver, Acm];

    /// <summary>As users type it: "apa".</summary>
    public string Name { get; }

    /// <summary>The manual that it follows: "APA, 7th edition".</summary>
    public string Description { get; }

    /// <summary>Do marks in the text give a number instead of name and year?</summary>
    public bool IsNumbered => Order != CitationOrder.AuthorDate;

    internal CitationOrder Order { get; }

    /// <summary>Null for a name that is none of <see cref="All"/>; case does not matter.</summary>
    public static CitationStyle? Find(string name) => All.FirstOrDefault(s => s.Name.Equals(name.Trim(), StringComparison.OrdinalIgnoreCase));

    /// <summary>The list of references in the style's order, and the marks that belong to it.</summary>
    /// <param name="references">In the order of their first citation. Of references that share a key the first counts.</param>
    public StyledReferences List(IEnumerable<Reference> references) => new(this, references);

    /// <param name="yearSuffix">"a", "b" where others of the list have the same authors and year; else empty.</param>
    internal abstract void Write(EntryText entry, Work work, string yearSuffix);

    /// <summary>A mark out of its parts: numbers as digits, else what stands before the year, and the year.</summary>
    internal abstract IReadOnlyList<StyledRun> Mark(IReadOnlyList<MarkPart> parts);

    /// <summary>"A, B, and C" with the style's own comma and word before the last.</summary>
    private protected static string Join(IReadOnlyList<string> names, string beforeLastOfTwo, string beforeLast) => names switch
    {
        [] => "",
        [var only] => only,
        [var first, var second] => first + beforeLastOfTwo + second,
        _ => string.Join(", ", names.Take(names.Count - 1)) + beforeLast + names[^1],
    };

    private protected static string Volumes(string? volume, string label) => volume is null ? "" : $"{label} {volume}";

    private protected static string? PlaceAndPublisher(string? place, string? publisher) => publisher is null ? place : place is null ? publisher : $"{place}: {publisher}";

    /// <summary>In a title between double quotation marks, its own become single ones.</summary>
    private protected static string Quotable(string title)
    {
        var isOpen = false;
        return string.Concat(title.Select(c =>
        {
            if (c == '"')
            {
                isOpen = !isOpen;
            }

            return c switch
            {
                '“' => '‘',
                '”' => '’',
                '"' => isOpen ? '‘' : '’',
                _ => c,
            };
        }));
    }
}

internal enum CitationOrder
{
    /// <summary>By name, year and title; marks give name and year.</summary>
    AuthorDate,

    /// <summary>By first citation; marks give numbers.</summary>
    Cited,

    /// <summary>By name, year and title; marks give numbers.</summary>
    NumberedByAuthor,
}

/// <summary>What a mark says of one reference.</summary>
/// <param name="Names">"Wang et al."; the short title for a work without names.</param>
/// <param name="Year">With its suffix: "2023a", "n.d.".</param>
internal sealed record MarkPart(int Number, IReadOnlyList<StyledRun> Names, string Year);
