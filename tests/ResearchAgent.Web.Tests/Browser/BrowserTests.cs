using Xunit;

namespace ResearchAgent.Web.Tests.Browser;

/// <summary>Tests in one browser, against one server; one class after the other, since two cores drive both.</summary>
[CollectionDefinition(Name)]
public sealed class BrowserTests : ICollectionFixture<BrowserFixture>, ICollectionFixture<ServerFixture>
{
    public const string Name = "browser";
}
