using Microsoft.Extensions.AI;
using ResearchAgent.Writing.Fluent;
using Xunit;

namespace ResearchAgent.Plugins.Tests;

public sealed class PromptExampleTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("research-prompts-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static IReadOnlyList<PromptFile> Ours => PromptFolder.Read(Path.Combine(SampleLibrary.Repository(), "prompts"));

    public static TheoryData<string, string> OurExamples => [.. Ours.SelectMany(p => p.ReadExamples().Select(e => (p.Name, e.Name)))];

    [Fact]
    public void Each_of_our_prompts_has_two_examples_or_more_and_one_gives_orders() => Assert.All(Ours, p =>
    {
        Assert.True(p.ReadExamples().Count >= 2, p.Name);
        Assert.Contains(p.ReadExamples(), e => e.Inputs.Values.Any(v => v.Contains("Ignore all rules", StringComparison.Ordinal)));
    });

    [Theory]
    [MemberData(nameof(OurExamples))]
    public async Task What_is_sent_has_the_structure_that_the_example_expects(string prompt, string example)
    {
        var file = Ours.Single(p => p.Name == prompt);
        var tried = file.ReadExamples().Single(e => e.Name == example);

        var sent = await file.RenderAsync(tried.Inputs, Token);

        Assert.NotNull(tried.Expected.Messages);
        Assert.Empty(tried.CheckMessages(sent.Messages));
    }

    [Theory]
    [InlineData("""{"messages": ["system", "user"]}""", "the messages are user; expected: system, user")]
    [InlineData("""{"contains": ["hello", "goodbye"]}""", "what is sent does not contain 'goodbye'")]
    [InlineData("""{"lacks": ["HELLO"]}""", "what is sent contains 'HELLO'")]
    public async Task What_does_not_hold_of_the_messages_is_said(string expected, string problem)
    {
        var example = Assert.Single(ReadExamples($$"""[{"name": "one", "inputs": {"what": "hello"}, "expected": {{expected}}}]"""));

        var sent = await Say().RenderAsync(example.Inputs, Token);

        Assert.Equal(problem, Assert.Single(example.CheckMessages(sent.Messages)));
    }

    [Theory]
    [InlineData("""{"min_sentences": 2}""", "One thing [A2020].", "the reply has 1 cited sentences; expected: at least 2")]
    [InlineData("""{"min_sentences": 1, "max_sentences": 1}""", "One thing [A2020]. Another [B2021].", "the reply has 2 cited sentences; expected: at least 1, at most 1")]
    [InlineData("""{"max_sentences": 3}""", "One thing [A2020]. No key here.", "a flawed sentence (no key): 'No key here.'")]
    [InlineData("""{"max_sentences": 3}""", "One thing [Forged2024].", "a flawed sentence (unknown key 'Forged2024'): 'One thing.'")]
    [InlineData("""{"cites": ["B2021"]}""", "One thing [A2020].", "the reply does not cite B2021")]
    [InlineData("""{"abstains": true}""", "One thing [A2020].", "the reply does not abstain")]
    [InlineData("""{"abstains": false, "min_sentences": 1}""", "INSUFFICIENT EVIDENCE", "the reply abstains")]
    [InlineData("""{"max_lines": 1}""", "<think>\nwell\n</think>\nOne\n\nTwo\n", "the reply has 2 lines; expected: at most 1")]
    [InlineData("""{"contains": ["One"]}""", "<think>One</think> Two", "the reply does not contain 'One'")]
    [InlineData("""{"lacks": ["banana"]}""", "BANANA", "the reply contains 'banana'")]
    public void What_does_not_hold_of_a_reply_is_said(string expected, string reply, string problem) =>
        Assert.Equal(problem, Assert.Single(Replied(expected).CheckReply(reply, isCutOff: false)));

    [Theory]
    [InlineData("""{"min_sentences": 2, "cites": ["A2020", "b2021"], "abstains": false}""", "One thing [A2020]. Another [B2021].")]
    [InlineData("""{"min_sentences": 2, "cites": ["A2020"]}""", "INSUFFICIENT EVIDENCE")]
    [InlineData("""{"min_lines": 2, "max_lines": 2}""", "No key.\nNone here either.")]
    public void A_reply_that_holds_has_no_problem(string expected, string reply) => Assert.Empty(Replied(expected).CheckReply(reply, isCutOff: false));

    [Fact]
    public void A_model_is_told_the_keys_as_the_program_tells_them()
    {
        var options = new ChatOptions();

        Replied("""{"max_sentences": 3, "abstains": false}""").Complete(options);

        Assert.Equal((0f, 0L), (options.Temperature, options.Seed));
        Assert.Equal(["A2020", "B2021"], (string[])options.AdditionalProperties![CitedProse.KeysProperty]!);
        Assert.Equal((3, false), (options.AdditionalProperties[CitedProse.MaxSentencesProperty], options.AdditionalProperties[CitedProse.AbstentionProperty]));
    }

    [Fact]
    public void A_list_of_strings_is_many_lines() =>
        Assert.Equal("a\nb", Assert.Single(ReadExamples("""[{"name": "one", "inputs": {"what": ["a", "b"]}, "expected": {}}]""")).Inputs["what"]);

    [Theory]
    [InlineData("[{", "examples.json:1: not a list of examples")]
    [InlineData("7", "examples.json:1: not a list of examples")]
    [InlineData("[null]", "examples.json: one of the examples is null")]
    [InlineData("""[{"name": "one", "inputs": {"what": "a"}}]""", "examples.json:1: not a list of examples: '$[0]' is not understood, or something is missing there")]
    [InlineData("[{\"name\": \"one\",\n\"inputs\": {\"what\": \"a\"}, \"expected\": {\"contians\": []}}]", "examples.json:2: not a list of examples: '$[0].expected.contians' is not understood")]
    [InlineData("""[{"name": "one", "inputs": {"what": ["a", 7]}, "expected": {}}]""", "'$[0].inputs.what' is not understood")]
    [InlineData("""[{"name": "one", "inputs": {"what": "a", "who": "b"}, "expected": {}}]""", "examples.json: the example 'one' gives 'who', which the prompt does not declare. It declares: what.")]
    [InlineData("""[{"name": "one", "inputs": {"what": " "}, "expected": {}}]""", "examples.json: the example 'one' gives no 'what'. Add it: Words.")]
    [InlineData("""[{"name": "one", "inputs": {"what": "a"}, "expected": {}}, {"name": "one", "inputs": {"what": "a"}, "expected": {}}]""", "examples.json: two examples are called 'one'.")]
    public void Examples_that_are_wrong_fail_with_file_and_place(string json, string expected) =>
        Assert.Contains(expected, Assert.Throws<PromptException>(() => ReadExamples(json)).Message, StringComparison.Ordinal);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private PromptFile Say(string input = "what")
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder, "say")).FullName;
        File.WriteAllText(Path.Combine(folder, "skprompt.txt"), """<message role="user">Say {{$what}}.</message>""".Replace("what", input, StringComparison.Ordinal));
        File.WriteAllText(Path.Combine(folder, "config.json"), $$"""{"schema": 1, "name": "say", "version": 1, "description": "Says.", "input_variables": [{"name": "{{input}}", "description": "Words.", "is_required": true}]}""");
        return Assert.Single(PromptFolder.Read(_folder));
    }

    private IReadOnlyList<PromptExample> ReadExamples(string json, string input = "what")
    {
        var prompt = Say(input);
        File.WriteAllText(Path.Combine(prompt.Folder, "examples.json"), json);
        return prompt.ReadExamples();
    }

    private PromptExample Replied(string expected) =>
        Assert.Single(ReadExamples($$"""[{"name": "one", "inputs": {"keys": "A2020; B2021"}, "expected": {"reply": {{expected}} } }]""", "keys"));
}
