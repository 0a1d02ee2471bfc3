using System.CommandLine;
using FuzzySharp;
using ResearchAgent.Chat;
using ResearchAgent.Indexing;
using ResearchAgent.Plugins;
using ResearchAgent.Retrieval;
using ResearchAgent.Writing;
using ResearchAgent.Writing.Formats;
using Spectre.Console;

namespace ResearchAgent.Cli;

/// <summary>Answers one line of a chat after the other: a question, or a command that begins with a slash.</summary>
internal sealed class ChatDialogue
{
    private static readonly Style Faint = new(decoration: Decoration.Dim);

    private static readonly (string Name, string Arguments, string Does)[] Commands =
    [
        ("/why", "", "how the last answer came about"),
        ("/context", "", "what \"it\" and \"the second one\" mean now, and what is remembered"),
        ("/sources", "", "quotes behind the last answer"),
        ("/papers", "", "papers of the library"),
        ("/compare", "A, B", "evidence matrix; without names, of the papers cited last"),
        ("/title", "TITLE", "name this conversation"),
        ("/save", "FILE", "write it as Markdown"),
        ("/help", "", "this list"),
        ("/quit", "", "leave (or Ctrl-D)"),
    ];

    private readonly Terminal _terminal;
    private readonly ParseResult _parsed;
    private readonly Session _session;
    private readonly ChatLog _log;
    private readonly PassageFilter _filter;
    private readonly ConfiguredAgent? _agent;
    private readonly Conversation _conversation;

    /// <param name="agent">Answers in several steps; null: questions are answered in one.</param>
    public ChatDialogue(Terminal terminal, ParseResult parsed, Session session, ChatLog log, PassageFilter filter, ConfiguredAgent? agent)
    {
        (_terminal, _parsed, _session, _log, _filter, _agent) = (terminal, parsed, session, log, filter, agent);
        var prompts = session.Model is null ? null : FluentWriters.LoadPrompts(session.Library);
        _conversation = new Conversation((question, within, token) => agent?.AskAsync(question, within, StepView.Live(terminal, parsed), token) ?? session.Assistant.AskAsync(question, within, token))
        {
            Turns = log.Resumed?.Turns ?? [],
            Memory = new ConversationMemory(ConversationMemory.DefaultBudget, session.Model, prompts),
            Rewriter = prompts is null ? null : new QuestionRewriter(session.Model!, prompts),
        };
    }

    public string Greeting()
    {
        var saved = _log.Folder is null ? "Nothing of this is saved." : $"Saved as it goes, in '{_log.Folder}' (--no-save turns that off).";
        var beginning = _log.Resumed is not { } chat ? $"Ask in plain words; \"and its limits?\" and \"the second one\" are understood.{Environment.NewLine}/help lists commands, /quit leaves."
            : $"Going on with \"{chat.Title}\", {Count(chat.Turns.Count, "question")}{(chat.Unreadable > 0 ? $", {Count(chat.Unreadable, "line")} unreadable" : "")}{(chat.Turns.Count > 0 ? $".{Environment.NewLine}The last: {SingleLine.Of(chat.Turns[^1].Question)}" : ".")}";
        return $"{beginning}{Environment.NewLine}{saved}";
    }

    /// <summary>A slip in one line is told and does not end the conversation.</summary>
    public async Task RespondAsync(string line, CancellationToken cancellationToken)
    {
        var (word, rest) = line.IndexOf(' ', StringComparison.Ordinal) is > 0 and var space ? (line[..space], line[(space + 1)..].Trim()) : (line, "");
        try
        {
            await (word switch
            {
                "/papers" => ShowPapersAsync(cancellationToken),
                "/sources" => Tell(ShowSources),
                "/compare" => CompareAsync(rest, cancellationToken),
                "/context" => ShowContextAsync(cancellationToken),
                "/why" => Tell(Explain),
                "/title" => Tell(() => Rename(rest)),
                "/save" => SaveAsync(rest, cancellationToken),
                "/help" => Tell(ShowHelp),
                ['/', ..] => Tell(() => NameNearest(word)),
                _ => AnswerAsync(line, cancellationToken),
            });
        }
        catch (Exception e) when (e is PaperNotFoundException or IOException or UnauthorizedAccessException or PromptException)
        {
            _terminal.Paragraph(SingleLine.Of(e.Message));
        }

        // A list of quotes ends in a blank line by itself.
        if (word != "/sources")
        {
            _terminal.Line();
        }
    }

    private static Task Tell(Action show)
    {
        show();
        return Task.CompletedTask;
    }

    private async Task AnswerAsync(string text, CancellationToken cancellationToken)
    {
        // The agent's steps are told as they happen, and it may ask something: no spinner stands in the way.
        var turn = _agent is not null
            ? await _conversation.AskAsync(text, _filter, cancellationToken)
            : await _session.ThinkAsync(_parsed, _terminal, () => _conversation.AskAsync(text, _filter, cancellationToken));
        if (turn.Question != turn.Asked)
        {
            _terminal.Paragraph($"Read as: {SingleLine.Of(turn.Question)}", Faint);
            _terminal.Line();
        }

        AnswerView.Show(_terminal, turn.Answer, showQuotes: false, numbered: true);
        try
        {
            _log.Append(turn);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _terminal.Error.WriteLine($"This answer could not be saved: {SingleLine.Of(e.Message)}");
        }
    }

    private async Task ShowPapersAsync(CancellationToken cancellationToken) =>
        AnswerView.References(_terminal, (await _session.Index.ListPapersAsync(_filter, cancellationToken)).Select(Reference.To));

    private void ShowSources()
    {
        if (_conversation.Turns is [.., { Answer.Claims.Count: > 0 } last])
        {
            AnswerView.Quotes(_terminal, last.Answer.Claims);
        }
        else
        {
            _terminal.Paragraph(_conversation.Turns.Count > 0 ? "The last question has no answer, so it has no sources." : "No question was asked yet.");
            _terminal.Line();
        }
    }

    private async Task CompareAsync(string names, CancellationToken cancellationToken)
    {
        var papers = names.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (papers.Length == 0)
        {
            papers = [.. _conversation.Several.Select(r => r.Key.Value)];
        }

        CompareCommand.Show(_terminal, await _session.ThinkAsync(_parsed, _terminal, () => _session.Assistant.CompareAsync(papers, [], cancellationToken)), showQuotes: false);
    }

    private async Task ShowContextAsync(CancellationToken cancellationToken)
    {
        if (_conversation.Turns is not [.., var last])
        {
            _terminal.Paragraph("No question was asked yet: there is nothing to go on from.");
            return;
        }

        _terminal.Paragraph($"The last question: “{SingleLine.Of(last.Asked)}”{(last.Question == last.Asked ? "" : $", read as “{SingleLine.Of(last.Question)}”")}");
        if (_conversation.Subjects is [var it, ..])
        {
            _terminal.Paragraph($"“It” is {FollowUpContext.Name(it)} [{it.Key}].");
        }

        if (_conversation.Numbered is { Count: > 1 } numbered)
        {
            _terminal.Paragraph("“The second one” counts these:");
            for (var i = 0; i < numbered.Count; i++)
            {
                _terminal.Paragraph($"{i + 1}. {FollowUpContext.Name(numbered[i])} [{numbered[i].Key}]", indent: 2);
            }
        }

        var memory = await _conversation.RecallAsync(cancellationToken);
        _terminal.Line();
        _terminal.Paragraph($"Remembered, about {memory.Tokens} of {memory.Budget} tokens: {Count(memory.Sources.Count, "paper")}, {Count(memory.Recent.Count, "turn")} word for word{(memory.Summarized > 0 ? $", {memory.Summarized} in short" : "")}.");
        foreach (var part in memory.Text.Split('\n'))
        {
            _terminal.Paragraph(part, Faint, indent: part.Length > 0 ? 2 : 0);
        }
    }

    private void Explain()
    {
        if (_conversation.Turns is not [.., var last])
        {
            _terminal.Paragraph("No question was asked yet.");
            return;
        }

        foreach (var line in AnswerExplanation.Of(last))
        {
            _terminal.Paragraph($"{line.Topic}: {line.Text}");
        }
    }

    private void Rename(string title)
    {
        if (title.Length == 0)
        {
            _terminal.Paragraph($"Title: {_log.Title}. Change it with: /title TITLE");
            return;
        }

        _log.Rename(title);
        _terminal.Paragraph(_log.Folder is null ? $"Titled \"{title}\", for /save: the conversation is not kept." : $"Titled \"{title}\".");
    }

    private async Task SaveAsync(string file, CancellationToken cancellationToken)
    {
        if (file.Length == 0)
        {
            _terminal.Paragraph("Name a file: /save FILE");
            return;
        }

        var turns = _conversation.Turns;
        var chat = new SavedChat(_log.Id ?? "", _log.Title, turns.Count > 0 ? turns[0].When : TimeProvider.System.GetLocalNow(), turns);
        await OutputFile.WriteAsync(file, ChatExport.Markdown(chat), cancellationToken);
        _terminal.Paragraph($"Wrote {Count(turns.Count, "answer")} to {file}.");
    }

    private void ShowHelp()
    {
        _terminal.Paragraph("Ask in plain words. \"And its limits?\", \"the second one\", \"compare them\" and \"what about BOLT?\" go on from the last answer.");
        foreach (var (name, arguments, does) in Commands)
        {
            _terminal.Paragraph($"{$"{name} {arguments}",-16}{does}", indent: 2);
        }
    }

    private void NameNearest(string word)
    {
        var nearest = Commands.MaxBy(c => Fuzz.Ratio(c.Name, word.ToLowerInvariant()));
        _terminal.Paragraph($"There is no command '{SingleLine.Of(word)}'. Nearest: {nearest.Name} ({nearest.Does}). /help lists them all.");
    }

    private static string Count(int number, string noun) => number == 1 ? $"1 {noun}" : $"{number} {noun}s";
}
