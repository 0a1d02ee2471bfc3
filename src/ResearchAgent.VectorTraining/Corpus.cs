using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using ResearchAgent.Text;

namespace ResearchAgent.VectorTraining;

/// <summary>Records as lists of word numbers: the title and each sentence of the abstract, distinct known words only.</summary>
internal sealed partial class Corpus
{
    private Corpus(string[] vocabulary, IReadOnlyList<int[][]> records) => (Vocabulary, Records) = (vocabulary, records);

    /// <summary>Stems by document frequency, most frequent first.</summary>
    public string[] Vocabulary { get; }

    /// <summary>For each record its parts: first the title, then the sentences.</summary>
    public IReadOnlyList<int[][]> Records { get; }

    /// <param name="path">JSON Lines with <c>title</c> and <c>abstract</c>, plain or gzipped.</param>
    public static Corpus Read(string path, int vocabularySize, int limit)
    {
        var parts = new List<string[][]>();
        var frequency = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var line in Lines(path).Take(limit))
        {
            using var json = JsonDocument.Parse(line);
            var title = json.RootElement.GetProperty("title").GetString() ?? "";
            var text = json.RootElement.GetProperty("abstract").GetString() ?? "";
            string[][] record = [Stems(title), .. SentenceSplitter.Split(text).Select(s => Stems(s.In(text)))];
            parts.Add(record);
            foreach (var stem in record.SelectMany(p => p).Distinct())
            {
                CollectionsMarshal.GetValueRefOrAddDefault(frequency, stem, out _)++;
            }
        }

        var vocabulary = frequency.OrderByDescending(f => f.Value).ThenBy(f => f.Key, StringComparer.Ordinal).Take(vocabularySize).Select(f => f.Key).ToArray();
        var numbers = vocabulary.Select((stem, i) => (stem, i)).ToDictionary(v => v.stem, v => v.i, StringComparer.Ordinal);
        return new Corpus(vocabulary, [.. parts.Select(r => r.Select(p => p.Where(numbers.ContainsKey).Select(s => numbers[s]).ToArray()).ToArray())]);
    }

    private static string[] Stems(string text) => [.. Terms.SetOf(LatexCommand().Replace(text, " "))];

    private static IEnumerable<string> Lines(string path)
    {
        using Stream file = File.OpenRead(path);
        using var plain = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(file, CompressionMode.Decompress) : file;
        using var reader = new StreamReader(plain);
        while (reader.ReadLine() is { } line)
        {
            if (!string.IsNullOrWhiteSpace(line))
            {
                yield return line;
            }
        }
    }

    [GeneratedRegex(@"\\[A-Za-z]+")]
    private static partial Regex LatexCommand();
}
