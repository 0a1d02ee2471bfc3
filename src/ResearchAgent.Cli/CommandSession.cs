using System.CommandLine;
using System.Globalization;
using ResearchAgent.Indexing;
using ResearchAgent.Ingestion;
using ResearchAgent.Readers;
using ResearchAgent.Writing.Formats;
using Spectre.Console;

namespace ResearchAgent.Cli;

/// <summary>A library as a command line names it, and what a person sees of the work on it.</summary>
internal static class CommandSession
{
    extension(Session session)
    {
        public static string LibraryFolder(ParseResult parsed) => LibraryChoice.FolderOf(parsed.GetValue(CommonOptions.Library));

        /// <inheritdoc cref="Session.OpenOrCreateAsync(LibraryChoice, CancellationToken)"/>
        public static Task<Session> OpenOrCreateAsync(ParseResult parsed, CancellationToken cancellationToken) => Session.OpenOrCreateAsync(Choice(parsed), cancellationToken);

        /// <inheritdoc cref="Session.OpenExistingAsync(LibraryChoice, CancellationToken)"/>
        public static Task<Session> OpenExistingAsync(ParseResult parsed, CancellationToken cancellationToken) => Session.OpenExistingAsync(Choice(parsed), cancellationToken);

        /// <summary>Opens the library or builds one from the program's notes, and says so.</summary>
        public static async Task<Session> OpenOrBuildAsync(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
        {
            ImportReport? built = null;
            var opened = await WithProgressAsync(parsed, terminal, progress => Session.OpenOrBuildAsync(Choice(parsed), progress, report => built = report, cancellationToken));
            if (built is not null)
            {
                Announce(opened.Library, built, parsed, terminal);
            }

            await ReembedCommand.WarnAsync(opened, parsed, terminal, cancellationToken);
            return opened;
        }

        public Task<ImportReport> ImportAsync(IReadOnlyList<string> paths, string? reader, ParseResult parsed, Terminal terminal, CancellationToken cancellationToken) =>
            WithProgressAsync(parsed, terminal, progress => session.ImporterFor(parsed).ImportAsync(paths, reader, progress, cancellationToken));

        public Task<SyncReport> SyncAsync(string folder, ParseResult parsed, Terminal terminal, CancellationToken cancellationToken) =>
            WithProgressAsync(parsed, terminal, progress => new LibrarySync(session.ImporterFor(parsed), session.Library).RunAsync(folder, progress, cancellationToken));

        public PaperImporter ImporterFor(ParseResult parsed) =>
            session.Importer(new ReaderOptions { Ocr = parsed.GetValue(ImportOptions.Ocr) }, parsed.GetValue(ImportOptions.Attachments) ?? []);

        /// <summary>Shows, where a person watches, that a language model is at work: it may take a minute.</summary>
        public Task<T> ThinkAsync<T>(ParseResult parsed, Terminal terminal, Func<Task<T>> write) =>
            session.Model is null || parsed.GetValue(CommonOptions.Quiet) || !terminal.Progress.Profile.Capabilities.Interactive
                ? write()
                : terminal.Progress.Status().StartAsync("reading and writing (Ctrl-C stops)", _ => write());
    }

    /// <summary>A command without --writer writes nothing.</summary>
    public static WriterChoice WriterOf(ParseResult parsed) => !parsed.CommandResult.Command.Options.Contains(CommonOptions.Writer)
        ? WriterChoice.Extractive
        : parsed.GetValue(CommonOptions.Writer) switch
        {
            "extractive" => WriterChoice.Extractive,
            "llama" => WriterChoice.Llama,
            _ => WriterChoice.Auto,
        };

    private static LibraryChoice Choice(ParseResult parsed) =>
        LibraryChoice.Of(parsed.GetValue(CommonOptions.Library), parsed.GetValue(CommonOptions.Index), WriterOf(parsed));

    private static void Announce(string folder, ImportReport report, ParseResult parsed, Terminal terminal)
    {
        if (!parsed.GetValue(CommonOptions.Quiet))
        {
            terminal.Error.WriteLine($"No library in '{folder}' yet: built one from our own notes on {report.Added} papers ({Session.Samples}). Add yours with: research add PATH...");
        }
    }

    // The bar appears with the first report: opening a library that is there shows none.
    private static async Task<T> WithProgressAsync<T>(ParseResult parsed, Terminal terminal, Func<IProgress<ImportProgress>?, Task<T>> import)
    {
        if (parsed.GetValue(CommonOptions.Quiet) || !terminal.Progress.Profile.Capabilities.Interactive)
        {
            return await import(null);
        }

        return await terminal.Progress.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new SpinnerColumn())
            .StartAsync(context =>
            {
                ProgressTask? task = null;
                var started = TimeProvider.System.GetTimestamp();
                return import(new DirectProgress<ImportProgress>(Show));

                void Show(ImportProgress progress)
                {
                    task ??= context.AddTask("reading");
                    var seconds = TimeProvider.System.GetElapsedTime(started).TotalSeconds;

                    // Within a file nobody knows how many records are still to come.
                    task.IsIndeterminate = progress.Files == 1;
                    task.MaxValue = progress.Files;
                    task.Value = progress.FilesDone;
                    task.Description = string.Create(
                        CultureInfo.InvariantCulture,
                        $"{progress.Records} papers, {progress.Records / Math.Max(0.1, seconds):F0}/s, {Markup.Escape(Clip(Path.GetFileName(progress.Path)))}");
                }
            });
    }

    // A long name would push the bar off a line of 80 columns.
    private static string Clip(string fileName) => SingleLine.Of(fileName) is { Length: > 24 } name ? name[..23] + "…" : SingleLine.Of(fileName);
}
