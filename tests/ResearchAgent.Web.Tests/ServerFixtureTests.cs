using ResearchAgent.Indexing;
using Xunit;

namespace ResearchAgent.Web.Tests;

public sealed class ServerFixtureTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    [Fact]
    public async Task The_made_library_holds_what_the_tests_say_of_it()
    {
        var papers = await server.Session.Index.ListPapersAsync(PassageFilter.None, TestContext.Current.CancellationToken);
        Assert.Superset(new HashSet<string> { MadePapers.Albedo, MadePapers.Melt, MadePapers.Hostile, MadePapers.Slashed, MadePapers.Script }, papers.Select(p => p.Key.Value).ToHashSet());
        Assert.Equal(MadePapers.SlashedId, papers.Single(p => p.Key.Value == MadePapers.Slashed).Id.Value);
        Assert.NotEmpty(papers.Single(p => p.Key.Value == MadePapers.Hostile).Flags);
    }
}
