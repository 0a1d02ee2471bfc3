using ResearchAgent.Text;

namespace ResearchAgent.Reasoning.Contradictions;

/// <summary>
/// Statements that differ by exactly one turn: an opposite word, a denial, or the two sides of a comparison. Two turns
/// ("larger ... more", "smaller ... less") agree again.
/// </summary>
internal static class PolarityConflict
{
    /// <summary>Among so many terms to each side of a word stands what it is said of.</summary>
    private const int Reach = 2;

    // Where less is better, "improves" and "reduces" say the same.
    private static readonly HashSet<string> Costs = Terms.SetOf("error errors loss cost costs latency time runtime memory variance risk mortality forgetting overfitting bias noise perplexity hallucination hallucinations overhead failure deaths");

    /// <returns>"'improves' against 'does not improve'", or null.</returns>
    public static string? Find(Statement first, Statement second)
    {
        if (first.NoEffect is not null || second.NoEffect is not null)
        {
            return NoEffect(first, second) ?? NoEffect(second, first);
        }

        if (first.Markers.Count != second.Markers.Count || (first.Metrics.Count > 0 && second.Metrics.Count > 0 && !first.Metrics.Overlaps(second.Metrics)))
        {
            return null;
        }

        var turns = new List<string>();
        foreach (var (one, other) in first.Markers.Zip(second.Markers))
        {
            if (one.Axis != other.Axis)
            {
                return null;
            }

            if (one.Sign != other.Sign)
            {
                if (one.IsModifier || other.IsModifier || SayBoth(first, one, second, other) || !SaidOfTheSame(first, one, second, other) || AreTwoWordsForLess(first, one, second, other))
                {
                    return null;
                }

                turns.Add(Against(one.Written, other.Written));
            }
        }

        if (!ReadDenials(first, second, turns) || !ReadDenials(second, first, turns))
        {
            return null;
        }

        if (IsTurnedRound(first, second))
        {
            turns.Add("each is said to surpass the other");
        }

        return turns is [var turn] ? turn : null;
    }

    private static string? NoEffect(Statement without, Statement with) =>
        without.NoEffect is { } denial && with.NoEffect is null && with.Denied.Count == 0 && without.Denied.Count == 0
        && with.Markers.Where(m => !m.IsModifier).ToList() is [{ IsDenied: false } marker] && without.Markers.All(m => m.IsModifier)
            ? Against(marker.Written, denial)
            : null;

    // What one denies, the other must speak of: else something else is denied.
    private static bool ReadDenials(Statement denying, Statement other, List<string> turns)
    {
        foreach (var (stem, written) in denying.Denied)
        {
            if (other.Denied.Any(d => d.Stem == stem))
            {
                continue;
            }

            var place = other.Topic.ToList().IndexOf(stem);
            if (place < 0)
            {
                return false;
            }

            turns.Add(Against(other.Written(place), written));
        }

        return true;
    }

    // Sentences that both say "rises here and falls there" agree.
    private static bool SayBoth(Statement first, Marker one, Statement second, Marker other) =>
        first.Sentence.Text.Contains(other.Written, StringComparison.OrdinalIgnoreCase) && second.Sentence.Text.Contains(one.Written, StringComparison.OrdinalIgnoreCase);

    // "X improves Y" and "X hurts Y", "X improves Y" and "Y is hurt by X", "Y improves" and "Y suffers".
    private static bool SaidOfTheSame(Statement first, Marker one, Statement second, Marker other)
    {
        var (left1, right1) = (Left(first, one.Term), Right(first, one.Term));
        var (left2, right2) = (Left(second, other.Term), Right(second, other.Term));
        return right1.Overlaps(right2)
            || (right1.Overlaps(left2) && left1.Overlaps(right2))
            || ((right1.Count == 0 || right2.Count == 0) && left1.Overlaps(left2));
    }

    private static bool AreTwoWordsForLess(Statement first, Marker one, Statement second, Marker other) =>
        !one.IsDenied && !other.IsDenied
        && !Polarity.Opposites.Contains((one.Stem, other.Stem)) && !Polarity.Opposites.Contains((other.Stem, one.Stem))
        && (Terms.SetOf(first.Text).Overlaps(Costs) || Terms.SetOf(second.Text).Overlaps(Costs));

    private static bool IsTurnedRound(Statement first, Statement second)
    {
        if (first.Comparator < 0 || second.Comparator < 0)
        {
            return false;
        }

        var (left1, right1) = (Left(first, first.Comparator), Right(first, first.Comparator));
        var (left2, right2) = (Left(second, second.Comparator), Right(second, second.Comparator));
        return left1.Overlaps(right2) && right1.Overlaps(left2) && !left1.Overlaps(left2) && !right1.Overlaps(right2);
    }

    private static HashSet<string> Left(Statement statement, int term) => [.. statement.Topic.Take(term).TakeLast(Reach)];

    private static HashSet<string> Right(Statement statement, int term) => [.. statement.Topic.Skip(term).Take(Reach)];

    private static string Against(string one, string other) => $"'{one}' against '{other}'";
}
