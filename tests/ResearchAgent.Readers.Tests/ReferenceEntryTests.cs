using ResearchAgent.Papers;
using Xunit;

namespace ResearchAgent.Readers.Tests;

public sealed class ReferenceEntryTests
{
    [Theory]
    [InlineData("[12] Waleed Ammar, Matthew E. Peters, and Russell Power. 2017. The AI2 system at SemEval. In ACL workshop.", "12", "The AI2 system at SemEval", "Waleed Ammar|Matthew E. Peters|Russell Power", 2017, "ACL workshop")]
    [InlineData("Thomson, W., & Tait, P. G. (1867). Treatise on natural philosophy. Oxford: Clarendon Press.", null, "Treatise on natural philosophy", "Thomson, W.|Tait, P. G.", 1867, "Oxford: Clarendon Press")]
    [InlineData("3. Dye C, Mertens T, Hirnschall G, et al. WHO and the future of disease control programmes. Lancet. 2013; 381(9864):413-8.", "3", "WHO and the future of disease control programmes", "Dye C|Mertens T|Hirnschall G|others", 2013, "Lancet")]
    [InlineData("[4] A. B. Smith and C. Jones, \u201CDeep tides,\u201D in Proc. IEEE Conf. Tides, 2019, pp. 1-9.", "4", "Deep tides", "A. B. Smith|C. Jones", 2019, "Proc. IEEE Conf. Tides")]
    [InlineData("E. Choi, A. Schuetz, and J. Sun. Using recurrent networks for early detection. NIPS, 2016.", null, "Using recurrent networks for early detection", "E. Choi|A. Schuetz|J. Sun", 2016, "NIPS")]
    [InlineData("Shay B. Cohen, Mirella Lapata, and Michael J. Bommarito II. Topic-aware networks for summaries. Nature, 2018.", null, "Topic-aware networks for summaries", "Shay B. Cohen|Mirella Lapata|Michael J. Bommarito II", 2018, "Nature")]
    [InlineData("Barbieri, M.A., G. Li, and P.D. Stahl. 1994. Rab5, an early acting GTPase. J. Biol. Chem. 269:18720-18722.", null, "Rab5, an early acting GTPase", "Barbieri, M.A.|G. Li|P.D. Stahl", 1994, "J. Biol. Chem")]
    [InlineData("Choudhary, K.; DeCost, B.; Wolverton, C. Deep learning methods in materials science. Comput. Mater. 2022, 8, 59.", null, "Deep learning methods in materials science", "Choudhary, K.|DeCost, B.|Wolverton, C.", 2022, "Comput. Mater")]
    [InlineData("World Health Organization. 2009. Anaemia of the world. Geneva Press.", null, "Anaemia of the world", "World Health Organization", 2009, "Geneva Press")]
    public void Entries_of_many_styles_are_taken_apart(string text, string? label, string title, string authors, int year, string venue)
    {
        var work = ReferenceEntry.Read(text);

        Assert.Equal((label, title, year, venue), (work.Label, work.Title, work.Year, work.Venue));
        Assert.Equal(authors.Split('|'), work.Authors);
    }

    [Theory]
    [InlineData("A. Smith. Tides of the sea. arXiv preprint arXiv:1703.09112, 2017.", "1703.09112", null, 2017)]
    [InlineData("A. Smith. Tides of the sea. CoRR, abs/1805.02262, 2018.", "1805.02262", null, 2018)]
    [InlineData("Smith A. Tides of the sea. Lancet. 2013;381(9864):413-8. https://doi.org/10.1016/S0140-6736(12)61812-1 PMID: 23374479", null, "10.1016/s0140-6736(12)61812-1", 2013)]
    [InlineData("Smith A. Tides of the sea. Lancet 2013 (doi:10.1000/x.y).", null, "10.1000/x.y", 2013)]
    [InlineData("Smith A. Tides of the sea. J. Sea 12, 1998-2003 (2015).", null, null, 2015)]
    public void Identifiers_and_years_are_found(string text, string? arxiv, string? doi, int year)
    {
        var work = ReferenceEntry.Read(text);

        Assert.Equal((arxiv, doi, year), (work.ArxivId, work.Doi, work.Year));
    }

    [Theory]
    [InlineData("")]
    [InlineData("ibid.")]
    [InlineData("12")]
    [InlineData("http://example.org/")]
    public void What_is_no_entry_stays_text(string text)
    {
        var work = ReferenceEntry.Read(text);

        Assert.Equal((null, null, 0), (work.Title, work.Year, work.Authors.Count));
    }

    [Theory]
    [InlineData("Aa, ")]
    [InlineData("A. ")]
    [InlineData("Smith, A. B., ")]
    [InlineData("and ")]
    [InlineData("(2001). ")]
    [InlineData("\u201C")]
    public void Long_entries_take_no_long_time(string part)
    {
        var work = ReferenceEntry.Read(string.Concat(Enumerable.Repeat(part, 100_000)));

        Assert.True(work.Text.Length <= 6000);
    }
}
