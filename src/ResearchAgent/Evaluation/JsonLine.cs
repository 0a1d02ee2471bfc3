using System.Runtime.CompilerServices;
using System.Text.Json;

namespace ResearchAgent.Evaluation;

/// <summary>One object of a JSON Lines file, with its place for the message when a field is not as it should be.</summary>
internal readonly record struct JsonLine(string Path, int Number, JsonElement Fields)
{
    /// <summary>The objects in file order; blank lines are passed over.</summary>
    /// <param name="missingFile">The next step to name when there is no such file.</param>
    /// <exception cref="InvalidDataException">The file is missing, or a line holds no JSON object.</exception>
    public static async IAsyncEnumerable<JsonLine> ReadAsync(string path, string missingFile, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
        {
            throw new InvalidDataException($"File '{path}' not found. {missingFile}");
        }

        var number = 0;
        await foreach (var line in File.ReadLinesAsync(path, cancellationToken))
        {
            number++;
            if (!string.IsNullOrWhiteSpace(line))
            {
                yield return Parse(path, number, line);
            }
        }
    }

    /// <summary>A text that is not blank.</summary>
    public string Text(string field)
    {
        var text = OptionalText(field);
        return string.IsNullOrWhiteSpace(text) ? throw Invalid($"'{field}' is missing or blank. Give it a text.") : text;
    }

    /// <summary>A text that may be empty, absent or null.</summary>
    public string OptionalText(string field) => Field(field) switch
    {
        null or { ValueKind: JsonValueKind.Null } => "",
        { ValueKind: JsonValueKind.String } value => Decode(field, value),
        { } value => throw Invalid($"'{field}' is {Kind(value)}, not a text. Put it in quotes."),
    };

    /// <summary>A text or whole number, as text: data sets write ids either way.</summary>
    public string Id(string field) =>
        Field(field) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out _) ? value.GetRawText() : Text(field);

    /// <summary>A list of texts, none blank; the list may be empty, not absent.</summary>
    public IReadOnlyList<string> Texts(string field)
    {
        if (Field(field) is not { ValueKind: JsonValueKind.Array } list)
        {
            throw Invalid($"'{field}' is missing or not a list. Write it as [\"...\"].");
        }

        var texts = new List<string>(list.GetArrayLength());
        foreach (var item in list.EnumerateArray())
        {
            var text = item.ValueKind == JsonValueKind.String ? Decode(field, item) : "";
            texts.Add(string.IsNullOrWhiteSpace(text)
                ? throw Invalid($"item {texts.Count + 1} of '{field}' is not a text, or blank. Correct or remove it.")
                : text);
        }

        return texts;
    }

    public InvalidDataException Invalid(string problem, Exception? cause = null) => Invalid(Path, Number, problem, cause);

    /// <param name="problem">What is wrong and the next step, as sentences.</param>
    public static InvalidDataException Invalid(string path, int number, string problem, Exception? cause = null) => new($"{path}:{number}: {problem}", cause);

    private static JsonLine Parse(string path, int number, string line)
    {
        try
        {
            var fields = JsonElement.Parse(line);
            return fields.ValueKind == JsonValueKind.Object
                ? new JsonLine(path, number, fields)
                : throw Invalid(path, number, $"the line is {Kind(fields)}, not an object. Write one {{...}} on each line.");
        }
        catch (JsonException e)
        {
            throw Invalid(path, number, $"the line is not JSON (byte {e.BytePositionInLine}). Write one {{...}} on each line; a cut last line means an incomplete download.", e);
        }
    }

    // Half a surrogate pair ("\ud83d") is valid JSON but no text.
    private string Decode(string field, JsonElement value)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException e)
        {
            throw Invalid($"'{field}' holds half a character (an unpaired \\ud8xx escape). Remove it.", e);
        }
    }

    private JsonElement? Field(string name) => Fields.TryGetProperty(name, out var value) ? value : null;

    private static string Kind(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "a text",
        JsonValueKind.Number => "a number",
        JsonValueKind.Null => "null",
        _ => "true or false",
    };
}
