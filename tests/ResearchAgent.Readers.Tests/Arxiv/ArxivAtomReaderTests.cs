using ResearchAgent.Ingestion;
using ResearchAgent.Papers;
using ResearchAgent.Readers.Arxiv;
using ResearchAgent.Readers.Tests.Bibliographies;
using Xunit;

namespace ResearchAgent.Readers.Tests.Arxiv;

public sealed class ArxivAtomReaderTests : IDisposable
{
    private readonly TemporaryFiles _files = new();

    [Fact]
    public async Task Real_answers_are_read()
    {
        var kilgour = Assert.Single(await RoundTrip.ReadAsync(new ArxivAtomReader(), SharedData.PathOrSkip("data/bib/atom/arxiv_id_1601.00001.xml")));
        Assert.Equal(("Inelastic effects in molecular transport junctions: The probe technique at high bias", 2015, "J. Chem. Phys. 144, 124107 (2016)", "10.1063/1.4944470", "1601.00001"), (kilgour.Title, kilgour.Year, kilgour.Venue, kilgour.Doi, kilgour.ArxivId));
        Assert.Equal(["Michael Kilgour", "Dvira Segal"], kilgour.Authors);
        Assert.Contains("Landauer-Büttiker probe formalism", kilgour.Sections[0].Text, StringComparison.Ordinal);

        var papers = await RoundTrip.ReadAsync(new ArxivAtomReader(), SharedData.PathOrSkip("data/bib/atom/arxiv_query_csRO_2results.xml"));
        Assert.Equal([10, 56], papers.Select(p => p.Line));
        Assert.Equal(["cs.RO", "cs.AI", "cs.CV", "cs.LG", "cs.SY", "eess.SY"], papers[0].Fields["categories"]);
        Assert.Equal(("2025-10-16", "article", "https://arxiv.org/abs/2510.14968v1"), (papers[0].Fields.First("issued"), papers[0].Type, papers[0].Url));
        Assert.StartsWith("39th Conference on Neural Information Processing Systems (NeurIPS 2025)", papers[0].Fields.First("note"), StringComparison.Ordinal);
        Assert.Equal(6, papers[1].Authors.Count);
    }

    [Theory]
    [InlineData("<entry><id>http://arxiv.org/api/errors#incorrect_id_format_for_x</id><title>Error</title><summary>incorrect id format for x</summary></entry>", "arXiv answered with an error: 'incorrect id format for x'")]
    [InlineData("", "holds no paper")]
    [InlineData("<entry>", "not XML")]
    public async Task An_answer_without_papers_says_why(string entries, string message)
    {
        var path = _files.Write("answer.xml", $"<?xml version=\"1.0\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\"><id>http://arxiv.org/api/x</id>\n{entries}</feed>");

        Assert.Contains(message, Assert.IsType<ReadFailure>(Assert.Single(await TemporaryFiles.ReadAsync(new ArxivAtomReader(), path))).Message, StringComparison.Ordinal);
    }

    public void Dispose() => _files.Dispose();
}
