using System.Text.Json;
using ResearchAgent.Papers;
using Xunit;

namespace ResearchAgent.Tests.Papers;

public sealed class PaperIdTests
{
    [Theory]
    [InlineData("10.18653/v1/2022.emnlp-main.81", "10.18653/v1/2022.emnlp-main.81")]
    [InlineData("10.1000/ABC(1)", "10.1000/abc(1)")]
    [InlineData(" https://doi.org/10.1000/ABC ", "10.1000/abc")]
    [InlineData("http://dx.doi.org/10.1000/abc", "10.1000/abc")]
    [InlineData("https://www.doi.org/10.1000/abc", "10.1000/abc")]
    [InlineData("doi.org/10.1000/abc", "10.1000/abc")]
    [InlineData("DOI: 10.1000/abc", "10.1000/abc")]
    [InlineData("doi:10.1000/abc#1v2", "10.1000/abc#1v2")]
    [InlineData("10.1000", null)]
    [InlineData("10.1000/", null)]
    [InlineData("10.1000/a b", null)]
    [InlineData("2305.04091", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void A_doi_is_read_however_it_is_written(string? written, string? expected) =>
        Assert.Equal(expected, PaperId.NormalizeDoi(written));

    [Theory]
    [InlineData("2305.04091", "2305.04091")]
    [InlineData("2305.04091v2", "2305.04091")]
    [InlineData("arXiv:2305.04091v12", "2305.04091")]
    [InlineData("arXiv: 2305.04091 [cs.CL]", "2305.04091")]
    [InlineData("https://arxiv.org/abs/2305.04091v2", "2305.04091")]
    [InlineData("http://arxiv.org/pdf/2305.04091v2.pdf", "2305.04091")]
    [InlineData("https://www.arxiv.org/abs/2305.04091", "2305.04091")]
    [InlineData("https://arxiv.org/html/2305.04091v1", "2305.04091")]
    [InlineData("arxiv.org/abs/2305.04091", "2305.04091")]
    [InlineData("10.48550/arXiv.2305.04091", "2305.04091")]
    [InlineData("https://doi.org/10.48550/arXiv.2305.04091", "2305.04091")]
    [InlineData("0704.0001", "0704.0001")]
    [InlineData("cs/0112017", "cs/0112017")]
    [InlineData("math.GT/0309136v1", "math.gt/0309136")]
    [InlineData("hep-th/9901001", "hep-th/9901001")]
    [InlineData("2305.040", null)]
    [InlineData("2305.0409123", null)]
    [InlineData("https://example.org/2305.04091", null)]
    [InlineData("10.1000/2305.04091", null)]
    [InlineData(null, null)]
    public void An_arxiv_id_is_read_without_prefix_and_version(string? written, string? expected) =>
        Assert.Equal(expected, PaperId.NormalizeArxivId(written));

    [Fact]
    public void The_strongest_identifier_names_the_paper()
    {
        Assert.Equal("doi:10.1000/abc", PaperId.For("Title", "Wang", 2023, "https://doi.org/10.1000/ABC", "2305.04091").Value);
        Assert.Equal("arxiv:2305.04091", PaperId.For("Title", "Wang", 2023, null, "arXiv:2305.04091v2").Value);
        Assert.Matches("^title:[0-9a-f]{16}$", PaperId.For("Title", "Wang", 2023, "no doi", "no id").Value);
    }

    // arXiv gives every paper a DOI: the preprint is one paper under either name.
    [Fact]
    public void The_doi_of_an_arxiv_paper_is_its_arxiv_id() =>
        Assert.Equal("arxiv:2305.04091", PaperId.For("Title", null, null, "10.48550/ARXIV.2305.04091", null).Value);

    [Theory]
    [InlineData("Plan-and-Solve Prompting: Improving Reasoning", "plan and solve prompting — improving reasoning")]
    [InlineData("Erdős and Kendall's tau", "ERDOS AND KENDALL’S TAU")]
    [InlineData("  Tides,   in the\tharbour? ", "Tides in the Harbour")]
    [InlineData("Łukasz's na\u00efve straße", "LUKASZ'S NAIVE STRASSE")]
    public void A_title_typed_again_is_the_same_paper(string title, string again) =>
        Assert.Equal(PaperId.For(title, "Wang, Lei", 2023, null, null), PaperId.For(again, "Lei Wang", 2023, null, null));

    [Fact]
    public void The_first_authors_name_is_the_same_with_and_without_accents() =>
        Assert.Equal(PaperId.For("Tides", "Zoë Müller", 2023, null, null), PaperId.For("Tides", "MULLER, Z.", 2023, null, null));

    [Fact]
    public void Another_title_author_or_year_is_another_paper()
    {
        PaperId[] ids =
        [
            PaperId.For("Editorial", "Wang", 2020, null, null),
            PaperId.For("Editorial", "Wang", 2021, null, null),
            PaperId.For("Editorial", "Dua", 2020, null, null),
            PaperId.For("Editorials", "Wang", 2020, null, null),
            PaperId.For("Editorial", null, null, null, null),
        ];

        Assert.Equal(ids.Length, ids.Distinct().Count());
    }

    [Fact]
    public void An_id_of_a_title_stays_the_same_between_releases() =>
        Assert.Equal("title:638213325e2c17f5", PaperId.For("Plan-and-Solve Prompting", "Lei Wang", 2023, null, null).Value);

    [Theory]
    [InlineData("arxiv:2305.04091#0v1")]
    [InlineData("doi:10.1000/a#b#12v3")]
    [InlineData("doi:10.18653/v1/2022.emnlp-main.81#7v1")]
    [InlineData("title:0123456789abcdef#123456v2")]
    public void A_passage_id_survives_being_written_and_read(string written)
    {
        var id = PassageId.FromString(written);

        Assert.Equal(written, id.Value);
        Assert.Equal(written, id.ToString());
        Assert.Equal(id, JsonSerializer.Deserialize<PassageId>(JsonSerializer.Serialize(id)));
        Assert.Equal(id.Paper, JsonSerializer.Deserialize<PaperId>(JsonSerializer.Serialize(id.Paper)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("arxiv:2305.04091")]
    [InlineData("arxiv:2305.04091#0")]
    [InlineData("arxiv:2305.04091#v1")]
    [InlineData("arxiv:2305.04091#-1v1")]
    [InlineData("arxiv:2305.04091#0v1 ")]
    [InlineData("#0v1")]
    public void What_is_no_passage_id_is_named_in_the_message(string written)
    {
        var e = Assert.Throws<FormatException>(() => PassageId.FromString(written));

        Assert.Contains($"'{written}'", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"arxiv:2305.04091\"")]
    [InlineData("null")]
    [InlineData("17")]
    public void A_wrong_passage_id_in_json_is_an_error_of_the_json(string json) =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<PassageId>(json));
}
