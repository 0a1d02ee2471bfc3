using Microsoft.Extensions.AI;
using ResearchAgent.LlamaEngine.Grammars;
using ResearchAgent.LlamaEngine.Tests.Engine;
using ResearchAgent.Papers;
using ResearchAgent.Writing.Fluent;
using Xunit;

namespace ResearchAgent.LlamaEngine.Tests.Grammars;

/// <summary>Whatever is admitted, the reader of the product's own replies must find nothing wrong with it.</summary>
[Collection(nameof(TinyModel))]
public sealed class CitationGrammarTests(TinyModel tiny)
{
    // What ends sentences, cites, abbreviates, lists or links.
    private static readonly string[] Marks = [" ", " ", " ", " ", ".", "[", "[", "[", "[", "]", ";", ":", "/", "&", "(", ")", "\"", ",", "-", "T", "a", "w", "1", "\n"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1, "Wang2023PlanAndSolve")]
    [InlineData(2, "Dua2022", "Wang2023")]
    [InlineData(3, "A1", "A12", "A123")]
    [InlineData(4, "Kim2020", "Kim2020b", "Kim2020bc", "GSM8K", "doi:10.1+x-y_z")]
    public void Every_sentence_cites_known_keys_and_has_no_flaw(int maxSentences, params string[] keys)
    {
        var grammar = CitationGrammar.ToGbnf(keys, maxSentences, mayAbstain: false);
        var replies = Enumerable.Range(0, 50).Select(seed => GrammarWalk.Run(tiny.Model.Weights, grammar, Marks, 500 * maxSentences, (uint)((50 * maxSentences) + seed))).OfType<string>().ToList();
        Assert.True(replies.Count >= 45, $"{replies.Count} of 50 ended in time");
        Assert.All(replies, r =>
        {
            var prose = CitedProse.Parse(r, [.. keys.Select(k => new CitationKey(k))], isCutOff: false);
            Assert.All(prose.Sentences, s => Assert.Equal((null, true), (s.Flaw, s.Keys.Count > 0)));
            Assert.InRange(prose.Sentences.Count, 0, maxSentences);
            Assert.False(prose.Abstained);
        });
        Assert.Contains(replies, r => r.Contains("]. ", StringComparison.Ordinal) == maxSentences > 1);
    }

    [Fact]
    public async Task A_model_is_held_to_the_keys_it_is_given()
    {
        var replies = await SampleAsync(["Dua2022"], mayAbstain: false);
        var finished = replies.Where(r => r.FinishReason == ChatFinishReason.Stop).Select(r => r.Text).ToList();
        Assert.NotEmpty(finished);
        Assert.All(finished, text => Assert.Matches(@"\[Dua2022(; Dua2022){0,2}\]\.$", text));
    }

    [Theory]
    [InlineData("They gain 5% on DROP [Dua2022; Wang2023].", true)]
    [InlineData("Wang et al. (2023) plan first [Wang2023]. A score of 4.5 (e.g., on DROP) is low [Dua2022].", true)]
    [InlineData("They find one thing: it works & scales [Dua2022].", true)]
    [InlineData("They gain 5% on DROP.", false)]
    [InlineData("They gain 5% on DROP []. ", false)]
    [InlineData("They gain 5% on DROP [Kim2020].", false)]
    [InlineData("They gain 5%. They lose 3% [Dua2022].", false)]
    [InlineData("They gain 5% [3] on DROP [Dua2022].", false)]
    [InlineData("See https://example.org for it [Dua2022].", false)]
    [InlineData("It is one &amp; the other [Dua2022].", false)]
    [InlineData("They gain 5% on DROP [Dua2022]. It is so [Dua2022]. It is so [Dua2022].", false)]
    [InlineData("They gain 5% on DROP [Dua2022; Dua2022; Dua2022; Dua2022].", false)]
    public void Prose_is_admitted_as_it_is_to_be_cited(string text, bool isAdmitted) =>
        Assert.Equal(isAdmitted, GrammarWalk.Admits(tiny.Model.Weights, CitationGrammar.ToGbnf(["Dua2022", "Wang2023"], 2, mayAbstain: true), text));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_model_may_abstain_only_when_it_is_asked(bool mayAbstain)
    {
        var grammar = CitationGrammar.ToGbnf(["Dua2022"], 2, mayAbstain);
        Assert.Equal(mayAbstain, GrammarWalk.Admits(tiny.Model.Weights, grammar, CitedProse.Abstention));
        Assert.False(GrammarWalk.Admits(tiny.Model.Weights, grammar, CitedProse.Abstention + " so"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("a;b")]
    [InlineData("a]b")]
    [InlineData("a\"b")]
    [InlineData("a\\b")]
    [InlineData("a\nb")]
    [InlineData("a\0b")]
    [InlineData("[a")]
    [InlineData("a😀")]
    public void A_key_that_could_be_read_as_something_else_is_refused(string key) =>
        Assert.Contains($"'{key}'", Assert.Throws<ArgumentException>(() => CitationGrammar.ToGbnf(["Dua2022", key], 2, false)).Message, StringComparison.Ordinal);

    [Fact]
    public void Without_a_key_there_is_nothing_to_cite() =>
        Assert.Contains("no key", Assert.Throws<ArgumentException>(() => CitationGrammar.ToGbnf([], 2, false)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(100_000)]
    public void A_number_of_sentences_that_no_grammar_holds_is_refused(int maxSentences) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => CitationGrammar.ToGbnf(["Dua2022"], maxSentences, false));

    private Task<IReadOnlyList<ChatResponse>> SampleAsync(string[] keys, bool mayAbstain) =>
        tiny.Client.SampleAsync(
            [new(ChatRole.User, "Why?")],
            new ChatOptions
            {
                Temperature = 1,
                MaxOutputTokens = 350,
                AdditionalProperties = new() { [CitedProse.KeysProperty] = keys, [CitedProse.MaxSentencesProperty] = 1, [CitedProse.AbstentionProperty] = mayAbstain },
            },
            4,
            Token);
}
