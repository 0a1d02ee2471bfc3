using System.Text.RegularExpressions;
using ResearchAgent.Questions;
using ResearchAgent.Text;
using ResearchAgent.Writing;

namespace ResearchAgent.Reasoning.Contradictions;

/// <summary>A word that stands on one of two opposite sides.</summary>
/// <param name="Term">Its place among the statement's terms: how many terms come before it.</param>
/// <param name="Sign">1 or -1, a denial counted in.</param>
/// <param name="IsModifier">Says which case is spoken of ("larger models improve ..."), not what was found.</param>
internal readonly record struct Marker(string Stem, string Written, int Term, int Axis, int Sign, bool IsDenied, bool IsModifier);

/// <summary>What one clause of a sentence says, read for comparing it with others.</summary>
internal sealed partial class Statement
{
    private const int DenialReach = 5;

    // Say that something is found, or how surely, not what; as stems.
    private static readonly HashSet<string> Frame = Terms.SetOf(
        """
        achieve achieves attain reach reaches obtain report show find found observe observed give yield yields get result results measure measured estimate estimated demonstrate reproduce repeat experiment experiments run runs
        study paper work method approach proposed version evaluate evaluated evaluation contain contains use used using based number total factor percent point points absolute relative respectively case
        significantly substantially consistently considerably greatly strongly clearly notably well also however even still task tasks benchmark benchmarks dataset datasets data setting settings problem problems
        two three four five six seven eight nine ten time times fold average best mean overall about approximately new large-scale standard model models
        """);

    private static readonly HashSet<string> GenericNames = new(StringComparer.OrdinalIgnoreCase)
    {
        "LLM", "LLMs", "LM", "LMs", "NLP", "AI", "ML", "DL", "RL", "SOTA", "NN", "NNs", "DNN", "DNNs", "GPU", "CI", "SD", "We", "Our", "The", "RQ1", "RQ2",
    };

    private static readonly HashSet<string> Denials = new(StringComparer.Ordinal) { "not", "no", "never", "neither", "nor", "cannot", "none", "rarely", "hardly", "seldom", "barely", "scarcely", "fail", "fails", "failed", "unable" };

    // "Successive" shares its stem with success; the others tell place, time and a quantity of training rather than a finding.
    private static readonly HashSet<string> OneSided = new(StringComparer.Ordinal) { "successive", "successively", "succession", "before", "after", "above", "below", "loss" };

    private static readonly HashSet<string> Weakeners = new(StringComparer.Ordinal) { "always", "necessarily", "fully", "consistently", "entirely", "completely", "all", "every", "yet", "just" };

    private static readonly HashSet<string> Effects =
    [
        "effect", "effects", "impact", "influence", "difference", "differences", "change", "changes", "benefit", "benefits", "improvement", "improvements",
        "association", "correlation", "relationship", "gain", "gains", "advantage",
    ];

    // Cases that exclude each other: what holds of one says nothing of the next.
    private static readonly Dictionary<string, int> Cases = ((string[])
    [
        "zero few one many", "validation valid test training train dev development", "white black", "supervised unsupervised semi self", "early late", "short long", "easy hard", "men women", "male female",
        "boys girls", "children adults adolescents elderly", "encoder decoder", "base instruct chat", "mild moderate severe mixed", "first second third", "static dynamic", "linear nonlinear", "offline online", "left right", "upper lower",
        "indoor outdoor", "winter summer", "source target", "teacher student", "local global", "sparse dense", "synthetic real", "discrete continuous", "weak strong", "single multiple", "soft rigid", "input output",
    ]).SelectMany((line, group) => line.Split(' ').Select(word => (word, group))).ToDictionary(p => p.word, p => p.group, StringComparer.Ordinal);

    private static readonly HashSet<string> Comparators = [.. ((string[])["outperform", "surpass", "exceed", "beat", "underperform"]).Select(Stemmer.Stem), "than", "superior", "inferior"];

    private readonly List<string> _terms = [];
    private readonly List<string> _written = [];
    private readonly Lazy<HashSet<string>> _sentenceWords;
    private readonly Lazy<HashSet<string>> _capitalizedWords;

    private Statement(PaperSentence sentence, string text)
    {
        (Sentence, Text) = (sentence, text);
        _sentenceWords = new(() => [.. Tokenizer.Words(sentence.Text).Select(Plain)]);
        _capitalizedWords = new(() => [.. Tokenizer.Spans(sentence.Text).Where(s => char.IsUpper(sentence.Text[s.Start])).Select(s => Plain(sentence.Text.Substring(s.Start, s.Length)))]);
    }

    public PaperSentence Sentence { get; }

    public string Text { get; }

    /// <summary>What the clause is about: stems in order, without those that stand on a side, deny, measure or merely report.</summary>
    public IReadOnlyList<string> Topic => _terms;

    public HashSet<string> TopicSet { get; private set; } = [];

    public HashSet<string> Names { get; private set; } = [];

    /// <summary>Speaks of what its own paper proposes: another paper's "our method" is another method.</summary>
    public bool IsOwn { get; private set; }

    public bool IsHedged { get; private set; }

    /// <summary>What is measured, where the clause names it: "accuracy".</summary>
    public HashSet<string> Metrics { get; private set; } = [];

    public IReadOnlyList<Marker> Markers { get; private set; } = [];

    /// <summary>Denied words that stand on no side, with how the denial is written.</summary>
    public IReadOnlyList<(string Stem, string Written)> Denied { get; private set; } = [];

    /// <summary>How the clause says that nothing came of it ("no effect"); null when it does not.</summary>
    public string? NoEffect { get; private set; }

    /// <summary>Where two things are compared, how many terms come before the comparing word; -1 elsewhere.</summary>
    public int Comparator { get; private set; } = -1;

    public IReadOnlyList<Measurement> Measured { get; private set; } = [];

    public HashSet<string> Conditions { get; private set; } = [];

    /// <summary>Which of several cases that exclude each other the clause speaks of, by group: "validation", "zero" (shot).</summary>
    public ILookup<int, string> Case { get; private set; } = Array.Empty<string>().ToLookup(_ => 0);

    /// <summary>Terms that the clause says were left out ("without regularization").</summary>
    public HashSet<string> LeftOut { get; private set; } = [];

    /// <summary>The term at this place as the sentence writes it.</summary>
    public string Written(int term) => _written[term];

    /// <returns>A statement for each clause that says something by itself; none for questions, for what others are said to believe, and for sentences that lean on an earlier one.</returns>
    public static IEnumerable<Statement> Of(PaperSentence sentence)
    {
        var text = sentence.Text;
        if (text.EndsWith('?') || Belief().IsMatch(text) || OthersAtLarge().IsMatch(text) || Pronoun().IsMatch(text) || ThirdPerson.LeansBack(text))
        {
            yield break;
        }

        var start = 0;
        var subject = new List<(string Stem, string Written)>();
        foreach (var end in ClauseBound().Matches(text).Select(m => m.Index).Append(text.Length))
        {
            var statement = new Statement(sentence, text[start..end]);
            statement.Read(subject);
            if (statement._terms.Count < 2)
            {
                continue;
            }

            if (subject.Count == 0)
            {
                subject = [.. statement._terms.Zip(statement._written).Take(2)];
            }

            start = end;
            yield return statement;
        }
    }

    /// <summary>Does a sentence hold the name, be it as an ordinary word at its start?</summary>
    public bool Holds(string name) => Names.Contains(name) || _sentenceWords.Value.Contains(name);

    /// <summary>Does a sentence write the name as a name?</summary>
    public bool Writes(string name) => Names.Contains(name) || _capitalizedWords.Value.Contains(name);

    private void Read(List<(string Stem, string Written)> subject)
    {
        foreach (var (stem, written) in subject)
        {
            _terms.Add(stem);
            _written.Add(written);
        }

        var words = Tokenizer.Spans(Text).Select(s => (s.Start, s.Length, Word: Tokenizer.Fold(Text.AsSpan(s.Start, s.Length)))).ToList();
        var stems = words.ConvertAll(w => Stemmer.Stem(w.Word));
        var sided = Enumerable.Range(0, words.Count).Where(i => Polarity.TryGetSide(stems[i], out _, out _) && !OneSided.Contains(words[i].Word)).ToHashSet();
        var markers = new List<(int Word, int Term, bool IsModifier)>();
        for (var i = 0; i < words.Count; i++)
        {
            var (start, length, word) = words[i];
            if (Comparators.Contains(word) || Comparators.Contains(stems[i]))
            {
                Comparator = _terms.Count;
            }

            var isModifier = sided.Contains(i) && IsModifier(words, i, sided);
            if (sided.Contains(i))
            {
                markers.Add((i, _terms.Count, isModifier));
            }

            if (isModifier || (!sided.Contains(i) && IsTopical(word, stems[i])))
            {
                _terms.Add(stems[i]);
                _written.Add(Text.Substring(start, length));
            }
        }

        TopicSet = [.. _terms];
        Names = NamesIn(Text);
        Names = Names.Count > 0 ? Names : NamesIn(Sentence.Text);
        IsOwn = Own().IsMatch(Text) || (subject.Count > 0 && Own().IsMatch(Sentence.Text));
        IsHedged = Hedge().IsMatch(Text);
        (Measured, Conditions) = Measurement.ReadAll(Text);
        Metrics = [.. stems.Where(Measurement.IsMetric).Select(Measurement.MetricOf)];
        Case = words.Where(w => Cases.ContainsKey(w.Word)).ToLookup(w => Cases[w.Word], w => w.Word);
        LeftOut = [.. LeavesOut().Matches(Text).SelectMany(m => Terms.Of(m.Groups["what"].Value).Take(2))];
        ReadDenials(words, stems, markers);
    }

    private static bool IsTopical(string word, string stem) =>
        word.Length > 1 && !char.IsDigit(word[0]) && !StopWords.Contains(word) && !Denials.Contains(word)
        && !Frame.Contains(stem) && !Measurement.IsMetric(stem) && !Comparators.Contains(stem);

    private void ReadDenials(List<(int Start, int Length, string Word)> words, List<string> stems, List<(int Word, int Term, bool IsModifier)> markers)
    {
        var turned = new Dictionary<int, string>();
        var denied = new List<(string, string)>();
        for (var i = 0; i < words.Count; i++)
        {
            var isContracted = words[i].Word == "t" && words[i].Start > 0 && Text[words[i].Start - 1] is '\'' or '’';
            if ((!isContracted && !Denials.Contains(words[i].Word)) || (i + 1 < words.Count && words[i + 1].Word is "only" or "longer"))
            {
                continue;
            }

            var from = i > 0 && Auxiliary().IsMatch(words[i - 1].Word) ? words[i - 1].Start : words[i].Start;
            for (var j = i + 1; j < Math.Min(words.Count, i + 1 + DenialReach); j++)
            {
                var (start, length, word) = words[j];
                var phrase = Text[from..(start + length)];
                IsHedged |= Weakeners.Contains(word);
                if (Effects.Contains(word) && words[i].Word is "no" or "any")
                {
                    NoEffect = phrase;
                    break;
                }

                if (markers.Exists(m => m.Word == j && !m.IsModifier))
                {
                    turned[j] = phrase;
                    break;
                }

                // "evidence" itself is not what is denied in "no evidence that X helps".
                if (IsTopical(word, stems[j]) && !word.EndsWith("ly", StringComparison.Ordinal) && word != "evidence")
                {
                    denied.Add((stems[j], phrase));
                    break;
                }
            }
        }

        Denied = denied;
        Markers = [.. markers.Where(m => NoEffect is null || !Effects.Contains(words[m.Word].Word)).Select(m =>
        {
            Polarity.TryGetSide(stems[m.Word], out var axis, out var sign);
            var isDenied = turned.TryGetValue(m.Word, out var phrase);
            return new Marker(stems[m.Word], phrase ?? words[m.Word].Word, m.Term, axis, isDenied ? -sign : sign, isDenied, m.IsModifier);
        })];
    }

    // "Larger models improve ...": an adjective before a noun, with the finding still to come.
    private static bool IsModifier(List<(int Start, int Length, string Word)> words, int at, HashSet<int> sided) =>
        CaseAdjective().IsMatch(words[at].Word)
        || (Adjective().IsMatch(words[at].Word) && at + 1 < words.Count && !StopWords.Contains(words[at + 1].Word) && sided.Any(i => i > at));

    private static HashSet<string> NamesIn(string text) =>
        [
            .. Question.NamesIn(YearInBrackets().Replace(text, " ")).Where(n => !GenericNames.Contains(n) && !char.IsDigit(n[0])).Select(Plain),
            .. Numbered().Matches(text).Select(m => Plain(m.Value)),
        ];

    private static string Plain(string name) => name.ToLowerInvariant().TrimEnd('s');

    [GeneratedRegex(@"(?<=[\p{L}\d)%])(?:;|:\s|,?\s+(?=(?:while|whereas|but|although|though|yet)\b)|,\s+(?=(?:which|and)\b))")]
    private static partial Regex ClauseBound();

    [GeneratedRegex(@"\b(?:contrary to|conventional wisdom|common(?:ly)? (?:belie\w+|held|assum\w+)|widely (?:believed|held|assumed)|(?:is|was|been) (?:believed|assumed|thought|hypothesi[sz]ed|claimed|argued)|previously thought|hypothesis that|myth)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Belief();

    [GeneratedRegex(@"\b(?:existing|previous|prior|current|recent|traditional|conventional|other|many|most|earlier|past)\s+(?:\w+\s+)?(?:methods?|approach(?:es)?|works?|models?|techniques?|solutions?|stud(?:y|ies)|algorithms?|systems?|research|efforts?|literature)\b", RegexOptions.IgnoreCase)]
    private static partial Regex OthersAtLarge();

    [GeneratedRegex(@"^(?:\w+,?\s+){0,2}(?:they|it|this|these|those|such)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Pronoun();

    [GeneratedRegex(@"\b\p{Lu}\p{L}+ \d+(?:\.\d+)?\b(?!\s*%)")]
    private static partial Regex Numbered();

    [GeneratedRegex(@"\b(?:may|might|could(?! (?:only )?(?:reproduce|replicate|confirm|not))|would|should|whether|if|unless|perhaps|possibly|sometimes|unclear|aims?|hope|expect\w*|assum\w+)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Hedge();

    [GeneratedRegex(@"\b(?:our|ours)\b(?! (?:runs?|experiments?|results?|findings?|analys[ie]s|evaluation|study|cohort|sample|data|reproduction|measurements?|hands)\b)|\bthe proposed\b|^(?:[^,]{0,60},\s+)?the (?:challenge|competition|dataset|benchmark|survey|shared task|corpus|method|framework|study|trial|algorithm|system|tool|approach|cohort)\b|\bthis (?:paper|work|method|approach|framework|model|technique)\b|\b(?:we|the authors|they) (?:also |further |thereby )?(?:achieve|obtain|reach|attain|improve|outperform|gain|propose|introduce|present|develop|set|surpass|reduce|train|beat|collect|build)", RegexOptions.IgnoreCase)]
    private static partial Regex Own();

    [GeneratedRegex(@"\bwithout\s+(?:any |the |an? |further |additional )?(?<what>[\p{L}-]+(?:\s+[\p{L}-]+)?)", RegexOptions.IgnoreCase)]
    private static partial Regex LeavesOut();

    [GeneratedRegex(@"^(?:does|do|did|is|are|was|were|can|could|has|have|had|don|doesn|didn|isn|aren|wasn|weren|can)$")]
    private static partial Regex Auxiliary();

    [GeneratedRegex(@"^(?:high|low|large|small|larger|smaller|positive|negative|presence|absence|slow|able)$")]
    private static partial Regex CaseAdjective();

    [GeneratedRegex(@"^(?:higher|lower|more|less|fewer|stronger|weaker|faster|slower|better|worse|greater|harder|easier)$")]
    private static partial Regex Adjective();

    [GeneratedRegex(@"\([^()]*\b(?:19|20)\d\d[a-z]?\b[^()]*\)")]
    private static partial Regex YearInBrackets();
}
