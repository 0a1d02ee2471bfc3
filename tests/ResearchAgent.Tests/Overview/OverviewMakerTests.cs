using ResearchAgent.Overview;
using ResearchAgent.Papers;
using Xunit;

namespace ResearchAgent.Tests.Overview;

public sealed class OverviewMakerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Papers_about_different_things_lie_apart_in_themes_that_are_named_by_what_they_are_about()
    {
        var overview = await MakeAsync(ThreeTopics.All);

        Assert.Equal(["dependency parsing", "protein folding", "sea ice"], overview.Themes.Select(t => t.Label).Order());
        foreach (var group in ThreeTopics.Groups)
        {
            var ids = group.Select(p => p.Paper.Id).ToHashSet();
            Assert.Single(overview.Themes, t => t.Papers.ToHashSet().SetEquals(ids));

            var inside = overview.Points.Where(p => ids.Contains(p.Paper)).ToList();
            var outside = overview.Points.Except(inside).ToList();
            Assert.All(inside, p => Assert.True(inside.Max(q => Distance(p, q)) < outside.Min(q => Distance(p, q)), p.Title));
        }
    }

    [Fact]
    public async Task The_order_in_which_papers_were_added_changes_nothing()
    {
        var forwards = await MakeAsync(ThreeTopics.All);
        var backwards = await MakeAsync([.. ThreeTopics.All.Reverse()]);
        var mixed = await MakeAsync([.. ThreeTopics.All.OrderBy(p => p.Text, StringComparer.Ordinal)]);

        Assert.Equivalent(forwards, backwards, strict: true);
        Assert.Equivalent(forwards, mixed, strict: true);
        Assert.Equal(forwards.Points, backwards.Points);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(9)]
    public async Task A_small_library_has_a_map_too(int papers)
    {
        var overview = await MakeAsync([.. Enumerable.Range(0, papers).Select(i => ThreeTopics.Groups[i % 3][i / 3])]);

        Assert.Equal(papers, overview.Points.Distinct().Count());
        Assert.Equal(papers, overview.Points.Select(p => (p.X, p.Y)).Distinct().Count());
        AssertWhole(overview);
    }

    [Fact]
    public async Task Equal_papers_are_one_theme_and_lie_beside_each_other()
    {
        // Equal in every known word; the number sets the ids apart.
        var overview = await MakeAsync([.. Enumerable.Range(0, 20).Select(i => ListedPapers.Paper($"Sea ice {i}{i}{i}zq", "Snow on sea ice."))]);

        Assert.Equal("sea ice", Assert.Single(overview.Themes).Label);
        Assert.Equal(20, overview.Points.Select(p => (p.X, p.Y)).Distinct().Count());
        AssertWhole(overview);
    }

    [Fact]
    public async Task Papers_without_a_known_word_are_told_apart_from_the_rest()
    {
        var unknown = new[] { ListedPapers.Paper("Qqzx vvkj", "Xxqj."), ListedPapers.Paper("Zzqw", "") };

        var overview = await MakeAsync([.. unknown, .. ThreeTopics.All]);

        var other = overview.Themes[^1];
        Assert.Equal(("Other", true), (other.Label, other.IsOther));
        Assert.Equal(unknown.Select(p => p.Paper.Id).ToHashSet(), other.Papers.ToHashSet());
        Assert.All(overview.Points, p => Assert.True(other.Papers.Contains(p.Paper) ? p.Y == -1 : p.Y >= -0.91, p.Title));
        Assert.Equal(4, overview.Themes.Count);
        AssertWhole(overview);
    }

    [Fact]
    public async Task A_library_without_any_known_word_has_one_theme()
    {
        var overview = await MakeAsync([.. Enumerable.Range(0, 7).Select(i => ListedPapers.Paper($"Qqzx{i}vvkj", ""))]);

        Assert.True(Assert.Single(overview.Themes).IsOther);
        Assert.Equal((7, 0), (overview.Papers, overview.Passages));
        AssertWhole(overview);
    }

    [Fact]
    public async Task Years_have_no_gaps_unless_they_lie_far_apart()
    {
        var near = await MakeAsync([ListedPapers.Paper("A", "", 2019), ListedPapers.Paper("B", "", 2022), ListedPapers.Paper("C", "", 2022), ListedPapers.Paper("D", "")]);
        Assert.Equal([new(2019, 1), new(2020, 0), new(2021, 0), new(2022, 2)], near.Years);
        Assert.Equal(1, near.PapersWithoutYear);

        var far = await MakeAsync([ListedPapers.Paper("A", "", int.MinValue), ListedPapers.Paper("B", "", int.MaxValue), ListedPapers.Paper("C", "", 1687)]);
        Assert.Equal([new(int.MinValue, 1), new(1687, 1), new(int.MaxValue, 1)], far.Years);

        Assert.Empty((await MakeAsync([ListedPapers.Paper("D", "")])).Years);
    }

    [Fact]
    public async Task Tags_are_counted_without_case_and_most_used_first()
    {
        var overview = await MakeAsync(
        [
            ListedPapers.Paper("A", "", null, "NLP", "nlp", "zebra"), ListedPapers.Paper("B", "", null, "nlp", "ant"), ListedPapers.Paper("C", "", null, "nlp"),
        ]);

        Assert.Equal([new("nlp", 3), new("ant", 1), new("zebra", 1)], overview.Tags);
    }

    [Fact]
    public async Task Cancelling_stops_while_papers_are_read_and_while_the_map_is_drawn()
    {
        using var reading = new CancellationTokenSource();
        var read = 0;
        var index = new ListedPapers(ThreeTopics.All) { OnRead = _ => { if (++read == 3) { reading.Cancel(); } } };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new OverviewMaker(index).MakeAsync(null, reading.Token));
        Assert.Equal(3, read);

        using var drawing = new CancellationTokenSource();
        var last = 0.0;
        var progress = new Reported(done =>
        {
            last = done;
            if (done > 0.5)
            {
                drawing.Cancel();
            }
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new OverviewMaker(new ListedPapers(ThreeTopics.All)).MakeAsync(progress, drawing.Token));
        Assert.InRange(last, 0.5, 0.51);
    }

    [Fact]
    public async Task Progress_grows_to_the_end()
    {
        var reports = new List<double>();

        await new OverviewMaker(new ListedPapers(ThreeTopics.All)).MakeAsync(new Reported(reports.Add), Token);

        Assert.Equal(reports.Order(), reports);
        Assert.InRange(reports[0], 0, 0.1);
        Assert.Equal(1, reports[^1]);
    }

    internal static void AssertWhole(LibraryOverview overview)
    {
        Assert.All(overview.Points, p => Assert.True(p.X is >= -1 and <= 1 && p.Y is >= -1 and <= 1, $"{p}"));
        Assert.Equal(overview.Points.Select(p => p.Paper.Value).Order(StringComparer.Ordinal), overview.Points.Select(p => p.Paper.Value));
        Assert.Equal(overview.Papers, overview.Themes.Sum(t => t.Papers.Count));
        Assert.All(overview.Points, p => Assert.Contains(p.Paper, overview.Themes[p.Theme].Papers));
        Assert.All(overview.Themes, t => Assert.NotEmpty(t.Papers));
        Assert.All(overview.Themes, t => Assert.InRange(t.Label.Split(' ').Length, 1, 4));
        Assert.Distinct(overview.Themes.Select(t => t.Label), StringComparer.OrdinalIgnoreCase);
        Assert.InRange(overview.Themes.Count(t => !t.IsOther), 0, 12);
        var sizes = overview.Themes.Where(t => !t.IsOther).Select(t => t.Papers.Count).ToList();
        Assert.Equal(sizes.OrderDescending(), sizes);
    }

    private static Task<LibraryOverview> MakeAsync(IReadOnlyList<(Paper Paper, string Text)> papers) => new OverviewMaker(new ListedPapers(papers)).MakeAsync(null, Token);

    private static double Distance(MapPoint a, MapPoint b) => Math.Sqrt(((a.X - b.X) * (a.X - b.X)) + ((a.Y - b.Y) * (a.Y - b.Y)));

    private sealed class Reported(Action<double> report) : IProgress<double>
    {
        public void Report(double value) => report(value);
    }
}
