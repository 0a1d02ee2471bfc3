namespace ResearchAgent.Testing.Gguf;

/// <summary>Adds tensors of random weights to a file. Every tensor has a stream of numbers of its own.</summary>
internal sealed class RandomWeights(GgufWriter writer, GgufType type, ulong seed)
{
    private readonly SplitMix64 _seeds = new(seed);

    /// <param name="deviation">Of the normal distribution; of an even one over the same range for Q8_0, which is faster to make.</param>
    public void Add(string name, int inputs, int outputs, float deviation)
    {
        var random = new SplitMix64(_seeds.Next());
        writer.AddTensor(name, type, inputs, outputs, type == GgufType.Q8_0 ? WriteBlocks : WriteFloats);

        void WriteFloats(BinaryWriter file)
        {
            for (var i = 0; i < inputs; i++)
            {
                file.Write(random.NextGaussian() * deviation);
            }
        }

        void WriteBlocks(BinaryWriter file)
        {
            for (var block = 0; block < inputs / 32; block++)
            {
                file.Write((Half)(deviation * 1.7f / 127f));
                for (var i = 0; i < 4; i++)
                {
                    file.Write(random.Next());
                }
            }
        }
    }

    /// <summary>Always in single precision, as llama.cpp wants vectors.</summary>
    public void AddConstant(string name, int length, float value) => writer.AddTensor(name, GgufType.F32, length, 1, file =>
    {
        for (var i = 0; i < length; i++)
        {
            file.Write(value);
        }
    });
}
