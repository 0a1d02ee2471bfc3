using LLama;
using Xunit;

namespace ResearchAgent.LlamaEngine.Tests.StandIn;

/// <summary>The stand-in is source-compatible with LLamaSharp 0.28.0: the list was recorded from that package by reflection.</summary>
public sealed class StandInTests
{
    private static readonly Dictionary<string, HashSet<string>> Recorded = ReadRecorded();

    public static TheoryData<string> PublicTypes => [.. typeof(LLamaWeights).Assembly.GetExportedTypes().Select(t => t.FullName!)];

    [Theory]
    [MemberData(nameof(PublicTypes))]
    public void Every_public_member_is_one_of_LLamaSharp(string name)
    {
        var type = typeof(LLamaWeights).Assembly.GetType(name, throwOnError: true)!;
        Assert.True(Recorded.TryGetValue(name, out var members), $"LLamaSharp 0.28.0 has no type {name}");
        Assert.Subset(members!, PublicSurface.Of(type).ToHashSet());
    }

    [Fact]
    public void The_notation_reads_a_known_type()
    {
        Assert.Contains("static Task<LLamaWeights> LoadFromFileAsync(IModelParams params, CancellationToken token = default, IProgress<float> progressReporter = default)", PublicSurface.Of(typeof(LLamaWeights)));
        Assert.Contains("NoKvSlot=1", PublicSurface.Of(typeof(LLama.Native.DecodeResult)));
    }

    // "## Type : kind" and under it one member a line, for enums all on one line.
    private static Dictionary<string, HashSet<string>> ReadRecorded()
    {
        var types = new Dictionary<string, HashSet<string>>();
        var members = new HashSet<string>();
        foreach (var line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "StandIn", "LLamaSharp-0.28.0.txt")))
        {
            if (line.StartsWith("## ", StringComparison.Ordinal))
            {
                types.Add(line[3..line.IndexOf(" : ", StringComparison.Ordinal)], members = []);
            }
            else
            {
                members.Add(line.Trim());
                members.UnionWith(line.Split(',', StringSplitOptions.TrimEntries).Where(v => v.Contains('=', StringComparison.Ordinal)));
            }
        }

        return types;
    }
}
