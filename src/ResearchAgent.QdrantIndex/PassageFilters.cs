using Qdrant.Client.Grpc;
using ResearchAgent.Indexing;
using ResearchAgent.Papers;
using Range = Qdrant.Client.Grpc.Range;

namespace ResearchAgent.QdrantIndex;

/// <summary>Conditions on papers and passages in the server's terms.</summary>
internal static class PassageFilters
{
    public static Filter Of(string kind, PassageFilter filter)
    {
        var conditions = new Filter { Must = { Conditions.MatchKeyword(Fields.Kind, kind) } };
        if (filter.Papers.Count > 0)
        {
            conditions.Must.Add(Conditions.Match(Fields.Paper, [.. filter.Papers.Select(p => p.Value)]));
        }

        if (filter.FromYear is not null || filter.ToYear is not null)
        {
            var range = new Range();
            if (filter.FromYear is { } from)
            {
                range.Gte = from;
            }

            if (filter.ToYear is { } to)
            {
                range.Lte = to;
            }

            conditions.Must.Add(Conditions.Range(Fields.Year, range));
        }

        if (filter.Tags.Count > 0)
        {
            conditions.Must.Add(Conditions.Match(Fields.Tags, [.. filter.Tags.Select(t => t.ToUpperInvariant())]));
        }

        return conditions;
    }

    public static Filter PassagesOf(PaperId paper, string edition) => new()
    {
        Must = { Conditions.MatchKeyword(Fields.Kind, Fields.PassageKind), Conditions.MatchKeyword(Fields.Paper, paper.Value), Conditions.MatchKeyword(Fields.Edition, edition) },
    };

    public static Filter AllOf(PaperId paper) => new() { Must = { Conditions.MatchKeyword(Fields.Paper, paper.Value) } };
}
