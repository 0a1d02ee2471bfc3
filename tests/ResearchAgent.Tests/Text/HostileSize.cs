using Xunit;

namespace ResearchAgent.Tests.Text;

/// <summary>
/// Text comes from strangers: a pattern that backtracks can stop the program. At these sizes linear work takes
/// milliseconds and quadratic work hours, so a suite that does not end is the failure; nothing is timed.
/// </summary>
internal static class HostileSize
{
    public static void Finishes<T>(Func<int, T> work, int size) => Assert.NotNull(work(size));
}
