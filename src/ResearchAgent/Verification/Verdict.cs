using System.Text.Json.Serialization;

namespace ResearchAgent.Verification;

/// <summary>What became of checking a claim against its quotes. Only <see cref="Supported"/> prints as a fact.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Verdict>))]
public enum Verdict
{
    /// <summary>Every quote is located, and the quotes hold the claim's numbers, names and enough of its words.</summary>
    Supported,

    /// <summary>Too few of the claim's words occur in the quotes.</summary>
    Unsupported,

    /// <summary>The claim states a number that no quote holds.</summary>
    NumberMismatch,

    /// <summary>The claim states a name that neither the quotes nor the cited papers' titles and authors hold.</summary>
    NameMismatch,

    /// <summary>The claim denies what the quotes affirm, or affirms what they deny.</summary>
    PolarityMismatch,

    /// <summary>A quote does not occur in the stored text.</summary>
    Unlocated,

    /// <summary>The claim cites nothing.</summary>
    Uncited,
}
