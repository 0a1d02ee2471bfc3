using ResearchAgent.Bibliographies;
using ResearchAgent.Papers;
using ResearchAgent.Readers.BibTeX;
using ResearchAgent.Readers.CslJson;
using ResearchAgent.Readers.Ris;
using Xunit;

namespace ResearchAgent.Readers.Tests.Bibliographies;

public sealed class RoundTripTests : IDisposable
{
    private readonly TemporaryFiles _files = new();

    public static TheoryData<string> BibTexFiles => new("bibtexparser_example", "valid_case", "valid_comments", "valid_cross", "valid_ds", "valid_editortypes", "valid_extended_name_format", "valid_gral", "valid_libra", "valid_polaritons", "valid_rass", "zoia_doi_response");

    public static TheoryData<string> RisFiles => new("basic", "bom", "custom_list_tags", "empty_tag", "extraneous_data", "full", "full_without_whitespace", "full_write", "multi_unknown_tags", "multiline", "single_unknown_tag", "starting_newlines", "urls", "utf_chars", "wos");

    [Theory]
    [MemberData(nameof(BibTexFiles))]
    public async Task BibTeX_comes_back_as_it_was(string name) =>
        await RoundTrip.SameAsync(new BibTexReader(), SharedData.PathOrSkip($"data/bib/bibtex/{name}.bib"), BibTexLibraryFormat.Write);

    [Theory]
    [MemberData(nameof(RisFiles))]
    public async Task Ris_comes_back_as_it_was(string name) =>
        await RoundTrip.SameAsync(new RisReader(), SharedData.PathOrSkip($"data/bib/ris/example_{name}.ris"), RisFormat.Write);

    [Theory]
    [MemberData(nameof(BibTexFiles))]
    public async Task BibTeX_goes_through_CSL_JSON_and_back(string name)
    {
        var first = await RoundTrip.ReadAsync(new BibTexReader(), SharedData.PathOrSkip($"data/bib/bibtex/{name}.bib"));

        var json = await RoundTrip.ReadAsync(new CslJsonReader(), _files.Write("a.json", CslJsonFormat.Write(first.Select(RoundTrip.ToPaper))));
        var back = await RoundTrip.ReadAsync(new BibTexReader(), _files.Write("b.bib", BibTexLibraryFormat.Write(json.Select(RoundTrip.ToPaper))));

        Assert.Equal(first.Select(RoundTrip.Describe), json.Select(RoundTrip.Describe));
        Assert.Equal(first.Select(RoundTrip.Describe), back.Select(RoundTrip.Describe));
        Assert.Equal(first.Select(r => r.Key), back.Select(r => r.Key));
    }

    [Theory]
    [MemberData(nameof(BibTexFiles))]
    public async Task BibTeX_goes_through_RIS_and_back(string name)
    {
        var first = await RoundTrip.ReadAsync(new BibTexReader(), SharedData.PathOrSkip($"data/bib/bibtex/{name}.bib"));

        var ris = await RoundTrip.ReadAsync(new RisReader(), _files.Write("a.ris", RisFormat.Write(first.Select(RoundTrip.ToPaper))));

        Assert.Equal(first.Select(RoundTrip.Describe), ris.Select(RoundTrip.Describe));
        Assert.Equal(first.Select(r => r.Key), ris.Select(r => r.Key));
    }

    public void Dispose() => _files.Dispose();
}
