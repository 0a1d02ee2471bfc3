using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Google.Protobuf.Collections;
using Qdrant.Client.Grpc;
using ResearchAgent.Indexing;
using ResearchAgent.Papers;

namespace ResearchAgent.QdrantIndex;

/// <summary>
/// A paper as points: one for its record, without vectors, and one for each passage. The edition is a hash of all that is
/// stored, and part of the passages' ids: storing the same again writes the same points, and another text has points
/// of its own beside the old ones until the record names it.
/// </summary>
internal static class PaperPoints
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static string EditionOf(IndexedPaper paper)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(JsonSerializer.SerializeToUtf8Bytes(paper.Paper, Json));
        foreach (var (passage, terms, vector) in paper.Passages)
        {
            hash.AppendData(JsonSerializer.SerializeToUtf8Bytes(passage, Json));
            hash.AppendData(MemoryMarshal.AsBytes<uint>(terms.TermIds));
            hash.AppendData(terms.Weights);
            hash.AppendData(MemoryMarshal.AsBytes(vector.Span));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 12));
    }

    /// <param name="added">Larger than that of every paper stored before.</param>
    public static PointStruct Record(IndexedPaper paper, string edition, long added)
    {
        var point = new PointStruct { Id = RecordId(paper.Paper.Id), Vectors = new Vectors { Vectors_ = new NamedVectors() } };
        AddPaperFields(point.Payload, paper.Paper, Fields.PaperKind, edition);
        point.Payload[Fields.Record] = JsonSerializer.Serialize(paper.Paper.WithoutText(), Json);
        point.Payload[Fields.Sections] = JsonSerializer.Serialize(paper.Paper.Sections, Json);
        point.Payload[Fields.References] = JsonSerializer.Serialize(paper.Paper.References, Json);
        point.Payload[Fields.Passages] = paper.Passages.Count;
        point.Payload[Fields.Added] = added;
        return point;
    }

    /// <summary>Takes the place of the record of a paper that has another id now.</summary>
    public static PointStruct Replaced(PaperId paper) => new()
    {
        Id = RecordId(paper),
        Vectors = new Vectors { Vectors_ = new NamedVectors() },
        Payload = { [Fields.Kind] = Fields.ReplacedKind, [Fields.Paper] = paper.Value },
    };

    public static PointStruct Passage(Paper paper, IndexedPassage indexed, string edition)
    {
        var (passage, terms, vector) = indexed;
        var point = new PointStruct
        {
            Id = IdOf($"passage\n{edition}\n{passage.Id.Value}"),
            Vectors = new Dictionary<string, Vector>
            {
                [Fields.Dense] = vector.ToArray(),
                [Fields.Sparse] = (terms.Weights.Select(w => Bm25Encoder.MaxTermWeight * w / 255).ToArray(), terms.TermIds),
            },
        };
        AddPaperFields(point.Payload, paper, Fields.PassageKind, edition);
        point.Payload[Fields.TermIds] = terms.TermIds.Select(t => (Value)(long)t).ToArray();
        point.Payload[Fields.Position] = passage.Id.Position;
        point.Payload[Fields.Splitter] = passage.Id.SplitterVersion;
        point.Payload[Fields.Heading] = passage.Heading;
        point.Payload[Fields.Start] = passage.Start;
        point.Payload[Fields.Text] = passage.Text;
        if (passage.Pages != default)
        {
            point.Payload[Fields.Pages] = passage.Pages.Value;
        }

        return point;
    }

    public static Guid RecordId(PaperId paper) => IdOf("paper\n" + paper.Value);

    public static Paper ReadRecord(IDictionary<string, Value> payload)
    {
        var paper = JsonSerializer.Deserialize<Paper>(payload[Fields.Record].StringValue, Json)!;
        return paper with { Sections = Read<Section>(payload, Fields.Sections), References = Read<CitedWork>(payload, Fields.References) };
    }

    public static Passage ReadPassage(IDictionary<string, Value> payload) => new(
        new PassageId(new PaperId(payload[Fields.Paper].StringValue), (int)payload[Fields.Position].IntegerValue, (int)payload[Fields.Splitter].IntegerValue),
        payload[Fields.Heading].StringValue,
        (int)payload[Fields.Start].IntegerValue,
        payload[Fields.Text].StringValue)
    {
        Pages = payload.TryGetValue(Fields.Pages, out var pages) ? PageMap.FromString(pages.StringValue) : default,
    };

    private static List<T> Read<T>(IDictionary<string, Value> payload, string field) =>
        payload.TryGetValue(field, out var json) ? JsonSerializer.Deserialize<List<T>>(json.StringValue, Json)! : [];

    private static void AddPaperFields(MapField<string, Value> payload, Paper paper, string kind, string edition)
    {
        payload[Fields.Kind] = kind;
        payload[Fields.Paper] = paper.Id.Value;
        payload[Fields.Edition] = edition;
        payload[Fields.Tags] = paper.Tags.Select(t => t.ToUpperInvariant()).ToArray();
        if (paper.Year is { } year)
        {
            payload[Fields.Year] = year;
        }
    }

    private static Guid IdOf(string name) => new(SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, 16));
}
