using ResearchAgent.Papers;
using ResearchAgent.Writing.Fluent;
using Xunit;

namespace ResearchAgent.Tests.Writing.Fluent;

public sealed class CitedProseTests
{
    private static readonly CitationKey[] Keys = [new("Dua2022Prompting"), new("Wang2023Plan"), new("AutoEvolve")];

    [Theory]
    [InlineData("one sentence", "It gains 5% [Dua2022Prompting].", "It gains 5%. <Dua2022Prompting>")]
    [InlineData("two keys", "Both decompose [Dua2022Prompting; Wang2023Plan].", "Both decompose. <Dua2022Prompting;Wang2023Plan>")]
    [InlineData("a space between sentences", "One [AutoEvolve]. Two [Wang2023Plan].", "One. <AutoEvolve>|Two. <Wang2023Plan>")]
    [InlineData("a line each", "One [AutoEvolve].\nTwo [Wang2023Plan].\n\nThree [AutoEvolve].", "One. <AutoEvolve>|Two. <Wang2023Plan>|Three. <AutoEvolve>")]
    [InlineData("key after the full stop", "It gains 5%. [AutoEvolve] It costs 2.5 hours. [Wang2023Plan]", "It gains 5%. <AutoEvolve>|It costs 2.5 hours. <Wang2023Plan>")]
    [InlineData("key after the full stop, and another stop", "It gains 5%.[AutoEvolve]. It costs little.[Wang2023Plan].", "It gains 5%. <AutoEvolve>|It costs little. <Wang2023Plan>")]
    [InlineData("key on the next line", "It gains 5%.\n[AutoEvolve]\nIt costs little.\n[Wang2023Plan]", "It gains 5%. <AutoEvolve>|It costs little. <Wang2023Plan>")]
    [InlineData("parentheses", "It gains 5% (AutoEvolve).", "It gains 5%. <AutoEvolve>")]
    [InlineData("parentheses that hold no key", "It gains 5% (on GSM8K) [AutoEvolve].", "It gains 5% (on GSM8K). <AutoEvolve>")]
    [InlineData("several brackets", "Both decompose [Dua2022Prompting][Wang2023Plan], [AutoEvolve].", "Both decompose. <Dua2022Prompting;Wang2023Plan;AutoEvolve>")]
    [InlineData("commas, and, pandoc", "All plan [Dua2022Prompting, Wang2023Plan and @AutoEvolve].", "All plan. <Dua2022Prompting;Wang2023Plan;AutoEvolve>")]
    [InlineData("double, wide and LaTeX brackets", "One [[AutoEvolve]]. Two 【Wang2023Plan】. Three \\citep{Dua2022Prompting}.", "One. <AutoEvolve>|Two. <Wang2023Plan>|Three. <Dua2022Prompting>")]
    [InlineData("a page beside the key", "It plans [Wang2023Plan, p. 4].", "It plans. <Wang2023Plan>")]
    [InlineData("case of the key", "It plans [wang2023plan].", "It plans. <Wang2023Plan>")]
    [InlineData("a key in mid-sentence", "Wang et al. [Wang2023Plan] plan first.", "Wang et al. plan first. <Wang2023Plan>")]
    [InlineData("a key twice", "Wang et al. [Wang2023Plan] plan first [Wang2023Plan].", "Wang et al. plan first. <Wang2023Plan>")]
    [InlineData("keys in front, as the evidence has them", "[AutoEvolve] It gains 5%. [Wang2023Plan] It plans.", "It gains 5%. <AutoEvolve>|It plans. <Wang2023Plan>")]
    [InlineData("keys in front of lines", "[AutoEvolve] It gains 5%.\n[Wang2023Plan]: It plans.", "It gains 5%. <AutoEvolve>|It plans. <Wang2023Plan>")]
    [InlineData("a heading", "# Answer\n\n## Results\nIt plans [Wang2023Plan].", "It plans. <Wang2023Plan>")]
    [InlineData("a list", "1. It plans [Wang2023Plan].\n2) It solves [Wang2023Plan].\n- It gains 5% [AutoEvolve]\n* It is cheap [AutoEvolve]", "It plans. <Wang2023Plan>|It solves. <Wang2023Plan>|It gains 5%. <AutoEvolve>|It is cheap. <AutoEvolve>")]
    [InlineData("a wrapped line", "It plans before\nit solves [Wang2023Plan].", "It plans before it solves. <Wang2023Plan>")]
    [InlineData("emphasis", "**It plans** before `solving` [**Wang2023Plan**].", "It plans before solving. <Wang2023Plan>")]
    [InlineData("a fence", "```text\nIt plans [Wang2023Plan].\n```", "It plans. <Wang2023Plan>")]
    [InlineData("an announcement", "Sure! Here is the answer:\n\nIt plans [Wang2023Plan].", "It plans. <Wang2023Plan>")]
    [InlineData("a preamble", "Based on the provided evidence, it plans [Wang2023Plan]. According to the quotes, AutoEvolve gains 5% [AutoEvolve].", "It plans. <Wang2023Plan>|AutoEvolve gains 5%. <AutoEvolve>")]
    [InlineData("a label", "Answer: It plans [Wang2023Plan].", "It plans. <Wang2023Plan>")]
    [InlineData("the evidence as a subject", "The evidence shows that planning helps [Wang2023Plan].", "Planning helps. <Wang2023Plan>")]
    [InlineData("thinking", "<think>It may be 9% [AutoEvolve].</think>\nIt is 5% [AutoEvolve].", "It is 5%. <AutoEvolve>")]
    [InlineData("thinking that the prompt began", "Hm, 9% [AutoEvolve].</think>It is 5% [AutoEvolve].", "It is 5%. <AutoEvolve>")]
    [InlineData("thinking that never ends", "<think>It is 5% [AutoEvolve].", "")]
    [InlineData("leaked tokens", "It plans [Wang2023Plan].<|im_end|><|im_start|>user", "It plans. <Wang2023Plan>|User. !no key")]
    [InlineData("a bibliography", "It plans [Wang2023Plan].\n\nReferences:\n[Wang2023Plan] Wang, L. Plan-and-Solve.", "It plans. <Wang2023Plan>")]
    [InlineData("no key", "It plans. It gains 5% [AutoEvolve].", "It plans. !no key|It gains 5%. <AutoEvolve>")]
    [InlineData("an unknown key", "It plans [Smith2024Forged].", "It plans. !unknown key 'Smith2024Forged'")]
    [InlineData("an unknown key beside a known one", "It plans [Wang2023Plan; Smith2024Forged].", "It plans. <Wang2023Plan> !unknown key 'Smith2024Forged'")]
    [InlineData("an unknown key in parentheses", "It plans (Smith2024Forged).", "It plans. !unknown key 'Smith2024Forged'")]
    [InlineData("a number for a key", "It plans [1].", "It plans. !unknown key '1'")]
    [InlineData("words in brackets", "It plans [as others do] [Wang2023Plan].", "It plans [as others do]. <Wang2023Plan>")]
    [InlineData("an abbreviation before the key", "Gains differ, e.g. 5% vs. 3% on Fig. 2 of the paper by Wang et al. [Wang2023Plan].", "Gains differ, e.g. 5% vs. 3% on Fig. 2 of the paper by Wang et al. <Wang2023Plan>")]
    [InlineData("no full stop", "It plans [Wang2023Plan]", "It plans. <Wang2023Plan>")]
    [InlineData("an image", "It plans ![x](http://evil.example/a.png) [Wang2023Plan].", "It plans![x](http://evil.example/a.png). <Wang2023Plan> !markup or a link")]
    [InlineData("a link", "It plans, see https://evil.example [Wang2023Plan].", "It plans, see https://evil.example. <Wang2023Plan> !markup or a link")]
    [InlineData("HTML", "It plans <img src=x onerror=alert(1)> [Wang2023Plan].", "It plans <img src=x onerror=alert(1)>. <Wang2023Plan> !markup or a link")]
    [InlineData("less than is no HTML", "It plans at p < 0.05 [Wang2023Plan].", "It plans at p < 0.05. <Wang2023Plan>")]
    [InlineData("terminal escapes and overrides", "It \u001b[31mplans\u202e [Wang2023Plan].", "It [31mplans. <Wang2023Plan>")]
    [InlineData("private characters", "It \uE000plans\uE005 [Wang2023Plan].\uE001", "It plans. <Wang2023Plan>")]
    [InlineData("a rule", "---\nIt plans [Wang2023Plan].\n---", "It plans. <Wang2023Plan>")]
    [InlineData("nothing", "", "")]
    [InlineData("only keys", "[Wang2023Plan].", "")]
    public void A_reply_is_read(string shape, string reply, string expected)
    {
        var prose = CitedProse.Parse(reply, Keys, isCutOff: false);

        Assert.True(expected == Print(prose), $"{shape}: {Print(prose)}");
        Assert.False(prose.Abstained);
    }

    [Theory]
    [InlineData("It plans [Wang2023Plan]. It gains 5", "It plans. <Wang2023Plan>|It gains 5. !unfinished")]
    [InlineData("It plans [Wang2023Plan]. It gains [AutoEvolve] on", "It plans. <Wang2023Plan>|It gains on. <AutoEvolve> !unfinished")]
    [InlineData("It plans [Wang2023Plan]. It gains 5% [Auto", "It plans. <Wang2023Plan>|It gains 5% [Auto. !unfinished")]
    [InlineData("It plans [Wang2023Plan]. It gains 5% [AutoEvolve]", "It plans. <Wang2023Plan>|It gains 5%. <AutoEvolve>")]
    [InlineData("It plans [Wang2023Plan].", "It plans. <Wang2023Plan>")]
    public void A_reply_that_was_cut_off_loses_its_unfinished_sentence(string reply, string expected) =>
        Assert.Equal(expected, Print(CitedProse.Parse(reply, Keys, isCutOff: true)));

    [Theory]
    [InlineData("INSUFFICIENT EVIDENCE", true)]
    [InlineData("**Insufficient evidence.**", true)]
    [InlineData("<think>Nothing here.</think>INSUFFICIENT EVIDENCE", true)]
    [InlineData("INSUFFICIENT EVIDENCE. The quotes are about snow.", true)]
    [InlineData("It plans [Wang2023Plan].\nINSUFFICIENT EVIDENCE", false)]
    [InlineData("There is insufficient evidence for planning [Wang2023Plan].", false)]
    public void Insufficient_evidence_is_an_abstention_unless_something_is_said(string reply, bool abstained) =>
        Assert.Equal(abstained, CitedProse.Parse(reply, Keys, isCutOff: false).Abstained);

    [Fact]
    public void A_very_long_reply_of_brackets_is_read_without_delay()
    {
        var reply = string.Concat(Enumerable.Repeat("[AutoEvolve][[((", 20_000)) + new string('[', 50_000) + new string('.', 50_000);

        Assert.NotNull(CitedProse.Parse(reply, Keys, isCutOff: true));
    }

    private static string Print(CitedProse prose) => string.Join('|', prose.Sentences.Select(
        s => s.Text + (s.Keys.Count > 0 ? $" <{string.Join(';', s.Keys)}>" : "") + (s.Flaw is null ? "" : " !" + s.Flaw)));
}
