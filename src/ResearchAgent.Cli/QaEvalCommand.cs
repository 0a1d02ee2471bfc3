using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using ResearchAgent.Evaluation;
using ResearchAgent.Indexing;
using ResearchAgent.Writing;

namespace ResearchAgent.Cli;

/// <summary>research eval qa FILE.jsonl</summary>
internal static class QaEvalCommand
{
    public static Command Create(Terminal terminal)
    {
        var file = new Argument<string>("FILE") { Description = "Questions, one JSON object a line: id, kind, question, papers (gold titles; none: should abstain), answer_patterns." };
        var failures = new Option<bool>("--show-failures") { Description = "List the questions that went wrong." };
        var command = new Command("qa", "Ask every question of a file and score the answers; no judge model.") { file, failures, CommonOptions.Agent };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var questions = await QaQuestionFile.ReadAsync(parsed.GetValue(file)!, cancellationToken);
            if (questions.Count == 0)
            {
                throw new InputException($"{parsed.GetValue(file)}: no questions.");
            }

            using var session = await Session.OpenOrBuildAsync(parsed, terminal, cancellationToken);
            await using var agent = parsed.GetValue(CommonOptions.Agent) ? await ConfiguredAgent.OpenAsync(session, approve: null, cancellationToken) : null;
            var onePass = agent is null ? [] : await RunAsync((question, token) => session.Assistant.AskAsync(question, PassageFilter.None, token));
            var outcomes = await RunAsync((question, token) => agent?.AskAsync(question, PassageFilter.None, null, token) ?? session.Assistant.AskAsync(question, PassageFilter.None, token));
            if (parsed.GetValue(CommonOptions.Json))
            {
                terminal.Out.WriteLine(JsonSerializer.Serialize(ToJson(outcomes), JsonOutput.Options));
                return ExitCode.Ok;
            }

            Show(terminal, outcomes);
            ShowGains(terminal, onePass, outcomes);
            if (parsed.GetValue(failures))
            {
                ShowFailures(terminal, outcomes);
            }

            return ExitCode.Ok;

            async Task<IReadOnlyList<QaOutcome>> RunAsync(Func<string, CancellationToken, Task<Answer>> ask)
            {
                using var counter = EvalCommand.Counter(terminal, parsed, "questions");
                return await QaEvaluation.RunAsync(ask, session.Index, questions, counter, cancellationToken);
            }
        });
        return command;
    }

    private static void Show(Terminal terminal, IReadOnlyList<QaOutcome> outcomes)
    {
        terminal.Out.WriteLine("kind             n  hit@1  rec@5  patterns  cite P  cite R  located  abstained");
        foreach (var kind in outcomes.GroupBy(o => o.Question.Kind).Select(g => (Name: g.Key, Outcomes: g.ToList())).Append((Name: "all", Outcomes: [.. outcomes])))
        {
            var values = Metrics(kind.Outcomes).Select(m => m.Values.Count == 0 ? "-" : m.Values.Average().ToString("F3", CultureInfo.InvariantCulture)).ToList();
            terminal.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{kind.Name,-14} {kind.Outcomes.Count,3}  {values[0],5}  {values[1],5}  {values[2],8}  {values[3],6}  {values[4],6}  {values[5],7}  {kind.Outcomes.Count(o => o.Answer.Abstained),9}"));
        }

        terminal.Out.WriteLine("");
        foreach (var (name, values) in Overall(outcomes).Where(m => m.Values.Count > 0))
        {
            var interval = EvalCommand.Interval(values);
            terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-20} {interval.Mean:F3}  (95% {interval.Low:F3} to {interval.High:F3}, n {interval.Count})"));
        }

        var abstention = Abstention(outcomes);
        terminal.Out.WriteLine($"{"abstention",-20} precision {Ratio(abstention.Precision)}, recall {Ratio(abstention.Recall)} ({abstention.TruePositives} right, {abstention.FalsePositives} needless, {abstention.FalseNegatives} missed)");
    }

    // The same questions both ways: the interval is that of the differences, and one without 0 is a difference at the 5% level.
    private static void ShowGains(Terminal terminal, IReadOnlyList<QaOutcome> onePass, IReadOnlyList<QaOutcome> agent)
    {
        foreach (var (before, after) in Metrics(onePass).Zip(Metrics(agent)).Where(m => m.First.Values.Count > 0 && m.First.Values.Count == m.Second.Values.Count))
        {
            var interval = EvalCommand.Interval(after.Values.Zip(before.Values, (a, b) => a - b));
            terminal.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{after.Name,-20} {before.Values.Average():F3} in one pass, {after.Values.Average():F3} by the agent: {interval.Mean:+0.000;-0.000;0.000}  (95% {interval.Low:+0.000;-0.000;0.000} to {interval.High:+0.000;-0.000;0.000}, n {interval.Count})"));
        }
    }

    private static void ShowFailures(Terminal terminal, IReadOnlyList<QaOutcome> outcomes)
    {
        foreach (var o in outcomes.Where(o => o.Answer.Abstained == o.Question.IsAnswerable || (o.Question.IsAnswerable && o.Hit < 1) || o.Patterns < 1))
        {
            terminal.Out.WriteLine("");
            terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"[{o.Question.Id}, {o.Question.Kind}] {o.Question.Question} (hit {o.Hit:F0}, patterns {o.Patterns:F2}, confidence {o.Answer.Confidence:F2})"));
            terminal.Out.WriteLine(o.Answer.Abstained ? "  no answer" : "  " + string.Join(' ', o.Answer.Claims.Select(AnswerView.Sentence)));
        }
    }

    // Answerable questions alone count for what retrieves and cites; patterns and quotes for all that have them.
    private static IReadOnlyList<(string Name, IReadOnlyList<double> Values)> Metrics(IReadOnlyList<QaOutcome> outcomes)
    {
        var answerable = outcomes.Where(o => o.Question.IsAnswerable).ToList();
        return
        [
            ("hit@1", [.. answerable.Select(o => o.Hit)]),
            ("recall@5", [.. answerable.Select(o => o.Recall)]),
            ("answer patterns", [.. outcomes.Select(o => o.Patterns).OfType<double>()]),
            ("citation precision", [.. answerable.Select(o => o.CitationPrecision).OfType<double>()]),
            ("citation recall", [.. answerable.Select(o => o.CitationRecall)]),
            ("located quotes", [.. outcomes.Select(o => o.Located).OfType<double>()]),
        ];
    }

    // Precision is over the abstentions, recall over what calls for one: neither means anything for a single kind.
    private static IReadOnlyList<(string Name, IReadOnlyList<double> Values)> Overall(IReadOnlyList<QaOutcome> outcomes) =>
    [
        .. Metrics(outcomes),
        ("abstention precision", [.. outcomes.Where(o => o.Answer.Abstained).Select(o => o.Question.IsAnswerable ? 0.0 : 1)]),
        ("abstention recall", [.. outcomes.Where(o => !o.Question.IsAnswerable).Select(o => o.Answer.Abstained ? 1.0 : 0)]),
    ];

    private static BinaryOutcomes Abstention(IReadOnlyList<QaOutcome> outcomes) =>
        outcomes.Aggregate(default(BinaryOutcomes), (counts, o) => counts.With(!o.Question.IsAnswerable, o.Answer.Abstained));

    private static string Ratio(double? value) => value?.ToString("F3", CultureInfo.InvariantCulture) ?? "-";

    private static object ToJson(IReadOnlyList<QaOutcome> outcomes) => new
    {
        Overall = Overall(outcomes).Where(m => m.Values.Count > 0).ToDictionary(m => m.Name, m => EvalCommand.Interval(m.Values)),
        Kinds = outcomes.GroupBy(o => o.Question.Kind).ToDictionary(g => g.Key, g => Metrics([.. g]).Where(m => m.Values.Count > 0).ToDictionary(m => m.Name, m => EvalCommand.Interval(m.Values))),
        Abstention = Abstention(outcomes),
        Questions = outcomes.Select(o => new
        {
            o.Question.Id,
            o.Question.Kind,
            o.Question.Question,
            o.Hit,
            o.Recall,
            o.Patterns,
            o.CitationPrecision,
            o.CitationRecall,
            o.Located,
            o.Answer.Confidence,
            o.Answer.Abstained,
            Claims = o.Answer.Claims.Select(c => new { c.Text, Keys = c.Keys.Select(k => k.Value), c.Verdict }),
        }),
    };
}
