using System.Numerics.Tensors;

namespace ResearchAgent.VectorTraining;

internal sealed record TrainingOptions
{
    public int Dimensions { get; init; } = 128;

    public int Epochs { get; init; } = 4;

    public int Batch { get; init; } = 1024;

    public float LearningRate { get; init; } = 0.1f;

    public float Temperature { get; init; } = 0.05f;

    /// <summary>Share of the words left out of a query and of its document, so that shared words do not carry all.</summary>
    public float Dropout { get; init; } = 0.3f;

    public int Seed { get; init; } = 1;
}

/// <summary>
/// Learns one vector per word so that a title or sentence lies near the rest of its abstract and far from the other
/// abstracts of the batch: InfoNCE with in-batch negatives (van den Oord et al. 2018), Adam on the rows a batch touches.
/// Deterministic for a seed.
/// </summary>
internal sealed class ContrastiveTrainer
{
    private const float Beta1 = 0.9f;
    private const float Beta2 = 0.999f;

    private readonly TrainingOptions _options;
    private readonly Random _random;
    private readonly float[][] _rows;
    private readonly float[][] _mean;
    private readonly float[][] _variance;
    private int _step;

    public ContrastiveTrainer(int words, TrainingOptions options)
    {
        _options = options;
        _random = new Random(options.Seed);
        _rows = Enumerable.Range(0, words).Select(_ => Enumerable.Range(0, options.Dimensions).Select(_ => (float)(_random.NextDouble() - 0.5)).ToArray()).ToArray();
        _mean = Zeros(words);
        _variance = Zeros(words);
    }

    public IReadOnlyList<float[]> Rows => _rows;

    /// <param name="progress">Epoch from 1, step, mean loss of the batch.</param>
    public void Train(IReadOnlyList<int[][]> records, Action<int, int, float> progress)
    {
        var usable = records.Where(r => r.Length > 1 && r.Count(p => p.Length > 2) > 1).ToArray();
        for (var epoch = 1; epoch <= _options.Epochs; epoch++)
        {
            _random.Shuffle(usable);
            foreach (var batch in usable.Chunk(_options.Batch).Where(b => b.Length > 1))
            {
                progress(epoch, _step, TrainBatch(batch));
            }
        }
    }

    /// <summary>L2-normalised sum of the words' rows; zero for none.</summary>
    public float[] Embed(IEnumerable<int> words)
    {
        var sum = new float[_options.Dimensions];
        foreach (var word in words)
        {
            TensorPrimitives.Add(sum, _rows[word], sum);
        }

        var norm = TensorPrimitives.Norm<float>(sum);
        if (norm > 0)
        {
            TensorPrimitives.Divide(sum, norm, sum);
        }

        return sum;
    }

    private float TrainBatch(int[][][] batch)
    {
        var pairs = batch.Select(Pair).ToArray();
        var queries = Array.ConvertAll(pairs, p => Embed(p.Query));
        var documents = Array.ConvertAll(pairs, p => Embed(p.Document));
        var queryGradients = Zeros(batch.Length);
        var losses = new float[batch.Length];
        var shares = new float[batch.Length][];
        Parallel.For(0, batch.Length, i =>
        {
            var logits = Array.ConvertAll(documents, d => TensorPrimitives.Dot<float>(queries[i], d) / _options.Temperature);
            var softmax = new float[logits.Length];
            TensorPrimitives.SoftMax(logits, softmax);
            losses[i] = -MathF.Log(MathF.Max(softmax[i], 1e-12f));
            softmax[i] -= 1;
            shares[i] = softmax;
            for (var j = 0; j < documents.Length; j++)
            {
                TensorPrimitives.MultiplyAdd(documents[j], softmax[j], queryGradients[i], queryGradients[i]);
            }
        });
        var documentGradients = Zeros(batch.Length);
        Parallel.For(0, batch.Length, j =>
        {
            for (var i = 0; i < queries.Length; i++)
            {
                TensorPrimitives.MultiplyAdd(queries[i], shares[i][j], documentGradients[j], documentGradients[j]);
            }
        });

        // Summed in a fixed order, so that a seed gives one result.
        var gradients = new SortedDictionary<int, float[]>();
        for (var i = 0; i < pairs.Length; i++)
        {
            Spread(pairs[i].Query, queries[i], queryGradients[i], gradients);
            Spread(pairs[i].Document, documents[i], documentGradients[i], gradients);
        }

        _step++;
        var scale = 1 / (_options.Temperature * batch.Length);
        Parallel.ForEach(gradients, g => Update(g.Key, g.Value, scale));
        return losses.Average();
    }

    private (int[] Query, int[] Document) Pair(int[][] record)
    {
        var parts = Enumerable.Range(0, record.Length).Where(i => record[i].Length > 2).ToArray();
        var chosen = parts[_random.Next(parts.Length)];
        var rest = parts.Where(i => i != chosen).SelectMany(i => record[i]).Distinct();
        return (Drop(record[chosen]), Drop(rest));
    }

    private int[] Drop(IEnumerable<int> words)
    {
        var all = words.ToArray();
        var kept = all.Where(_ => _random.NextSingle() >= _options.Dropout).ToArray();
        return kept.Length > 0 ? kept : all;
    }

    // Through the normalisation: the part of the gradient along the vector has no effect.
    private void Spread(int[] words, float[] unit, float[] gradient, SortedDictionary<int, float[]> gradients)
    {
        var sum = new float[_options.Dimensions];
        foreach (var word in words)
        {
            TensorPrimitives.Add(sum, _rows[word], sum);
        }

        var norm = MathF.Max(TensorPrimitives.Norm<float>(sum), 1e-6f);
        var along = TensorPrimitives.Dot<float>(gradient, unit);
        var through = new float[_options.Dimensions];
        TensorPrimitives.MultiplyAdd(unit, -along, gradient, through);
        TensorPrimitives.Divide(through, norm, through);
        foreach (var word in words)
        {
            if (!gradients.TryGetValue(word, out var total))
            {
                gradients[word] = total = new float[_options.Dimensions];
            }

            TensorPrimitives.Add(total, through, total);
        }
    }

    private void Update(int word, float[] gradient, float scale)
    {
        var (row, mean, variance) = (_rows[word], _mean[word], _variance[word]);
        var rate = _options.LearningRate * MathF.Sqrt(1 - MathF.Pow(Beta2, _step)) / (1 - MathF.Pow(Beta1, _step));
        for (var i = 0; i < row.Length; i++)
        {
            var g = gradient[i] * scale;
            mean[i] += (1 - Beta1) * (g - mean[i]);
            variance[i] += (1 - Beta2) * ((g * g) - variance[i]);
            row[i] -= rate * mean[i] / (MathF.Sqrt(variance[i]) + 1e-8f);
        }
    }

    private float[][] Zeros(int count) => Enumerable.Range(0, count).Select(_ => new float[_options.Dimensions]).ToArray();
}
