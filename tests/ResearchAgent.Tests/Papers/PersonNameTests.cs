using ResearchAgent.Papers;
using Xunit;

namespace ResearchAgent.Tests.Papers;

public sealed class PersonNameTests
{
    [Theory]
    [InlineData("Ada Lovelace", "Lovelace")]
    [InlineData("Lovelace, Ada", "Lovelace")]
    [InlineData("Mihaela van der Schaar", "van der Schaar")]
    [InlineData("van der Schaar, Mihaela", "van der Schaar")]
    [InlineData("Roy Ka-Wei Lee", "Lee")]
    [InlineData("Quoc Le", "Le")]
    [InlineData("Plato", "Plato")]
    [InlineData("Martin Luther King Jr.", "King")]
    [InlineData("King, Jr., Martin Luther", "King")]
    [InlineData("Henry Ford III", "Ford")]
    [InlineData("", "")]
    public void The_family_name_keeps_its_particles(string name, string expected) => Assert.Equal(expected, PersonName.Family(name));

    [Theory]
    [InlineData(null)]
    [InlineData(null, "others")]
    [InlineData("Wang", "Lei Wang")]
    [InlineData("Wang and Xu", "Lei Wang", "Xu, Wanyu")]
    [InlineData("Wang et al.", "Lei Wang", "others")]
    [InlineData("Wang et al.", "Lei Wang", "Wanyu Xu", "Yihuai Lan")]
    public void Prose_names_one_or_two_authors_and_the_rest_as_et_al(string? expected, params string[] authors) =>
        Assert.Equal(expected, PersonName.Short(authors));
}
