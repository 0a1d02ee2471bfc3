using ResearchAgent.Verification;

namespace ResearchAgent.Reasoning.Contradictions;

/// <summary>Figures for the same thing, measured in the same way under the same conditions, that cannot both hold.</summary>
internal static class NumberConflict
{
    /// <returns>"5% against 2%", or null.</returns>
    public static string? Find(Statement first, Statement second)
    {
        if (!first.Conditions.SetEquals(second.Conditions))
        {
            return null;
        }

        foreach (var one in first.Measured)
        {
            var rivals = second.Measured.Where(one.IsComparableTo).ToList();
            if (rivals.Count > 0
                && !rivals.Exists(one.Admits)
                && !States(second, one) && !States(first, rivals[0])
                && !first.Measured.Any(m => m.IsComparableTo(rivals[0]) && m.Admits(rivals[0]))
                && (one.Unit.Length == 0 ? SharesName(first, second) || SharesName(second, first) : first.Names.All(second.Holds) && second.Names.All(first.Holds)))
            {
                return $"{one.Written} against {rivals[0].Written}";
            }
        }

        return null;
    }

    // "5% on DROP and 2% on HotpotQA": a figure that the other sentence gives as well, in another clause, is not disputed.
    private static bool States(Statement statement, Measurement measurement)
    {
        var figures = Figures.In(statement.Sentence.Text).ToList();
        return Figures.In(measurement.Written).Any(f => Figures.Holds(figures, f));
    }

    // Everything has parts to count: "17 teams" and "526 teams" belong together only where both name whose.
    private static bool SharesName(Statement first, Statement second) => first.Names.Any(second.Writes);
}
