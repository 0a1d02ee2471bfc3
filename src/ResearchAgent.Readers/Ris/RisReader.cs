using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using ResearchAgent.Ingestion;

namespace ResearchAgent.Readers.Ris;

/// <summary>Reads RIS and the tagged export of Web of Science, one paper a record.</summary>
public sealed partial class RisReader : IPaperReader
{
    public string Name => "ris";

    public IReadOnlyList<string> Extensions { get; } = [".ris", ".ciw", ".txt"];

    public bool ReadsBytes => true;

    public bool ReadsBibliographies => true;

    /// <summary>A text file is one of these only if its first lines say so.</summary>
    public bool Recognizes(SourceFile file) =>
        !file.IsBinary && (!Path.GetExtension(file.Path).Equals(".txt", StringComparison.OrdinalIgnoreCase) || RisStart().IsMatch(file.Head) || WebOfScienceStart().IsMatch(file.Head));

    public async IAsyncEnumerable<ReadResult> ReadAsync(SourceFile file, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (text, failure) = await BibliographyText.ReadAsync(file, cancellationToken);
        if (text is null)
        {
            yield return failure!;
            yield break;
        }

        var isWebOfScience = WebOfScienceStart().IsMatch(text[..Math.Min(text.Length, 4096)]);
        var count = 0;
        foreach (var entry in isWebOfScience ? RisEntry.ReadWebOfScience(text) : RisEntry.ReadRis(text))
        {
            cancellationToken.ThrowIfCancellationRequested();
            count++;
            yield return isWebOfScience ? WebOfScienceRecord.Of(file.Path, entry) : RisRecord.Of(file.Path, entry);
        }

        if (count == 0)
        {
            yield return new ReadFailure(file.Path, 0, "no record was found. A RIS record begins with a line 'TY  - JOUR' or the like.");
        }
    }

    // Exporters put a few lines of their own before the first record.
    [GeneratedRegex(@"\A\uFEFF?(?:[^\n]{0,200}\n){0,10}?TY {1,3}- ")]
    private static partial Regex RisStart();

    [GeneratedRegex(@"\A\uFEFF?\s{0,10}(?:FN |PT [JBSP]\r?\n)")]
    private static partial Regex WebOfScienceStart();
}
