using System.Text.RegularExpressions;

namespace ResearchAgent.Reasoning;

/// <summary>
/// Sentences that speak to a language model instead of the reader ("Ignore previous instructions and ..."). They are no
/// evidence. Not a defence: wordings are endless, and what a model does with one must be harmless without this.
/// </summary>
public static partial class PlantedInstruction
{
    public static bool IsIn(string sentence) => Pattern().IsMatch(sentence);

    // Papers on prompt injection write about such sentences in quotation marks: those count as reports.
    [GeneratedRegex(
        @"(?<![“""'‘][^”""'’]{0,80})\b(?:(?:ignore|disregard|forget)\s+(?:all\s+|any\s+|the\s+|your\s+)*(?:previous|prior|above|earlier|preceding)\s+(?:\w+\s+)?(?:instructions?|prompts?|rules?|messages?|directions?)"
        + @"|you are (?:now )?(?:an? )?(?:ai|language model|llm|assistant|chatbot)\b|(?:do not|don't) (?:tell|reveal|mention)\b.{0,40}\b(?:user|reviewer)|(?:give|write) (?:only )?(?:a )?positive review\b|</?(?:tool_call|system|message)\b)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
