namespace ResearchAgent.OnlineCatalogues.Tests;

/// <summary>Answers in the shape of the catalogues' own, written for these tests.</summary>
internal static class Answers
{
    public const string Atom =
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <feed xmlns="http://www.w3.org/2005/Atom">
          <title type="html">ArXiv Query: id_list=2101.00001</title>
          <entry>
            <id>http://arxiv.org/abs/2101.00001v3</id>
            <updated>2022-05-06T00:00:00Z</updated>
            <published>2021-01-04T18:00:00Z</published>
            <title>Small trees
          beat na\"ive nets</title>
            <summary>  We show that $5\%$ of the trees
        beat all nets.
            </summary>
            <author><name>Ada van der Berg</name></author>
            <author><name>Bo M\"uller</name></author>
            <arxiv:doi xmlns:arxiv="http://arxiv.org/schemas/atom">10.1000/Trees</arxiv:doi>
            <arxiv:journal_ref xmlns:arxiv="http://arxiv.org/schemas/atom">J. Trees 3 (2022) 1-9</arxiv:journal_ref>
            <category term="cs.LG" scheme="http://arxiv.org/schemas/atom"/>
            <category term="stat.ML" scheme="http://arxiv.org/schemas/atom"/>
          </entry>
        </feed>
        """;

    public const string NoEntry = """<feed xmlns="http://www.w3.org/2005/Atom"><title>ArXiv Query</title></feed>""";

    public const string ArxivError =
        """
        <feed xmlns="http://www.w3.org/2005/Atom"><entry><id>http://arxiv.org/api/errors#incorrect_id_format_for_2101.00001</id><title>Error</title><summary>incorrect id format</summary></entry></feed>
        """;

    public const string Crossref =
        """
        {"status": "ok", "message-type": "work", "message-version": "1.0.0", "message": {
          "DOI": "10.1000/trees", "type": "journal-article", "publisher": "Arbor Press", "publisher-location": "Oslo",
          "title": ["Small trees <i>beat</i> nets\n   on H<sub>2</sub>O &amp; more"], "subtitle": ["A study"],
          "container-title": ["Journal of Trees"], "short-container-title": ["J. Trees &amp; Woods"],
          "volume": "3", "issue": "2", "page": "103-109", "ISSN": ["1234-5678"], "language": "en",
          "issued": {"date-parts": [[2022, 5, 6]]},
          "author": [
            {"given": "Ada", "family": "van der Berg", "sequence": "first", "affiliation": []},
            {"given": "Martin Luther", "family": "King", "suffix": "Jr.", "sequence": "additional"},
            {"name": "The Tree Group", "sequence": "additional"}
          ],
          "abstract": "<jats:title>Abstract</jats:title><jats:sec><jats:title>Background</jats:title><jats:p>Nets are large; p < 0.05.</jats:p></jats:sec><jats:p>Trees <jats:italic>win</jats:italic> by <jats:alternatives><jats:tex-math>$5\\%$</jats:tex-math><mml:math><mml:mn>5%</mml:mn></mml:math></jats:alternatives>.</jats:p>"
        }}
        """;

    /// <summary>Without authors, pages and abstract.</summary>
    public const string SparseCrossref =
        """{"status": "ok", "message": {"DOI": "10.1000/trees", "type": "proceedings-article", "title": ["Small trees"], "issued": {"date-parts": [[null]]}, "container-title": ["Proceedings of Trees"], "event": {"name": "Trees '22", "location": "Oslo, Norway"}}}""";

    public const string OpenAlex =
        """
        {"id": "https://openalex.org/W1", "doi": "https://doi.org/10.1000/trees", "title": "Small trees", "display_name": "Small trees",
         "publication_year": 2022, "publication_date": "2022-05-06", "type": "article", "language": "en",
         "primary_location": {"source": {"display_name": "Journal of Trees", "type": "journal", "issn": ["1234-5678"]}},
         "authorships": [{"author": {"display_name": "Ada van der Berg"}}, {"author": {"display_name": "Bo Müller"}}],
         "biblio": {"volume": "3", "issue": null, "first_page": "103", "last_page": "109"},
         "abstract_inverted_index": {"Trees": [0, 3], "win": [1], "where": [2], "grow.": [4]}}
        """;
}
