using ResearchAgent.Overview;
using Xunit;

namespace ResearchAgent.Tests.Overview;

public sealed class LargeLibraryTests
{
    [Fact]
    public async Task Papers_beyond_the_sample_lie_with_their_like()
    {
        // 480 papers: 20 editions of each of 24, told apart by a word that nobody knows.
        var papers = Enumerable.Range(0, 20).SelectMany(n => ThreeTopics.All.Select(p => ListedPapers.Paper($"{p.Paper.Title} zq{n}zq", p.Text))).ToList();

        var overview = await new OverviewMaker(new ListedPapers(papers)) { MaxPapersLaidOut = 200 }.MakeAsync(null, TestContext.Current.CancellationToken);

        OverviewMakerTests.AssertWhole(overview);
        Assert.Equal(480, overview.Points.Count);

        // Every edition of a paper is in one theme, whether it was laid out or placed beside the others.
        var themes = overview.Points.GroupBy(p => p.Title[..p.Title.LastIndexOf(' ')], p => p.Theme);
        Assert.Equal(24, themes.Count());
        Assert.All(themes, t => Assert.Single(t.Distinct()));
    }
}
