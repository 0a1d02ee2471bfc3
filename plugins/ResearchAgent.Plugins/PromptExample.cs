using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;
using ResearchAgent.Papers;
using ResearchAgent.Writing.Fluent;

namespace ResearchAgent.Plugins;

/// <summary>
/// Values for a prompt's inputs, and what must hold of the messages that a model is then sent, and of its reply. A list of
/// them lies beside the prompt in <c>examples.json</c>; <c>prompts/README.md</c> describes it.
/// </summary>
/// <param name="Inputs">The input <c>keys</c>, where there is one, also says which keys a reply may cite.</param>
public sealed record PromptExample(string Name, IReadOnlyDictionary<string, string> Inputs, ExpectedMessages Expected)
{
    private const string KeysInput = "keys";
    private const string EndOfThinking = "</think>";

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
        Converters = { new LinesConverter() },
    };

    private IReadOnlyList<CitationKey> Keys =>
        [.. (Inputs.TryGetValue(KeysInput, out var keys) ? keys.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) : Expected.Reply?.Cites ?? []).Distinct(StringComparer.OrdinalIgnoreCase).Select(k => new CitationKey(k))];

    /// <summary>Settings that the program adds to those of the prompt: the same words each time, and the keys that may be cited.</summary>
    public void Complete(ChatOptions options)
    {
        options.Temperature ??= 0;
        options.Seed ??= 0;
        if (Expected.Reply is { IsCited: true } reply)
        {
            options.AdditionalProperties ??= [];
            options.AdditionalProperties[CitedProse.KeysProperty] = Keys.Select(k => k.Value).ToArray();
            options.AdditionalProperties[CitedProse.AbstentionProperty] = reply.Abstains != false;
            if (reply.MaxSentences is { } most)
            {
                options.AdditionalProperties[CitedProse.MaxSentencesProperty] = most;
            }
        }
    }

    /// <returns>What does not hold of the messages; empty when all is well.</returns>
    public IReadOnlyList<string> CheckMessages(IReadOnlyList<ChatMessage> messages)
    {
        var problems = new List<string>();
        var roles = messages.Select(m => m.Role.Value).ToList();
        if (Expected.Messages is { } expected && !roles.SequenceEqual(expected))
        {
            problems.Add($"the messages are {string.Join(", ", roles)}; expected: {string.Join(", ", expected)}");
        }

        CheckText(string.Join('\n', messages.Select(m => m.Text)), "what is sent", Expected.Contains, Expected.Lacks, problems);
        return problems;
    }

    /// <param name="isCutOff">Did the model stop at its token limit?</param>
    /// <returns>What does not hold of the reply; empty when all is well, or when nothing is expected.</returns>
    public IReadOnlyList<string> CheckReply(string text, bool isCutOff)
    {
        var problems = new List<string>();
        if (Expected.Reply is not { } reply)
        {
            return problems;
        }

        if (reply.IsCited)
        {
            CheckSentences(CitedProse.Parse(text, Keys, isCutOff), reply, problems);
        }

        var spoken = text[(text.LastIndexOf(EndOfThinking, StringComparison.OrdinalIgnoreCase) is >= 0 and var end ? end + EndOfThinking.Length : 0)..];
        CheckCount(spoken.Split('\n').Count(l => !string.IsNullOrWhiteSpace(l)), "lines", reply.MinLines, reply.MaxLines, problems);
        CheckText(spoken, "the reply", reply.Contains, reply.Lacks, problems);
        return problems;
    }

    internal static IReadOnlyList<PromptExample> ReadAll(string path, IReadOnlyList<InputVariable> inputs)
    {
        List<PromptExample> examples;
        try
        {
            examples = JsonSerializer.Deserialize<List<PromptExample>>(PromptFolder.ReadText(path), Json) ?? [];
        }
        catch (JsonException e)
        {
            // The message would name our types; the place says enough.
            throw new PromptException(path, $"not a list of examples: {(string.IsNullOrEmpty(e.Path) ? "malformed JSON" : $"'{e.Path}' is not understood, or something is missing there")}. See prompts/README.md.", (int?)e.LineNumber + 1, e);
        }

        foreach (var example in examples)
        {
            if (example is null)
            {
                throw new PromptException(path, "one of the examples is null. Remove it.");
            }

            if (example.Inputs.Keys.FirstOrDefault(n => inputs.All(i => i.Name != n)) is { } unknown)
            {
                throw new PromptException(path, $"the example '{example.Name}' gives '{unknown}', which the prompt does not declare. It declares: {string.Join(", ", inputs.Select(i => i.Name))}.");
            }

            if (inputs.FirstOrDefault(i => i.IsRequired && string.IsNullOrWhiteSpace(example.Inputs.GetValueOrDefault(i.Name))) is { } missing)
            {
                throw new PromptException(path, $"the example '{example.Name}' gives no '{missing.Name}'. Add it: {missing.Description}");
            }
        }

        return examples.GroupBy(e => e.Name).FirstOrDefault(g => g.Count() > 1) is { } twins
            ? throw new PromptException(path, $"two examples are called '{twins.Key}'. Rename one.")
            : examples;
    }

    private static void CheckSentences(CitedProse prose, ExpectedReply expected, List<string> problems)
    {
        problems.AddRange(prose.Sentences.Where(s => s.Flaw is not null).Select(s => $"a flawed sentence ({s.Flaw}): {Input.Echo(s.Text)}"));
        if (expected.Abstains is { } abstains && prose.Abstained != abstains)
        {
            problems.Add(abstains ? "the reply does not abstain" : "the reply abstains");
        }

        if (prose.Abstained)
        {
            return;
        }

        CheckCount(prose.Sentences.Count(s => s.Flaw is null), "cited sentences", expected.MinSentences, expected.MaxSentences, problems);
        var cited = prose.Sentences.SelectMany(s => s.Keys).Select(k => k.Value).ToHashSet(StringComparer.OrdinalIgnoreCase);
        problems.AddRange((expected.Cites ?? []).Where(k => !cited.Contains(k)).Select(k => $"the reply does not cite {k}"));
    }

    private static void CheckCount(int count, string what, int? least, int? most, List<string> problems)
    {
        if (count < least || count > most)
        {
            problems.Add($"the reply has {count} {what}; expected: {(least is null ? "" : $"at least {least}")}{(least is null || most is null ? "" : ", ")}{(most is null ? "" : $"at most {most}")}");
        }
    }

    private static void CheckText(string text, string what, IReadOnlyList<string>? contained, IReadOnlyList<string>? lacking, List<string> problems)
    {
        text = text.ReplaceLineEndings("\n");
        problems.AddRange((contained ?? []).Where(c => !text.Contains(c, StringComparison.Ordinal)).Select(c => $"{what} does not contain '{c}'"));
        problems.AddRange((lacking ?? []).Where(l => text.Contains(l, StringComparison.OrdinalIgnoreCase)).Select(l => $"{what} contains '{l}'"));
    }

    // Evidence is many lines, which JSON would have on one.
    private sealed class LinesConverter : JsonConverter<string>
    {
        public override string Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType == JsonTokenType.String)
            {
                return reader.GetString()!;
            }

            var lines = new List<string>();
            for (var isList = reader.TokenType == JsonTokenType.StartArray; isList && reader.Read() && reader.TokenType == JsonTokenType.String;)
            {
                lines.Add(reader.GetString()!);
            }

            return reader.TokenType == JsonTokenType.EndArray ? string.Join('\n', lines) : throw new JsonException();
        }

        public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);

        public override string ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetString()!;
    }
}

/// <summary>What must hold of the messages that a model is sent. What is left out is not checked.</summary>
public sealed record ExpectedMessages
{
    /// <summary>Roles, in order.</summary>
    public IReadOnlyList<string>? Messages { get; init; }

    public IReadOnlyList<string>? Contains { get; init; }

    /// <summary>Whatever the case.</summary>
    public IReadOnlyList<string>? Lacks { get; init; }

    /// <summary>Null where no model need be asked.</summary>
    public ExpectedReply? Reply { get; init; }
}

/// <summary>What must hold of a model's reply, as far as that can be checked without a judge. What is left out is not checked.</summary>
public sealed record ExpectedReply
{
    /// <summary>Of sentences that end in keys; an abstention has none and need have none.</summary>
    public int? MinSentences { get; init; }

    public int? MaxSentences { get; init; }

    /// <summary>Keys that must be cited, unless the reply abstains.</summary>
    public IReadOnlyList<string>? Cites { get; init; }

    /// <summary>Must it abstain, or must it not? Null: either.</summary>
    public bool? Abstains { get; init; }

    /// <summary>Of lines that are not blank.</summary>
    public int? MinLines { get; init; }

    public int? MaxLines { get; init; }

    public IReadOnlyList<string>? Contains { get; init; }

    /// <summary>Whatever the case.</summary>
    public IReadOnlyList<string>? Lacks { get; init; }

    /// <summary>Is it read as sentences that each end in keys? Then one without is a fault.</summary>
    internal bool IsCited => (MinSentences ?? MaxSentences) is not null || Cites is not null || Abstains is not null;
}
