using ResearchAgent.Papers;
using ResearchAgent.Writing;
using ResearchAgent.Writing.Styles;
using Xunit;

namespace ResearchAgent.Tests.Styles;

public sealed class StyledReferencesTests
{
    [Theory]
    [InlineData("apa", "(LeCun et al., 2015; Vaswani et al., 2017; Watson & Crick, 1953)")]
    [InlineData("ieee", "[1]–[3]")]
    [InlineData("chicago", "(Vaswani et al. 2017; Watson and Crick 1953; LeCun, Bengio, and Hinton 2015)")]
    [InlineData("vancouver", "(1-3)")]
    [InlineData("acm", "[1–3]")]
    public void Marks_follow_the_style(string style, string expected) =>
        Assert.Equal(expected, Mark(CitationStyle.Find(style)!, KnownWork.Vaswani, KnownWork.Watson, KnownWork.LeCun));

    [Fact]
    public void Numbers_apart_stay_apart()
    {
        var list = CitationStyle.Ieee.List([KnownWork.LeCun, KnownWork.Knuth, KnownWork.Watson]);

        Assert.Equal("[1], [3]", StyledRun.Plain(list.Mark([KnownWork.Watson.Key, KnownWork.LeCun.Key])));
    }

    [Theory]
    [InlineData("apa", null, "Fielding; Goodfellow; LeCun; Watson")]
    [InlineData("ieee", "1; 2; 3; 4", "Watson; LeCun; Goodfellow; Fielding")]
    [InlineData("chicago", null, "Fielding; Goodfellow; LeCun; Watson")]
    [InlineData("vancouver", "1; 2; 3; 4", "Watson; LeCun; Goodfellow; Fielding")]
    [InlineData("acm", "1; 2; 3; 4", "Fielding; Goodfellow; LeCun; Watson")]
    public void The_list_is_by_name_or_by_first_citation(string style, string? numbers, string names)
    {
        var entries = CitationStyle.Find(style)!.List([KnownWork.Watson, KnownWork.LeCun, KnownWork.Goodfellow, KnownWork.Fielding]).Entries;

        Assert.Equal(names, string.Join("; ", entries.Select(e => PersonName.Family(e.Reference.Authors[0]))));
        Assert.Equal(numbers, entries[0].Number is null ? null : string.Join("; ", entries.Select(e => e.Number)));
    }

    [Fact]
    public void Nothing_comes_before_something_and_titles_sort_without_their_article()
    {
        Reference[] cited = [Work("Smithson, A.", "Z"), Work("Smith, A.; Jones, B.", "Y"), Work("Smith, A.", "X"), Work("", "The Anthill"), Work("Öberg, C.", "W"), Work("Olsen, D.", "V")];

        Assert.Equal(["The Anthill", "V", "X", "Y", "Z"], CitationStyle.Apa.List(cited).Entries.Select(e => e.Reference.Title).Where(t => t != "W"));
        Assert.Equal("W", CitationStyle.Apa.List(cited).Entries[1].Reference.Title);
    }

    [Theory]
    [InlineData("apa", "(Wang & Xu, 2023a, 2023b)", "Wang, L., & Xu, W. (2023b). *Beta*.")]
    [InlineData("chicago", "(Wang and Xu 2023a, 2023b)", "Wang, Lei, and Wanyu Xu. 2023b. *Beta*.")]
    public void Works_of_the_same_authors_and_year_get_letters_in_the_order_of_the_list(string style, string mark, string second)
    {
        var list = CitationStyle.Find(style)!.List([Work("Lei Wang; Wanyu Xu", "Beta"), Work("Lei Wang; Wanyu Xu", "Alpha")]);

        Assert.Equal(mark, StyledRun.Plain(list.Mark(list.Entries.Select(e => e.Reference.Key))));
        Assert.Equal(second, StyledRun.Print(list.Entries[1].Runs, t => t, t => $"*{t}*"));
    }

    [Fact]
    public void Undated_works_of_the_same_author_get_letters_behind_a_hyphen() => Assert.Equal(
        "(Wang, n.d.-a, n.d.-b)",
        Mark(CitationStyle.Apa, Work("Lei Wang", "Alpha") with { Year = null }, Work("Lei Wang", "Beta") with { Year = null }));

    [Fact]
    public void More_authors_are_named_until_two_works_differ() => Assert.Equal(
        "(Kapoor, Bloom, Montez, et al., 2023; Kapoor, Bloom, Zucker, et al., 2023)",
        Mark(CitationStyle.Apa, Work("J. Kapoor; I. Bloom; M. Montez; C. Warner; E. Hill", "A"), Work("J. Kapoor; I. Bloom; R. Zucker; A. Tang; D. Daniels", "B")));

    [Fact]
    public void Et_al_never_stands_for_one_person() => Assert.Equal(
        "(Hasan, Liang, Kahn, & Jones, 2023; Hasan, Liang, Kahn, & Weintraub, 2023)",
        Mark(CitationStyle.Apa, Work("R. Hasan; S. Liang; V. Kahn; M. Jones", "A"), Work("R. Hasan; S. Liang; V. Kahn; T. Weintraub", "B")));

    [Fact]
    public void First_authors_who_share_a_family_name_get_initials() => Assert.Equal(
        "(L. Wang & Xu, 2023; Z. Wang, 2022)",
        Mark(CitationStyle.Apa, Work("Lei Wang; Wanyu Xu", "A"), Work("Wang, Zhen", "B") with { Year = 2022 }));

    [Theory]
    [InlineData("apa", "(Dua et al., 2022)")]
    [InlineData("chicago", "(Dua et al. 2022)")]
    public void A_list_that_goes_on_is_et_al(string style, string mark) => Assert.Equal(mark, Mark(CitationStyle.Find(style)!, Formats.Sample.Dua));

    [Theory]
    [InlineData("apa", "article-journal", "(“On Nothing,” 2023)")]
    [InlineData("apa", "book", "(*On Nothing*, 2023)")]
    [InlineData("chicago", "article-journal", "(“On Nothing” 2023)")]
    public void A_work_without_names_is_called_by_its_title(string style, string type, string mark)
    {
        var reference = KnownWork.Work(type, "On nothing: a study", "", 2023);

        Assert.Equal(mark, StyledRun.Print(CitationStyle.Find(style)!.List([reference]).Mark([reference.Key]), t => t, t => $"*{t}*"));
    }

    [Theory]
    [InlineData("apa", "Watson and Crick (1953)")]
    [InlineData("ieee", "Watson and Crick [1]")]
    [InlineData("chicago", "Watson and Crick (1953)")]
    [InlineData("vancouver", "Watson and Crick (1)")]
    [InlineData("acm", "Watson and Crick [1]")]
    public void A_heading_names_the_work(string style, string name) =>
        Assert.Equal(name, StyledRun.Plain(CitationStyle.Find(style)!.List([KnownWork.Watson]).Name(KnownWork.Watson.Key)));

    [Fact]
    public void A_key_that_the_list_lacks_stands_as_it_is() =>
        Assert.Equal("[1] [Gone2020]", StyledRun.Plain(CitationStyle.Ieee.List([KnownWork.Watson]).Mark([new CitationKey("Gone2020"), KnownWork.Watson.Key])));

    private static Reference Work(string authors, string title) => KnownWork.Work("book", title, authors, 2023);

    private static string Mark(CitationStyle style, params Reference[] references) =>
        StyledRun.Plain(style.List(references).Mark(references.Select(r => r.Key)));
}
