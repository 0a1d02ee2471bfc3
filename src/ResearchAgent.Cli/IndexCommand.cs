using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using ResearchAgent.Indexing;
using ResearchAgent.Writing.Formats;
using Spectre.Console;

namespace ResearchAgent.Cli;

/// <summary>research index status | migrate | verify | rebuild</summary>
internal static class IndexCommand
{
    /// <summary>Passages that are looked for by their vectors when a copy is verified.</summary>
    private const int VerifiedVectors = 50;

    public static Command Create(Terminal terminal) => new("index", "Where the library is kept: look, copy it to a Qdrant server or back, compare both.")
    {
        CreateStatus(terminal),
        CreateMigrate(terminal),
        CreateVerify(terminal),
        CreateRebuild(terminal),
    };

    private static Command CreateStatus(Terminal terminal)
    {
        var command = new Command("status", "Where the library is, what it holds, and whose vectors.");
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var session = await Session.OpenExistingAsync(parsed, cancellationToken);
            var counts = await session.Index.CountAsync(PassageFilter.None, cancellationToken);
            var provider = Indexes.ProviderOf(parsed.GetValue(CommonOptions.Index));
            var embedder = EmbedderFingerprint.Of(session.Embedder).Value;
            if (parsed.GetValue(CommonOptions.Json))
            {
                terminal.Out.WriteLine(JsonSerializer.Serialize(new { Provider = provider, Place = Indexes.Describe(provider, session.Library), counts.Papers, counts.Passages, Embedder = embedder }, JsonOutput.Options));
            }
            else
            {
                terminal.Paragraph(string.Create(CultureInfo.InvariantCulture, $"{provider}: {counts.Papers} papers, {counts.Passages} passages in {Indexes.Describe(provider, session.Library)}; vectors of {SingleLine.Of(embedder)}"));
            }

            return ExitCode.Ok;
        });
        return command;
    }

    private static Command CreateMigrate(Terminal terminal)
    {
        var to = Target();
        var command = new Command("migrate", "Copy the library to the other index. Stopped, it goes on from there the next time; the source stays as it is.") { to };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var models = await ConfiguredModels.OpenAsync(CommandSession.WriterOf(parsed), cancellationToken);
            var (source, target) = await OpenBothAsync(parsed, parsed.GetValue(to)!, models, cancellationToken);
            using var one = (IDisposable)source;
            using var other = (IDisposable)target;
            var copy = new LibraryCopy(source, target, models.Embedder);
            var report = await ShowAsync(parsed, terminal, progress => copy.RunAsync(progress, cancellationToken));
            var differences = await copy.VerifyAsync(VerifiedVectors, cancellationToken);
            Tell(
                parsed,
                terminal,
                new { report.Papers, report.Copied, report.Unchanged, report.Passages, Differences = differences },
                string.Create(CultureInfo.InvariantCulture, $"{report.Copied} papers with {report.Passages} passages copied, {report.Unchanged} were there, to {Indexes.Describe(parsed.GetValue(to)!, Session.LibraryFolder(parsed))}"));
            return Report(terminal, differences);
        });
        return command;
    }

    private static Command CreateVerify(Terminal terminal)
    {
        var with = Target();
        var command = new Command("verify", "Compare the library with its copy in the other index: every record, every passage, a sample of vectors.") { with };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var models = await ConfiguredModels.OpenAsync(CommandSession.WriterOf(parsed), cancellationToken);
            var (source, target) = await OpenBothAsync(parsed, parsed.GetValue(with)!, models, cancellationToken);
            using var one = (IDisposable)source;
            using var other = (IDisposable)target;
            var differences = await new LibraryCopy(source, target, models.Embedder).VerifyAsync(VerifiedVectors, cancellationToken);
            Tell(parsed, terminal, new { Differences = differences }, differences.Count == 0 ? "both are the same" : string.Create(CultureInfo.InvariantCulture, $"{differences.Count} differences"));
            return Report(terminal, differences);
        });
        return command;
    }

    private static Command CreateRebuild(Terminal terminal)
    {
        var command = new Command("rebuild", "Make the vectors anew with the embedder that is configured. The library serves meanwhile; stopped, it goes on from there the next time.");
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (Indexes.ProviderOf(parsed.GetValue(CommonOptions.Index)) == Indexes.Sqlite)
            {
                using var session = await Session.OpenExistingAsync(parsed, cancellationToken);
                var embedded = await ReembedCommand.ReembedAsync(session, parsed, terminal, cancellationToken);
                Tell(parsed, terminal, new { Embedded = embedded }, $"{embedded} passages embedded");
                return ExitCode.Ok;
            }

            using var models = await ConfiguredModels.OpenAsync(CommandSession.WriterOf(parsed), cancellationToken);
            var report = await ShowAsync(parsed, terminal, progress => Indexes.RebuildQdrantAsync(models.Embedder, progress, cancellationToken));
            Tell(parsed, terminal, new { Embedded = report?.Passages ?? 0 }, report is null ? "the vectors are this embedder's already" : $"{report.Passages} passages of {report.Copied} papers embedded, {report.Unchanged} papers were done before");
            return ExitCode.Ok;
        });
        return command;
    }

    private static void Tell(ParseResult parsed, Terminal terminal, object result, string words)
    {
        if (parsed.GetValue(CommonOptions.Json))
        {
            terminal.Out.WriteLine(JsonSerializer.Serialize(result, JsonOutput.Options));
        }
        else if (!parsed.GetValue(CommonOptions.Quiet))
        {
            terminal.Out.WriteLine(words);
        }
    }

    private static Option<string> Target()
    {
        var to = new Option<string>("--to") { Description = "The other index: qdrant or sqlite.", HelpName = "INDEX", Required = true };
        to.AcceptOnlyFromAmong(Indexes.Sqlite, Indexes.Qdrant);
        return to;
    }

    private static async Task<(IPassageIndex Source, IPassageIndex Target)> OpenBothAsync(ParseResult parsed, string to, ConfiguredModels models, CancellationToken cancellationToken)
    {
        var folder = Session.LibraryFolder(parsed);
        var from = to == Indexes.Qdrant ? Indexes.Sqlite : Indexes.Qdrant;
        if (from == Indexes.Sqlite && !SqliteIndex.SqlitePassageIndex.Exists(folder))
        {
            throw new InputException($"there is no library in '{folder}' to copy. Name its folder with --library.");
        }

        var source = await Indexes.OpenAsync(from, folder, models.Embedder, cancellationToken);
        try
        {
            return (source, await Indexes.OpenAsync(to, folder, models.Embedder, cancellationToken));
        }
        catch
        {
            (source as IDisposable)?.Dispose();
            throw;
        }
    }

    private static int Report(Terminal terminal, IReadOnlyList<string> differences)
    {
        foreach (var difference in differences)
        {
            terminal.Error.WriteLine("research: " + SingleLine.Of(difference));
        }

        return differences.Count == 0 ? ExitCode.Ok : ExitCode.NoAnswer;
    }

    private static Task<T> ShowAsync<T>(ParseResult parsed, Terminal terminal, Func<IProgress<CopyReport>?, Task<T>> run)
    {
        if (parsed.GetValue(CommonOptions.Quiet) || !terminal.Progress.Profile.Capabilities.Interactive)
        {
            return run(null);
        }

        return terminal.Progress.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn { Width = 20 }, new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(context =>
            {
                var task = context.AddTask("copying");
                return run(new DirectProgress<CopyReport>(Show));

                void Show(CopyReport report)
                {
                    task.MaxValue = report.Papers;
                    task.Value = report.Copied + report.Unchanged;
                    task.Description = string.Create(CultureInfo.InvariantCulture, $"{report.Copied + report.Unchanged} of {report.Papers} papers");
                }
            });
    }
}
