using ResearchAgent.Evaluation;
using ResearchAgent.Reasoning;

namespace ResearchAgent.Tests.Reasoning;

/// <summary>Where the weights of <see cref="ContributionSentence"/> come from: run it again after changing a feature, and copy what it returns.</summary>
internal static class ContributionSentenceFit
{
    // On features of unit variance. 30 and 1,000 give the same ROUGE-1 within 0.1 on dev.
    private const double Lambda = 300;

    /// <returns>A weight for each of <see cref="ContributionSentence.Weights"/>, in their order.</returns>
    public static async Task<double[]> FitAsync(string path, CancellationToken cancellationToken) =>
        Ridge((await SciTldrFile.ReadAsync(path, cancellationToken)).Select(Rows));

    /// <summary>ROUGE-1 x 100 of the best sentence of papers the weights were not fitted on, in ten folds by position in the file.</summary>
    public static async Task<double> CrossValidateAsync(string path, CancellationToken cancellationToken)
    {
        const int Folds = 10;
        var papers = (await SciTldrFile.ReadAsync(path, cancellationToken)).Select(Rows).ToList();
        var rouge = 0.0;
        for (var fold = 0; fold < Folds; fold++)
        {
            var weights = Ridge(papers.Where((_, i) => i % Folds != fold));
            rouge += papers.Where((_, i) => i % Folds == fold).Sum(rows => rows.MaxBy(r => r.Features.Zip(weights, (x, w) => x * w).Sum()).Rouge1);
        }

        return 100 * rouge / papers.Count;
    }

    // A paper's easy or hard references say nothing of which of its sentences is best: both sides less their mean in the paper.
    private static List<(double[] Features, double Rouge1)> Rows(SummaryExample paper)
    {
        var features = ContributionSentence.Features(paper.Sentences, paper.Title);
        var rouge = paper.Sentences.Select(s => Rouge.MaxOverReferences(s, paper.References).Rouge1).ToList();
        return [.. rouge.Select((r, i) => (features[i].Select((x, d) => x - features.Average(f => f[d])).ToArray(), r))];
    }

    private static double[] Ridge(IEnumerable<List<(double[] Features, double Rouge1)>> papers)
    {
        var rows = papers.SelectMany(p => p.Select(r => (r.Features, Rouge: r.Rouge1 - p.Average(x => x.Rouge1)))).ToList();
        var n = rows[0].Features.Length;
        var scale = Enumerable.Range(0, n).Select(d => Math.Sqrt(rows.Average(r => r.Features[d] * r.Features[d]))).ToArray();

        // Normal equations, the right-hand side as the last column.
        var equations = Enumerable.Range(0, n).Select(_ => new double[n + 1]).ToArray();
        foreach (var (features, rouge) in rows)
        {
            var scaled = features.Zip(scale, (x, s) => x / s).Append(rouge).ToArray();
            for (var i = 0; i < n; i++)
            {
                for (var j = 0; j <= n; j++)
                {
                    equations[i][j] += scaled[i] * scaled[j];
                }
            }
        }

        for (var i = 0; i < n; i++)
        {
            equations[i][i] += Lambda;
        }

        return [.. Solve(equations).Zip(scale, (w, s) => w / s)];
    }

    // Gauss-Jordan without pivoting: the ridge makes the matrix positive definite.
    private static double[] Solve(double[][] equations)
    {
        for (var i = 0; i < equations.Length; i++)
        {
            for (var row = 0; row < equations.Length; row++)
            {
                var factor = row == i ? 0 : equations[row][i] / equations[i][i];
                for (var j = i; j <= equations.Length; j++)
                {
                    equations[row][j] -= factor * equations[i][j];
                }
            }
        }

        return [.. equations.Select((e, i) => e[^1] / e[i])];
    }
}
