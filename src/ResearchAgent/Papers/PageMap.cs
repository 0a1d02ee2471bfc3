using System.Globalization;
using System.Text;
using System.Text.Json.Serialization;

namespace ResearchAgent.Papers;

/// <summary>
/// On which page each character of a text stands. Written <c>0:4 1250:5</c>: page 4, and from character 1250 on page 5.
/// Pages are those of the file, counted from 1. Empty, the default, for a text without pages.
/// </summary>
[JsonConverter(typeof(ValueJsonConverter<PageMap>))]
public readonly record struct PageMap : IStringValue<PageMap>
{
    private readonly string? _value;

    // One form for an empty map: equality is that of the text.
    private PageMap(string value) => _value = value.Length > 0 ? value : null;

    public string Value => _value ?? "";

    /// <exception cref="FormatException">It is not written as described above.</exception>
    public static PageMap FromString(string value)
    {
        var map = new PageMap(value);
        _ = map.Starts();
        return map;
    }

    /// <param name="starts">Offset and page, in order of offset; a page that repeats the one before adds nothing.</param>
    public static PageMap From(IEnumerable<(int Offset, int Page)> starts)
    {
        var written = new StringBuilder();
        int? last = null;
        foreach (var (offset, page) in starts)
        {
            if (page != last)
            {
                written.Append(CultureInfo.InvariantCulture, $"{(last is null ? "" : " ")}{offset}:{page}");
                last = page;
            }
        }

        return new PageMap(written.ToString());
    }

    /// <summary>The page of a character; null for a text without pages.</summary>
    public int? PageAt(int offset)
    {
        int? found = null;
        foreach (var (start, page) in Starts())
        {
            if (found is not null && start > offset)
            {
                break;
            }

            found = page;
        }

        return found;
    }

    /// <summary>The map of a part of the text.</summary>
    public PageMap Slice(int start, int length)
    {
        if (PageAt(start) is not { } first)
        {
            return default;
        }

        return From(Starts().Where(s => s.Offset > start && s.Offset < start + length).Select(s => (s.Offset - start, s.Page)).Prepend((0, first)));
    }

    public override string ToString() => Value;

    private List<(int Offset, int Page)> Starts()
    {
        var starts = new List<(int, int)>();
        foreach (var pair in Value.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var colon = pair.IndexOf(':', StringComparison.Ordinal);
            if (colon < 0
                || !int.TryParse(pair.AsSpan(0, colon), NumberStyles.None, CultureInfo.InvariantCulture, out var offset)
                || !int.TryParse(pair.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var page))
            {
                throw new FormatException($"'{Value}' is not a map of pages. Expected the form '0:4 1250:5'.");
            }

            starts.Add((offset, page));
        }

        return starts;
    }
}
