using System.Globalization;
using System.Text.Json.Serialization;

namespace ResearchAgent.Papers;

/// <summary>
/// A piece of one section, cut at sentence bounds: the unit of retrieval. <see cref="Start"/> is its character
/// offset in the section's text, so that a quote can be shown in place.
/// </summary>
public sealed record Passage(PassageId Id, string Heading, int Start, string Text)
{
    /// <summary>On which page each part of <see cref="Text"/> stands.</summary>
    public PageMap Pages { get; init; }
}

/// <summary>
/// Paper, position within the paper (from 0) and splitter version: the same text split by the same splitter
/// always gives the same ids. Written <c>arxiv:2305.04091#0v1</c>.
/// </summary>
[JsonConverter(typeof(ValueJsonConverter<PassageId>))]
public readonly record struct PassageId(PaperId Paper, int Position, int SplitterVersion) : IStringValue<PassageId>
{
    [JsonIgnore]
    public string Value => string.Create(CultureInfo.InvariantCulture, $"{Paper.Value}#{Position}v{SplitterVersion}");

    /// <exception cref="FormatException">The text is not a passage id.</exception>
    public static PassageId FromString(string value)
    {
        var hash = value.LastIndexOf('#');
        var version = value.LastIndexOf('v');
        if (hash > 0
            && version > hash
            && int.TryParse(value.AsSpan(hash + 1, version - hash - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var position)
            && int.TryParse(value.AsSpan(version + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var splitterVersion))
        {
            return new PassageId(new PaperId(value[..hash]), position, splitterVersion);
        }

        throw new FormatException($"'{value}' is not a passage id. Expected the form 'arxiv:2305.04091#0v1'.");
    }

    public override string ToString() => Value;
}
