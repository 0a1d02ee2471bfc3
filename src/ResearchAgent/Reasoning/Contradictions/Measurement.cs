using System.Globalization;
using System.Text.RegularExpressions;
using ResearchAgent.Text;
using ResearchAgent.Verification;

namespace ResearchAgent.Reasoning.Contradictions;

/// <summary>A figure with what it measures: two can only disagree where everything but the value is the same.</summary>
/// <param name="Written">As the sentence writes it: "5%".</param>
/// <param name="Low">What the figure admits: "about 5" is 4.5 to 5.5, "up to 5" is anything below.</param>
/// <param name="Unit">"%", "x", or "".</param>
/// <param name="Thing">The metric ("f1") or the noun that is counted ("question"), as a stem; null when the sentence names neither.</param>
/// <param name="IsChange">A gain or a drop, not a level.</param>
internal sealed partial record Measurement(string Written, double Low, double High, string Unit, string? Thing, bool IsChange)
{
    private const string Accuracy = "accuraci";

    /// <summary>A rounded figure admits this share of itself to either side when it is called approximate.</summary>
    private const double Approximation = 0.1;

    // A metric's words, as stems, under one name.
    private static readonly Dictionary<string, string> Metrics = ((string[])
    [
        "accuracy accuracy accurate accurately correct solves", "f1 f1", "precision precision", "recall recall", "auroc auroc auc", "bleu bleu", "rouge rouge", "perplexity perplexity ppl",
        "error error", "loss loss", "score score", "speed speedup faster speed runtime latency time throughput", "memory memory", "cost cost costs", "parameters parameters", "survival survival alive", "mortality mortality deaths",
        "prevalence prevalence", "incidence incidence", "risk risk", "sensitivity sensitivity", "specificity specificity", "correlation correlation", "ndcg ndcg", "map map", "rate rate", "variance variance",
    ]).Select(line => line.Split(' ').Select(Stemmer.Stem).ToArray()).SelectMany(words => words.Skip(1).Select(w => (Word: w, Metric: words[0]))).DistinctBy(p => p.Word).ToDictionary(p => p.Word, p => p.Metric, StringComparer.Ordinal);

    // "solves 42 % of the problems" is an accuracy.
    private static readonly HashSet<string> Exercises = [.. ((string[])["problem", "question", "task", "case", "example", "instance", "puzzle"]).Select(Stemmer.Stem)];

    // A figure before one of these says under what condition another figure was measured.
    private static readonly HashSet<string> ConditionNouns =
        [.. ((string[])["shot", "epoch", "layer", "year", "month", "week", "day", "hour", "minute", "step", "iteration", "parameter", "model", "bit", "way", "head", "seed", "example", "demonstration", "mg", "grade", "stage"]).Select(Stemmer.Stem)];

    /// <summary>"relative", or null: a relative gain and an absolute one are different things.</summary>
    public bool IsRelative { get; private init; }

    /// <summary>"average", "best", "median", or null.</summary>
    public string? Aggregate { get; private init; }

    public static bool IsMetric(string stem) => Metrics.ContainsKey(stem);

    /// <summary>The one name of a metric that several words stand for.</summary>
    public static string MetricOf(string stem) => Metrics[stem];

    /// <summary>Do both speak of the same thing, in the same unit, measured in the same way?</summary>
    public bool IsComparableTo(Measurement other) =>
        Unit == other.Unit
        && IsChange == other.IsChange
        && IsRelative == other.IsRelative
        && (Aggregate == other.Aggregate || (Aggregate is null or "average" && other.Aggregate is null or "average"))
        && (Thing == other.Thing || (IsOverall(Thing) && IsOverall(other.Thing)));

    public bool Admits(Measurement other) => Low <= other.High && other.Low <= High;

    /// <summary>The figures of a clause, and the conditions it states in figures ("7B model", "5 shots", "2019").</summary>
    public static (List<Measurement> Measured, HashSet<string> Conditions) ReadAll(string clause)
    {
        var measured = new List<Measurement>();
        var conditions = new HashSet<string>(StringComparer.Ordinal);
        var places = Figures.Places(clause).ToList();
        for (var i = 0; i < places.Count; i++)
        {
            var (value, unit, start, length) = places[i];
            var before = clause[..start];
            var after = clause[(start + length)..];
            if (Statistic().IsMatch(before) || ConfidenceLevel().IsMatch(after) || PartOfName().IsMatch(before) && unit.Length == 0
                || !double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
            {
                continue;
            }

            var noun = Noun().Match(after) is { Success: true } next ? Stemmer.Stem(Tokenizer.Fold(next.Groups["noun"].Value)) : null;
            var isPoints = Points().IsMatch(after);
            if (!isPoints && (IsYear(value, unit) || (noun is not null && unit is not ("%" or "x") && ConditionNouns.Contains(noun))))
            {
                conditions.Add(value + unit + (IsYear(value, unit) ? "" : noun));
                continue;
            }

            var written = clause.Substring(start, length).Trim();
            var scale = unit switch { "thousand" => 1e3, "million" => 1e6, "billion" => 1e9, "trillion" => 1e12, _ => 1 };
            var kind = isPoints ? "%" : Factor().IsMatch(before) ? "x" : scale > 1 ? "" : unit;
            var thing = ThingOf(clause, start, length, kind, noun);
            if (thing is null && kind.Length == 0)
            {
                continue;
            }

            // 0.85 is 85 % where the thing measured is a share.
            if (kind.Length == 0 && number is > 0 and < 1 && thing is not null && Metrics.ContainsValue(thing))
            {
                (kind, scale) = ("%", 100);
            }

            var half = 0.5 * Math.Pow(10, -Decimals(written)) * scale;
            var (low, high) = ((number * scale) - half, (number * scale) + half);
            (low, high) = Approximately().IsMatch(before) ? (low - (Approximation * number * scale), high + (Approximation * number * scale))
                : AtMost().IsMatch(before) ? (double.NegativeInfinity, high)
                : AtLeast().IsMatch(before) ? (low, double.PositiveInfinity)
                : (low, high);

            // "0.52 to 0.61", "5-10x": one figure that admits all between.
            if (i + 1 < places.Count && RangeMark().IsMatch(clause[(start + length)..places[i + 1].Start])
                && double.TryParse(places[i + 1].Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var end) && end * scale > low)
            {
                high = (end * scale) + half;
                kind = kind.Length == 0 && places[i + 1].Unit is "%" or "x" ? places[i + 1].Unit : kind;
                written = clause[start..(places[i + 1].Start + places[i + 1].Length)].Trim();
                i++;
            }

            var near = clause[Math.Max(0, start - 60)..Math.Min(clause.Length, start + length + 40)];
            measured.Add(new Measurement(written, low, high, kind, thing, Change().IsMatch(near) || kind == "x")
            {
                IsRelative = RelativeCue().IsMatch(near) && !AbsoluteCue().IsMatch(near),
                Aggregate = Average().IsMatch(near) ? "average" : Best().IsMatch(near) ? "best" : Median().IsMatch(near) ? "median" : null,
            });
        }

        return (measured, conditions);
    }

    private static bool IsYear(string value, string unit) => unit.Length == 0 && value.Length == 4 && value[..2] is "19" or "20";

    private static bool IsOverall(string? thing) => thing is null or Accuracy or "score";

    private static int Decimals(string written) => Fraction().Match(written) is { Success: true } fraction ? fraction.Length - 1 : 0;

    // "9% of the tokens" and "13 tasks" say it themselves; else the nearest metric does.
    private static string? ThingOf(string clause, int start, int length, string unit, string? noun)
    {
        var after = clause[(start + length)..];
        if (unit == "%" && ShareOf().Match(after) is { Success: true } share)
        {
            var whole = Stemmer.Stem(Tokenizer.Fold(share.Groups["noun"].Value));
            return Exercises.Contains(whole) ? Accuracy : Metrics.GetValueOrDefault(whole, whole);
        }

        var nearest = Tokenizer.Spans(clause)
            .Select(s => (Metric: Metrics.GetValueOrDefault(Stemmer.Stem(Tokenizer.Fold(clause.AsSpan(s.Start, s.Length)))), Distance: s.Start < start ? start - s.Start - s.Length : s.Start - start - length))
            .Where(m => m.Metric is not null)
            .DefaultIfEmpty()
            .MinBy(m => m.Distance);
        return unit.Length > 0 || (noun is null && nearest.Distance <= 40) ? nearest.Metric : noun is null || Metrics.ContainsKey(noun) ? nearest.Metric : noun;
    }

    [GeneratedRegex(@"\b\p{L}\s*[=<>≤≥]\s*$")]
    private static partial Regex Statistic();

    [GeneratedRegex(@"^\s*(?:CI\b|confidence|credible)", RegexOptions.IgnoreCase)]
    private static partial Regex ConfidenceLevel();

    // "Orca 2", "Table 3".
    [GeneratedRegex(@"(?<![.?!]\s|^)\b\p{Lu}[\p{L}\d]*\s$|\b(?:Table|Figure|Section|Fig\.|Eq\.)\s$")]
    private static partial Regex PartOfName();

    [GeneratedRegex(@"^[\s-]+(?<noun>\p{Ll}[\p{Ll}]+)")]
    private static partial Regex Noun();

    [GeneratedRegex(@"^\s*(?:percentage\s+|absolute\s+)?points?\b", RegexOptions.IgnoreCase)]
    private static partial Regex Points();

    [GeneratedRegex(@"\bfactor of\s+(?:about |around |~)?$", RegexOptions.IgnoreCase)]
    private static partial Regex Factor();

    [GeneratedRegex(@"(?:\b(?:about|approximately|roughly|around|nearly|almost|circa|ca\.|close to|some|over|an estimated)\s+|[~≈∼]\s*)$", RegexOptions.IgnoreCase)]
    private static partial Regex Approximately();

    [GeneratedRegex(@"(?:\b(?:up to|at most|no more than|less than|fewer than|below|under|a maximum of)\s+|[<≤]\s*)$", RegexOptions.IgnoreCase)]
    private static partial Regex AtMost();

    [GeneratedRegex(@"(?:\b(?:at least|no less than|more than|above|exceed(?:s|ing)|greater than|a minimum of)\s+|[>≥]\s*)$", RegexOptions.IgnoreCase)]
    private static partial Regex AtLeast();

    [GeneratedRegex(@"^\s*(?:%\s*)?(?:to|and|-|–|—|~|\\?sim)\s*$", RegexOptions.IgnoreCase)]
    private static partial Regex RangeMark();

    [GeneratedRegex(@"\b(?:improv\w*|gain\w*|increas\w*|decreas\w*|reduc\w*|drop\w*|boost\w*|outperform\w*|surpass\w*|rais\w*|rise[sn]?|rose|falls?|fell|lowers?|lowered|faster|speed-?up|higher|better|cuts?|declin\w*)\b|\+\d", RegexOptions.IgnoreCase)]
    private static partial Regex Change();

    [GeneratedRegex(@"\brelative(?:ly)?\b(?! score)", RegexOptions.IgnoreCase)]
    private static partial Regex RelativeCue();

    [GeneratedRegex(@"\babsolute\b", RegexOptions.IgnoreCase)]
    private static partial Regex AbsoluteCue();

    [GeneratedRegex(@"\b(?:average|mean|overall)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Average();

    [GeneratedRegex(@"\b(?:at best|maxim\w+|peak|best case)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Best();

    [GeneratedRegex(@"\bmedian\b", RegexOptions.IgnoreCase)]
    private static partial Regex Median();

    [GeneratedRegex(@"\.\d+")]
    private static partial Regex Fraction();

    [GeneratedRegex(@"^\s*of\s+(?:the\s+|all\s+|its\s+|their\s+|these\s+|our\s+)*(?<noun>\p{L}+)", RegexOptions.IgnoreCase)]
    private static partial Regex ShareOf();
}
