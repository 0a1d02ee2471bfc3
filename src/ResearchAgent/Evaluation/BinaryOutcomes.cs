namespace ResearchAgent.Evaluation;

/// <summary>
/// How a yes-no decision agreed with the truth, such as abstaining (yes) on questions that the library cannot answer.
/// Each ratio runs from 0 to 1 and is null where it would divide by zero: who never abstains has no precision at it.
/// </summary>
public readonly record struct BinaryOutcomes(int TruePositives, int FalsePositives, int FalseNegatives, int TrueNegatives)
{
    public int Count => TruePositives + FalsePositives + FalseNegatives + TrueNegatives;

    /// <summary>Of the yes decisions, the share that were right: TP / (TP + FP).</summary>
    public double? Precision => Ratio(TruePositives, TruePositives + FalsePositives);

    /// <summary>Of the cases that called for yes, the share decided so: TP / (TP + FN).</summary>
    public double? Recall => Ratio(TruePositives, TruePositives + FalseNegatives);

    /// <summary>Harmonic mean of precision and recall: 2 TP / (2 TP + FP + FN).</summary>
    public double? F1 => Ratio(2 * TruePositives, (2 * TruePositives) + FalsePositives + FalseNegatives);

    public double? Accuracy => Ratio(TruePositives + TrueNegatives, Count);

    /// <summary>These counts with one more case.</summary>
    public BinaryOutcomes With(bool expected, bool decided) => (expected, decided) switch
    {
        (true, true) => this with { TruePositives = TruePositives + 1 },
        (false, true) => this with { FalsePositives = FalsePositives + 1 },
        (true, false) => this with { FalseNegatives = FalseNegatives + 1 },
        (false, false) => this with { TrueNegatives = TrueNegatives + 1 },
    };

    private static double? Ratio(int part, int whole) => whole == 0 ? null : (double)part / whole;
}
