using System.Security.Cryptography;
using System.Text;
using ResearchAgent.Papers;

namespace ResearchAgent.Overview;

/// <param name="Text">The paper's first passage, or empty.</param>
/// <param name="Vector">Of length one, or zero where no word is known.</param>
internal sealed record PaperTopic(Paper Paper, string Text, float[] Vector)
{
    public bool IsKnown { get; } = Vector.AsSpan().ContainsAnyExcept(0f);
}

/// <summary>Each paper's theme and its place.</summary>
internal sealed record ThemeMap(IReadOnlyList<OverviewTheme> Themes, IReadOnlyList<MapPoint> Points)
{
    /// <summary>Of a theme: finding phrases takes about a millisecond a paper.</summary>
    private const int MaxPapersToName = 80;

    /// <summary>What of the map is kept free at its edge when papers without known words lie there.</summary>
    private const double Margin = 0.1;

    private const string Other = "Other";

    /// <param name="papers">In an order that does not depend on when they were added.</param>
    /// <param name="maxLaidOut">See <see cref="OverviewMaker.MaxPapersLaidOut"/>.</param>
    /// <param name="progress">From 0 to 1.</param>
    public static ThemeMap Of(IReadOnlyList<PaperTopic> papers, int maxLaidOut, Action<double> progress, CancellationToken cancellationToken)
    {
        var known = papers.Where(p => p.IsKnown).ToList();
        var unknown = papers.Where(p => !p.IsKnown).ToList();
        var (laidOut, others) = Sample(known, maxLaidOut);
        var vectors = TopicVectors.Of([.. laidOut.Concat(others).Select(p => p.Vector)]);
        var (x, y) = NeighbourMap.LayOut(vectors[..laidOut.Count], progress, cancellationToken);
        var places = MapFrame.Fit([.. x.Zip(y)], unknown.Count == 0 ? 1 : 1 - Margin);

        // Where no paper differs, the map is an even disc, and any groups of it would be made up.
        var groups = vectors.Any(v => v.AsSpan().ContainsAnyExcept(0f)) ? MapClusters.Of(places, cancellationToken) : new int[places.Length];
        var placed = laidOut.Select((paper, i) => new Placed(paper, groups[i], places[i].X, places[i].Y)).ToList();
        placed.AddRange(PlaceBeside(placed, others, vectors, cancellationToken));

        var themes = placed.GroupBy(p => p.Group).OrderByDescending(g => g.Count()).ThenBy(g => g.Min(p => p.Id), StringComparer.Ordinal).Select(g => g.ToList()).ToList();
        var labels = ThemeLabels.For([.. themes.Select(Core)], cancellationToken);
        if (unknown.Count > 0)
        {
            // Nothing is known of them: a row along the lower edge, apart from what the map says.
            themes.Add([.. unknown.Select((paper, i) => new Placed(paper, -1, (float)(((i + 1) * 2.0 / (unknown.Count + 1)) - 1), -1))]);
        }

        return new ThemeMap(
            [.. themes.Select((t, i) => new OverviewTheme(i < labels.Count ? labels[i] : Other, [.. t.Select(p => p.Paper.Paper.Id).OrderBy(id => id.Value, StringComparer.Ordinal)]) { IsOther = i >= labels.Count })],
            [.. themes.SelectMany((t, i) => t.Select(p => p.At(i))).OrderBy(p => p.Paper.Value, StringComparer.Ordinal)]);
    }

    // Those in the middle name it best, and are enough.
    private static List<(string Title, string Text)> Core(List<Placed> theme)
    {
        var (x, y) = (theme.Average(p => p.X), theme.Average(p => p.Y));
        return [.. theme.OrderBy(p => ((p.X - x) * (p.X - x)) + ((p.Y - y) * (p.Y - y))).ThenBy(p => p.Id, StringComparer.Ordinal).Take(MaxPapersToName).Select(p => (p.Paper.Paper.Title, p.Paper.Text))];
    }

    // By a hash of the id: as good as chance, and nearly the same sample when the library grows.
    private static (List<PaperTopic> LaidOut, List<PaperTopic> Others) Sample(List<PaperTopic> papers, int maxLaidOut)
    {
        if (papers.Count <= maxLaidOut)
        {
            return (papers, []);
        }

        var shuffled = papers.OrderBy(p => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(p.Paper.Id.Value))), StringComparer.Ordinal).ToList();
        return (shuffled[..maxLaidOut], shuffled[maxLaidOut..]);
    }

    private static IEnumerable<Placed> PlaceBeside(IReadOnlyList<Placed> laidOut, List<PaperTopic> others, float[][] vectors, CancellationToken cancellationToken)
    {
        const int Neighbours = 5;
        var graph = NeighbourGraph.Between(vectors[laidOut.Count..], vectors[..laidOut.Count], Neighbours, cancellationToken);
        for (var i = 0; i < others.Count; i++)
        {
            // The nearest decides the theme; neighbours in other themes would draw the paper into the empty space between.
            var (group, weights, x, y) = (laidOut[graph.Of(i)[0]].Group, 0f, 0f, 0f);
            for (var n = 0; n < graph.Of(i).Length; n++)
            {
                var neighbour = laidOut[graph.Of(i)[n]];
                if (neighbour.Group == group)
                {
                    var weight = 1 / (0.01f + graph.SquaredDistances(i)[n]);
                    (weights, x, y) = (weights + weight, x + (weight * neighbour.X), y + (weight * neighbour.Y));
                }
            }

            yield return new Placed(others[i], group, x / weights, y / weights);
        }
    }

    private sealed record Placed(PaperTopic Paper, int Group, float X, float Y)
    {
        public string Id => Paper.Paper.Id.Value;

        public MapPoint At(int theme) => new(Paper.Paper.Id, Paper.Paper.Key, Paper.Paper.Title, Paper.Paper.Year, theme, X, Y);
    }
}
