using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using ResearchAgent.Evaluation;
using ResearchAgent.Retrieval;
using ResearchAgent.Retrieval.StaticVectors;
using ResearchAgent.SqliteIndex;
using Spectre.Console;

namespace ResearchAgent.Cli;

/// <summary>research eval qa | retrieval | summary | verification | convert-scifact</summary>
internal static class EvalCommand
{
    public static Command Create(Terminal terminal) =>
        new("eval", "Measure answers, retrieval, summaries or verification on labelled data.")
        {
            QaEvalCommand.Create(terminal), Retrieval(terminal), Summary(terminal), Verification(terminal), ConvertSciFact(terminal),
        };

    private static Command Retrieval(Terminal terminal)
    {
        var folder = new Argument<string>("DIR") { Description = "A BEIR folder: corpus.jsonl, queries.jsonl, qrels/test.tsv." };
        var command = new Command("retrieval", "nDCG@10, MAP, recall and MRR of the product's retrieval on a public collection.") { folder };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var dataset = await BeirDataset.LoadAsync(parsed.GetValue(folder)!, cancellationToken);
            var library = Directory.CreateTempSubdirectory("research-eval-").FullName;
            try
            {
                using var index = SqlitePassageIndex.Open(library, StaticWordVectors.Name);
                var embedder = StaticWordVectors.Shared;
                using (var counter = Counter(terminal, parsed, "documents"))
                {
                    await RetrievalEvaluation.IndexAsync(dataset, index, embedder, counter, cancellationToken);
                }

                var outcomes = await RetrievalEvaluation.RunAsync(dataset, new PassageRetriever(index, embedder), cancellationToken);
                if (outcomes.Count == 0)
                {
                    throw new InputException($"{parsed.GetValue(folder)}: no query has judgments.");
                }

                var times = outcomes.Select(o => o.Time.TotalMilliseconds).Order().ToList();
                var (median, slow) = (times[times.Count / 2], times[(int)(times.Count * 0.95)]);
                Report(terminal, parsed, $"{outcomes.Count} queries; median {Format(median)} ms, 95th percentile {Format(slow)} ms a query",
                [
                    ("nDCG@10", Interval(outcomes.Select(o => o.NdcgAt10))), ("MAP", Interval(outcomes.Select(o => o.AveragePrecision))),
                    ("recall@10", Interval(outcomes.Select(o => o.RecallAt10))), ("recall@100", Interval(outcomes.Select(o => o.RecallAt100))),
                    ("MRR@10", Interval(outcomes.Select(o => o.ReciprocalRankAt10))),
                ],
                new { Median = median, Percentile95 = slow });
            }
            finally
            {
                Directory.Delete(library, recursive: true);
            }

            return ExitCode.Ok;
        });
        return command;
    }

    private static Command Summary(Terminal terminal)
    {
        var file = new Argument<string>("FILE") { Description = "SciTLDR lines: title, source sentences, target summaries." };
        var command = new Command("summary", "ROUGE (F1, no stemming, best over the references) of the sentence chosen to state a paper's contribution.") { file };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var scores = SummaryEvaluation.Run(await SciTldrFile.ReadAsync(parsed.GetValue(file)!, cancellationToken));
            Report(terminal, parsed, $"{scores.Count} papers; ROUGE x 100",
            [
                ("ROUGE-1", Interval(scores.Select(s => 100 * s.Rouge1))), ("ROUGE-2", Interval(scores.Select(s => 100 * s.Rouge2))), ("ROUGE-L", Interval(scores.Select(s => 100 * s.RougeL))),
            ]);
            return ExitCode.Ok;
        });
        return command;
    }

    private static Command Verification(Terminal terminal)
    {
        var folder = new Argument<string>("DIR") { Description = "The raw SciFact folder: corpus_part*.jsonl, claims_*.jsonl." };
        var command = new Command("verification", "How often the verifier is right on expert-labelled claims, by coverage threshold.") { folder };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (!Directory.Exists(parsed.GetValue(folder)))
            {
                throw new InputException($"{parsed.GetValue(folder)}: no such folder.");
            }

            var points = await VerificationEvaluation.RunAsync(parsed.GetValue(folder)!, cancellationToken);
            if (parsed.GetValue(CommonOptions.Json))
            {
                terminal.Out.WriteLine(JsonSerializer.Serialize(points, JsonOutput.Options));
                return ExitCode.Ok;
            }

            terminal.Out.WriteLine("coverage  precision  recall  accepted");
            foreach (var (threshold, outcomes) in points)
            {
                terminal.Out.WriteLine(string.Create(
                    CultureInfo.InvariantCulture, $"{threshold,8:F2}  {outcomes.Precision ?? 0,9:F3}  {outcomes.Recall ?? 0,6:F3}  {outcomes.TruePositives + outcomes.FalsePositives,8}"));
            }

            return ExitCode.Ok;
        });
        return command;
    }

    private static Command ConvertSciFact(Terminal terminal)
    {
        var raw = new Argument<string>("RAW_DIR") { Description = "SciFact as released." };
        var beir = new Argument<string>("DIR") { Description = "The BEIR folder to write." };
        var command = new Command("convert-scifact", "Write SciFact as a BEIR folder for 'eval retrieval'.") { raw, beir };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var counts = await SciFactConverter.ConvertAsync(parsed.GetValue(raw)!, parsed.GetValue(beir)!, cancellationToken);
            terminal.Out.WriteLine(parsed.GetValue(CommonOptions.Json)
                ? JsonSerializer.Serialize(counts, JsonOutput.Options)
                : $"{counts.Documents} documents, {counts.Queries} queries, {counts.Judgments} judgments");
            return ExitCode.Ok;
        });
        return command;
    }

    public static Interval Interval(IEnumerable<double> values) => BootstrapInterval.Estimate([.. values]);

    public static string Format(double value) => value.ToString("0.0", CultureInfo.InvariantCulture);

    /// <summary>A running count on the error stream of a terminal; null where nobody looks.</summary>
    public static CountLine? Counter(Terminal terminal, ParseResult parsed, string what) =>
        parsed.GetValue(CommonOptions.Quiet) || !terminal.Progress.Profile.Capabilities.Interactive ? null : new CountLine(terminal.Error, what);

    private static void Report(Terminal terminal, ParseResult parsed, string summary, IReadOnlyList<(string Name, Interval Value)> rows, object? millisecondsPerQuery = null)
    {
        if (parsed.GetValue(CommonOptions.Json))
        {
            terminal.Out.WriteLine(JsonSerializer.Serialize(
                new { Metrics = rows.ToDictionary(r => r.Name, r => r.Value), MillisecondsPerQuery = millisecondsPerQuery }, JsonOutput.Options));
            return;
        }

        foreach (var (name, value) in rows)
        {
            terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-12} {value.Mean,7:F3}  (95% {value.Low:F3} to {value.High:F3})"));
        }

        terminal.Out.WriteLine(summary);
    }

    /// <summary>One line that counts up and is wiped when the work ends, however it ends.</summary>
    public sealed class CountLine(TextWriter error, string what) : IProgress<int>, IDisposable
    {
        public void Dispose() => error.Write($"\r{new string(' ', 12 + what.Length)}\r");

        public void Report(int value)
        {
            if (value % 50 == 0)
            {
                error.Write($"\r{value.ToString(CultureInfo.InvariantCulture)} {what} ");
            }
        }
    }
}
