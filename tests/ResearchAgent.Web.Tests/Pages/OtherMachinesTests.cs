using Microsoft.Extensions.Configuration;
using ResearchAgent.Hosting;
using Xunit;

namespace ResearchAgent.Web.Tests.Pages;

public sealed class OtherMachinesTests
{
    [Theory]
    [InlineData("", "", true, "sqlite", "")]
    [InlineData("http://127.0.0.1:8080/v1", "http://localhost:4318", true, "sqlite", "")]
    [InlineData("https://models.example/v1", "", true, "sqlite", "models.example")]
    [InlineData("https://models.example/v1", "", false, "sqlite", "")]
    [InlineData("", "https://traces.example", false, "qdrant", "vectors.example, traces.example")]
    public void What_leaves_the_machine_is_said(string model, string telemetry, bool hasModel, string provider, string expected)
    {
        var settings = new ConfigurationBuilder().AddInMemoryCollection(
        [
            new("Models:Chat:Endpoint", model),
            new("Telemetry:Endpoint", telemetry),
            new("Index:Qdrant:Address", "https://vectors.example:6334"),
        ]).Build();

        Assert.Equal(expected, string.Join(", ", OtherMachines.Of(settings, hasModel, provider)));
    }
}
