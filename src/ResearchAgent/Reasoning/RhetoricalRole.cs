using System.Text.RegularExpressions;

namespace ResearchAgent.Reasoning;

/// <summary>What a sentence of an abstract does, after argumentative zoning (Teufel and Moens 2002), in the words of a comparison table.</summary>
public enum RhetoricalRole
{
    Problem,
    Idea,
    Data,
    Result,
    Limit,
}

/// <summary>Scores sentences for the roles by cue phrases and place. Works on first-person abstracts and on third-person digests.</summary>
public static partial class RhetoricalRoles
{
    /// <summary>A sentence below this score does not play the role.</summary>
    public const double Threshold = 1;

    /// <param name="relativePosition">0 for the first sentence of the section, 1 for the last.</param>
    /// <returns>0 or more; higher means more typical of the role.</returns>
    public static double Score(RhetoricalRole role, string sentence, double relativePosition) => role switch
    {
        RhetoricalRole.Problem =>
            Count(ProblemCues(), sentence) + (0.4 * Count(WeakProblemCues(), sentence)) + (relativePosition < 0.25 ? 0.8 : relativePosition < 0.5 ? 0.5 : -0.4)
            - (1.5 * Count(IdeaCues(), sentence)) - (0.5 * Count(ResultCues(), sentence)),
        RhetoricalRole.Idea =>
            (1.5 * Count(IdeaCues(), sentence)) + (0.4 * Count(MechanismCues(), sentence)) - (0.7 * Count(ResultCues(), sentence)) - (relativePosition < 0.12 ? 0.5 : 0),
        RhetoricalRole.Data =>
            (0.6 * Count(DataCues(), sentence)) + Count(EvaluatedOn(), sentence) + (0.3 * Math.Min(2, Count(NamedData(), sentence))) - (relativePosition < 0.3 ? 1 : 0)
            - (0.4 * Count(IdeaCues(), sentence)) - (0.5 * Count(ResultCues(), sentence)),
        RhetoricalRole.Result =>
            Count(ResultCues(), sentence) + (0.4 * Count(WeakResultCues(), sentence)) + (0.7 * Math.Min(2, Count(Figures(), sentence)))
            + (relativePosition >= 0.5 ? 0.3 : -0.8) - (0.5 * Count(IdeaCues(), sentence)),
        RhetoricalRole.Limit =>
            Count(LimitCues(), sentence) - (relativePosition < 0.5 ? 1.2 : 0) - (0.4 * Count(IdeaCues(), sentence)),
        _ => throw new ArgumentOutOfRangeException(nameof(role), role, null),
    };

    private static double Count(Regex pattern, string sentence) => Math.Min(3, pattern.Count(sentence));

    [GeneratedRegex(@"\b(?:however|challeng\w+|lack\w*|limited|limitations?|difficult\w*|struggl\w+|fail\w*|suffer\w*|bottleneck\w*|pitfalls?|unclear|costly|expensive|prohibitive\w*|hinder\w*|insufficient|under-?explored|gap|degrad\w+|error-prone|inefficien\w+|overlook\w*|neglect\w*|impractical|obstacles?|labou?r-intensive|spurious)\b", RegexOptions.IgnoreCase)]
    private static partial Regex ProblemCues();

    [GeneratedRegex(@"\b(?:we|authors|paper|work|study|article|report|survey|technique)\b[^.,;]{0,40}\b(?:propos\w+|introduc\w+|present\w*|develop\w*|design\w*|suggest\w*|offer\w*|formaliz\w+|investigat\w+|revisit\w*|review\w*|stud(?:y|ies)|examin\w+|explor\w+|initiat\w+|describ\w+|argu\w+|combin\w+|appl(?:y|ies)|us(?:e|es|ing)|tak(?:e|es)|fram(?:e|es))\b|\b(?:is|are) (?:introduced|proposed|presented)\b|\bnovel\b|\bkey idea\b|\b(?:called|named|dubbed|termed)\b", RegexOptions.IgnoreCase)]
    private static partial Regex IdeaCues();

    [GeneratedRegex(@"\b(?:consists? of|by \w+ing|first|then|stages?|steps?|iterativel\w+|components?|leverag\w+|employ\w*|train\w*|generat\w+|framework|algorithm|strateg\w+|wher(?:e|eby)|using)\b", RegexOptions.IgnoreCase)]
    private static partial Regex MechanismCues();

    [GeneratedRegex(@"\b(?:evaluat\w+|experiments?|benchmarks?|datasets?|data sets?|tested|validat\w+|corpus|corpora|simulations?|case study|empirical\w*|tasks|assess\w*|leaderboard)\b", RegexOptions.IgnoreCase)]
    private static partial Regex DataCues();

    [GeneratedRegex(@"\b(?=\p{Lu})[\p{L}\d]*(?:\p{Lu}|\d)[\p{L}\d]*(?:-[\p{L}\d.]+)*\b")]
    private static partial Regex NamedData();

    [GeneratedRegex(@"\b(?:outperform\w*|achiev\w+|results? (?:show|demonstrate|indicate|reveal|suggest|confirm)\w*|(?:show|demonstrate|find|found|prove|reveal|confirm)s? that|surpass\w*|exceed\w*|state-of-the-art|improvements?|beats?|reach\w*|attain\w*|outrank\w*|superior|comparable|competitive|speed-?up)\b", RegexOptions.IgnoreCase)]
    private static partial Regex ResultCues();

    [GeneratedRegex(@"\d+(?:[.,]\d+)*\s*(?:%|x\b|×|percent\w*|points?|times)|\b\d+\.\d+\b")]
    private static partial Regex Figures();

    [GeneratedRegex(@"\b(?:limitations?|limits?|not suitable|might not|may not|struggl\w+|insufficient|sensitive to|underperform\w*|more work|future (?:work|research)|at the cost of|caveat\w*|drawback\w*|none of|cannot|does not (?:always|generali[sz]e)|do not (?:always|consistently|generali[sz]e)|only when|trade-?offs?|pitfalls?|declin\w+|room for improvement|remain\w*|open (?:question|problem)s?|fail\w*|unnecessary|depend(?:s|ent) on|inadvertently|without (?:the )?guarantee|although|warn\w*|still)\b", RegexOptions.IgnoreCase)]
    private static partial Regex LimitCues();

    [GeneratedRegex(@"\b(?:problems?|remains?|hard to|cannot|unknown|question\w*|poor\w*|limit(?:s|ing)?|costs?|unreliable|require\w*)\b(?! statement)", RegexOptions.IgnoreCase)]
    private static partial Regex WeakProblemCues();

    [GeneratedRegex(@"\b(?:evaluat\w+|test(?:ed|s)?|validat\w+|experiment\w*|experiments|assess\w*|benchmarked|measured|cover\w*)\b[^.;]{0,60}\b(?:on|across|over|against|with|using)\b[^.;]{0,60}\b(?:\d+|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirty|several|various|multiple|datasets?|benchmarks?|tasks|models?|problems?|\p{Lu}\w*\d\w*)\b", RegexOptions.IgnoreCase)]
    private static partial Regex EvaluatedOn();

    [GeneratedRegex(@"\b(?:improv\w+|results?|better|reduc\w+|gain\w*|boost\w*|scores?|effective\w*|successfully|enable\w*)\b", RegexOptions.IgnoreCase)]
    private static partial Regex WeakResultCues();
}
