using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using ResearchAgent.Ingestion;

namespace ResearchAgent.Readers.EndNote;

/// <summary>Reads EndNote's XML export, one paper a record.</summary>
public sealed partial class EndNoteReader : IPaperReader
{
    public string Name => "endnote";

    public IReadOnlyList<string> Extensions { get; } = [".xml"];

    public bool ReadsBytes => true;

    public bool ReadsBibliographies => true;

    public bool Recognizes(SourceFile file) => EndNoteStart().IsMatch(file.Head);

    public async IAsyncEnumerable<ReadResult> ReadAsync(SourceFile file, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (text, failure) = await BibliographyText.ReadAsync(file, cancellationToken);
        if (text is null)
        {
            yield return failure!;
            yield break;
        }

        var count = 0;
        await foreach (var (record, line, error) in XmlRecords.ReadAsync(new StringReader(text), r => r is { LocalName: "record", Depth: <= 2 }, cancellationToken))
        {
            count++;
            yield return record is null
                ? new ReadFailure(file.Path, line, $"this is not XML: {error}. Export it from EndNote again; the records before it were read.")
                : EndNoteRecord.Of(file.Path, line, record);
        }

        if (count == 0)
        {
            yield return new ReadFailure(file.Path, 0, "no record was found. EndNote's XML holds <records> with a <record> each.");
        }
    }

    [GeneratedRegex(@"\A\uFEFF?\s{0,20}(?:<\?xml[^>]{0,200}>)?\s{0,20}<xml>\s{0,20}<records>")]
    private static partial Regex EndNoteStart();
}
