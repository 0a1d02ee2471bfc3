using ResearchAgent.Papers;
using ResearchAgent.Writing;
using ResearchAgent.Writing.Formats;
using Xunit;

namespace ResearchAgent.Tests.Formats;

public sealed class BibTexFormatTests
{
    [Fact]
    public void Entries_are_in_order_of_key_and_leave_out_what_is_unknown() => Assert.Equal(
        """
        @article{Dua2022SuccessivePrompting,
          title = {Successive Prompting for Decomposing Complex Questions},
          author = {Dheeru Dua and Shivanshu Gupta and others},
          year = {2022},
          journal = {EMNLP},
          doi = {10.18653/v1/2022.emnlp-main.81},
          eprint = {2212.04092},
          archivePrefix = {arXiv}
        }

        @misc{Wang2023PlanAndSolve,
          title = {{Plan-and-Solve} Prompting: Improving {LLM} Reasoning},
          author = {Wang, Lei and M{\"{u}}ller, Zo{\"{e}}},
          year = {2023},
          eprint = {2305.04091},
          archivePrefix = {arXiv},
          url = {https://arxiv.org/abs/2305.04091}
        }

        """,
        BibTexFormat.Write([Sample.Wang, Sample.Dua]),
        ignoreLineEndingDifferences: false);

    [Fact]
    public void What_we_write_parses_strictly() =>
        Assert.Equal(2, BibTexGrammar.Parse(BibTexFormat.Write(Sample.Review)).Count);

    [Theory]
    [InlineData("a { b")]
    [InlineData("a } b")]
    [InlineData(@"trailing \")]
    [InlineData(@"\{ \}")]
    [InlineData("5% of \"quotes\" @misc{x, y = z}")]
    [InlineData("two\nlines\r\nand\ttabs")]
    [InlineData("@string{a = \"b\"} # c")]
    [InlineData("},\n evil = {x")]
    [InlineData("{\\Delta} Δ É 王 😀 \ud800")]
    [InlineData(",,, and and , and")]
    public void Hostile_text_in_any_field_stays_one_entry(string hostile)
    {
        var reference = Sample.HostileReference with { Title = hostile, Authors = [hostile, "Ada"], Venue = hostile, Doi = hostile, ArxivId = hostile, Url = "https://a/" + hostile };

        var entries = BibTexGrammar.Parse(BibTexFormat.Write([reference, Sample.Wang]));

        Assert.Equal(["Hostile2020", "Wang2023PlanAndSolve"], entries.Keys);
        Assert.Equal(["title", "author", "journal", "doi", "eprint", "archivePrefix", "url"], entries["Hostile2020"].Keys);
    }

    [Fact]
    public void Hostile_records_stay_one_entry() =>
        Assert.Single(BibTexGrammar.Parse(BibTexFormat.Write([Sample.HostileReference])));

    [Fact]
    public void The_checker_refuses_what_BibTeX_refuses()
    {
        Assert.Throws<FormatException>(() => BibTexGrammar.Parse("@misc{a, title = {x \\{ y}}"));
        Assert.Throws<FormatException>(() => BibTexGrammar.Parse("@misc{a, title = {x} year = {1}}"));
        Assert.Throws<FormatException>(() => BibTexGrammar.Parse("@misc{a b, title = {x}}"));
    }

    [Theory]
    [InlineData("Rock and Roll Group", "{Rock and Roll Group}")]
    [InlineData("a, b, c, d", "{a, b, c, d}")]
    [InlineData("Others", "{Others}")]
    [InlineData("Anders Sand", "Anders Sand")]
    public void A_name_that_BibTeX_would_misread_is_braced(string author, string field) =>
        Assert.Equal(field, Fields(Sample.Wang with { Authors = [author] })["author"]);

    [Theory]
    [InlineData("BERT: Pre-training of Things", "{BERT}: Pre-training of Things")]
    [InlineData("Δ-Learning at 5%", @"{$\Delta$-Learning} at {5\%}")]
    [InlineData("(Deep) \"Nets\" 王", "(Deep) ``Nets'' {{[}U+738B{]}}")]
    [InlineData("Édouard", @"{{{\'{E}}douard}}")]
    [InlineData(@"\Foo", @"{{\textbackslash{}Foo}}")]
    public void Capitals_inside_words_and_commands_survive_styles_that_lower_the_case(string title, string field) =>
        Assert.Equal(field, Fields(Sample.Wang with { Title = title })["title"]);

    [Theory]
    [InlineData("https://x.example/a_b?c=d&e=%20f#g", "https://x.example/a_b?c=d&e=%20f#g")]
    [InlineData("https://x.example/a b}{100%\\é", "https://x.example/a%20b%7D%7B100%25%5C%C3%A9")]
    public void An_address_stays_verbatim_but_for_what_TeX_would_read(string url, string field) =>
        Assert.Equal(field, Fields(Sample.Wang with { Url = url })["url"]);

    [Fact]
    public void An_address_that_is_not_of_the_web_is_left_out() =>
        Assert.DoesNotContain("url", Fields(Sample.Wang with { Url = "javascript:alert(1)" }).Keys);

    [Fact]
    public void A_key_that_breaks_its_contract_is_reduced_and_never_written_twice()
    {
        var broken = Sample.Wang with { Key = new CitationKey("wang2023}PlanAndSolve,") };

        Assert.Equal(["Wang2023PlanAndSolve"], BibTexGrammar.Parse(BibTexFormat.Write([Sample.Wang, broken])).Keys);
    }

    [Fact]
    public void Columns_that_nothing_cites_have_an_entry_too() =>
        Assert.Equal(["Dua2022SuccessivePrompting", "Wang2023PlanAndSolve"], BibTexGrammar.Parse(BibTexFormat.Write(Sample.Comparison)).Keys);

    private static IReadOnlyDictionary<string, string> Fields(Reference reference) =>
        BibTexGrammar.Parse(BibTexFormat.Write([reference])).Values.Single();
}
