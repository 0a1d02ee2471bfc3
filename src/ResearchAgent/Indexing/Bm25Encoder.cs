using System.Runtime.InteropServices;
using System.Text;
using ResearchAgent.Text;

namespace ResearchAgent.Indexing;

/// <summary>
/// The term-frequency part of Okapi BM25 (Robertson and Zaragoza 2009, eq. 3.15), computed once per passage:
/// tf (k1 + 1) / (tf + k1 (1 - b + b length / <see cref="ReferenceLength"/>)). The index multiplies by
/// ln((n - df + 0.5) / (df + 0.5) + 1). A fixed reference length instead of the corpus average keeps stored weights
/// valid while the library grows.
/// </summary>
public static class Bm25Encoder
{
    public const float K1 = 1.2f;
    public const float B = 0.75f;

    /// <summary>Largest value of the term-frequency part: what weight 255 stands for.</summary>
    public const float MaxTermWeight = K1 + 1;

    /// <summary>The title's terms count this often: measured best on SciFact and the reading list.</summary>
    private const int TitleRepeats = 2;

    /// <summary>Terms in a typical abstract with its title, stop words removed.</summary>
    private const float ReferenceLength = 140;

    public static SparseVector Encode(string title, string text)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        var length = Count(title, TitleRepeats) + Count(text, 1);
        var ids = new uint[counts.Count];
        var weights = new byte[counts.Count];
        var i = 0;
        foreach (var (term, tf) in counts)
        {
            var weight = tf * (K1 + 1) / (tf + (K1 * (1 - B + (B * length / ReferenceLength))));
            ids[i] = TermId(term);
            weights[i++] = (byte)Math.Clamp((int)MathF.Round(weight / MaxTermWeight * 255), 1, 255);
        }

        return new SparseVector(ids, weights);

        int Count(string source, int times)
        {
            var total = 0;
            foreach (var term in Terms.Of(source))
            {
                CollectionsMarshal.GetValueRefOrAddDefault(counts, term, out _) += times;
                total += times;
            }

            return total;
        }
    }

    /// <summary>A term's 32-bit id: FNV-1a over its UTF-8 bytes. Two stems that share an id count as one term.</summary>
    public static uint TermId(string term)
    {
        var hash = 2166136261u;
        foreach (var b in Encoding.UTF8.GetBytes(term))
        {
            hash = (hash ^ b) * 16777619u;
        }

        return hash;
    }

    public static float Idf(int passages, int passagesWithTerm) =>
        MathF.Log(((passages - passagesWithTerm + 0.5f) / (passagesWithTerm + 0.5f)) + 1);
}
