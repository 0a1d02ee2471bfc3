using ResearchAgent.Tests.Evaluation;
using ResearchAgent.Text;
using Xunit;

namespace ResearchAgent.Tests.Text;

public sealed class SentenceSplitterTests
{
    // "|" marks where a sentence ends.
    [Theory]
    [InlineData("We propose DROP.| It works.| Does it?| Yes!")]
    [InlineData("Wang et al. Propose a plan.| It works.")]
    [InlineData("Some methods, e.g. Orca 2, and others, i.e. ReFT, fail.| We do not.")]
    [InlineData("See Fig. 3 and Figs. 4 to 6, Eq. (2), Sec. IV and Tab. 1.| They agree.")]
    [InlineData("FIG. 3 shows no. 5 of vol. 2.| It is clear.")]
    [InlineData("It gains 3.5 points.| At 0.5 it stops.")]
    [InlineData("Accuracy is 95.| In 2023 it was 90.")]
    [InlineData("It explains the mechanisms.|Experimental results agree.")]
    [InlineData("It learns (see Sec. 3. There we explain it.) from data.| It works.")]
    [InlineData("It learns (see below).| It works.| [It is old.]| It is free.")]
    [InlineData("A bracket (is left open.| It works.")]
    [InlineData("It applies to AL.| Recent work agrees.")]
    [InlineData("J. Smith and D. E. Shaw agree with J.R.R. Tolkien and J.-P. Serre.| They are right.")]
    [InlineData("In the U.S. Government data, nothing changes.| It works.")]
    [InlineData("The code is at https://example.org/A.B?c=1.| It is free.")]
    [InlineData("The code is at www.example.org.| It is free.")]
    [InlineData("He said \"It works.\"| Then he left.")]
    [InlineData("He said “it works”.| ‘Why?’| Then he left.")]
    [InlineData("The latency is 5 ms.| It is low.")]
    [InlineData("Ms. Lovelace and Dr. Babbage built it with Prof. Menabrea.| It works.")]
    [InlineData("The answer is no.| We explain why.")]
    [InlineData("It works well...| We think so.")]
    [InlineData("Is that so?!| Yes.")]
    [InlineData("First part without stop|\n\nSecond part|\n \nThird.")]
    [InlineData("One line\nand its next line.| Then another.")]
    [InlineData("Windows line.|\r\n\r\nAnother line.")]
    [InlineData("1. We plan.| 2. We solve.")]
    [InlineData("")]
    [InlineData(" \n\n ")]
    public void Prose_is_cut_where_a_reader_would(string marked)
    {
        var text = marked.Replace("|", "", StringComparison.Ordinal);
        var expected = marked.Split('|').Select(s => s.Trim()).Where(s => s.Length > 0);

        Assert.Equal(expected, SentenceSplitter.Split(text).Select(s => s.In(text)));
    }

    [Fact]
    public void Sentences_of_any_text_stand_in_order_without_overlap_and_miss_only_white_space()
    {
        const string Alphabet = "abcXYZ.!?()[]\"'“” \n\t-,;:10%$\\é😀";
        var random = new Random(1);
        for (var round = 0; round < 500; round++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(200)).Select(_ => Alphabet[random.Next(Alphabet.Length)]));
            AssertCovers(text);
        }
    }

    [Fact]
    public void Sentences_of_the_sample_notes_cover_them()
    {
        foreach (var path in Directory.EnumerateFiles(SharedData.InRepository("samples/reading-list"), "*.md"))
        {
            AssertCovers(File.ReadAllText(path));
        }
    }

    [Theory]
    [InlineData("a. ")]
    [InlineData("A.")]
    [InlineData(".")]
    [InlineData(".\"')]")]
    [InlineData("(A. ")]
    [InlineData("\n ")]
    [InlineData(". \"")]
    [InlineData("aB")]
    public void Hostile_text_is_cut_in_linear_time(string piece) =>
        HostileSize.Finishes(n => SentenceSplitter.Split(string.Concat(Enumerable.Repeat(piece, n))), 200_000);

    private static void AssertCovers(string text)
    {
        var end = 0;
        foreach (var span in SentenceSplitter.Split(text))
        {
            Assert.True(span.Length > 0);
            Assert.True(string.IsNullOrWhiteSpace(text[end..span.Start]), $"'{text[end..span.Start]}' is in no sentence of '{text}'.");
            Assert.Equal(span.In(text).Trim(), span.In(text));
            end = span.End;
        }

        Assert.True(string.IsNullOrWhiteSpace(text[end..]));
    }
}
