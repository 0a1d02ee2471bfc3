using ResearchAgent.Papers;
using Xunit;

namespace ResearchAgent.Tests.Papers;

public sealed class CitationKeyTests
{
    [Theory]
    [InlineData("Plan-and-Solve Prompting: Improving Reasoning", "Lei Wang", 2023, "Wang2023PlanAndSolve")]
    [InlineData("Plan-and-Solve Prompting: Improving Reasoning", "Wang, Lei", 2023, "Wang2023PlanAndSolve")]
    [InlineData("Plan-and-Solve Prompting: Improving Reasoning", null, null, "PlanAndSolve")]
    [InlineData("Plan-and-Solve Prompting", null, 2023, "PlanAndSolve")]
    [InlineData("Plan-and-Solve Prompting", "others", 2023, "PlanAndSolve")]
    [InlineData("A Survey of Active Learning for Text Classification", "Ada Lovelace", null, "LovelaceSurveyActiveLearning")]
    [InlineData("BLSP: Bootstrapping Language-Speech", null, null, "BLSP")]
    [InlineData("Orca 2: Teaching", null, null, "Orca2")]
    [InlineData("What? Tides, and why? / So", "Mihaela van der Schaar", 2020, "vanderSchaar2020WhatTidesAnd")]
    [InlineData("Tides", "van der Schaar, Mihaela", 2020, "vanderSchaar2020Tides")]
    [InlineData("Über naïve Bäume", "Zoë Müller", 2021, "Muller2021UberNaiveBaume")]
    [InlineData("Straßen in Łódź", "Łukasz Øster", 2021, "Oster2021StrassenLodz")]
    [InlineData("潮汐", "王磊", 2021, "Paper2021")]
    [InlineData("潮汐", null, null, "Paper")]
    [InlineData("3D tides", null, null, "Paper3DTides")]
    [InlineData("A", null, null, "Paper")]
    [InlineData("{DROP} a & b % $x_1$", "O'Brien, Pat", 2001, "OBrien2001DROPBX1")]
    public void A_key_is_made_of_author_year_and_title(string title, string? author, int? year, string expected) =>
        Assert.Equal(expected, CitationKey.Suggest(title, author is null ? [] : [author, "others"], year).Value);

    [Fact]
    public void A_key_of_any_title_is_ascii_letters_and_digits_and_begins_with_a_letter()
    {
        string[] titles = ["", " ", "???", "12 angry\u0301 men", "𝔼[x²] ≤ ½", "a\ud800b lone surrogate", "tab\tnew\nline", ": : :", "-", "x\uFFFE\uFFFFy"];
        foreach (var title in titles)
        {
            Assert.Matches("^[A-Za-z][A-Za-z0-9]*$", CitationKey.Suggest(title, [title], 2020).Value);
            Assert.Matches("^[A-Za-z][A-Za-z0-9]*$", CitationKey.Suggest(title, [], null).Value);
        }
    }

    [Fact]
    public void Taken_keys_get_letters_from_b_on()
    {
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var given = new List<string>();
        for (var i = 0; i < 40; i++)
        {
            var key = new CitationKey("Tide2020").Disambiguate(k => taken.Contains(k.Value));
            Assert.True(taken.Add(key.Value));
            given.Add(key.Value);
        }

        Assert.Equal(["Tide2020", "Tide2020b", "Tide2020c"], given.Take(3));
        Assert.Equal("Tide2020z", given[25]);
        Assert.All(given, k => Assert.Matches("^Tide2020[a-z0-9]*$", k));
    }
}
