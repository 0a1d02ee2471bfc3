using System.Diagnostics;

namespace ResearchAgent.Tests.Text;

/// <summary>
/// Text comes from strangers: a pattern that backtracks can stop the program. The limit is far above what linear work
/// takes (a few milliseconds) and far below what quadratic work does (minutes).
/// </summary>
internal static class LinearTime
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    public static void Assert(Action<int> work, int size)
    {
        // Sizes grow, so that quadratic work fails early instead of hanging the suite.
        var time = Stopwatch.StartNew();
        for (var n = size / 64; n <= size; n *= 2)
        {
            work(n);
            Xunit.Assert.True(time.Elapsed < Limit, $"{n} pieces took {time.Elapsed.TotalSeconds:F1} s.");
        }
    }
}
