using System.Text.RegularExpressions;
using ResearchAgent.Text;
using TermSet = ResearchAgent.Text.Terms;

namespace ResearchAgent.Questions;

/// <summary>What kind of sentence would answer.</summary>
public enum QuestionKind
{
    /// <summary>"How does X work?", "What is X?": the sentences that say what X is and does.</summary>
    Explanation,

    /// <summary>"How much", "how many", "what score": a sentence with a number.</summary>
    Quantity,

    /// <summary>"How long": a sentence with a duration.</summary>
    Duration,

    /// <summary>"Which datasets", "what models": a sentence that lists names.</summary>
    Names,

    /// <summary>"Which papers ...": one sentence for each paper that qualifies.</summary>
    WhichPapers,

    /// <summary>"Compare A and B": what each of the named things is and does.</summary>
    Comparison,

    /// <summary>Anything else, yes/no questions among them.</summary>
    Open,
}

/// <summary>A question read for what it asks: its kind, its informative terms, the names in it.</summary>
public sealed partial record Question
{
    // Words that frame a question about papers and say nothing about its subject, as stems.
    private static readonly HashSet<string> FrameTerms = TermSet.SetOf(
        """
        paper papers work works article study studies research author authors publication literature library
        describe describes handle handles deal deals look looks thing things let lets make makes give gives tell tells show shows
        discuss explain exist something someone anyone anybody somebody people one way ways try tries use uses used using many much whether
        compare comparison difference differ differences different versus vs respectively method methods approach approaches technique
        experiment experiments report reports
        """);

    private static readonly HashSet<string> QuestionWords = new(StringComparer.OrdinalIgnoreCase)
    {
        "how", "what", "which", "who", "whom", "whose", "when", "where", "why", "is", "are", "was", "were", "do", "does", "did", "can", "could", "should",
        "would", "will", "has", "have", "had", "compare", "contrast", "list", "name", "explain", "describe", "summarize", "summarise", "tell", "give", "show", "by", "in", "on",
        "the", "a", "an", "and", "of", "for", "i", "to",
    };

    /// <summary>A longer text is read for its terms and names alone.</summary>
    private const int MaxQuestionLength = 400;

    public required string Text { get; init; }

    public required QuestionKind Kind { get; init; }

    /// <summary>Stems that carry the subject, without repetition; frame words ("which paper describes") are left out.</summary>
    public required IReadOnlyList<string> Terms { get; init; }

    /// <summary>
    /// Words written like names (inner capitals, digits, or a capital inside the sentence): "AlphaMath", "GSM8K", "DROP".
    /// </summary>
    public required IReadOnlyList<string> Names { get; init; }

    /// <summary>The two or more things a comparison names, as written; empty otherwise.</summary>
    public IReadOnlyList<string> Compared { get; init; } = [];

    /// <summary>Asks what a paper cannot do or what speaks against it: only sentences that state a limit answer.</summary>
    public bool AsksForLimits { get; init; }

    /// <summary>The question without its frame: what vectors are made of.</summary>
    public string Subject { get; init; } = "";

    public static Question Read(string text)
    {
        text = text.Trim();
        var words = Tokenizer.Spans(text).Select(s => Tokenizer.Fold(text.AsSpan(s.Start, s.Length))).ToList();
        var subject = words.Where(w => !StopWords.Contains(w) && !FrameTerms.Contains(Stemmer.Stem(w))).ToList();

        var asksForLimits = LimitsPattern().IsMatch(text);
        if (asksForLimits)
        {
            subject.RemoveAll(w => LimitsPattern().IsMatch(w));
        }

        // A question of frame words alone ("What methods are there?") keeps them: they are all it has.
        if (subject.Count == 0)
        {
            subject = [.. words.Where(w => !StopWords.Contains(w))];
        }

        var compared = ReadCompared(text);
        return new Question
        {
            Text = text,
            Kind = compared.Count > 1 ? QuestionKind.Comparison : KindOf(text),
            Terms = [.. subject.Select(Stemmer.Stem).Distinct()],
            Names = [.. NamesIn(text)],
            Compared = compared,
            AsksForLimits = asksForLimits,
            Subject = string.Join(' ', subject),
        };
    }

    /// <summary>Words written like names, in order.</summary>
    public static IEnumerable<string> NamesIn(string text)
    {
        var isFirst = true;
        foreach (Match match in NamePattern().Matches(text))
        {
            var word = match.Value;
            var startsSentence = isFirst || (match.Index >= 2 && text[match.Index - 2] is '.' or '?' or '!');
            isFirst = false;
            var hasInnerMark = word.Skip(1).Any(char.IsUpper) || (word.Any(char.IsDigit) && word.Any(char.IsLetter));
            if (hasInnerMark || (char.IsUpper(word[0]) && !startsSentence && word.Length > 1 && !QuestionWords.Contains(word)))
            {
                yield return word;
            }
        }
    }

    /// <summary>Does the stem only frame a question ("paper", "describe")?</summary>
    public static bool IsFrame(string stem) => FrameTerms.Contains(stem);

    /// <summary>Asks for a paper by what it does ("Which work lets ...", "Is there work on ..."): the answer must say what the paper proposes.</summary>
    public bool AsksForPaper => PaperSoughtPattern().IsMatch(Text);

    private static QuestionKind KindOf(string text) =>
        text.Length > MaxQuestionLength ? QuestionKind.Open
        : WhichPapersPattern().IsMatch(text) ? QuestionKind.WhichPapers
        : DurationPattern().IsMatch(text) ? QuestionKind.Duration
        : QuantityPattern().IsMatch(text) ? QuestionKind.Quantity
        : NamesPattern().IsMatch(text) ? QuestionKind.Names
        : ExplanationPattern().IsMatch(text) ? QuestionKind.Explanation
        : QuestionKind.Open;

    private static List<string> ReadCompared(string text)
    {
        // A draft of a thousand words is not a question that names two things; and the patterns backtrack.
        if (text.Length > MaxQuestionLength)
        {
            return [];
        }

        foreach (var pattern in (Regex[])[NamePairPattern(), ComparePattern(), DifferPattern(), DifferencePattern(), VersusPattern(), AndWithQualifierPattern()])
        {
            var match = pattern.Match(text);
            if (match.Success)
            {
                var list = match.Groups["a"].Value + " and " + match.Groups["b"].Value;
                return [.. ListSeparator().Split(list).Select(Trim).Where(s => s.Length > 0).Distinct(StringComparer.OrdinalIgnoreCase)];
            }
        }

        return [];
    }

    private static string Trim(string name) => LeadingArticle().Replace(name.Trim(' ', ',', '.', '?', '"', '\'', '“', '”'), "");

    [GeneratedRegex(@"[\p{L}\p{Nd}][\p{L}\p{Nd}\-+.]*[\p{L}\p{Nd}+]|[\p{L}\p{Nd}]")]
    private static partial Regex NamePattern();

    [GeneratedRegex(@"^\s*(?:(?:which|what|list|name|find|show)\s+(?:all\s+|me\s+|the\s+)*(?:papers|works|articles|studies|publications|methods|approaches|surveys)\b|who\s+(?:all\s+)?(?:uses?|works?)\b)", RegexOptions.IgnoreCase)]
    private static partial Regex WhichPapersPattern();

    [GeneratedRegex(@"\bhow\s+(?:long|fast|quickly)\b|\bhow much time\b", RegexOptions.IgnoreCase)]
    private static partial Regex DurationPattern();

    [GeneratedRegex(@"\bhow\s+(?:much|many|large|big|often|high|low|far|small|few)\b|\bby how\b|\bwhat\s+(?:\w+\s+){0,4}?(?:size|number|percentage|percent|share|fraction|proportion|score|accuracy|improvement|gain|reduction|speed-?up|rate|ratio|amount|cost|drop|error|f1|auroc|bleu|count|total)\b|\bwhat is the (?:size|number|average|maximum|minimum)\b", RegexOptions.IgnoreCase)]
    private static partial Regex QuantityPattern();

    [GeneratedRegex(@"^\s*(?:which|what)\s+(?:paper|work|method|approach|study|article|technique|algorithm|system|one)\b|^\s*(?:is there|are there|has anyone|is anyone|does anyone|does any|do any|who)\b", RegexOptions.IgnoreCase)]
    private static partial Regex PaperSoughtPattern();

    [GeneratedRegex(@"\b(?:limits|limitations?|drawbacks?|weakness(?:es)?|shortcomings?|caveats?|disadvantages?)\b", RegexOptions.IgnoreCase)]
    private static partial Regex LimitsPattern();

    [GeneratedRegex(@"^\s*(?:on |in |with |against |for |from )?(?:which|what)\s+(?!(?:does|do|did|is|are|was|were|can|has|have|problem|work|paper|study|method|approach|article|technique|algorithm|system|one)\b)(?:\w+\s+){0,3}?(?:datasets?|data sets?|benchmarks?|models?|tasks?|languages?|problems?|baselines?|domains?|metrics?|algorithms?|conference|leaderboard|website|corpus|corpora|areas?|families|components?)\b", RegexOptions.IgnoreCase)]
    private static partial Regex NamesPattern();

    [GeneratedRegex(@"^\s*(?:how\s+(?:does|do|is|are|can|did|was|were)|what\s+(?:is|are|does|do|was|were)|explain|describe|why)\b", RegexOptions.IgnoreCase)]
    private static partial Regex ExplanationPattern();

    // "How do Orca 2 and SMART teach ...": two names, then a verb.
    [GeneratedRegex(@"\b[Hh]ow\s+(?:(?:do|does|did)\s+)?(?<a>\S*\p{Lu}\S*(?:\s+(?:\S*\p{Lu}\S*|\d+))*)\s+and\s+(?<b>\S*\p{Lu}\S*(?:\s+(?:\S*\p{Lu}\S*|\d+))*)\s+(?!differ)\p{Ll}+")]
    private static partial Regex NamePairPattern();

    [GeneratedRegex(@"\b(?:compare|contrast)\s+(?<a>.+?)\s*(?:,|\bwith\b|\band\b|\bto\b|\bagainst\b|\bvs\.?|\bversus\b)\s*(?:and\s+)?(?<b>.+?)\s*(?:(?:\bon\b|\bin terms\b|\bregarding\b|\bfor\b|\bwith respect\b|:).*)?[.?!]?$", RegexOptions.IgnoreCase)]
    private static partial Regex ComparePattern();

    [GeneratedRegex(@"\bhow\s+(?:do|does|did)\s+(?<a>.+?)\s+(?:and|or|versus|vs\.?)\s+(?<b>.+?)\s+(?:differ|compare)\b|\bhow\s+(?:do|does|did|is|are)\s+(?<a>.+?)\s+(?:differ|different)\s+from\s+(?<b>.+?)(?:\s+(?:on|in|at|for|when|with)\b.*)?[.?!]?$|\bhow\s+does\s+(?<a>.+?)\s+compare\s+(?:with|to|against)\s+(?<b>.+?)(?:\s+(?:on|in|at|for|when)\b.*)?[.?!]?$", RegexOptions.IgnoreCase)]
    private static partial Regex DifferPattern();

    [GeneratedRegex(@"\b(?:differences?|distinction|contrast)\s+between\s+(?<a>.+?)\s+and\s+(?<b>.+?)(?:\s+(?:on|in|at|when|with|regarding)\b.*)?[.?!]?$|\bwhat\s+(?:sets|distinguishes|separates)\s+(?<a>.+?)\s+(?:apart\s+)?from\s+(?<b>.+?)[.?!]?$", RegexOptions.IgnoreCase)]
    private static partial Regex DifferencePattern();

    [GeneratedRegex(@"^\s*(?<a>[^,:?]+?)\s+(?:vs\.?|versus)\s+(?<b>[^,:?]+?)(?:\s*(?:[:,]|\bon\b|\bfor\b|\bin\b).*)?[.?!]?$", RegexOptions.IgnoreCase)]
    private static partial Regex VersusPattern();

    [GeneratedRegex(@"^\s*(?<a>[^,:?]+?)\s+(?:and|or)\s+(?<b>[^,:?]+?)\s*:\s*(?:what|how|which)\b.*(?:differ|same|better|compare|common).*$|\bwhat\s+do\s+(?<a>.+?)\s+and\s+(?<b>.+?)\s+have\s+in\s+common\b", RegexOptions.IgnoreCase)]
    private static partial Regex AndWithQualifierPattern();

    [GeneratedRegex(@"\s*,\s*(?:and\s+)?|\s+and\s+(?=\S)|\s+vs\.?\s+", RegexOptions.IgnoreCase)]
    private static partial Regex ListSeparator();

    [GeneratedRegex(@"^(?:the|a|an|both)\s+", RegexOptions.IgnoreCase)]
    private static partial Regex LeadingArticle();
}
