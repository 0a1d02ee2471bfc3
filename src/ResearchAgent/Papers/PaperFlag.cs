using System.Text.Json.Serialization;

namespace ResearchAgent.Papers;

/// <summary>Something in a paper that a reader of its pages would not see, or that speaks to a machine.</summary>
/// <param name="Text">What it is, with the start of the text concerned; one line.</param>
/// <param name="Page">The page of the file, from 1; null when it has none.</param>
public sealed record PaperFlag(PaperFlagKind Kind, string Text, int? Page);

[JsonConverter(typeof(JsonStringEnumConverter<PaperFlagKind>))]
public enum PaperFlagKind
{
    /// <summary>White, tiny, transparent or off the page.</summary>
    HiddenText,

    /// <summary>Zero-width characters inside words, or Unicode tag characters. They are removed.</summary>
    InvisibleCharacters,

    /// <summary>Controls that make text read in another order than it is stored. They are removed.</summary>
    BidirectionalControls,

    /// <summary>A sentence that speaks to a language model instead of the reader.</summary>
    PlantedInstruction,
}
