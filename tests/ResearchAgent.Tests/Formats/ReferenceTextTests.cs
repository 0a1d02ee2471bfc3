using ResearchAgent.Writing.Formats;
using Xunit;

namespace ResearchAgent.Tests.Formats;

public sealed class ReferenceTextTests
{
    [Fact]
    public void A_reference_is_one_line() => Assert.Equal(
        "Dheeru Dua, Shivanshu Gupta et al. (2022). Successive Prompting for Decomposing Complex Questions. EMNLP. arXiv:2212.04092 / doi:10.18653/v1/2022.emnlp-main.81",
        ReferenceText.Line(Sample.Dua));

    [Fact]
    public void Without_authors_the_year_follows_the_title() =>
        Assert.Equal("Why? (2020).", ReferenceText.Line(Sample.HostileReference with { Title = "Why?", Authors = ["others"], Year = 2020, Venue = " ", Doi = null, ArxivId = null, Url = null }));

    [Fact]
    public void A_long_list_of_authors_is_cut() =>
        Assert.StartsWith("A, B, C, D, E, F et al. Title", ReferenceText.Line(Sample.HostileReference with { Title = "Title", Authors = ["A", "B", "C", "D", "E", "F", "G"] }), StringComparison.Ordinal);

    [Fact]
    public void The_address_stands_in_where_no_identifier_is_known() =>
        Assert.EndsWith("Reasoning. https://arxiv.org/abs/2305.04091", ReferenceText.Line(Sample.Wang with { ArxivId = null }), StringComparison.Ordinal);

    [Fact]
    public void Paper_text_cannot_steer_the_terminal() =>
        Assert.DoesNotContain(ReferenceText.Line(Sample.HostileReference), char.IsControl);
}
