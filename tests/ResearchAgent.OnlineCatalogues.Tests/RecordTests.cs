using ResearchAgent.Ingestion;
using ResearchAgent.Papers;
using Xunit;

namespace ResearchAgent.OnlineCatalogues.Tests;

public sealed class RecordTests
{
    private readonly ImpatientTime _time = new();

    [Theory]
    [InlineData("2101.00001")]
    [InlineData("arXiv:2101.00001v2")]
    [InlineData("https://arxiv.org/abs/2101.00001")]
    [InlineData("10.48550/arXiv.2101.00001")]
    public async Task Arxiv_gives_title_names_abstract_and_subjects(string identifier)
    {
        await using var server = await CatalogueDouble.SayingAsync(Answers.Atom);
        using var lookup = server.Lookup(_time);

        var record = Assert.IsType<PaperRecord>(await lookup.FindAsync(identifier, TestContext.Current.CancellationToken));

        Assert.Equal(["/api/query?id_list=2101.00001"], server.Asked);
        Assert.Equal("arxiv:2101.00001", record.Path);
        Assert.Equal("Small trees beat naïve nets", record.Title);
        Assert.Equal(["Ada van der Berg", "Bo Müller"], record.Authors);
        Assert.Equal((2021, "2101.00001", "10.1000/trees", "article"), (record.Year, record.ArxivId, record.Doi, record.Type));
        Assert.Equal([new Section("Abstract", "We show that $5%$ of the trees beat all nets.")], record.Sections);
        Assert.Equal(["cs.LG", "stat.ML"], record.Tags);
        Assert.Equal("2021-01-04", record.Fields.First(BibliographicField.Issued));
        Assert.Equal("J. Trees 3 (2022) 1-9", record.Fields.First(BibliographicField.Note));
        Assert.Equal(RecordAuthority.Bibliography, record.Authority);
    }

    [Fact]
    public async Task A_real_answer_of_arxiv_is_read()
    {
        await using var server = await CatalogueDouble.SayingAsync(await File.ReadAllTextAsync(SharedFile("bib/atom/arxiv_id_1601.00001.xml"), TestContext.Current.CancellationToken));
        using var lookup = server.Lookup(_time);

        var record = Assert.IsType<PaperRecord>(await lookup.FindAsync("1601.00001", TestContext.Current.CancellationToken));

        Assert.Equal("Inelastic effects in molecular transport junctions: The probe technique at high bias", record.Title);
        Assert.Equal(["Michael Kilgour", "Dvira Segal"], record.Authors);
        Assert.Equal((2015, "10.1063/1.4944470"), (record.Year, record.Doi));
        Assert.StartsWith("We extend the Landauer-Büttiker probe formalism for conductances", Assert.Single(record.Sections).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_about_another_paper_is_none()
    {
        await using var server = await CatalogueDouble.SayingAsync(await File.ReadAllTextAsync(SharedFile("bib/atom/arxiv_query_csRO_2results.xml"), TestContext.Current.CancellationToken));
        using var lookup = server.Lookup(_time);

        var failure = Assert.IsType<ReadFailure>(await lookup.FindAsync("1601.00001", TestContext.Current.CancellationToken));
        var record = Assert.IsType<PaperRecord>(await lookup.FindAsync("2510.14827", TestContext.Current.CancellationToken));

        Assert.StartsWith("arXiv has no such paper.", failure.Message, StringComparison.Ordinal);
        Assert.Equal("2510.14827", record.ArxivId);
    }

    [Fact]
    public async Task Crossref_gives_every_field_and_a_plain_abstract()
    {
        await using var server = await CatalogueDouble.SayingAsync(Answers.Crossref);
        using var lookup = server.Lookup(_time);

        var record = Assert.IsType<PaperRecord>(await lookup.FindAsync("https://doi.org/10.1000/Trees", TestContext.Current.CancellationToken));

        Assert.Equal(["/works/10.1000%2Ftrees"], server.Asked);
        Assert.Equal(("doi:10.1000/trees", "10.1000/trees"), (record.Path, record.Doi));
        Assert.Equal("Small trees beat nets on H2O & more: A study", record.Title);
        Assert.Equal(["van der Berg, Ada", "King, Jr., Martin Luther", "{The Tree Group}"], record.Authors);
        Assert.Equal((2022, "Journal of Trees", "article-journal"), (record.Year, record.Venue, record.Type));
        Assert.Equal("Background\n\nNets are large; p < 0.05.\n\nTrees win by 5%.", Assert.Single(record.Sections).Text);
        Assert.Equal(
            ["ISSN=1234-5678", "container-title-short=J. Trees & Woods", "issue=2", "issued=2022-05-06", "language=en", "page=103-109", "publisher-place=Oslo", "publisher=Arbor Press", "volume=3"],
            record.Fields.Select(f => $"{f.Key}={string.Join('|', f.Value)}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task OpenAlex_fills_what_Crossref_lacks()
    {
        await using var server = await CatalogueDouble.StartAsync(context => CatalogueDouble.SayAsync(context, context.Request.Path.Value!.StartsWith("/works/doi:", StringComparison.Ordinal) ? Answers.OpenAlex : Answers.SparseCrossref));
        using var lookup = server.Lookup(_time);

        var record = Assert.IsType<PaperRecord>(await lookup.FindAsync("doi:10.1000/trees", TestContext.Current.CancellationToken));

        Assert.Equal(["/works/10.1000%2Ftrees", "/works/doi:10.1000/trees"], server.Asked);
        Assert.Equal("Trees win where Trees grow.", Assert.Single(record.Sections).Text);
        Assert.Equal(["Ada van der Berg", "Bo Müller"], record.Authors);
        Assert.Equal((2022, "Proceedings of Trees", "paper-conference"), (record.Year, record.Venue, record.Type));
        Assert.Equal(("103-109", "Oslo, Norway"), (record.Fields.First(BibliographicField.Page), record.Fields.First("event-place")));
    }

    [Fact]
    public async Task A_doi_of_another_agency_is_found_in_OpenAlex()
    {
        await using var server = await CatalogueDouble.StartAsync(context => context.Request.Path.Value!.StartsWith("/works/doi:", StringComparison.Ordinal)
            ? CatalogueDouble.SayAsync(context, Answers.OpenAlex)
            : CatalogueDouble.SayAsync(context, "Resource not found.", 404));
        using var lookup = server.Lookup(_time);

        var record = Assert.IsType<PaperRecord>(await lookup.FindAsync("10.1000/trees", TestContext.Current.CancellationToken));

        Assert.Equal(("Small trees", "article-journal", "Journal of Trees"), (record.Title, record.Type, record.Venue));
    }

    [Fact]
    public async Task A_record_without_abstract_is_better_than_none()
    {
        await using var server = await CatalogueDouble.StartAsync(context => context.Request.Path.Value!.StartsWith("/works/doi:", StringComparison.Ordinal)
            ? CatalogueDouble.SayAsync(context, "", 500)
            : CatalogueDouble.SayAsync(context, Answers.SparseCrossref));
        using var lookup = server.Lookup(_time);

        Assert.Empty(Assert.IsType<PaperRecord>(await lookup.FindAsync("10.1000/trees", TestContext.Current.CancellationToken)).Sections);
    }

    [Theory]
    [InlineData("2101.00001", Answers.NoEntry, 200, "arXiv has no such paper.")]
    [InlineData("2101.00001", Answers.ArxivError, 200, "arXiv has no such paper.")]
    [InlineData("10.1000/trees", "Resource not found.", 404, "Crossref and OpenAlex have no such paper.")]
    public async Task What_is_not_there_is_told(string identifier, string answer, int status, string message)
    {
        await using var server = await CatalogueDouble.SayingAsync(answer, status);
        using var lookup = server.Lookup(_time);

        Assert.StartsWith(message, Assert.IsType<ReadFailure>(await lookup.FindAsync(identifier, TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2101.00001", "")]
    [InlineData("2101.00001", "<html><body>Busy</body></html>")]
    [InlineData("2101.00001", "<!DOCTYPE feed [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><feed xmlns=\"http://www.w3.org/2005/Atom\"><entry><id>http://arxiv.org/abs/2101.00001</id><title>&x;</title></entry></feed>")]
    [InlineData("2101.00001", "<feed xmlns=\"http://www.w3.org/2005/Atom\"><entry><id>http://arxiv.org/abs/2101.00001</id><title> </title></entry></feed>")]
    [InlineData("10.1000/trees", "")]
    [InlineData("10.1000/trees", "null")]
    [InlineData("10.1000/trees", "[1]")]
    [InlineData("10.1000/trees", "{\"message\": \"x\", \"title\": 5.5e}")]
    [InlineData("10.1000/trees", "{\"message\": {\"title\": [null, 3, \"\\ud800\"], \"author\": 7}, \"title\": null}")]
    public async Task An_answer_that_is_no_record_is_a_failure(string identifier, string answer)
    {
        await using var server = await CatalogueDouble.SayingAsync(answer);
        using var lookup = server.Lookup(_time);

        var failure = Assert.IsType<ReadFailure>(await lookup.FindAsync(identifier, TestContext.Current.CancellationToken));

        Assert.Contains("127.0.0.1 answers with something that is no ", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Members_of_another_kind_are_as_good_as_missing()
    {
        await using var server = await CatalogueDouble.StartAsync(context => CatalogueDouble.SayAsync(context, context.Request.Path.Value!.StartsWith("/works/doi:", StringComparison.Ordinal)
            ? """{"title": "T", "authorships": [3, {"author": null}], "biblio": [], "primary_location": {"source": 4}, "publication_year": "x", "abstract_inverted_index": {"a": [-1, "b", 2.5, 99999999999], "c": 4, "fine": [7]}}"""
            : """{"message": {"title": ["T\u0007\u202e\u001b[0m"], "author": [null, {"family": []}, {"given": "Plato"}], "issued": {"date-parts": 7}, "volume": 12, "page": ["1"], "event": [], "institution": {}}}"""));
        using var lookup = server.Lookup(_time);

        var record = Assert.IsType<PaperRecord>(await lookup.FindAsync("10.1000/t", TestContext.Current.CancellationToken));

        Assert.Equal("T[0m", record.Title);
        Assert.Equal(["Plato"], record.Authors);
        Assert.Equal("fine", Assert.Single(record.Sections).Text);
        Assert.Equal("12", record.Fields.First(BibliographicField.Volume));
    }

    [Theory]
    [InlineData("arxiv:math/0211159", "arxiv:math/0211159")]
    [InlineData(" DOI: 10.1000/ABC ", "doi:10.1000/abc")]
    [InlineData("paper.pdf", null)]
    [InlineData("", null)]
    public void Identifiers_are_known_by_their_form(string identifier, string? expected) => Assert.Equal(expected, CatalogueLookup.Normalize(identifier));

    [Fact]
    public async Task What_is_no_identifier_is_told_without_asking_anyone()
    {
        await using var server = await CatalogueDouble.SayingAsync(Answers.Atom);
        using var lookup = server.Lookup(_time);

        var failure = Assert.IsType<ReadFailure>(await lookup.FindAsync("paper\u001b[0m.pdf", TestContext.Current.CancellationToken));

        Assert.Equal("paper[0m.pdf: this is neither an arXiv id nor a DOI. Write it as 'arxiv:2305.04091' or 'doi:10.1000/xyz'.", failure.ToString());
        Assert.Empty(server.Asked);
    }

    private static string SharedFile(string name)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var file = Path.Combine(folder.FullName, "shared", "data", name);
            if (File.Exists(file))
            {
                return file;
            }
        }

        Assert.Skip($"The recorded answer '{name}' is not on this machine.");
        return "";
    }
}
