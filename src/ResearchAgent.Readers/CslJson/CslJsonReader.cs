using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using ResearchAgent.Ingestion;

namespace ResearchAgent.Readers.CslJson;

/// <summary>Reads CSL-JSON: an array of items, or an object that holds it as "items" or "references".</summary>
public sealed partial class CslJsonReader : IPaperReader
{
    private static readonly JsonReaderOptions Options = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    public string Name => "csl-json";

    public IReadOnlyList<string> Extensions { get; } = [".json", ".csljson"];

    public bool ReadsBytes => true;

    public bool ReadsBibliographies => true;

    public bool Recognizes(SourceFile file) => ArrayStart().IsMatch(file.Head) && TypeProperty().IsMatch(file.Head);

    public async IAsyncEnumerable<ReadResult> ReadAsync(SourceFile file, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (text, failure) = await BibliographyText.ReadAsync(file, cancellationToken);
        if (text is null)
        {
            yield return failure!;
            yield break;
        }

        var bytes = Encoding.UTF8.GetBytes(text);
        var state = new JsonReaderState(Options);
        var (offset, line, isInItems) = (0, 1, false);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (result, isEnd) = Next(file.Path, bytes, ref offset, ref line, ref state, ref isInItems);
            if (result is not null)
            {
                yield return result;
            }

            if (isEnd)
            {
                break;
            }
        }
    }

    // One item, or the failure that ends the file: JSON gives no place to go on from.
    private static (ReadResult? Result, bool IsEnd) Next(string path, byte[] bytes, ref int offset, ref int line, ref JsonReaderState state, ref bool isInItems)
    {
        try
        {
            var reader = new Utf8JsonReader(bytes.AsSpan(offset), isFinalBlock: true, state);
            while (reader.Read())
            {
                if (isInItems && reader.CurrentDepth > 0 && reader.TokenType is not (JsonTokenType.EndArray or JsonTokenType.EndObject))
                {
                    var start = offset + (int)reader.TokenStartIndex;
                    line += bytes.AsSpan(offset, start - offset).Count((byte)'\n');
                    using var item = JsonDocument.ParseValue(ref reader);
                    var end = offset + (int)reader.BytesConsumed;
                    var result = CslJsonRecord.Of(path, line, item.RootElement);
                    line += bytes.AsSpan(start, end - start).Count((byte)'\n');
                    (offset, state) = (end, reader.CurrentState);
                    return (result, false);
                }

                if (isInItems && reader.TokenType == JsonTokenType.EndArray)
                {
                    return (null, true);
                }

                if (!isInItems && reader.TokenType == JsonTokenType.PropertyName && !(reader.ValueTextEquals("items") || reader.ValueTextEquals("references")))
                {
                    reader.Skip();
                }
                else
                {
                    isInItems |= reader.TokenType == JsonTokenType.StartArray;
                }
            }

            return (isInItems ? null : new ReadFailure(path, 0, "the file holds no list of items. CSL-JSON is [{\"id\": ..., \"type\": ..., \"title\": ...}]."), true);
        }
        catch (JsonException e)
        {
            return (new ReadFailure(path, (int)(e.LineNumber ?? 0) + 1, $"this is not JSON: {RecordText.OneLine(e.Message).Split(" LineNumber")[0].TrimEnd('.')}. Correct it; the items before it were read."), true);
        }
        catch (InvalidOperationException)
        {
            return (new ReadFailure(path, line, "an item holds half a character (a '\\u' escape without its pair). Write the character itself; the items before it were read."), true);
        }
    }

    [GeneratedRegex(@"\A\uFEFF?\s*(?:\[\s*(?:\{|\])|\{(?:\s*""[\w-]{1,40}""\s*:\s*(?:""[^""]{0,400}""|[\d.]{1,20})\s*,){0,10}\s*""(?:items|references)""\s*:\s*\[)")]
    private static partial Regex ArrayStart();

    [GeneratedRegex(@"\A\uFEFF?\s*(?:\[\s*\]|[\s\S]*?""(?:type|author|issued|container-title)""\s*:)")]
    private static partial Regex TypeProperty();
}
