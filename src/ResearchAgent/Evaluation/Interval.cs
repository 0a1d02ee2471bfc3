namespace ResearchAgent.Evaluation;

/// <summary>A mean with the ends of its 95% confidence interval, in the unit of the values; all zero when there were none.</summary>
/// <param name="Count">How many values the mean is over.</param>
public readonly record struct Interval(double Mean, double Low, double High, int Count);
