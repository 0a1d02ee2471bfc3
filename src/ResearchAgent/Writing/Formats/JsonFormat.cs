using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;
using ResearchAgent.Papers;
using ResearchAgent.Text;

namespace ResearchAgent.Writing.Formats;

/// <summary>The whole of a text, quotes and trace included, as <c>grounded-text.schema.json</c> describes it.</summary>
public static class JsonFormat
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NewLine = "\n",
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,

        // Every script stays readable; what HTML could act on is escaped, since the file may end up inside a page.
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
        AllowOutOfOrderMetadataProperties = true,
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new PassageIdConverter() },
    };

    /// <summary>The JSON schema (draft 7) of what <see cref="Write"/> gives.</summary>
    public static string Schema()
    {
        using var reader = new StreamReader(Resource.Open("ResearchAgent.Writing.Formats.grounded-text.schema.json"));
        return reader.ReadToEnd();
    }

    /// <summary>Equal texts give equal bytes. Ends with a line feed. Half surrogates are written as U+FFFD.</summary>
    public static string Write(GroundedText text) => JsonSerializer.Serialize(text, Options) + "\n";

    /// <summary>Reads what <see cref="Write"/> wrote, whatever the order of its properties.</summary>
    /// <exception cref="FormatException">Not JSON, not a grounded text, or a member is missing, unknown or null. One line.</exception>
    public static GroundedText Read(string json)
    {
        try
        {
            var text = JsonSerializer.Deserialize<GroundedText>(json, Options) ?? throw new JsonException("It is null.");
            RequireWhole(text);
            return text;
        }
        catch (JsonException e)
        {
            throw new FormatException(Message(e), e);
        }
        catch (NotSupportedException e)
        {
            // How the serializer reports an absent "kind".
            throw new FormatException("Not a grounded text at line 1: \"kind\" must be \"answer\", \"comparison\", \"review\" or \"contradictions\".", e);
        }
    }

    // Nullable annotations reach members, not the items of lists.
    private static void RequireWhole(GroundedText text)
    {
        RequireItems(text.References, "references");
        RequireAuthors(text.References, "references");
        RequireItems(text.Trace.Steps, "trace.steps");
        switch (text)
        {
            case Answer answer:
                RequireClaims(answer.Claims, "claims");
                RequireItems(answer.Gaps, "gaps");
                RequireItems(answer.Nearest, "nearest");
                RequireAuthors(answer.Nearest, "nearest");
                break;
            case Comparison comparison:
                RequireItems(comparison.Papers, "papers");
                RequireAuthors(comparison.Papers, "papers");
                RequireItems(comparison.Rows, "rows");
                for (var i = 0; i < comparison.Rows.Count; i++)
                {
                    RequireCells(comparison.Rows[i], comparison.Papers.Count, $"rows[{i}].cells");
                }

                RequireClaims(comparison.Contrast, "contrast");
                break;
            case Review review:
                RequireItems(review.Themes, "themes");
                for (var i = 0; i < review.Themes.Count; i++)
                {
                    RequireClaims(review.Themes[i].Claims, $"themes[{i}].claims");
                }

                break;
            case Contradictions contradictions:
                RequireItems(contradictions.Pairs, "pairs");
                for (var i = 0; i < contradictions.Pairs.Count; i++)
                {
                    RequireClaims([contradictions.Pairs[i].First], $"pairs[{i}].first");
                    RequireClaims([contradictions.Pairs[i].Second], $"pairs[{i}].second");
                }

                break;
        }
    }

    private static void RequireCells(ComparisonRow row, int papers, string path)
    {
        if (row.Cells.Count != papers)
        {
            throw new JsonException($"$.{path} holds {row.Cells.Count} cells for {papers} papers.");
        }

        RequireClaims([.. row.Cells.OfType<Claim>()], path);
    }

    private static void RequireClaims(IReadOnlyList<Claim> claims, string path)
    {
        RequireItems(claims, path);
        for (var i = 0; i < claims.Count; i++)
        {
            RequireItems(claims[i].Citations, $"{path}[{i}].citations");
        }
    }

    private static void RequireAuthors(IReadOnlyList<Reference> references, string path)
    {
        for (var i = 0; i < references.Count; i++)
        {
            RequireItems(references[i].Authors, $"{path}[{i}].authors");
        }
    }

    private static void RequireItems<T>(IReadOnlyList<T> items, string path)
        where T : class
    {
        for (var i = 0; i < items.Count; i++)
        {
            if (items[i] is null)
            {
                throw new JsonException($"$.{path}[{i}] is null.");
            }
        }
    }

    private static string Message(JsonException e)
    {
        var place = e.LineNumber is { } line
            ? $" at line {line + 1}, byte {(e.BytePositionInLine ?? 0) + 1}{(string.IsNullOrEmpty(e.Path) ? "" : $" ({e.Path})")}"
            : "";

        // The serializer appends its own position, which counts lines from 0.
        var reason = e.Message;
        foreach (var tail in (string[])[" Path: ", " LineNumber: "])
        {
            var start = reason.IndexOf(tail, StringComparison.Ordinal);
            reason = start >= 0 ? reason[..start] : reason;
        }

        return $"Not a grounded text{place}: {SingleLine.Of(reason)}";
    }

    // The id's own converter lets its FormatException through, and with it goes the position.
    private sealed class PassageIdConverter : JsonConverter<PassageId>
    {
        private static readonly ValueJsonConverter<PassageId> Inner = new();

        public override PassageId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            try
            {
                return Inner.Read(ref reader, typeToConvert, options);
            }
            catch (FormatException e)
            {
                throw new JsonException(e.Message, e);
            }
        }

        public override void Write(Utf8JsonWriter writer, PassageId value, JsonSerializerOptions options) => Inner.Write(writer, value, options);
    }
}
