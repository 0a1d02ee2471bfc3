using System.Numerics.Tensors;
using ResearchAgent.Indexing;
using ResearchAgent.Ingestion;
using ResearchAgent.Overview;
using ResearchAgent.Readers;
using ResearchAgent.Retrieval.StaticVectors;
using ResearchAgent.SqliteIndex;
using ResearchAgent.Testing;
using ResearchAgent.Tests.Evaluation;
using Xunit;

namespace ResearchAgent.Tests.Overview;

public sealed class RealLibraryTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public Task Our_notes_on_the_reading_list_make_a_map_that_keeps_neighbours_together() =>
        AssertKeepsNeighboursAsync(SharedData.InRepository("samples/reading-list"));

    [Fact]
    public Task The_reading_list_makes_a_map_that_keeps_neighbours_together() =>
        AssertKeepsNeighboursAsync(SharedData.PathOrSkip("seeds"));

    private async Task AssertKeepsNeighboursAsync(string papers)
    {
        using var index = SqlitePassageIndex.Open(_folder.Path, StaticWordVectors.Name);
        await new PaperImporter(index, StaticWordVectors.Shared, PaperReaders.All).ImportAsync([papers], null, null, Token);

        var overview = await new OverviewMaker(index).MakeAsync(null, Token);

        Assert.Equal(71, overview.Papers);
        Assert.Equal((await index.CountAsync(PassageFilter.None, Token)).Passages, overview.Passages);
        OverviewMakerTests.AssertWhole(overview);
        Assert.InRange(overview.Themes.Count, 3, 8);
        Assert.All(overview.Themes, t => Assert.False(t.IsOther));

        // Of a paper's seven nearest by text, chance would find a tenth among its seven nearest on the map.
        const int k = 7;
        var vectors = new List<float[]>();
        foreach (var point in overview.Points)
        {
            var passages = await index.GetPassagesAsync(point.Paper, Token);
            vectors.Add(StaticWordVectors.Shared.Embed($"{point.Title}. {passages[0].Text}"));
        }

        var kept = Enumerable.Range(0, vectors.Count).Average(i =>
        {
            var byText = Nearest(j => -TensorPrimitives.Dot<float>(vectors[i], vectors[j]));
            var byPlace = Nearest(j => Math.Pow(overview.Points[i].X - overview.Points[j].X, 2) + Math.Pow(overview.Points[i].Y - overview.Points[j].Y, 2));
            return byText.Intersect(byPlace).Count() / (double)k;

            IEnumerable<int> Nearest(Func<int, double> distance) => Enumerable.Range(0, vectors.Count).Where(j => j != i).OrderBy(distance).Take(k);
        });
        Assert.True(kept >= 0.4, $"{kept:F3} of the nearest seven are kept");
    }
}
