using System.Text.RegularExpressions;

namespace ResearchAgent.Writing;

/// <summary>
/// Turns an author's sentence into a reporting one: "However, we introduce X, our method" becomes "Wang et al.
/// introduce X, their method". Adds no content word; a sentence that speaks of nobody stays as it is.
/// </summary>
public static partial class ThirdPerson
{
    /// <param name="subject">Who "we" is at the first mention; later mentions become "they". Plural: "Wang et al.", "The authors", "They".</param>
    public static string Rewrite(string sentence, string subject)
    {
        var text = Enumerator().Replace(sentence.Trim(), "");
        for (var before = ""; before != text;)
        {
            before = text;
            text = LeadingConnective().Replace(text, "");
            text = LeadingPlace().Replace(text, "");
        }

        var named = false;
        text = We().Replace(text, match =>
        {
            var who = named ? "they" : match.Index == 0 ? subject : Lower(subject);
            named = true;
            return who;
        });
        text = Our().Replace(text, "their");
        text = Ours().Replace(text, "theirs");
        text = Us().Replace(text, "them");
        text = Ourselves().Replace(text, "themselves");
        text = ThisPaper().Replace(text, match => "the " + match.Groups["noun"].Value);
        return Capitalize(EndWithStop(text.Trim()));
    }

    /// <summary>Does the sentence lean on the one before it ("It consists of ...", "This technique ...")?</summary>
    public static bool IsAnaphoric(string sentence) => Anaphor().IsMatch(Enumerator().Replace(sentence.TrimStart(), ""));

    /// <summary>The sentence to stand after a connective: lower first letter unless it begins with a name.</summary>
    public static string ContinueWith(string sentence)
    {
        var word = FirstWord().Match(sentence).Value;
        return word.Skip(1).Any(char.IsUpper) || word.Any(char.IsDigit) || !CommonOpeners().IsMatch(sentence) ? sentence : Lower(sentence);
    }

    private static string Lower(string text) => text.Length == 0 || !CommonOpeners().IsMatch(text) ? text : char.ToLowerInvariant(text[0]) + text[1..];

    private static string Capitalize(string text)
    {
        // "up-scaling" and "iPhone"-like names: only plain lower-case words get their capital.
        var word = FirstWord().Match(text).Value;
        return word.Length == 0 || word.Any(char.IsUpper) ? text : char.ToUpperInvariant(text[0]) + text[1..];
    }

    private static string EndWithStop(string text)
    {
        text = text.TrimEnd(' ', ';', ',', ':');
        return text.Length > 0 && text[^1] is '.' or '!' or '?' || text.EndsWith(".\"", StringComparison.Ordinal) || text.EndsWith(".”", StringComparison.Ordinal) ? text : text + ".";
    }

    [GeneratedRegex(@"^(?:\(?(?:\d{1,2}|[ivx]{1,4}|[a-d])\)|\d{1,2}\.)\s+", RegexOptions.IgnoreCase)]
    private static partial Regex Enumerator();

    [GeneratedRegex(@"^(?:(?:but|and|so|yet)\s+|(?:however|moreover|furthermore|in addition|additionally|specifically|more specifically|in particular|particularly|to this end|to that end|therefore|thus|hence|consequently|as a result|finally|lastly|then|next|subsequently|meanwhile|also|besides|remarkably|notably|surprisingly|interestingly|encouragingly|importantly|crucially|more crucially|for example|for instance|e\.g\.|in detail|in contrast|by contrast|on the other hand|nevertheless|nonetheless|indeed|overall|all in all|in summary|in short|in sum|again|similarly|instead|accordingly|in doing so|in this light|at a high level|driven by this objective|beyond the above meta-study|despite these advancements|quantitatively|empirically|first|firstly|second|secondly|third|thirdly|based on this|as such)\s*,\s*)", RegexOptions.IgnoreCase)]
    private static partial Regex LeadingConnective();

    [GeneratedRegex(@"^(?:in\s+(?:this|the present|our)\s+(?:paper|work|study|article|report|survey|technical report)|here)\s*,\s*", RegexOptions.IgnoreCase)]
    private static partial Regex LeadingPlace();

    [GeneratedRegex(@"\b(?:we|We)\b")]
    private static partial Regex We();

    [GeneratedRegex(@"\b(?:our|Our)\b")]
    private static partial Regex Our();

    [GeneratedRegex(@"\b[Oo]urs\b")]
    private static partial Regex Ours();

    // "US" the country stays.
    [GeneratedRegex(@"\bus\b")]
    private static partial Regex Us();

    [GeneratedRegex(@"\b[Oo]urselves\b")]
    private static partial Regex Ourselves();

    [GeneratedRegex(@"\b[Tt]his (?<noun>paper|article|technical report)\b")]
    private static partial Regex ThisPaper();

    [GeneratedRegex(@"^(?:it|its|they|their|them|this|these|those|such|both|the former|the latter|he|she|here)\b(?!\s+(?:paper|work|study|article|report|technical report|survey)\b)", RegexOptions.IgnoreCase)]
    private static partial Regex Anaphor();

    [GeneratedRegex(@"^[\p{L}\p{Nd}\-]+")]
    private static partial Regex FirstWord();

    [GeneratedRegex(@"^(?:The|They|Their|This|These|Those|A|An|In|On|By|With|For|From|When|While|Each|Every|It|Its|To|Such|Most|Many|Some|All|Experimental|Experiments|Results|Extensive|Empirical|Training|Using|Through|Unlike|Under|Recent|Based|Because|Since|Although|Existing|Evaluations?)\b")]
    private static partial Regex CommonOpeners();
}
