using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using ResearchAgent.Ingestion;
using ResearchAgent.Papers;

namespace ResearchAgent.Bibliographies;

/// <summary>
/// A library as one JSON object a line, with every field and the whole text: what a program of one's own reads most
/// easily, and what gives the library back when it is added to an empty one.
/// </summary>
public static class JsonlFormat
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    public static string Write(IEnumerable<Paper> papers)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        Write(papers, text);
        return text.ToString();
    }

    /// <summary>One line a paper, in the order given; no more than one paper is held in memory.</summary>
    public static void Write(IEnumerable<Paper> papers, TextWriter writer)
    {
        using var stream = new MemoryStream();
        foreach (var paper in papers)
        {
            stream.SetLength(0);
            using (var json = new Utf8JsonWriter(stream, Options))
            {
                WritePaper(json, paper);
            }

            writer.Write(Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length));
            writer.Write('\n');
        }
    }

    private static void WritePaper(Utf8JsonWriter json, Paper paper)
    {
        json.WriteStartObject();
        json.WriteString("id", paper.Id.Value);
        Text(json, "key", paper.Key.Value);
        Text(json, "title", paper.Title);
        List(json, "authors", paper.Authors);
        Number(json, "year", paper.Year);
        Text(json, "venue", paper.Venue);
        Text(json, "doi", paper.Doi);
        Text(json, "arxiv_id", paper.ArxivId);
        Text(json, "url", paper.Url);
        List(json, "tags", paper.Tags);
        Text(json, "type", paper.Type);
        if (paper.Fields.Count > 0)
        {
            json.WriteStartObject("fields");
            foreach (var (name, values) in paper.Fields)
            {
                List(json, WellFormed(name), values);
            }

            json.WriteEndObject();
        }

        Text(json, "authority", paper.Authority.ToString());
        Text(json, "source", PaperComposer.PathOf(paper) is null ? paper.Source : Path.GetFileName(paper.Source));
        List(json, "edited_fields", paper.EditedFields);
        List(json, "also_known_as", [.. paper.AlsoKnownAs.Select(id => id.Value)]);
        json.WriteBoolean("latex", false);
        WriteSections(json, paper.Sections);
        WriteReferences(json, paper.References);
        WriteFlags(json, paper.Flags);
        json.WriteEndObject();
    }

    private static void WriteSections(Utf8JsonWriter json, IReadOnlyList<Section> sections)
    {
        json.WriteStartArray("sections");
        foreach (var section in sections)
        {
            json.WriteStartObject();
            Text(json, "heading", section.Heading);
            Text(json, "text", section.Text);
            Text(json, "kind", section.Kind == SectionKind.Body ? null : section.Kind.ToString());
            Text(json, "pages", section.Pages.Value);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteReferences(Utf8JsonWriter json, IReadOnlyList<CitedWork> references)
    {
        if (references.Count == 0)
        {
            return;
        }

        json.WriteStartArray("references");
        foreach (var work in references)
        {
            json.WriteStartObject();
            Text(json, "text", work.Text);
            Text(json, "label", work.Label);
            Text(json, "title", work.Title);
            List(json, "authors", work.Authors);
            Number(json, "year", work.Year);
            Text(json, "venue", work.Venue);
            Text(json, "doi", work.Doi);
            Text(json, "arxiv_id", work.ArxivId);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteFlags(Utf8JsonWriter json, IReadOnlyList<PaperFlag> flags)
    {
        if (flags.Count == 0)
        {
            return;
        }

        json.WriteStartArray("flags");
        foreach (var flag in flags)
        {
            json.WriteStartObject();
            Text(json, "kind", flag.Kind.ToString());
            Text(json, "text", flag.Text);
            Number(json, "page", flag.Page);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Text(Utf8JsonWriter json, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            json.WriteString(name, WellFormed(value));
        }
    }

    private static void Number(Utf8JsonWriter json, string name, int? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
    }

    private static void List(Utf8JsonWriter json, string name, IReadOnlyList<string> values)
    {
        if (values.Count == 0)
        {
            return;
        }

        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteStringValue(WellFormed(value));
        }

        json.WriteEndArray();
    }

    // The writer throws on half a surrogate pair.
    private static string WellFormed(string text) => text.Any(char.IsSurrogate) ? Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)) : text;
}
