using System.Globalization;
using Qdrant.Client.Grpc;

namespace ResearchAgent.Testing;

/// <summary>A path into a payload: keys joined by dots, each perhaps followed by [] for every element or [n] for one.</summary>
internal static class PayloadPath
{
    /// <summary>The values at the path; an array that the path does not enter with [] is one value.</summary>
    public static IReadOnlyList<Value> Values(IDictionary<string, Value> payload, string path)
    {
        if (path.Length == 0 || path.Contains('"'))
        {
            throw Refusal.NotCovered($"the payload path '{path}'");
        }

        IEnumerable<Value>? at = null;
        foreach (var part in path.Split('.'))
        {
            var bracket = part.IndexOf('[', StringComparison.Ordinal);
            var key = bracket < 0 ? part : part[..bracket];
            at = at is null
                ? payload.TryGetValue(key, out var value) ? [value] : []
                : at.Where(v => v.KindCase == Value.KindOneofCase.StructValue && v.StructValue.Fields.ContainsKey(key)).Select(v => v.StructValue.Fields[key]);
            if (bracket >= 0)
            {
                at = Elements(at, part[bracket..], path);
            }
        }

        return [.. at!];
    }

    /// <summary>The values that a condition looks at: the elements of an array instead of the array.</summary>
    public static IEnumerable<Value> Flattened(Value value) => value.KindCase == Value.KindOneofCase.ListValue ? value.ListValue.Values : [value];

    private static IEnumerable<Value> Elements(IEnumerable<Value> values, string brackets, string path)
    {
        var arrays = values.Where(v => v.KindCase == Value.KindOneofCase.ListValue);
        if (brackets == "[]")
        {
            return arrays.SelectMany(v => v.ListValue.Values);
        }

        if (brackets.EndsWith(']') && int.TryParse(brackets.AsSpan(1, brackets.Length - 2), NumberStyles.None, CultureInfo.InvariantCulture, out var index))
        {
            return arrays.Where(v => index < v.ListValue.Values.Count).Select(v => v.ListValue.Values[index]);
        }

        throw Refusal.NotCovered($"the payload path '{path}'");
    }
}
