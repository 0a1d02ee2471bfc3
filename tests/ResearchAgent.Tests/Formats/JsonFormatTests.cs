using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using ResearchAgent.Writing;
using ResearchAgent.Writing.Formats;
using Xunit;

namespace ResearchAgent.Tests.Formats;

public sealed class JsonFormatTests
{
    public static TheoryData<string, GroundedText> Texts()
    {
        var texts = new TheoryData<string, GroundedText>
        {
            { "answer", Sample.Answer },
            { "abstention", Sample.Abstention },
            { "comparison", Sample.Comparison },
            { "review", Sample.Review },
            { "contradictions", Sample.Contradictions },
        };
        foreach (var hostile in Sample.HostileTexts())
        {
            texts.Add("hostile", hostile);
        }

        return texts;
    }

    [Theory]
    [MemberData(nameof(Texts), DisableDiscoveryEnumeration = true)]
    public void A_text_comes_back_as_it_was(string name, GroundedText text)
    {
        var read = JsonFormat.Read(JsonFormat.Write(text));

        Assert.True(text.GetType() == read.GetType(), name);
        Assert.Equivalent(text, read, strict: true);
        Assert.Equal(JsonFormat.Write(text), JsonFormat.Write(read));
    }

    [Theory]
    [MemberData(nameof(Texts), DisableDiscoveryEnumeration = true)]
    public void What_is_written_fits_the_schema(string name, GroundedText text)
    {
        using var json = JsonDocument.Parse(JsonFormat.Write(text));

        Assert.True(name.Length > 0);
        Assert.Empty(Schema().Errors(json.RootElement));
    }

    [Theory]
    [InlineData("kind", "\"poem\"")]
    [InlineData("confidence", "1.5")]
    [InlineData("abstention", "\"why\"")]
    [InlineData("extra", "1")]
    [InlineData("claims", "[{\"text\": \"x\", \"citations\": []}]")]
    [InlineData("question", "null")]
    public void The_schema_refuses_a_broken_text(string member, string value)
    {
        var json = JsonNode.Parse(JsonFormat.Write(Sample.Answer))!;
        json[member] = JsonNode.Parse(value);

        Assert.NotEmpty(Schema().Errors(json.Deserialize<JsonElement>()));
    }

    [Fact]
    public void Members_are_camel_case_ids_are_strings_and_the_unknown_is_absent() => Assert.Equal(
        """
        {
          "kind": "answer",
          "question": "Zoë \u0026 \u003Cb\u003E?",
          "claims": [
            {
              "text": "Successive prompting gains 5% in F1.",
              "citations": [
                {
                  "key": "Dua2022SuccessivePrompting",
                  "paper": "arxiv:2212.04092",
                  "quote": {
                    "passage": "arxiv:2212.04092#2v1",
                    "start": 17,
                    "text": "We find *it* in 2022."
                  }
                }
              ],
              "verdict": "Supported"
            }
          ],
          "confidence": 0.8125,
          "gaps": [],
          "nearest": [],
          "references": [
            {
              "key": "Wang2023PlanAndSolve",
              "paper": "arxiv:2305.04091",
              "title": "Plan-and-Solve Prompting: Improving LLM Reasoning",
              "authors": [
                "Wang, Lei",
                "Müller, Zoë"
              ],
              "year": 2023,
              "arxivId": "2305.04091",
              "url": "https://arxiv.org/abs/2305.04091"
            }
          ],
          "trace": {
            "writer": {
              "name": "extractive",
              "dropped": 0
            },
            "embedder": "arxiv-static",
            "steps": [
              {
                "name": "retrieve",
                "detail": "8 passages of 2 papers",
                "milliseconds": 12.0625
              }
            ]
          }
        }

        """,
        JsonFormat.Write(Sample.Answer with { Question = "Zoë & <b>?", Claims = [Sample.Gain], Nearest = [], References = [Sample.Wang] }));

    [Fact]
    public void The_order_of_members_does_not_matter()
    {
        var json = JsonNode.Parse(JsonFormat.Write(Sample.Review))!.AsObject();
        var kind = json["kind"]!;
        json.Remove("kind");
        json["kind"] = kind;

        Assert.IsType<Review>(JsonFormat.Read(json.ToJsonString()));
    }

    [Theory]
    [InlineData("", "line 1")]
    [InlineData("{\n  \"kind\": \"review\",\n  oops", "line 3, byte 3")]
    [InlineData("null", "null")]
    [InlineData("[]", "line 1")]
    [InlineData("{}", "\"kind\"")]
    [InlineData("{\"kind\": \"poem\"}", "line 1")]
    [InlineData("{\"kind\": \"review\"}", "line 1")]
    public void What_is_no_grounded_text_is_refused_with_its_place(string json, string place)
    {
        var error = Assert.Throws<FormatException>(() => JsonFormat.Read(json));

        Assert.Contains(place, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Theory]
    [InlineData("\"arxiv:2212.04092#2v1\"", "\"no passage\"", "passage")]
    [InlineData("\"start\": 17", "\"start\": \"x\"", "start")]
    [InlineData("\"verdict\": \"Supported\"", "\"verdict\": \"Sure\"", "verdict")]
    [InlineData("\"confidence\": 0.8125", "\"confidense\": 0.8125", "confidense")]
    [InlineData("\"question\": \"Does decomposition help?\"", "\"question\": null", "question")]
    [InlineData("\"Dheeru Dua\"", "null", "$.references[0].authors[0]")]
    public void A_broken_member_is_named(string member, string broken, string named)
    {
        var json = JsonFormat.Write(Sample.Answer).Replace(member, broken, StringComparison.Ordinal);

        var error = Assert.Throws<FormatException>(() => JsonFormat.Read(json));

        Assert.Contains(named, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void A_row_must_have_a_cell_for_each_paper()
    {
        var ragged = Sample.Comparison with { Rows = [new ComparisonRow("Data", [null])] };

        var error = Assert.Throws<FormatException>(() => JsonFormat.Read(JsonFormat.Write(ragged)));

        Assert.Equal("Not a grounded text: $.rows[0].cells holds 1 cells for 2 papers.", error.Message);
    }

    private static JsonSchemaCheck Schema([CallerFilePath] string thisFile = "")
    {
        var path = Path.Combine(Path.GetDirectoryName(thisFile)!, "../../../src/ResearchAgent/Writing/Formats/grounded-text.schema.json");
        using var schema = JsonDocument.Parse(File.ReadAllText(path));
        return new JsonSchemaCheck(schema.RootElement.Clone());
    }
}
