using System.Text;
using ResearchAgent.Ingestion;
using ResearchAgent.Papers;
using ResearchAgent.Readers.BibTeX;
using Xunit;

namespace ResearchAgent.Readers.Tests.BibTeX;

public sealed class BibTexReaderTests : IDisposable
{
    private readonly TemporaryFiles _files = new();

    [Fact]
    public async Task An_entry_becomes_a_record()
    {
        var paper = await ReadPaperAsync(
            """

            @InProceedings{wang:2023,
              author = {Wang, Lei and {Google Inc.} and King, Jr., Martin Luther and others},
              title = {{Plan-and-Solve} Prompting: Na{\"i}ve \& {\em new}},
              booktitle = "Proc. of " # acl,
              year = 2023, month = jul, pages = {12--34}, volume = 1,
              publisher = {ACL}, address = {Toronto},
              doi = {https://doi.org/10.1000/X_Y}, eprint = {2305.04091v2}, archivePrefix = {arXiv}, primaryClass = {cs.CL},
              url = {https://example.org/a_b\%20c},
              keywords = {reasoning, {chains, of thought}; prompts},
              abstract = {One.

                Two $\mu$-things.},
              x-rating = {5 stars},
            }
            """);

        Assert.Equal((2, "wang:2023", "paper-conference", "Plan-and-Solve Prompting: Naïve & new"), (paper.Line, paper.Key, paper.Type, paper.Title));
        Assert.Equal(["Wang, Lei", "{Google Inc.}", "King, Jr., Martin Luther", "others"], paper.Authors);
        Assert.Equal((2023, "Proc. of acl", "10.1000/X_Y", "2305.04091", "https://example.org/a_b%20c"), (paper.Year, paper.Venue, paper.Doi, paper.ArxivId, paper.Url));
        Assert.Equal(["reasoning", "chains, of thought", "prompts"], paper.Tags);
        Assert.Equal([new Section("Abstract", "One.\n\nTwo μ-things.")], paper.Sections);
        Assert.Equal(RecordAuthority.Bibliography, paper.Authority);
        Assert.Equal(
            ["eprintclass: cs.CL", "issued: 2023-07", "page: 12-34", "publisher: ACL", "publisher-place: Toronto", "volume: 1", "x-rating: 5 stars"],
            Fields(paper));
    }

    [Theory]
    [InlineData("@article{k, title = {T}, year = 2000}")]
    [InlineData("@article(k, title = {T}, year = 2000)")]
    [InlineData("@ARTICLE {k , TITLE = \"T\" , Year = {2000} , }")]
    [InlineData("@article{k\n, title = {T}\n, year = 2000\n}")]
    [InlineData("@article{k, % the key\n title = {T}, % the title\n % a line\n year = 2000 % the year\n} % the end")]
    [InlineData("@article{k,\n title = {T}\n year = 2000\n}")]
    [InlineData("@string{t = \"T\"} @article{k, title = t, year = 2000}")]
    [InlineData("@STRING(t = {T})\n@article{k, title = T, year = \"20\" # {00}}")]
    [InlineData("@comment{@article{x, title = {X}}}\n@article{k, title = {T}, year = 2000}")]
    [InlineData("@comment{never closed\n\n@article{k, title = {T}, year = 2000}")]
    [InlineData("@preamble{ \"\\newcommand{\\x}{y}\" }\n@preamble{ax + b}\n@article{k, title = {T}, year = 2000}")]
    [InlineData("Words, an address me@example.org and 5 % of {braces\n   @article{k, title = {T}, year = 2000} more words")]
    [InlineData("% @article{x, title = {X}}\r\n@article{k,\r\n title = {T},\r\n year = 2000\r\n}\r\n")]
    [InlineData("\uFEFF@article{k, title = {T}, volume = {}, number = , year = 2000}")]
    public async Task Entries_are_written_in_many_ways(string bib)
    {
        var paper = await ReadPaperAsync(bib);

        Assert.Equal(("k", "T", 2000), (paper.Key, paper.Title, paper.Year));
        Assert.Empty(paper.Fields);
    }

    [Theory]
    [InlineData("{LeQua @ {CLEF} 2022: {A} Shared Task}", "LeQua @ CLEF 2022: A Shared Task")]
    [InlineData("{entries start with @article{}}", "entries start with @article")]
    [InlineData("\"a literal @article{x} in quotes\"", "a literal @article{x} in quotes", "a literal @articlex in quotes")]
    [InlineData(@"{Title with \{ a brace}", "Title with { a brace")]
    [InlineData(@"{Title with \} a brace}", "Title with } a brace")]
    [InlineData("\"Gedenk\\\"uberlieferung\"", "Gedenküberlieferung")]
    [InlineData("\"the {\"}quote{\"}\"", "the \"quote\"")]
    [InlineData("{3\\$ and $5,600 to \\$2,000}", "3$ and $5,600 to $2,000")]
    [InlineData("{{{Nested}} {T}itle\n    over   lines}", "Nested Title over lines")]
    public async Task A_value_holds_what_it_holds(string value, string title, string? other = null)
    {
        var paper = await ReadPaperAsync($"@misc{{k, title = {value}, year = 2000}}");

        Assert.Equal((other ?? title, 2000), (paper.Title, paper.Year));
    }

    [Fact]
    public async Task Several_entries_may_share_a_line_and_have_no_key()
    {
        var papers = await ReadPapersAsync("@misc{a,title={A}}@book{title={B}, year=2001} @misc{, title={C}} @misc{DBLP:conf/x+y.z,title={D}}");

        Assert.Equal([("a", "A"), (null, "B"), (null, "C"), ("DBLP:conf/x+y.z", "D")], papers.Select(p => (p.Key, p.Title)));
    }

    [Theory]
    [InlineData("@article{k, title = {T} author = {A}}", 3, "',' or '}' should")]
    [InlineData("@article{k, title = {T\n", 3, "the value of field 'title' is not closed: a '}' is missing")]
    [InlineData("@article{k,\n title = \"T\n", 4, "a '\"' is missing")]
    [InlineData("@article{k,\n year = 2000,\n title {T}\n}", 5, "at field 'title': '{' stands where '=' should (line 5, column 8)")]
    [InlineData("@article{k", 3, "should follow the key")]
    [InlineData("@article{k title = {T}}", 3, "should follow the key")]
    [InlineData("@article{k, title = {T}", 3, "the end of the entry stands where ',' or '}' should")]
    [InlineData("@article{k, = {T}}", 3, "'=' stands where a field's name")]
    [InlineData("@string{x = \"y\"\n", 3, "@string 'x' is not closed")]
    [InlineData("@string{\"y\"}", 3, "@string names no macro")]
    [InlineData("@preamble{ax + b\n", 3, "@preamble is not closed")]
    [InlineData("@article{k, title = {T}, date = {12 March 2019}}", 3, "field 'date' of 'k' is '12 March 2019', no date")]
    [InlineData("@article{k, title = {T}, date = {2019-02-30}}", 3, "no date")]
    [InlineData("@article{first, title = {T}}", 3, "the key 'first' is taken by the entry of line 1")]
    [InlineData("@misc{}", 3, "neither a title nor anything else")]
    public async Task A_broken_entry_is_reported_and_the_next_one_goes_in(string broken, int line, string message)
    {
        var results = await ReadAsync($"@misc{{first, title = {{First}}}}\n\n{broken}\n\n  @misc{{next, title = {{Next}}}}\n");

        Assert.Equal(3, results.Count);
        var failure = Assert.IsType<ReadFailure>(results[1]);
        Assert.Equal(line, failure.Line);
        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
        Assert.Equal(["First", "Next"], results.OfType<PaperRecord>().Select(p => p.Title));
    }

    [Fact]
    public async Task A_file_without_entries_is_reported() =>
        Assert.Contains("no entry was found", Assert.IsType<ReadFailure>(Assert.Single(await ReadAsync("Dear diary"))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("year = 2019", 2019, null)]
    [InlineData("year = {2019}, month = mar", 2019, "2019-03")]
    [InlineData("year = {2019}, month = {March}", 2019, "2019-03")]
    [InlineData("year = {2019}, month = 3, day = {12}", 2019, "2019-03-12")]
    [InlineData("year = {2019}, month = mar # \"~12\"", 2019, "2019-03-12")]
    [InlineData("year = {2019}, month = \"12 \" # mar", 2019, "2019-03-12")]
    [InlineData("year = {2003-04}", 2003, "2003-04")]
    [InlineData("year = {2017--2020}", 2017, "2017/2020")]
    [InlineData("date = {2019-03-12}", 2019, "2019-03-12")]
    [InlineData("date = {2019-03-12T10:00:00+01:00}", 2019, "2019-03-12")]
    [InlineData("date = {2014-02-02/2014-02-07}", 2014, "2014-02-02/2014-02-07")]
    [InlineData("date = {2014/}", 2014, "2014/")]
    [InlineData("date = {1723~}", 1723, "1723~")]
    [InlineData("date = {19XX}", 1900, "19XX")]
    [InlineData("date = {2019-21}", 2019, "2019-21")]
    [InlineData("date = {2018}, year = {2019}", 2018, null)]
    [InlineData("year = {in press}", null, null)]
    public async Task Dates_are_read(string fields, int? year, string? issued)
    {
        var paper = await ReadPaperAsync($"@misc{{k, title = {{T}}, {fields}}}");

        Assert.Equal((year, issued), (paper.Year, paper.Fields.First(BibliographicField.Issued)));
    }

    [Fact]
    public async Task A_year_that_is_none_is_kept()
    {
        Assert.Equal("in press", (await ReadPaperAsync("@misc{k, title = {T}, year = {in press}}")).Fields.First("year"));
        Assert.Equal((1999, "c1999, rev."), (await ReadPaperAsync("@misc{k, title = {T}, year = {c1999, rev.}}")) is var p ? (p.Year, p.Fields.First("year")) : default);
    }

    [Theory]
    [InlineData("@www{k, title = {T}}", "webpage", "www")]
    [InlineData("@techreport{k, title = {T}}", "report", null)]
    [InlineData("@report{k, title = {T}}", "report", "report")]
    [InlineData("@inbook{k, title = {T}}", "chapter", "inbook")]
    [InlineData("@gadget{k, title = {T}}", "document", "gadget")]
    [InlineData("@misc{k, title = {T}, eprint = {2305.04091}}", "article", null)]
    [InlineData("@misc{k, title = {T}, csltype = {bill}}", "bill", null)]
    [InlineData("@article{k, title = {T}, entrysubtype = {newspaper}}", "article-newspaper", "article")]
    public async Task Entry_types_become_those_of_CSL_and_are_kept(string bib, string type, string? kept)
    {
        var paper = await ReadPaperAsync(bib);

        Assert.Equal((type, kept), (paper.Type, paper.Fields.First("entrytype")));
    }

    [Fact]
    public async Task A_chapter_takes_from_its_book_what_it_lacks()
    {
        var papers = await ReadPapersAsync(
            """
            @inproceedings{child, title = {Child}, author = {A, B}, crossref = {parent}, pages = {1}}
            @proceedings{parent, title = {Proceedings}, subtitle = {Of It}, editor = {C, D}, year = 2001, xdata = {data}, shorttitle = {P}}
            @xdata{data, publisher = {Pub}, xdata = {more}}
            @xdata{more, address = {Town}, xdata = {data}}
            """);

        Assert.Equal(("Child", "Proceedings: Of It", 2001), (papers[0].Title, papers[0].Venue, papers[0].Year));
        Assert.Equal(["editor: C, D", "page: 1", "publisher: Pub", "publisher-place: Town", "xref: parent"], Fields(papers[0]));
        Assert.Equal(2, papers.Count);
    }

    [Fact]
    public async Task Parents_that_run_in_circles_or_are_missing_do_no_harm()
    {
        var papers = await ReadPapersAsync("@book{a, title = {A}, crossref = {b}}\n@book{b, title = {B}, crossref = {a}, year = 1999}\n@book{c, title = {C}, crossref = {nowhere}, xdata = {nothing}}");

        Assert.Equal([("A", 1999), ("B", 1999), ("C", (int?)null)], papers.Select(p => (p.Title, p.Year)));
        Assert.Equal(["xdata: nothing", "xref: nowhere"], Fields(papers[2]));
    }

    [Theory]
    [InlineData("Jean César", "César, Jean")]
    [InlineData("Ludwig van Beethoven", "van Beethoven, Ludwig")]
    [InlineData("Charles Louis Xavier Joseph de la Vall{\\'e}e Poussin", "de la Vallée Poussin, Charles Louis Xavier Joseph")]
    [InlineData("de la Vall{\\'e}e Poussin, Charles", "de la Vallée Poussin, Charles")]
    [InlineData("A. S. {Almasoud}", "Almasoud, A. S.")]
    [InlineData("{Barnes and Noble} and {{R Core Team}}", "{Barnes and Noble}", "{R Core Team}")]
    [InlineData("{\\'E}tienne Gilson", "Gilson, Étienne")]
    [InlineData("Knuth, Donald~E. AND Plass, Michael", "Knuth, Donald E.", "Plass, Michael")]
    [InlineData("A. Sand\n  and\n B. Orland", "Sand, A.", "Orland, B.")]
    [InlineData("{Schmitt-Rink}, S.", "Schmitt-Rink, S.")]
    [InlineData("NPR", "NPR")]
    [InlineData("bell hooks", "bell hooks")]
    [InlineData("family=Ackooij, given=W., prefix=van, useprefix=true", "van Ackooij, W.")]
    [InlineData("given={Rafael Ferreira}, family=Silva, prefix=da, useprefix=false, suffix=Jr", "Silva, Jr, Rafael Ferreira da")]
    [InlineData("Smith, J., Jones, K. L.", "Smith, J.", "Jones, K. L.")]
    [InlineData("Ada Lovelace, Alan Turing, Grace Hopper, Mary Shelley", "Lovelace, Ada", "Turing, Alan", "Hopper, Grace", "Shelley, Mary")]
    [InlineData("One, Two, Three, Four, Five", "{One, Two, Three, Four, Five}")]
    [InlineData("and and A. Sand and", "Sand, A.")]
    [InlineData("Sand, A. and et al.", "Sand, A.", "others")]
    public async Task Names_are_taken_apart(string field, params string[] names) =>
        Assert.Equal(names, (await ReadPaperAsync($"@misc{{k, title = {{T}}, author = {{{field}}}}}")).Authors);

    [Theory]
    [InlineData("journal = {arXiv preprint arXiv:2305.04091}", "2305.04091")]
    [InlineData("note = {arXiv: hep-th/9901001}", "hep-th/9901001")]
    [InlineData("url = {https://arxiv.org/abs/2305.04091v3}", "2305.04091")]
    [InlineData("doi = {10.48550/arXiv.2305.04091}", "2305.04091")]
    [InlineData("eprint = {hep-th/9901001}, eprinttype = {arxiv}", "hep-th/9901001")]
    [InlineData("eprint = {2305.04091}, eprinttype = {hdl}", null)]
    public async Task An_arXiv_id_stands_in_many_places(string field, string? id) =>
        Assert.Equal(id, (await ReadPaperAsync($"@misc{{k, title = {{T}}, {field}}}")).ArxivId);

    [Fact]
    public async Task Editors_of_other_kinds_keep_their_kind()
    {
        var paper = await ReadPaperAsync("@video{k, title = {T}, editor = {A, B}, editortype = {director}, editora = {C, D}, editoratype = {pianist}, translator = {E, F and G, H}}");

        Assert.Equal(["director: A, B", "editora: C, D", "editoratype: pianist", "entrytype: video", "translator: E, F | G, H"], Fields(paper));
    }

    [Fact]
    public async Task A_field_given_twice_is_not_lost()
    {
        var paper = await ReadPaperAsync("@article{k, title = {T}, note = {One}, note = {Two}, journal = {J}, journaltitle = {Other J}, volume = 1, volume = 1}");

        Assert.Equal("J", paper.Venue);
        Assert.Equal(["journaltitle: Other J", "note: Two | One", "volume: 1"], Fields(paper));
    }

    [Fact]
    public async Task An_older_encoding_is_read()
    {
        const string Bib = "@misc{k, title = {Über naïve „Größe“}, author = {Müller, Jörg}}";

        Assert.Equal("Über naïve „Größe“", (await ReadBytesAsync(CodePagesEncodingProvider.Instance.GetEncoding(1252)!.GetBytes(Bib))).Title);
        Assert.Equal("Über naïve „Größe“", (await ReadBytesAsync([0xFF, 0xFE, .. Encoding.Unicode.GetBytes(Bib)])).Title);
        Assert.Equal("凯撒期刊", (await ReadBytesAsync(CodePagesEncodingProvider.Instance.GetEncoding(936)!.GetBytes("@misc{凯撒2013, title = {凯撒期刊}}"))).Title);
        Assert.Equal("Žižek", (await ReadBytesAsync(CodePagesEncodingProvider.Instance.GetEncoding(1250)!.GetBytes("% Encoding: windows-1250\n@misc{k, title = {Žižek}}"))).Title);
    }

    [Fact]
    public async Task Attached_files_are_named_with_the_folder_of_the_bibliography()
    {
        var path = _files.Write("papers.bib", @"@misc{k, title = {T}, file = {Full Text:files/1/a.pdf:application/pdf;C\:\\x\\b.pdf}, url = {https://example.org/c.pdf}}");

        var paper = Assert.IsType<PaperRecord>(Assert.Single(await TemporaryFiles.ReadAsync(new BibTexReader(), path)));

        Assert.Equal([Path.Combine(Path.GetDirectoryName(path)!, "files", "1", "a.pdf"), @"C:\x\b.pdf"], paper.Attachments);
        Assert.Equal(@"Full Text:files/1/a.pdf:application/pdf;C\:\\x\\b.pdf", paper.Fields.First(BibliographicField.File));
    }

    [Theory]
    [InlineData("@a{k, x = {")]
    [InlineData("@a{")]
    [InlineData("\n@a{k, title = {x}, y = \"")]
    [InlineData("@comment{")]
    [InlineData("@a{k,title={T}}")]
    [InlineData("@ ")]
    [InlineData("{")]
    [InlineData("@string{a = a # a}")]
    [InlineData("\n@book{k, title={T}, crossref={k}}")]
    public async Task Hostile_files_are_read_in_linear_time(string piece)
    {
        // A quadratic reader would need hours for these.
        var results = await ReadAsync(string.Concat(Enumerable.Repeat(piece, 2_000_000 / piece.Length)));

        Assert.NotEmpty(results);
    }

    [Fact]
    public async Task Canceling_stops_reading()
    {
        var file = await TemporaryFiles.OpenAsync(_files.Write("a.bib", "@misc{a, title = {A}}\n@misc{b, title = {B}}"));
        using var source = new CancellationTokenSource();
        await using var papers = new BibTexReader().ReadAsync(file, source.Token).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        Assert.True(await papers.MoveNextAsync());

        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await papers.MoveNextAsync());
    }

    public void Dispose() => _files.Dispose();

    private static IEnumerable<string> Fields(PaperRecord paper) =>
        paper.Fields.OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => $"{f.Key}: {string.Join(" | ", f.Value)}");

    private async Task<PaperRecord> ReadBytesAsync(byte[] bytes) =>
        Assert.IsType<PaperRecord>(Assert.Single(await TemporaryFiles.ReadAsync(new BibTexReader(), _files.Write("bytes.bib", bytes))));

    private async Task<PaperRecord> ReadPaperAsync(string bib) => Assert.Single(await ReadPapersAsync(bib));

    private async Task<IReadOnlyList<PaperRecord>> ReadPapersAsync(string bib) => [.. (await ReadAsync(bib)).Select(r => Assert.IsType<PaperRecord>(r))];

    private async Task<IReadOnlyList<ReadResult>> ReadAsync(string bib) => await TemporaryFiles.ReadAsync(new BibTexReader(), _files.Write("papers.bib", bib));
}
