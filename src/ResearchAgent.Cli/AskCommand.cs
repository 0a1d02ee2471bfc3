using System.CommandLine;
using ResearchAgent.Indexing;
using ResearchAgent.Writing;
using ResearchAgent.Writing.Formats;

namespace ResearchAgent.Cli;

/// <summary>research ask QUESTION</summary>
internal static class AskCommand
{
    public static Command Create(Terminal terminal)
    {
        var question = new Argument<string[]>("QUESTION") { Description = "The question; quotes around it are optional.", Arity = ArgumentArity.OneOrMore }.WithoutOptions().NotBlank();
        var command = new Command("ask", "Answer in one to six cited sentences, or say that the library does not know.") { question, CommonOptions.ShowQuotes, CommonOptions.Writer, CommonOptions.Style, CommonOptions.Agent }.WithFilters();
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var style = CommonOptions.StyleOf(parsed, parsed.GetValue(CommonOptions.Json) ? "json" : "text");
            using var session = await Session.OpenOrBuildAsync(parsed, terminal, cancellationToken);
            var filter = await CommonOptions.FilterOfAsync(parsed, session, cancellationToken);
            var text = string.Join(' ', parsed.GetValue(question)!);
            var answer = parsed.GetValue(CommonOptions.Agent)
                ? await AskAgentAsync(session, parsed, terminal, text, filter, cancellationToken)
                : await session.ThinkAsync(parsed, terminal, () => session.Assistant.AskAsync(text, filter, cancellationToken));
            if (parsed.GetValue(CommonOptions.Json))
            {
                terminal.Out.Write(JsonFormat.Write(answer));
            }
            else
            {
                AnswerView.Show(terminal, answer, parsed.GetValue(CommonOptions.ShowQuotes), style: style);
            }

            return answer.Abstained ? ExitCode.NoAnswer : ExitCode.Ok;
        });
        return command;
    }

    // Nobody is asked in the middle of a command: what changes something is refused.
    private static async Task<Answer> AskAgentAsync(Session session, ParseResult parsed, Terminal terminal, string text, PassageFilter filter, CancellationToken cancellationToken)
    {
        await using var agent = await ConfiguredAgent.OpenAsync(session, approve: null, cancellationToken);
        return await agent.AskAsync(text, filter, StepView.Live(terminal, parsed), cancellationToken);
    }
}
