using ResearchAgent.Evaluation;
using Xunit;

namespace ResearchAgent.Tests.Evaluation;

public sealed class BinaryOutcomesTests
{
    [Fact]
    public void Each_case_counts_once_where_it_belongs()
    {
        var outcomes = default(BinaryOutcomes)
            .With(expected: true, decided: true)
            .With(expected: true, decided: true)
            .With(expected: true, decided: true)
            .With(expected: false, decided: true)
            .With(expected: true, decided: false)
            .With(expected: true, decided: false)
            .With(expected: false, decided: false);

        Assert.Equal(new BinaryOutcomes(TruePositives: 3, FalsePositives: 1, FalseNegatives: 2, TrueNegatives: 1), outcomes);
        Assert.Equal(3.0 / 4, outcomes.Precision);
        Assert.Equal(3.0 / 5, outcomes.Recall);
        Assert.Equal(6.0 / 9, outcomes.F1);
        Assert.Equal(4.0 / 7, outcomes.Accuracy);
    }

    [Fact]
    public void A_ratio_over_nothing_is_null_not_zero()
    {
        var neverAbstained = new BinaryOutcomes(0, 0, 4, 28);

        Assert.Null(neverAbstained.Precision);
        Assert.Equal(0, neverAbstained.Recall);
        Assert.Null(default(BinaryOutcomes).Accuracy);
    }
}
