using Qdrant.Client.Grpc;
using Xunit;
using static Qdrant.Client.Grpc.Conditions;
using Range = Qdrant.Client.Grpc.Range;

namespace ResearchAgent.QdrantIndex.Tests.Double;

/// <summary>Which of six points pass.</summary>
public sealed class FilterTests : DoubleTest
{
    public static TheoryData<string, Filter, ulong[]> Filters => new()
    {
        { "keyword", MatchKeyword("paper", "a"), [1, 2] },
        { "keyword in an array", MatchKeyword("tags", "tide"), [1, 3] },
        { "keyword in every element", MatchKeyword("tags[]", "tide"), [1, 3] },
        { "integer", Match("year", 2020), [2] },
        { "bool", Match("open", true), [1, 4] },
        { "any keyword", Match("paper", ["a", "c"]), [1, 2, 4] },
        { "any integer", Match("year", [1999L, 2020L]), [1, 2] },
        { "except keywords needs a value", MatchExcept("paper", ["a"]), [3, 4] },
        { "except integers", MatchExcept("year", [2020L]), [1, 3] },
        { "range", Range("year", new Range { Gte = 1999, Lt = 2020 }), [1, 3] },
        { "range of a double", Range("score", new Range { Gt = 0.4 }), [4] },
        { "dotted key", MatchKeyword("place.town", "Bremen"), [5] },
        { "key in each element", MatchKeyword("authors[].name", "Ann"), [5, 6] },
        { "key in one element", MatchKeyword("authors[1].name", "Ann"), [6] },
        { "key in an array without []", MatchKeyword("authors.name", "Ann"), [] },
        { "empty", IsEmpty("tags"), [2, 4, 5, 6] },
        { "null", IsNull("paper"), [6] },
        { "ids", HasId([1UL, 4UL, 9UL]), [1, 4] },
        { "values", ValuesCount("tags", new ValuesCount { Gte = 1 }), [1, 3] },
        { "no values", ValuesCount("tags", new ValuesCount { Lt = 1 }), [2, 4, 5, 6] },
        { "text is a part of the string without an index", MatchText("title", "of Tide"), [1] },
        { "text is words with an index", MatchText("abstract", "MOON tides"), [3] },
        { "text any", MatchTextAny("abstract", "silt moon"), [3, 4] },
        { "must and must not", new Filter { Must = { MatchKeyword("paper", "a") }, MustNot = { Match("open", true) } }, [2] },
        { "should", new Filter { Should = { Match("year", 2020), MatchKeyword("paper", "c") } }, [2, 4] },
        { "must and should", new Filter { Must = { MatchKeyword("paper", "a") }, Should = { Match("year", 2020), MatchKeyword("paper", "c") } }, [2] },
        { "only must not", new Filter { MustNot = { IsEmpty("year") } }, [1, 2, 3] },
        { "min should", new Filter { MinShould = new MinShould { MinCount = 2, Conditions = { Match("open", true), MatchKeyword("paper", "a"), Match("year", 1999) } } }, [1] },
        { "a filter in a filter", new Filter { MustNot = { Filter(new Filter { Should = { MatchKeyword("paper", "a"), Match("open", true) } }) } }, [3, 5, 6] },
        { "one element has both", Nested("authors", new Filter { Must = { MatchKeyword("name", "Ann"), Match("first", true) } }), [5] },
        { "some element has one, some the other", new Filter { Must = { MatchKeyword("authors[].name", "Ann"), Match("authors[].first", true) } }, [5, 6] },
        { "no condition", new Filter(), [1, 2, 3, 4, 5, 6] },
    };

    [Theory]
    [MemberData(nameof(Filters), DisableDiscoveryEnumeration = true)]
    public async Task A_filter_admits_the_points_for_which_it_holds(string name, Filter filter, ulong[] expected)
    {
        await CreateAsync("c");
        await Client.CreatePayloadIndexAsync("c", "abstract", PayloadSchemaType.Text, cancellationToken: Token);
        await UpsertAsync(
            "c",
            Point(1, ("paper", "a"), ("year", 1999L), ("open", true), ("tags", Texts("tide", "moon")), ("title", "Power of Tides")),
            Point(2, ("paper", "a"), ("year", 2020L), ("open", false), ("tags", Texts()), ("title", "power of tides")),
            Point(3, ("paper", "b"), ("year", 2005L), ("tags", Texts("tide")), ("abstract", "Tides, by the Moon.")),
            Point(4, ("paper", "c"), ("open", true), ("score", 0.5), ("abstract", "On silt.")),
            Point(5, ("place", Struct(("town", "Bremen"))), ("authors", new[] { Struct(("name", "Ann"), ("first", true)), Struct(("name", "Bob"), ("first", false)) })),
            Point(6, ("paper", new Value { NullValue = NullValue.NullValue }), ("authors", new[] { Struct(("name", "Bob"), ("first", true)), Struct(("name", "Ann"), ("first", false)) })));

        var passed = await Client.ScrollAsync("c", filter, cancellationToken: Token);

        Assert.True(expected.SequenceEqual(passed.Result.Select(p => p.Id.Num)), $"{name}: {string.Join(' ', passed.Result.Select(p => p.Id.Num))}");
        Assert.Equal((ulong)expected.Length, await Client.CountAsync("c", filter, cancellationToken: Token));
    }

    private static Value Texts(params string[] texts) => texts;

    private static Value Struct(params (string Key, Value Value)[] fields) => fields.ToDictionary(f => f.Key, f => f.Value);
}
