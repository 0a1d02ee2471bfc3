using System.Runtime.CompilerServices;
using System.Xml.Linq;
using ResearchAgent.Ingestion;
using ResearchAgent.Readers.FullText;

namespace ResearchAgent.Readers.Jats;

/// <summary>
/// Reads articles in JATS and its forerunner, the NLM DTD, as PubMed Central and many publishers give them: one article,
/// or several in a <c>pmc-articleset</c>. Responses, sub-articles and supplementary material are left out.
/// </summary>
public sealed class JatsReader : IPaperReader
{
    public string Name => "jats";

    public IReadOnlyList<string> Extensions { get; } = [".xml", ".nxml"];

    public bool ReadsBytes => true;

    public bool Recognizes(SourceFile file) => XmlTree.RootOf(file) switch
    {
        ("article", var space) => !space.Contains("docbook", StringComparison.OrdinalIgnoreCase),
        ("pmc-articleset", _) => true,
        _ => false,
    };

    public async IAsyncEnumerable<ReadResult> ReadAsync(SourceFile file, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (root, failure) = await XmlTree.LoadAsync(file, cancellationToken);
        if (root is null)
        {
            yield return failure!;
            yield break;
        }

        var articles = root.Name.LocalName == "article" ? [root] : root.Elements("article").ToList();
        if (articles.Count == 0)
        {
            yield return new ReadFailure(file.Path, 1, $"the root element is '{root.Name.LocalName}', and there is no 'article' in it. Is it another kind of XML? Then name the reader with --as.");
        }

        foreach (var article in articles)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return Read(file.Path, article);
        }
    }

    private static ReadResult Read(string path, XElement article)
    {
        if ((article.Element("front") ?? article.Element("front-stub"))?.Element("article-meta") is null)
        {
            return new ReadFailure(path, 1, "the article has no 'front' with an 'article-meta', where JATS puts its title. Is it another kind of XML? Then name the reader with --as.");
        }

        var record = JatsFront.Read(path, article) with
        {
            Sections = new JatsBody().Read(article),
            References = JatsReferences.Read(article),
        };
        return RecordRules.Check(record);
    }
}
