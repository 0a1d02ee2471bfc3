using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace ResearchAgent.VectorTraining;

/// <summary>Writes the three files that StaticWordVectors reads: stems, 8-bit rows, one scale a row.</summary>
internal static class VectorFiles
{
    public static void Write(string prefix, string[] vocabulary, IReadOnlyList<float[]> rows)
    {
        File.WriteAllText(prefix + ".vocab.txt", string.Join('\n', vocabulary) + "\n");
        using var values = File.Create(prefix + ".int8");
        var scales = new float[rows.Count];
        for (var i = 0; i < rows.Count; i++)
        {
            scales[i] = MathF.Abs(TensorPrimitives.MaxMagnitude(rows[i])) / 127;
            var scale = scales[i] > 0 ? scales[i] : 1;
            values.Write(MemoryMarshal.AsBytes<sbyte>(Array.ConvertAll(rows[i], v => (sbyte)MathF.Round(v / scale))));
        }

        File.WriteAllBytes(prefix + ".scale.f32", MemoryMarshal.AsBytes<float>(scales).ToArray());
    }
}
