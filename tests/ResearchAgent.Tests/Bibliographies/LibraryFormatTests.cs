using System.Text.Json;
using ResearchAgent.Bibliographies;
using ResearchAgent.Papers;
using Xunit;

namespace ResearchAgent.Tests.Bibliographies;

public sealed class LibraryFormatTests
{
    private static readonly Paper Wang = new()
    {
        Id = new PaperId("arxiv:2305.04091"),
        Key = new CitationKey("Wang2023PlanAndSolve"),
        Title = "Plan-and-Solve Prompting: Improving LLM Reasoning by 5%",
        Authors = ["Wang, Lei", "van der Müller, Jr., Zoë", "{Google, Inc.}", "others"],
        Year = 2023,
        Venue = "ACL",
        Doi = "10.1000/x_y",
        ArxivId = "2305.04091",
        Url = "https://arxiv.org/abs/2305.04091",
        Tags = ["reasoning", "a, b"],
        Type = "paper-conference",
        Sections = [new Section("Abstract", "One.\n\nTwo."), new Section("Method", "Not for a bibliography.")],
        Fields = new Dictionary<string, IReadOnlyList<string>>
        {
            ["issued"] = ["2023-07-03"],
            ["page"] = ["12-34"],
            ["editor"] = ["Rogers, Anna"],
            ["host"] = ["Doe, Jane"],
            ["publisher-place"] = ["Toronto"],
            ["shorthand"] = ["PS"],
        },
    };

    [Fact]
    public void BibTeX_has_an_entry_a_paper() => Assert.Equal(
        """
        @inproceedings{Wang2023PlanAndSolve,
          title = {{Plan-and-Solve} Prompting: Improving {LLM} Reasoning by {5\%}},
          author = {Wang, Lei and van der Müller, Jr., Zoë and {Google, Inc.} and others},
          editor = {Rogers, Anna},
          editora = {Doe, Jane},
          editoratype = {host},
          booktitle = {ACL},
          year = {2023},
          month = jul,
          day = {3},
          pages = {12--34},
          address = {Toronto},
          doi = {10.1000/x_y},
          eprint = {2305.04091},
          archiveprefix = {arXiv},
          url = {https://arxiv.org/abs/2305.04091},
          keywords = {reasoning, {a, b}},
          abstract = {One. \par Two.},
          shorthand = {PS}
        }


        """,
        BibTexLibraryFormat.Write([Wang]),
        ignoreLineEndingDifferences: false);

    [Fact]
    public void Ris_has_a_record_a_paper() => Assert.Equal(
        """
        TY  - CPAPER
        ID  - Wang2023PlanAndSolve
        TI  - Plan-and-Solve Prompting: Improving LLM Reasoning by 5%
        AU  - Wang, Lei
        AU  - van der Müller, Zoë, Jr.
        AU  - Google, Inc.,
        AU  - others
        A2  - Rogers, Anna
        T2  - ACL
        PY  - 2023/07/03/
        SP  - 12
        EP  - 34
        CY  - Toronto
        KW  - reasoning
        KW  - a, b
        AB  - One. Two.
        DO  - 10.1000/x_y
        UR  - https://arxiv.org/abs/2305.04091
        C8  - arxiv: 2305.04091
        C8  - host: Doe, Jane
        C8  - shorthand: PS
        ER  - 


        """,
        RisFormat.Write([Wang]),
        ignoreLineEndingDifferences: false);

    [Fact]
    public void CSL_JSON_has_an_item_a_paper()
    {
        using var json = JsonDocument.Parse(CslJsonFormat.Write([Wang, Wang with { Key = new CitationKey("Other") }]));

        Assert.Equal(2, json.RootElement.GetArrayLength());
        var item = json.RootElement[0];
        Assert.Equal("paper-conference", item.GetProperty("type").GetString());
        Assert.Equal("""{"family":"Müller","given":"Zoë","suffix":"Jr.","non-dropping-particle":"van der"}""", Compact(item.GetProperty("author")[1]));
        Assert.Equal("""{"literal":"Google, Inc."}""", Compact(item.GetProperty("author")[2]));
        Assert.Equal("""{"date-parts":[[2023,7,3]]}""", Compact(item.GetProperty("issued")));
        Assert.Equal("""{"shorthand":"PS","arxiv":"2305.04091","tags":["reasoning","a, b"]}""", Compact(item.GetProperty("custom")));
        Assert.Equal("One.\n\nTwo.", item.GetProperty("abstract").GetString());
    }

    [Fact]
    public void Jsonl_has_a_line_a_paper()
    {
        var lines = JsonlFormat.Write([Wang, Wang]).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(2, lines.Length);
        using var json = JsonDocument.Parse(lines[0]);
        Assert.Equal(2, json.RootElement.GetProperty("sections").GetArrayLength());
        Assert.False(json.RootElement.GetProperty("latex").GetBoolean());
    }

    [Fact]
    public void Keys_that_BibTeX_takes_for_equal_are_told_apart_and_keep_what_BibTeX_can_hold()
    {
        string[] written = ["DBLP:conf/x+y.z", "dblp:conf/X+Y.Z", "a b,{c}%\"#~\\", "凯撒2013", ""];
        var papers = written.Select(k => Wang with { Key = new CitationKey(k) });

        var keys = BibTexLibraryFormat.Write(papers).Split('\n').Where(l => l.StartsWith('@')).Select(l => l.Split('{')[1].TrimEnd(','));

        Assert.Equal(["DBLP:conf/x+y.z", "dblp:conf/X+Y.Zb", "abc", "凯撒2013", "Unnamed"], keys);
    }

    [Fact]
    public void An_address_that_is_not_of_the_web_is_left_out_of_BibTeX()
    {
        Assert.DoesNotContain("javascript", BibTexLibraryFormat.Write([Wang with { Url = "javascript:alert(1)" }]), StringComparison.Ordinal);
        Assert.Contains("url = {www.example.org/a}", BibTexLibraryFormat.Write([Wang with { Url = "www.example.org/a" }]), StringComparison.Ordinal);
    }

    [Fact]
    public void Half_a_character_harms_no_format()
    {
        var broken = Wang with { Title = "a\ud800b", Fields = new Dictionary<string, IReadOnlyList<string>> { ["x\ud800"] = ["y\udc00"] } };

        Assert.Contains("ab", BibTexLibraryFormat.Write([broken]), StringComparison.Ordinal);
        Assert.Contains("TI  - ab", RisFormat.Write([broken]), StringComparison.Ordinal);
        Assert.Contains("\"ab\"", CslJsonFormat.Write([broken]), StringComparison.Ordinal);
        Assert.Contains("a\uFFFDb", JsonlFormat.Write([broken]), StringComparison.Ordinal);
    }

    private static string Compact(JsonElement element) => JsonSerializer.Serialize(element, Readable);

    private static readonly JsonSerializerOptions Readable = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
