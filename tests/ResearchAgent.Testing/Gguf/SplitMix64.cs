namespace ResearchAgent.Testing.Gguf;

/// <summary>Seeded random numbers, the same on every runtime (Steele, Lea and Flood 2014), which <see cref="Random"/> does not promise.</summary>
internal sealed class SplitMix64(ulong seed)
{
    private ulong _state = seed;

    public ulong Next()
    {
        var z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>From the normal distribution of mean 0 and deviation 1 (Box and Muller 1958).</summary>
    public float NextGaussian()
    {
        var (u, v) = (1f - NextUnit(), NextUnit());
        return MathF.Sqrt(-2f * MathF.Log(u)) * MathF.Cos(2f * MathF.PI * v);
    }

    // 24 bits: what a float holds.
    private float NextUnit() => (Next() >> 40) * (1f / (1 << 24));
}
