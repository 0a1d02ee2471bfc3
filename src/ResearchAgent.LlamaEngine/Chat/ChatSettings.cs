using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.AI;
using ResearchAgent.LlamaEngine.Grammars;
using ResearchAgent.LlamaEngine.Scheduling;
using ResearchAgent.Writing.Fluent;

namespace ResearchAgent.LlamaEngine.Chat;

/// <summary>What <see cref="ChatOptions"/> ask for, checked and with our defaults.</summary>
internal sealed class ChatSettings
{
    /// <summary>Tokens of an answer when nobody says how many.</summary>
    public const int DefaultMaxOutputTokens = 1024;

    private readonly ChatOptions _options;

    /// <exception cref="ArgumentOutOfRangeException">A value is outside its range; the message names both.</exception>
    /// <exception cref="UnsupportedSchemaException">A JSON schema uses what no grammar can hold.</exception>
    public ChatSettings(ChatOptions? options)
    {
        _options = options ?? new ChatOptions();
        Tools = ToolMode is NoneChatToolMode ? [] : [.. _options.Tools?.OfType<AIFunctionDeclaration>() ?? []];
        Sampling = new SamplingOptions(InRange("Temperature", _options.Temperature ?? 0, 0, 10), Grammar())
        {
            TopP = InRange("TopP", _options.TopP ?? 0.95f, 0, 1),
            TopK = (int)InRange("TopK", _options.TopK ?? 40, 0, int.MaxValue),
            MinP = InRange("min_p", Number("min_p") ?? 0.05f, 0, 1),
            FrequencyPenalty = InRange("FrequencyPenalty", _options.FrequencyPenalty ?? 0, -2, 2),
            PresencePenalty = InRange("PresencePenalty", _options.PresencePenalty ?? 0, -2, 2),
            RepeatPenalty = InRange("repeat_penalty", Number("repeat_penalty") ?? 1, 0.1f, 10),
            Seed = unchecked((uint)(_options.Seed ?? 0)),
        };
        if (_options.MaxOutputTokens is < 1)
        {
            throw OutOfRange("MaxOutputTokens", _options.MaxOutputTokens.Value, "1 or more");
        }
    }

    public SamplingOptions Sampling { get; }

    /// <summary>Functions that the model may call.</summary>
    public IReadOnlyList<AIFunctionDeclaration> Tools { get; }

    public IReadOnlyList<string> StopStrings => [.. _options.StopSequences?.Where(s => s.Length > 0) ?? []];

    /// <summary>The paper that the prompt's evidence comes from; null when there are several, or when nobody says.</summary>
    public string? Paper => Value(FluentWriter.PaperProperty) as string;

    public bool WithLogProbabilities => Value("logprobs") is true or "true" or "True";

    /// <summary>The tokens that an answer to a prompt may have.</summary>
    /// <exception cref="ContextOverflowException">The prompt leaves less room than was asked for, or none worth having.</exception>
    public int MaxOutputTokens(int promptTokens, int contextLength)
    {
        const int least = 16;
        var room = contextLength - promptTokens;
        var wanted = _options.MaxOutputTokens ?? Math.Max(least, Math.Min(DefaultMaxOutputTokens, room));
        return wanted <= room ? wanted : throw new ContextOverflowException(promptTokens, wanted, contextLength);
    }

    private ChatToolMode ToolMode => _options.ToolMode ?? ChatToolMode.Auto;

    private string? Grammar()
    {
        if (Tools.Count > 0)
        {
            return ToolCallGrammar.ToGbnf(Tools, ToolMode, _options.AllowMultipleToolCalls ?? true);
        }

        if (Texts(CitedProse.KeysProperty) is { Count: > 0 } keys)
        {
            return CitationGrammar.ToGbnf(keys, (int)(Number(CitedProse.MaxSentencesProperty) ?? 6), Value(CitedProse.AbstentionProperty) is true or "true" or "True");
        }

        return _options.ResponseFormat is ChatResponseFormatJson json ? json.Schema is { } schema ? JsonSchemaGrammar.ToGbnf(schema) : JsonSchemaGrammar.ToJsonGbnf() : null;
    }

    private object? Value(string name) => _options.AdditionalProperties?.GetValueOrDefault(name) switch
    {
        JsonElement { ValueKind: JsonValueKind.True } => true,
        JsonElement { ValueKind: JsonValueKind.String } json => json.GetString(),
        JsonElement { ValueKind: JsonValueKind.Number } json => json.GetDouble(),
        var other => other,
    };

    private float? Number(string name) => Value(name) switch
    {
        null => null,
        IConvertible number and not bool when float.TryParse(Convert.ToString(number, CultureInfo.InvariantCulture), CultureInfo.InvariantCulture, out var value) => value,
        var other => throw new ArgumentException($"The option '{name}' is '{other}'; it must be a number.", name),
    };

    private IReadOnlyList<string> Texts(string name) => Value(name) switch
    {
        IEnumerable<string> texts => [.. texts],
        JsonElement { ValueKind: JsonValueKind.Array } json => [.. json.EnumerateArray().Select(t => t.ToString())],
        _ => [],
    };

    private static float InRange(string name, float value, float least, float most) =>
        value >= least && value <= most ? value : throw OutOfRange(name, value, string.Create(CultureInfo.InvariantCulture, $"{least} to {most}"));

    private static ArgumentOutOfRangeException OutOfRange(string name, float value, string range) =>
        new(name, string.Create(CultureInfo.InvariantCulture, $"The option {name} is {value}; it must be {range}."));
}
