using System.CommandLine;
using System.Text;
using ResearchAgent.Chat;
using ResearchAgent.ExternalTools;
using ResearchAgent.Indexing;
using ResearchAgent.Ingestion;
using ResearchAgent.LlamaEngine.Catalogue;
using ResearchAgent.Plugins;
using ResearchAgent.Retrieval;
using ResearchAgent.Writing.Formats;

namespace ResearchAgent.Cli;

/// <summary>The command line as a parts list. Every expected failure is one line on the error stream and an exit code.</summary>
public static class ResearchCli
{
    public static async Task<int> RunAsync(IReadOnlyList<string> args, Terminal terminal, CancellationToken cancellationToken)
    {
        var root = new RootCommand(
            """
            Ask, compare and review your own papers; every printed sentence is backed by a located quote.

            Exit codes: 0 ok, 1 no answer or a failed check, 2 usage, 3 input (what was good is stored),
            4 environment, 130 interrupted.
            """)
        {
            AddCommand.Create(terminal),
            SyncCommand.Create(terminal),
            PapersCommand.Create(terminal),
            CiteCommand.Create(terminal),
            ReembedCommand.Create(terminal),
            IndexCommand.Create(terminal),
            SearchCommand.Create(terminal),
            AskCommand.Create(terminal),
            CompareCommand.Create(terminal),
            ReviewCommand.CreateReview(terminal),
            ReviewCommand.CreateRelatedWork(terminal),
            ContradictionsCommand.Create(terminal),
            ChatCommand.Create(terminal),
            ChatsCommand.Create(terminal),
            NotesCommand.Create(terminal),
            VerifyCommand.Create(terminal),
            EvalCommand.Create(terminal),
            ModelsCommand.Create(terminal),
            PromptsCommand.Create(terminal),
            PluginsCommand.Create(terminal),
            ToolsCommand.Create(terminal),
            ServeCommand.Create(terminal),
            McpCommand.Create(terminal),
            CommonOptions.Library,
            CommonOptions.Index,
            CommonOptions.Json,
            CommonOptions.Quiet,
        };

        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            return Fail(terminal, $"{parsed.Errors[0].Message.TrimEnd('.')}. See 'research {CommandPath(parsed)}--help'.", ExitCode.Usage);
        }

        try
        {
            return await parsed.InvokeAsync(
                new InvocationConfiguration { Output = terminal.Out, Error = terminal.Error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return Fail(terminal, "stopped. What was stored before is safe.", ExitCode.Cancelled);
        }
        catch (PaperNotFoundException e)
        {
            return Fail(terminal, e.Message, ExitCode.NoAnswer);
        }
        catch (Exception e) when (e is ModelException or PromptException or PluginException or ExternalToolException)
        {
            return Fail(terminal, e.Message, ExitCode.Environment);
        }
        catch (LibraryException e)
        {
            return Fail(terminal, e.Message, ExitCode.Environment);
        }
        catch (UsageException e)
        {
            return Fail(terminal, e.Message, ExitCode.Usage);
        }
        catch (ModelFileException e)
        {
            return Fail(terminal, e.Message, ExitCode.Input);
        }
        catch (ModelDownloadException e)
        {
            return Fail(terminal, e.Message, ExitCode.Environment);
        }
        catch (InputException e)
        {
            return Fail(terminal, e.Message, ExitCode.Input);
        }
        catch (PaperEditException e)
        {
            return Fail(terminal, e.Message, ExitCode.Input);
        }
        catch (ChatNotFoundException e)
        {
            return Fail(terminal, e.Message, ExitCode.Input);
        }
        catch (InvalidDataException e)
        {
            return Fail(terminal, e.Message, ExitCode.Input);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Fail(terminal, e.Message, ExitCode.Environment);
        }
        catch (Exception e) when (Environment.GetEnvironmentVariable("RESEARCH_DEBUG") is null or "")
        {
            // A mistake of ours. The person gets one line; whoever mends it asks for the rest.
            return Fail(terminal, $"unexpected {e.GetType().Name}: {e.Message} Run it again with RESEARCH_DEBUG=1 for the details to report.", ExitCode.Environment);
        }
    }

    private static int Fail(Terminal terminal, string message, int exitCode)
    {
        terminal.Error.WriteLine("research: " + SingleLine.Of(message));
        return exitCode;
    }

    private static string CommandPath(ParseResult parsed)
    {
        var path = new StringBuilder();
        for (var command = parsed.CommandResult; command.Parent is System.CommandLine.Parsing.CommandResult parent; command = parent)
        {
            path.Insert(0, command.Command.Name + " ");
        }

        return path.ToString();
    }
}

/// <summary>What was asked for needs another option; the message names it.</summary>
internal sealed class UsageException(string message) : Exception(message);
