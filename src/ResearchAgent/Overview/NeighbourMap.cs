using System.Numerics;
using System.Numerics.Tensors;

namespace ResearchAgent.Overview;

/// <summary>
/// t-SNE (van der Maaten and Hinton 2008) in two dimensions: exact repulsion between all pairs, attraction between
/// neighbours, from a PCA start, which keeps long distances more honest and needs no chance (Kobak and Berens 2019).
/// Time grows with the square of the number of vectors.
/// </summary>
internal sealed class NeighbourMap
{
    /// <summary>Neighbours in effect, as nearly everybody has it; a small library cannot give as many.</summary>
    private const double Perplexity = 30;

    /// <summary>Clusters form while attraction is exaggerated, and are spread out afterwards.</summary>
    private const int EarlySteps = 250;
    private const float EarlyExaggeration = 12;

    /// <summary>
    /// A small library can afford more of them and gains by them: 500 papers reach a trustworthiness of 0.95 where 600
    /// steps reach 0.92; 2,000 papers gain nothing more.
    /// </summary>
    private const int StepsOfSmall = 1000;
    private const int StepsOfLarge = 600;
    private const int Large = 1000;

    private readonly NeighbourAffinities _affinities;
    private readonly float[] _x;
    private readonly float[] _y;
    private readonly float[] _forceX;
    private readonly float[] _forceY;

    private NeighbourMap(NeighbourAffinities affinities, float[] x, float[] y)
    {
        (_affinities, _x, _y) = (affinities, x, y);
        (_forceX, _forceY) = (new float[x.Length], new float[x.Length]);
    }

    /// <param name="vectors">About zero, see <see cref="TopicVectors"/>.</param>
    /// <param name="progress">From 0 to 1.</param>
    public static (float[] X, float[] Y) LayOut(IReadOnlyList<float[]> vectors, Action<double> progress, CancellationToken cancellationToken)
    {
        var (x, y) = PrincipalAxes.Project(vectors, cancellationToken);
        var perplexity = Math.Min(Perplexity, (vectors.Count - 1) / 3.0);
        if (perplexity <= 1)
        {
            return (x, y);
        }

        var graph = NeighbourGraph.Within(vectors, (int)(3 * perplexity), cancellationToken);
        var map = new NeighbourMap(NeighbourAffinities.Of(graph, perplexity), x, y);
        map.Shrink();
        map.Descend(progress, cancellationToken);
        return (x, y);
    }

    // A small start lets every point pass every other. A sunflower's pattern beneath it parts equal papers.
    private void Shrink()
    {
        var spread = TensorPrimitives.Norm<float>(_x) / MathF.Sqrt(_x.Length);
        var scale = spread > 0 ? 1e-4f / spread : 0;
        for (var i = 0; i < _x.Length; i++)
        {
            var (radius, angle) = (1e-6f * MathF.Sqrt(i), i * 2.3999632f);
            _x[i] = (_x[i] * scale) + (radius * MathF.Cos(angle));
            _y[i] = (_y[i] * scale) + (radius * MathF.Sin(angle));
        }
    }

    private void Descend(Action<double> progress, CancellationToken cancellationToken)
    {
        // As large as stays stable (Belkina et al. 2019).
        var rate = Math.Max(50, _x.Length / EarlyExaggeration / 4);
        var (speedX, speedY) = (new Momentum(_x.Length), new Momentum(_x.Length));
        var steps = _x.Length < Large ? StepsOfSmall : StepsOfLarge;
        for (var step = 0; step < steps; step++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var early = step < EarlySteps;
            SetForces(early ? EarlyExaggeration : 1);
            speedX.Move(_x, _forceX, rate, early ? 0.5f : 0.8f);
            speedY.Move(_y, _forceY, rate, early ? 0.5f : 0.8f);
            progress((step + 1.0) / steps);
        }
    }

    private void SetForces(float exaggeration)
    {
        var total = 0.0;
        for (var i = 0; i < _x.Length; i++)
        {
            total += Repel(i);
        }

        var scale = total > 0 ? (float)(4 / total) : 0;
        TensorPrimitives.Multiply(_forceX, scale, _forceX);
        TensorPrimitives.Multiply(_forceY, scale, _forceY);
        for (var i = 0; i < _x.Length; i++)
        {
            Attract(i, 4 * exaggeration);
        }
    }

    // One pass over all points in registers: the inner loop of it all.
    private float Repel(int i)
    {
        var (x, y) = (new Vector<float>(_x[i]), new Vector<float>(_y[i]));
        var (sum, sumX, sumY) = (Vector<float>.Zero, Vector<float>.Zero, Vector<float>.Zero);
        var j = 0;
        for (; j <= _x.Length - Vector<float>.Count; j += Vector<float>.Count)
        {
            var dx = x - new Vector<float>(_x, j);
            var dy = y - new Vector<float>(_y, j);
            var nearness = Vector<float>.One / (Vector<float>.One + (dx * dx) + (dy * dy));
            sum += nearness;
            var push = nearness * nearness;
            sumX += push * dx;
            sumY += push * dy;
        }

        var (total, forceX, forceY) = (Vector.Sum(sum), Vector.Sum(sumX), Vector.Sum(sumY));
        for (; j < _x.Length; j++)
        {
            var (dx, dy) = (_x[i] - _x[j], _y[i] - _y[j]);
            var nearness = 1 / (1 + (dx * dx) + (dy * dy));
            total += nearness;
            forceX += nearness * nearness * dx;
            forceY += nearness * nearness * dy;
        }

        (_forceX[i], _forceY[i]) = (forceX, forceY);

        // Without the point's nearness to itself.
        return total - 1;
    }

    private void Attract(int i, float scale)
    {
        var (forceX, forceY) = (0f, 0f);
        for (var n = _affinities.Starts[i]; n < _affinities.Starts[i + 1]; n++)
        {
            var j = _affinities.Targets[n];
            var (dx, dy) = (_x[i] - _x[j], _y[i] - _y[j]);
            var pull = _affinities.Weights[n] / (1 + (dx * dx) + (dy * dy));
            forceX += pull * dx;
            forceY += pull * dy;
        }

        _forceX[i] -= scale * forceX;
        _forceY[i] -= scale * forceY;
    }

    /// <summary>Speeds along one axis, with a gain for each point that grows while its force keeps direction (Jacobs 1988).</summary>
    private sealed class Momentum
    {
        private readonly float[] _speeds;
        private readonly float[] _gains;

        public Momentum(int count)
        {
            _speeds = new float[count];
            _gains = new float[count];
            _gains.AsSpan().Fill(1);
        }

        public void Move(float[] places, float[] forces, float rate, float momentum)
        {
            for (var i = 0; i < places.Length; i++)
            {
                _gains[i] = Math.Max(0.01f, forces[i] * _speeds[i] > 0 ? _gains[i] + 0.2f : _gains[i] * 0.8f);
                _speeds[i] = (momentum * _speeds[i]) + (rate * _gains[i] * forces[i]);
                places[i] += _speeds[i];
            }

            TensorPrimitives.Subtract(places, TensorPrimitives.Average<float>(places), places);
        }
    }
}
