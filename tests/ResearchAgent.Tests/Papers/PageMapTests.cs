using ResearchAgent.Ingestion;
using ResearchAgent.Papers;
using Xunit;

namespace ResearchAgent.Tests.Papers;

public sealed class PageMapTests
{
    [Fact]
    public void Every_character_has_the_page_of_the_last_start_before_it()
    {
        var map = PageMap.FromString("0:4 1250:5 2000:7");

        Assert.Equal((4, 4, 5, 5, 7), (map.PageAt(0), map.PageAt(1249), map.PageAt(1250), map.PageAt(1999), map.PageAt(5000)));
        Assert.Null(default(PageMap).PageAt(0));
    }

    [Fact]
    public void A_part_of_a_text_keeps_its_pages()
    {
        var map = PageMap.FromString("0:4 1250:5 2000:7");

        Assert.Equal("0:4 250:5", map.Slice(1000, 300).Value);
        Assert.Equal("0:4", map.Slice(1000, 250).Value);
        Assert.Equal("0:7", map.Slice(2000, 10).Value);
        Assert.Equal(default, default(PageMap).Slice(3, 9));
    }

    [Fact]
    public void Maps_of_the_same_pages_are_equal_and_one_page_is_said_once()
    {
        Assert.Equal(PageMap.FromString("0:1 9:2"), PageMap.From([(0, 1), (5, 1), (9, 2)]));
        Assert.Equal(default, PageMap.From([]));
        Assert.Equal(default, PageMap.FromString(""));
    }

    [Theory]
    [InlineData("4")]
    [InlineData("0:x")]
    [InlineData("-1:3")]
    public void What_is_no_map_is_refused(string written) => Assert.Contains(written, Assert.Throws<FormatException>(() => PageMap.FromString(written)).Message, StringComparison.Ordinal);

    [Fact]
    public void Passages_know_their_pages()
    {
        var sentences = string.Join(' ', Enumerable.Range(0, 200).Select(i => $"This is sentence number {i} of a text on snow."));
        var middle = sentences.IndexOf("This is sentence number 100 ", StringComparison.Ordinal);
        var section = new Section("Snow", sentences) { Pages = PageMap.From([(0, 3), (middle, 4)]) };

        var passages = PassageSplitter.Split(new PaperId("title:1"), [section]);

        Assert.True(passages.Count > 2);
        Assert.All(passages, p => Assert.All(Enumerable.Range(0, p.Text.Length), i => Assert.Equal(p.Start + i < middle ? 3 : 4, p.Pages.PageAt(i))));
    }
}
