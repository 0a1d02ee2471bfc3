using System.Runtime.CompilerServices;
using System.Xml.Linq;
using ResearchAgent.Ingestion;
using ResearchAgent.Papers;
using ResearchAgent.Readers.FullText;

namespace ResearchAgent.Readers.Tei;

/// <summary>Reads articles in TEI, as GROBID and some publishers write them. What GROBID guessed from a PDF's pages is worth as much as a guess.</summary>
public sealed class TeiReader : IPaperReader
{
    public string Name => "tei";

    public IReadOnlyList<string> Extensions { get; } = [".xml", ".tei"];

    public bool ReadsBytes => true;

    public bool Recognizes(SourceFile file) => XmlTree.RootOf(file) is ("TEI" or "TEI.2", _);

    public async IAsyncEnumerable<ReadResult> ReadAsync(SourceFile file, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (root, failure) = await XmlTree.LoadAsync(file, cancellationToken);
        yield return root is null ? failure! : Read(file.Path, root);
    }

    private static ReadResult Read(string path, XElement root)
    {
        if (root.Element("teiHeader") is not { } header)
        {
            return new ReadFailure(path, 1, $"the root element '{root.Name.LocalName}' has no 'teiHeader', where TEI puts the title. Is it another kind of XML? Then name the reader with --as.");
        }

        var sections = new TeiBody().Read(root);
        return RecordRules.Check(TeiHeader.Read(path, header) with { Sections = sections, References = TeiReferences.Read(root) });
    }
}
