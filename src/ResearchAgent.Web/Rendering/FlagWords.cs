using ResearchAgent.Papers;

namespace ResearchAgent.Web.Rendering;

/// <summary>What a flag means, for a person.</summary>
internal static class FlagWords
{
    public static string Name(PaperFlagKind kind) => kind switch
    {
        PaperFlagKind.HiddenText => "Hidden text",
        PaperFlagKind.InvisibleCharacters => "Invisible characters",
        PaperFlagKind.BidirectionalControls => "Controls of reading order",
        _ => "Planted instruction",
    };

    public static string Explanation(PaperFlagKind kind) => kind switch
    {
        PaperFlagKind.HiddenText => "The page does not show this text: it is white, tiny, transparent or off the page.",
        PaperFlagKind.InvisibleCharacters => "Characters without width stood inside words. They were removed.",
        PaperFlagKind.BidirectionalControls => "Characters made text read in another order than it is stored. They were removed.",
        _ => "This sentence speaks to a language model instead of the reader.",
    };
}
