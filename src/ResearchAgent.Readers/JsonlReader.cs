using System.Runtime.CompilerServices;
using System.Text.Json;
using ResearchAgent.Ingestion;
using ResearchAgent.Papers;
using ResearchAgent.Text;

namespace ResearchAgent.Readers;

/// <summary>
/// Reads one JSON object a line: <c>title</c> and <c>abstract</c> (or <c>text</c>, as BEIR writes it, or
/// <c>sections</c>), optionally <c>authors</c>, <c>year</c>, <c>venue</c>, <c>doi</c>, <c>arxiv_id</c>, <c>url</c>,
/// <c>tags</c>, <c>key</c>, <c>type</c>, <c>fields</c>, <c>references</c>, <c>flags</c>. Other fields are ignored. A bad line
/// is reported and the next one goes on. Text may be LaTeX unless <c>"latex": false</c> says otherwise; a line with a
/// <c>key</c> is an entry of a bibliography, which may lack text.
/// </summary>
public sealed class JsonlReader : IPaperReader
{
    private static readonly HashSet<string> KnownFields = new(StringComparer.Ordinal)
    {
        "title", "authors", "author", "year", "venue", "doi", "arxiv_id", "url", "tags", "abstract", "text", "key", "type", "authority",
    };

    public string Name => "jsonl";

    public IReadOnlyList<string> Extensions { get; } = [".jsonl", ".ndjson"];

    public bool Recognizes(SourceFile file) => true;

    public async IAsyncEnumerable<ReadResult> ReadAsync(SourceFile file, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var (number, line) in file.ReadLinesAsync(cancellationToken))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (line is null)
            {
                yield return file.LineTooLong(number);
            }
            else if (line.Trim().Trim('\uFEFF') is { Length: > 0 } json)
            {
                yield return Read(file.Path, number, json);
            }
        }
    }

    private static ReadResult Read(string path, int number, string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? ReadObject(path, number, document.RootElement)
                : new ReadFailure(path, number, $"the line {RecordText.Shown(json)} is not a JSON object. Put one object with 'title' and 'abstract' on each line.");
        }
        catch (JsonException e)
        {
            return new ReadFailure(path, number, $"the line {RecordText.Shown(json)} is not JSON (wrong at byte {e.BytePositionInLine + 1}). Put one whole object on each line.");
        }
        catch (InvalidOperationException)
        {
            // JsonElement.GetString refuses half a surrogate pair, such as "\ud800", only when asked for the text.
            return new ReadFailure(path, number, $"the line {RecordText.Shown(json)} holds half a character (a '\\u' escape without its pair). Write the character itself.");
        }
    }

    private static ReadResult ReadObject(string path, int number, JsonElement root)
    {
        var fields = new RecordFields(path);
        var isLatex = !(root.TryGetProperty("latex", out var latex) && latex.ValueKind == JsonValueKind.False);
        JsonElement sections = default;
        foreach (var property in root.EnumerateObject())
        {
            if (KnownFields.Contains(property.Name) && property.Value.ValueKind != JsonValueKind.Null)
            {
                fields[property.Name] = ToField(number, property.Value);
            }
            else if (property.NameEquals("sections"))
            {
                sections = property.Value;
            }
        }

        var text = new List<Section>();
        var problem = AddField(fields, "abstract", "Abstract", isLatex, text)
            ?? AddField(fields, "text", text.Count == 0 ? "Abstract" : "Text", isLatex, text)
            ?? AddSections(sections, isLatex, text);
        var (extras, wrong) = problem is null ? JsonlExtras.Read(root) : (JsonlExtras.None, problem);
        problem ??= wrong;
        if (problem is not null)
        {
            return new ReadFailure(path, number, problem);
        }

        if (fields["title"] is null)
        {
            return new ReadFailure(path, number, "field 'title' is missing. Give the record a title.");
        }

        var record = fields.Complete(new PaperRecord(path, number, Plain(fields.Text("title") ?? "", isLatex)) { Sections = text }) with
        {
            Key = fields.Text("key"),
            Type = fields.Text("type"),
            Authority = Enum.TryParse<RecordAuthority>(fields.Text("authority"), out var authority) ? authority : RecordAuthority.Stated,
            Fields = extras.Fields,
            References = extras.References,
            Flags = extras.Flags,
        };
        return fields.Problem ?? (record switch
        {
            { Title: "" } => new ReadFailure(path, number, "field 'title' is empty. Give the record a title."),
            { Sections: [], Key: not null } => RecordRules.CheckBibliographic(record),
            { Sections: [] } => new ReadFailure(path, number, $"field 'abstract' of {RecordText.Shown(record.Title)} is missing or empty. Give the record an 'abstract', a 'text' or 'sections'."),
            _ => RecordRules.Check(record),
        });
    }

    private static string? AddField(RecordFields fields, string name, string heading, bool isLatex, List<Section> text)
    {
        if (fields[name] is not { } field)
        {
            return null;
        }

        return Add(field, new Section(heading, ""), isLatex, text) ? null : $"field '{name}' is {RecordText.Shown(field.Written)}, not text or a list of sentences. Correct it.";
    }

    private static string? AddSections(JsonElement sections, bool isLatex, List<Section> text)
    {
        if (sections.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null)
        {
            return null;
        }

        if (sections.ValueKind != JsonValueKind.Array)
        {
            return $"field 'sections' is {RecordText.Shown(sections.GetRawText())}, not a list. Write [{{\"heading\": ..., \"text\": ...}}].";
        }

        foreach (var section in sections.EnumerateArray())
        {
            if (section.ValueKind != JsonValueKind.Object
                || !section.TryGetProperty("text", out var written)
                || (written.ValueKind != JsonValueKind.Null && !Add(ToField(0, written), JsonlExtras.SectionOf(section), isLatex, text)))
            {
                return $"field 'sections' holds {RecordText.Shown(section.GetRawText())}, not a heading and a text. Write {{\"heading\": ..., \"text\": ...}}.";
            }
        }

        return null;
    }

    private static bool Add(RecordField field, Section? section, bool isLatex, List<Section> sections)
    {
        if (field.Values is null || section is null)
        {
            return false;
        }

        var text = RecordText.Paragraphs(Plain(string.Join(' ', field.Values), isLatex));
        if (text.Length > 0)
        {
            sections.Add(section with { Text = text });
        }

        return true;
    }

    // Only a backslash tells LaTeX: braces and tildes alone may be a set or "about".
    private static string Plain(string text, bool isLatex) => isLatex && text.Contains('\\', StringComparison.Ordinal) ? LatexText.ToPlain(text) : text;

    private static RecordField ToField(int line, JsonElement value)
    {
        var isList = value.ValueKind == JsonValueKind.Array;
        var values = isList ? value.EnumerateArray().Where(v => v.ValueKind != JsonValueKind.Null).Select(TextOf).ToList() : [TextOf(value)];
        var written = value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
        return new RecordField(line, written, values.Contains(null) ? null : [.. values.OfType<string>()], isList);
    }

    private static string? TextOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        // As written: arXiv id 2305.04090 is not the number 2305.0409.
        JsonValueKind.Number => value.GetRawText(),
        // Semantic Scholar's and OpenAlex' authors.
        JsonValueKind.Object when value.TryGetProperty("name", out var name) && name.ValueKind == JsonValueKind.String => name.GetString(),
        _ => null,
    };
}
