using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using ResearchAgent.Ingestion;

namespace ResearchAgent.Readers.Arxiv;

/// <summary>Reads saved answers of arXiv's query interface.</summary>
public sealed partial class ArxivAtomReader : IPaperReader
{
    public string Name => "arxiv";

    public IReadOnlyList<string> Extensions { get; } = [".xml", ".atom"];

    public bool Recognizes(SourceFile file) => AtomStart().IsMatch(file.Head) && file.Head.Contains("arxiv.org", StringComparison.OrdinalIgnoreCase);

    public async IAsyncEnumerable<ReadResult> ReadAsync(SourceFile file, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var count = 0;
        using var reader = new StreamReader(file.Path);
        await foreach (var result in ArxivAtom.ReadAsync(reader, file.Path, cancellationToken))
        {
            count++;
            yield return result;
        }

        if (count == 0)
        {
            yield return new ReadFailure(file.Path, 0, "arXiv's answer holds no paper. Ask for something else.");
        }
    }

    [GeneratedRegex(@"\A\uFEFF?\s{0,20}(?:<\?xml[^>]{0,200}>)?\s{0,20}<feed\s[^>]{0,400}http://www\.w3\.org/2005/Atom")]
    private static partial Regex AtomStart();
}
