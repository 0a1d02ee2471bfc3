using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using ResearchAgent.Retrieval;
using ResearchAgent.Text;
using ResearchAgent.Writing.Formats;

namespace ResearchAgent.Cli;

/// <summary>research search TEXT</summary>
internal static class SearchCommand
{
    public static Command Create(Terminal terminal)
    {
        var text = new Argument<string[]>("TEXT") { Description = "Keywords, or a question (with its question mark).", Arity = ArgumentArity.OneOrMore }.WithoutOptions().NotBlank();
        var limit = new Option<int?>("--limit") { Description = "Passages to show (default 10).", HelpName = "N", CustomParser = CommonOptions.WholeNumber };
        limit.Validators.Add(result =>
        {
            if (int.TryParse(result.Tokens[0].Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number is < 1 or > 1000)
            {
                result.AddError("--limit must be from 1 to 1000");
            }
        });
        var command = new Command("search", "Show passages with their scores and why they were found.") { text, limit }.WithFilters();
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var session = await Session.OpenOrBuildAsync(parsed, terminal, cancellationToken);
            var query = string.Join(' ', parsed.GetValue(text)!);
            var count = parsed.GetValue(limit) ?? 10;
            var options = query.TrimEnd().EndsWith('?') ? RetrievalOptions.Questions : RetrievalOptions.Keywords;
            options = options with { Limit = count, Candidates = Math.Max(options.Candidates, count) };
            var filter = await CommonOptions.FilterOfAsync(parsed, session, cancellationToken);
            var passages = await session.Assistant.SearchAsync(query, options, filter, cancellationToken);
            if (parsed.GetValue(CommonOptions.Json))
            {
                terminal.Out.WriteLine(JsonSerializer.Serialize(passages.Select(ToJson), JsonOutput.Options));
            }
            else
            {
                for (var i = 0; i < passages.Count; i++)
                {
                    Show(terminal, i + 1, passages[i]);
                }
            }

            if (passages.Count == 0 && !parsed.GetValue(CommonOptions.Quiet))
            {
                terminal.Error.WriteLine("Nothing in the library shares a word with this.");
            }

            return passages.Count > 0 ? ExitCode.Ok : ExitCode.NoAnswer;
        });
        return command;
    }

    private static void Show(Terminal terminal, int number, RetrievedPassage passage)
    {
        terminal.Paragraph($"{number}. [{passage.Paper.Key}] {SingleLine.Of(passage.Paper.Title)}", new Spectre.Console.Style(decoration: Spectre.Console.Decoration.Bold));
        var bestSentence = passage.SentenceSimilarity == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $", best sentence {passage.SentenceSimilarity:F3}");
        var matched = passage.MatchedTerms.Count == 0 ? "nothing literally" : SingleLine.Of(string.Join(' ', passage.MatchedTerms));
        terminal.Paragraph(
            string.Create(
                CultureInfo.InvariantCulture,
                $"score {passage.Score:F3}: terms {passage.TermShare:F3} (rank {passage.TermRank}), meaning {passage.Similarity:F3} (rank {passage.SimilarityRank}){bestSentence}; matched {matched}"),
            indent: 3);
        terminal.Paragraph($"\"{SingleLine.Of(BestSentence(passage))}\"", indent: 3);
        terminal.Line();
    }

    private static string BestSentence(RetrievedPassage passage) =>
        SentenceSplitter.Split(passage.Passage.Text)
            .Select(s => s.In(passage.Passage.Text))
            .MaxBy(s => Terms.SetOf(s).Count(passage.MatchedTerms.Contains)) ?? "";

    private static object ToJson(RetrievedPassage passage) => new
    {
        passage.Paper.Key,
        Paper = passage.Paper.Id,
        passage.Paper.Title,
        Passage = passage.Passage.Id,
        passage.Score,
        passage.TermShare,
        passage.TermRank,
        passage.Similarity,
        passage.SimilarityRank,
        passage.SentenceSimilarity,
        passage.MatchedTerms,
        passage.Passage.Text,
    };
}
