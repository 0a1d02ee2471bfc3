using System.Runtime.CompilerServices;
using System.Text;
using Qdrant.Client.Grpc;
using Range = Qdrant.Client.Grpc.Range;

namespace ResearchAgent.Testing;

/// <summary>
/// Whether a payload passes a filter. As in the server, a text condition means words where the field has a text index
/// and a part of the string, letter by letter, where it has none.
/// </summary>
/// <param name="hasTextIndex">Whether the field of that path has a text index.</param>
/// <param name="point">Null inside a nested object, which has neither an id nor vectors.</param>
internal sealed class FilterEvaluation(IDictionary<string, Value> payload, Func<string, bool> hasTextIndex, StoredPoint? point)
{
    // A grouped search excludes many ids, and looks at them once for each point.
    private static readonly ConditionalWeakTable<HasIdCondition, HashSet<PointId>> IdSets = [];

    public static bool Passes(StoredPoint point, Filter? filter, Func<string, bool> hasTextIndex) =>
        filter is null || new FilterEvaluation(point.Payload, hasTextIndex, point).Passes(filter);

    private bool Passes(Filter filter) =>
        (filter.Should.Count == 0 || filter.Should.Any(Holds))
        && (filter.MinShould is not { } least || (ulong)least.Conditions.Count(Holds) >= least.MinCount)
        && filter.Must.All(Holds)
        && !filter.MustNot.Any(Holds);

    private bool Holds(Condition condition) => condition.ConditionOneOfCase switch
    {
        Condition.ConditionOneOfOneofCase.Filter => Passes(condition.Filter),
        Condition.ConditionOneOfOneofCase.Field => Holds(condition.Field),
        Condition.ConditionOneOfOneofCase.Nested => Holds(condition.Nested),
        Condition.ConditionOneOfOneofCase.IsEmpty => PayloadPath.Values(payload, condition.IsEmpty.Key).All(IsEmpty),
        Condition.ConditionOneOfOneofCase.IsNull => PayloadPath.Values(payload, condition.IsNull.Key).Any(v => v.KindCase == Value.KindOneofCase.NullValue),
        Condition.ConditionOneOfOneofCase.HasId => point is not null && IdSets.GetValue(condition.HasId, c => [.. c.HasId.Select(PointIdOrder.Canonical)]).Contains(point.Id),
        Condition.ConditionOneOfOneofCase.HasVector =>
            point is not null && (point.Dense.ContainsKey(condition.HasVector.HasVector) || point.Sparse.ContainsKey(condition.HasVector.HasVector)),
        Condition.ConditionOneOfOneofCase.None => throw Refusal.Malformed("Malformed Condition type"),
        _ => throw Refusal.NotCovered($"conditions of kind {condition.ConditionOneOfCase}"),
    };

    private bool Holds(NestedCondition nested)
    {
        var path = nested.Key.EndsWith("[]", StringComparison.Ordinal) ? nested.Key : nested.Key + "[]";
        return PayloadPath.Values(payload, path)
            .Where(v => v.KindCase == Value.KindOneofCase.StructValue)
            .Any(v => new FilterEvaluation(v.StructValue.Fields, key => hasTextIndex(path + "." + key), null).Passes(nested.Filter ?? new Filter()));
    }

    private bool Holds(FieldCondition condition)
    {
        Refusal.IfSent((object?)condition.GeoBoundingBox ?? (object?)condition.GeoPolygon ?? condition.GeoRadius, "places");
        Refusal.IfSent(condition.DatetimeRange, "ranges of dates");
        var values = PayloadPath.Values(payload, condition.Key);
        if (condition.ValuesCount is { } count)
        {
            // A missing field counts as no value.
            return values.Count == 0 ? Admits(count, 0) : values.Any(v => Admits(count, Count(v)));
        }

        if (condition.HasIsEmpty)
        {
            return values.Count == 0 ? condition.IsEmpty : values.Any(v => IsEmpty(v) == condition.IsEmpty);
        }

        if (condition.HasIsNull)
        {
            return values.Count == 0
                ? !condition.IsNull
                : values.Any(v => PayloadPath.Flattened(v).Any(e => e.KindCase == Value.KindOneofCase.NullValue) == condition.IsNull);
        }

        return values.SelectMany(PayloadPath.Flattened).Any(v =>
            (condition.Match is { } match && Matches(condition.Key, v, match)) || (condition.Range is { } range && Admits(range, v)));
    }

    private bool Matches(string key, Value value, Match match)
    {
        var text = value.KindCase == Value.KindOneofCase.StringValue ? value.StringValue : null;
        long? number = value.KindCase == Value.KindOneofCase.IntegerValue ? value.IntegerValue : null;
        var isNull = value.KindCase == Value.KindOneofCase.NullValue;
        return match.MatchValueCase switch
        {
            Match.MatchValueOneofCase.Keyword => text == match.Keyword,
            Match.MatchValueOneofCase.Integer => number == match.Integer,
            Match.MatchValueOneofCase.Boolean => value.KindCase == Value.KindOneofCase.BoolValue && value.BoolValue == match.Boolean,
            Match.MatchValueOneofCase.Keywords => text is not null && match.Keywords.Strings.Contains(text),
            Match.MatchValueOneofCase.Integers => number is { } n && match.Integers.Integers.Contains(n),
            Match.MatchValueOneofCase.ExceptKeywords => !isNull && (text is null || !match.ExceptKeywords.Strings.Contains(text)),
            Match.MatchValueOneofCase.ExceptIntegers => !isNull && (number is not { } n || !match.ExceptIntegers.Integers.Contains(n)),
            Match.MatchValueOneofCase.Prefix => text is not null && text.StartsWith(match.Prefix, StringComparison.Ordinal),
            Match.MatchValueOneofCase.Text when hasTextIndex(key) => text is not null && Words(match.Text) is { Count: > 0 } words && words.All(Words(text).Contains),
            Match.MatchValueOneofCase.Text => text is not null && text.Contains(match.Text, StringComparison.Ordinal),
            Match.MatchValueOneofCase.TextAny when hasTextIndex(key) => text is not null && Words(match.TextAny).Any(Words(text).Contains),
            Match.MatchValueOneofCase.TextAny => text is not null
                && match.TextAny.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Any(w => text.Contains(w, StringComparison.Ordinal)),
            Match.MatchValueOneofCase.None => throw Refusal.Malformed("Malformed Match condition"),
            _ => throw Refusal.NotCovered($"matches of kind {match.MatchValueCase}"),
        };
    }

    private static bool Admits(Range range, Value value)
    {
        double? number = value.KindCase switch
        {
            Value.KindOneofCase.IntegerValue => value.IntegerValue,
            Value.KindOneofCase.DoubleValue => value.DoubleValue,
            _ => null,
        };
        return number is { } n
            && (!range.HasGt || n > range.Gt)
            && (!range.HasGte || n >= range.Gte)
            && (!range.HasLt || n < range.Lt)
            && (!range.HasLte || n <= range.Lte);
    }

    private static bool Admits(ValuesCount bounds, ulong count) =>
        (!bounds.HasGt || count > bounds.Gt)
        && (!bounds.HasGte || count >= bounds.Gte)
        && (!bounds.HasLt || count < bounds.Lt)
        && (!bounds.HasLte || count <= bounds.Lte);

    private static ulong Count(Value value) => value.KindCase switch
    {
        Value.KindOneofCase.NullValue => 0,
        Value.KindOneofCase.ListValue => (ulong)value.ListValue.Values.Count,
        _ => 1,
    };

    private static bool IsEmpty(Value value) => Count(value) == 0;

    // Letters and digits in lower case: the server's "word" tokenizer at its defaults.
    private static HashSet<string> Words(string text)
    {
        var words = new HashSet<string>(StringComparer.Ordinal);
        var word = new StringBuilder();
        foreach (var c in text + " ")
        {
            if (char.IsLetterOrDigit(c))
            {
                word.Append(char.ToLowerInvariant(c));
            }
            else if (word.Length > 0)
            {
                words.Add(word.ToString());
                word.Clear();
            }
        }

        return words;
    }
}
