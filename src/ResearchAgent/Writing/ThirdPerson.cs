using System.Text.RegularExpressions;
using ResearchAgent.Papers;
using ResearchAgent.Verification;

namespace ResearchAgent.Writing;

/// <summary>
/// Turns an author's sentence into a reporting one: "However, we introduce X, our method" becomes "Wang et al.
/// introduce X, their method". Adds no content word; a sentence that speaks of nobody stays as it is.
/// </summary>
public static partial class ThirdPerson
{
    private const string AuthorsOf = "The authors of ";

    /// <param name="subject">Who "we" is at the first mention; later mentions become "they". Plural: "Wang et al.", "The authors", "They".</param>
    public static string Rewrite(string sentence, string subject)
    {
        // The source's own "[12]" would pass for one of ours.
        var text = StripOpening(CitationVerifier.WithoutSourceMarks(sentence));
        var named = subject != "They" && SpeaksFirstOf(text, Our(), We());
        if (named)
        {
            // Whose "our"? "Wang et al.'s best model ..."; "In Nudging, their best model ...".
            text = subject.StartsWith(AuthorsOf, StringComparison.Ordinal)
                ? $"In {subject[AuthorsOf.Length..]}, {ContinueWith(Our().Replace(text, m => m.Index == 0 ? "Their" : "their"))}"
                : Our().Replace(text, m => (m.Index == 0 ? subject : InSentence(subject)) + PossessiveEnd(subject), 1);
        }

        text = We().Replace(text, match =>
        {
            var who = named ? "they" : match.Index == 0 ? subject : InSentence(subject);
            named = true;
            return who;
        });

        // A note about a paper already reports: "The authors propose ...".
        text = subject == "They" || named ? text : TheAuthors().Replace(text, m => subject + (m.Groups["possessive"].Success ? PossessiveEnd(subject) : ""), 1);
        text = Our().Replace(text, "their");
        text = Ours().Replace(text, "theirs");
        text = Us().Replace(text, "them");
        text = Ourselves().Replace(text, "themselves");
        text = ThisPaper().Replace(text, match => "the " + match.Groups["noun"].Value);
        return Capitalize(EndWithStop(text.Trim()));
    }

    /// <summary>The sentence in the third person with its authors named; by the paper's name where the sentence does not hold it already.</summary>
    public static string Report(string sentence, Paper paper)
    {
        var subject = SubjectWithTitle(paper);
        return Rewrite(sentence, paper.Nickname is { } name && sentence.Contains(name, StringComparison.OrdinalIgnoreCase) && subject.StartsWith(AuthorsOf, StringComparison.Ordinal) ? "The authors" : subject);
    }

    /// <summary>"Wang et al.", or "The authors of Nudging" where no author is known and the title has a short name.</summary>
    public static string SubjectWithTitle(Paper paper) =>
        paper.Authors.Count > 1 ? paper.AuthorsShort
        : paper.Nickname is { } name ? AuthorsOf + name
        : "The authors";

    /// <summary>Does the sentence lean on the one before it ("It consists of ...", "This technique ...")?</summary>
    public static bool IsAnaphoric(string sentence) => Anaphor().IsMatch(StripOpening(sentence));

    /// <summary>Does the sentence speak of "this misalignment" or "the former", which an earlier sentence explains?</summary>
    public static bool LeansBack(string sentence) => IsAnaphoric(sentence) || InnerAnaphor().IsMatch(StripOpening(sentence));

    /// <summary>The sentence to stand after a connective: lower first letter unless it begins with a name.</summary>
    public static string ContinueWith(string sentence)
    {
        var word = FirstWord().Match(sentence).Value;
        return word.Skip(1).Any(char.IsUpper) || word.Any(char.IsDigit) || !CommonOpeners().IsMatch(sentence) ? sentence : Lower(sentence);
    }

    // Enumerators, connectives and openings that point to another sentence say nothing without it.
    private static string StripOpening(string sentence)
    {
        var text = Enumerator().Replace(sentence.Trim(), "");
        for (var before = ""; before != text;)
        {
            before = text;
            text = LeadingConnective().Replace(text, "");
            text = LeadingPlace().Replace(text, "");
            text = LeadingPurpose().Replace(text, "");
        }

        return text;
    }

    private static bool SpeaksFirstOf(string text, Regex first, Regex second) =>
        first.Match(text) is { Success: true } match && !(second.Match(text) is { Success: true } other && other.Index < match.Index);

    private static string PossessiveEnd(string subject) => subject.EndsWith('s') ? "'" : "'s";

    // Names keep their capital: "An et al." is a person.
    private static string InSentence(string subject) =>
        subject == "They" || subject.StartsWith("The authors", StringComparison.Ordinal) ? char.ToLowerInvariant(subject[0]) + subject[1..] : subject;

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
        return text.Length > 0 && (text[^1] is '.' or '!' or '?' || (text.Length > 1 && text[^1] is '"' or '”' && text[^2] is '.' or '!' or '?')) ? text : text + ".";
    }

    // "(1)", and the labels of a structured abstract: "[Results]".
    [GeneratedRegex(@"^(?:\(?(?:\d{1,2}|[ivx]{1,4}|[a-d])\)|\d{1,2}\.|\[(?:background|objectives?|purpose|aims?|methods?|results?|conclusions?)\])\s+", RegexOptions.IgnoreCase)]
    private static partial Regex Enumerator();

    [GeneratedRegex(@"^(?:(?:but|and)\s+|(?:so|yet)\s+(?=(?:we|it|they|the|this|these|our)\b)|(?:however|moreover|furthermore|in addition|additionally|specifically|more specifically|in particular|particularly|to this end|to that end|therefore|thus|hence|consequently|as a result|finally|lastly|then|next|subsequently|meanwhile|also|besides|remarkably|notably|surprisingly|interestingly|encouragingly|importantly|crucially|more crucially|for example|for instance|e\.g\.|in detail|in contrast|by contrast|on the other hand|nevertheless|nonetheless|indeed|overall|all in all|in summary|in short|in sum|again|similarly|instead|accordingly|in doing so|in this light|at a high level|driven by this objective|beyond the above meta-study|despite these advancements|quantitatively|empirically|first|firstly|second|secondly|third|thirdly|based on this|as such)\s*,\s*|(?:furthermore|moreover|additionally|however)\s+(?=we\b|our\b))", RegexOptions.IgnoreCase)]
    private static partial Regex LeadingConnective();

    [GeneratedRegex(@"^(?:in\s+(?:this|the present|our)\s+(?:paper|work|study|article|report|survey|technical report)|here)\s*(?:,\s*|(?=\bwe\b))", RegexOptions.IgnoreCase)]
    private static partial Regex LeadingPlace();

    // "To address this issue," and "Leveraging this observation," lean on a sentence that is not quoted.
    [GeneratedRegex(@"^(?:to \w+(?: in doing so|(?: \w+)?(?: the)? (?:this|these|those|such|above|former|it)\b[^,.]{0,60})|(?:leveraging|using|motivated by|inspired by|building on|building upon|based on|following|driven by|with|given|under|from) (?:this|these|those|the above|such)\b[^,.]{0,60}),\s+", RegexOptions.IgnoreCase)]
    private static partial Regex LeadingPurpose();

    [GeneratedRegex(@"\b(?:we|We)\b")]
    private static partial Regex We();

    [GeneratedRegex(@"^The authors(?<possessive>['’])?(?!\w|\s+of\b)")]
    private static partial Regex TheAuthors();

    [GeneratedRegex(@"\b(?:our|Our)\b")]
    private static partial Regex Our();

    [GeneratedRegex(@"\b[Oo]urs\b")]
    private static partial Regex Ours();

    // "US" the country stays.
    [GeneratedRegex(@"\bus\b(?!-)")]
    private static partial Regex Us();

    [GeneratedRegex(@"\b[Oo]urselves\b")]
    private static partial Regex Ourselves();

    [GeneratedRegex(@"\b[Tt]his (?<noun>paper|article|technical report)\b")]
    private static partial Regex ThisPaper();

    [GeneratedRegex(@"^(?:it|its|they|their|them|this|these|those|such|both|the former|the latter|he|she|here)\b(?!\s+(?:paper|work|study|article|report|technical report|survey)\b)", RegexOptions.IgnoreCase)]
    private static partial Regex Anaphor();

    [GeneratedRegex(@"\b(?:this|these|those|such)\s+(?!(?:paper|work|study|article|report|survey|a|an|as|that|is)\b)[a-z]|\b(?:the former|the latter|the above|above-mentioned|aforementioned)\b|\b(?:do(?:ing)?|achieve|address|solve|mitigate|alleviate|validate|explain) (?:this|it|so|them)\b", RegexOptions.IgnoreCase)]
    private static partial Regex InnerAnaphor();

    [GeneratedRegex(@"^[\p{L}\p{Nd}\-]+")]
    private static partial Regex FirstWord();

    [GeneratedRegex(@"^(?:The|They|Their|This|These|Those|A|An|In|On|By|With|For|From|When|While|Each|Every|It|Its|To|Such|Most|Many|Some|All|Experimental|Experiments|Results|Extensive|Empirical|Training|Using|Through|Unlike|Under|Recent|Based|Because|Since|Although|Contrary|Underpinned|Motivated|Inspired|Our|As|At|During|After|Before|Given|Following|Without|Existing|Evaluations?)\b")]
    private static partial Regex CommonOpeners();
}
