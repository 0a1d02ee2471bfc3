using ResearchAgent.Ingestion;
using ResearchAgent.Papers;
using ResearchAgent.Text;
using Xunit;

namespace ResearchAgent.Tests.Ingestion;

public sealed class PassageSplitterTests
{
    private static readonly PaperId Paper = new("arxiv:2305.04091");

    [Fact]
    public void A_short_section_is_one_passage_with_its_heading()
    {
        var passage = Assert.Single(PassageSplitter.Split(Paper, [new Section("Abstract", "  We plan. We solve.\n")]));

        Assert.Equal(new Passage(new PassageId(Paper, 0, PassageSplitter.Version), "Abstract", 2, "We plan. We solve."), passage);
    }

    [Fact]
    public void Nothing_gives_no_passage()
    {
        Assert.Empty(PassageSplitter.Split(Paper, []));
        Assert.Empty(PassageSplitter.Split(Paper, [new Section("Abstract", ""), new Section("Method", " \n\n\t ")]));
    }

    [Fact]
    public void A_passage_never_crosses_a_section()
    {
        var passages = PassageSplitter.Split(Paper, [new Section("A", "One."), new Section("", ""), new Section("B", "Two.")]);

        Assert.Equal(["A One. 0", "B Two. 1"], passages.Select(p => $"{p.Heading} {p.Text} {p.Id.Position}"));
    }

    [Fact]
    public void Long_sections_are_cut_at_sentences_within_the_bounds()
    {
        var random = new Random(3);
        for (var round = 0; round < 50; round++)
        {
            var text = string.Join(' ', Enumerable.Range(0, 1 + random.Next(200)).Select(i => Sentence(1 + random.Next(60), i)));
            var passages = PassageSplitter.Split(Paper, [new Section("Body", text)]);

            AssertCovers(text, passages);
            Assert.All(passages, p => Assert.InRange(Tokens(p.Text), 1, PassageSplitter.MaxTokens * 1.25));
            Assert.All(passages.SkipLast(1), p => Assert.True(Tokens(p.Text) > PassageSplitter.MinTokens));
            Assert.All(passages, p => Assert.Matches(@"^Word[^.]*\.(.*\.)?$", p.Text.ReplaceLineEndings(" ")));
        }
    }

    [Fact]
    public void A_sentence_longer_than_a_passage_stands_alone()
    {
        var text = $"{Sentence(100, 0)} {Sentence(2000, 1)} {Sentence(300, 2)}";

        var passages = PassageSplitter.Split(Paper, [new Section("Body", text)]);

        AssertCovers(text, passages);
        Assert.Equal([100, 2000, 300], passages.Select(p => Tokenizer.Spans(p.Text).Count()));
    }

    [Fact]
    public void A_short_rest_joins_the_passage_before_it()
    {
        var text = $"{Sentence(200, 0)} {Sentence(120, 1)} {Sentence(50, 2)}";

        Assert.Equal(370, Tokenizer.Spans(Assert.Single(PassageSplitter.Split(Paper, [new Section("Body", text)])).Text).Count());
    }

    [Fact]
    public void The_same_text_gives_the_same_ids_and_every_passage_its_own()
    {
        var sections = Enumerable.Range(0, 5).Select(s => new Section($"S{s}", string.Join(' ', Enumerable.Range(0, 60).Select(i => Sentence(20, i))))).ToList();

        var once = PassageSplitter.Split(Paper, sections);

        Assert.Equal(once, PassageSplitter.Split(Paper, sections));
        Assert.Equal(Enumerable.Range(0, once.Count), once.Select(p => p.Id.Position));
        Assert.True(once.Count > 5);
    }

    private static string Sentence(int words, int number) => $"Word{number}{string.Concat(Enumerable.Range(1, words - 1).Select(i => $" word{i}"))}.";

    private static double Tokens(string text) => 1.35 * Tokenizer.Spans(text).Count();

    private static void AssertCovers(string text, IReadOnlyList<Passage> passages)
    {
        var end = 0;
        foreach (var passage in passages)
        {
            Assert.Equal(passage.Text, text.Substring(passage.Start, passage.Text.Length));
            Assert.True(string.IsNullOrWhiteSpace(text[end..passage.Start]));
            end = passage.Start + passage.Text.Length;
        }

        Assert.True(string.IsNullOrWhiteSpace(text[end..]));
    }
}
