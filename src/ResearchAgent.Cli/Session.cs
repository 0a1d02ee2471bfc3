using System.CommandLine;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using ResearchAgent.Indexing;
using ResearchAgent.Ingestion;
using ResearchAgent.Readers;
using ResearchAgent.SqliteIndex;
using ResearchAgent.Writing.Formats;
using Spectre.Console;

namespace ResearchAgent.Cli;

/// <summary>An open library with the assistant over it, for the length of one command.</summary>
internal sealed class Session : IDisposable
{
    private const string Samples = "samples/reading-list";

    private readonly ServiceProvider _services;
    private readonly ConfiguredModels _models;

    private readonly bool _ownsModels;

    private Session(string library, ConfiguredModels models, IPassageIndex index, bool ownsModels)
    {
        Library = library;
        _models = models;
        _ownsModels = ownsModels;
        var services = new ServiceCollection()
            .AddSingleton(models.Embedder)
            .AddSingleton(_ => index)
            .AddResearchAssistant();
        if (index is IReembeddable vectors)
        {
            services.AddSingleton(vectors);
        }

        if (models.Chat is not null)
        {
            services.AddSingleton(FluentWriters.Over(models.Chat, library));
        }

        if (models.Reranker is not null)
        {
            services.AddSingleton(models.Reranker);
        }

        _services = services.BuildServiceProvider();
    }

    // The index is opened here and now: a library that cannot be must not surface in the middle of a command.
    private static async Task<Session> CreateAsync(string provider, string library, ConfiguredModels models, CancellationToken cancellationToken, bool ownsModels = true)
    {
        IPassageIndex? index = null;
        try
        {
            index = await Indexes.OpenAsync(provider, library, models.Embedder, cancellationToken);
            var session = new Session(library, models, index, ownsModels);

            // Asked for once, so that the services close it.
            _ = session.Index;
            return session;
        }
        catch
        {
            (index as IDisposable)?.Dispose();
            if (ownsModels)
            {
                models.Dispose();
            }

            throw;
        }
    }

    public string Library { get; }

    public IPassageIndex Index => _services.GetRequiredService<IPassageIndex>();

    /// <summary>The index again, as the keeper of several embedders' vectors; null where it keeps one's.</summary>
    public IReembeddable? Vectors => _services.GetService<IReembeddable>();

    public Reembedder Reembedder => _services.GetRequiredService<Reembedder>();

    /// <summary>The language model that writes; null when there is none.</summary>
    public IChatClient? Model => _models.Chat;

    public ResearchAssistant Assistant => _services.GetRequiredService<ResearchAssistant>();

    public LibraryEditor Editor => _services.GetRequiredService<LibraryEditor>();

    public IEmbeddingGenerator<string, Embedding<float>> Embedder => _services.GetRequiredService<IEmbeddingGenerator<string, Embedding<float>>>();

    /// <summary>Opens the library, or creates an empty one.</summary>
    /// <exception cref="LibraryException">It cannot be opened.</exception>
    /// <exception cref="ModelException">A model is configured and cannot be used.</exception>
    public static async Task<Session> OpenOrCreateAsync(ParseResult parsed, CancellationToken cancellationToken) =>
        await CreateAsync(Indexes.ProviderOf(parsed), LibraryFolder(parsed), await ConfiguredModels.OpenAsync(parsed, cancellationToken), cancellationToken);

    /// <summary>Opens a library that must be there: what is checked against it came from it.</summary>
    public static async Task<Session> OpenExistingAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var (provider, folder) = (Indexes.ProviderOf(parsed), LibraryFolder(parsed));
        return provider != Indexes.Sqlite || SqlitePassageIndex.Exists(folder)
            ? await CreateAsync(provider, folder, await ConfiguredModels.OpenAsync(parsed, cancellationToken), cancellationToken)
            : throw NoLibrary(folder);
    }

    /// <summary>
    /// Opens the library; where there is none yet, builds one from the notes that come with the program, and says so.
    /// An empty library, left by an import that read nothing, counts as none. A server's is others' too: it stays empty.
    /// </summary>
    public static async Task<Session> OpenOrBuildAsync(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
    {
        var (provider, folder) = (Indexes.ProviderOf(parsed), LibraryFolder(parsed));
        var models = await ConfiguredModels.OpenAsync(parsed, cancellationToken);
        if (provider == Indexes.Sqlite && !SqlitePassageIndex.Exists(folder))
        {
            await BuildFromSamplesAsync(folder, models, parsed, terminal, cancellationToken);
            return await CreateAsync(provider, folder, models, cancellationToken);
        }

        var session = await CreateAsync(provider, folder, models, cancellationToken);
        if ((await session.Index.CountAsync(PassageFilter.None, cancellationToken)).Papers == 0)
        {
            if (provider != Indexes.Sqlite)
            {
                session.Dispose();
                throw new InputException($"the library {Indexes.Describe(provider, folder)} is empty. Copy one there with 'research index migrate --to qdrant', or add papers: research add PATH... --index qdrant");
            }

            if (ProgramFolder.Find(Samples) is { } samples)
            {
                // In place, never by removing the file: another process may be writing its first paper.
                Announce(folder, await session.ImportAsync([samples], null, parsed, terminal, cancellationToken), parsed, terminal);
            }
        }

        await ReembedCommand.WarnAsync(session, parsed, terminal, cancellationToken);
        return session;
    }

    public Task<ImportReport> ImportAsync(IReadOnlyList<string> paths, string? reader, ParseResult parsed, Terminal terminal, CancellationToken cancellationToken) =>
        WithProgressAsync(parsed, terminal, progress => ImporterFor(parsed).ImportAsync(paths, reader, progress, cancellationToken));

    public Task<SyncReport> SyncAsync(string folder, ParseResult parsed, Terminal terminal, CancellationToken cancellationToken) =>
        WithProgressAsync(parsed, terminal, progress => new LibrarySync(ImporterFor(parsed), Library).RunAsync(folder, progress, cancellationToken));

    public PaperImporter ImporterFor(ParseResult parsed) =>
        new(Index, Embedder, PaperReaders.Create(new ReaderOptions { Ocr = parsed.GetValue(ImportOptions.Ocr) })) { AttachmentRoots = parsed.GetValue(ImportOptions.Attachments) ?? [] };

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
                var task = context.AddTask("reading");
                var started = TimeProvider.System.GetTimestamp();
                return import(new DirectProgress<ImportProgress>(Show));

                void Show(ImportProgress progress)
                {
                    var seconds = TimeProvider.System.GetElapsedTime(started).TotalSeconds;
                    // Within a file nobody knows how many records are still to come.
                    task.IsIndeterminate = progress.Files == 1;
                    task.MaxValue = progress.Files;
                    task.Value = progress.FilesDone;
                    task.Description = string.Create(
                        System.Globalization.CultureInfo.InvariantCulture,
                        $"{progress.Records} papers, {progress.Records / Math.Max(0.1, seconds):F0}/s, {Markup.Escape(Clip(Path.GetFileName(progress.Path)))}");
                }
            });
    }

    /// <summary>Shows, where a person watches, that a language model is at work: it may take a minute.</summary>
    public Task<T> ThinkAsync<T>(ParseResult parsed, Terminal terminal, Func<Task<T>> write) =>
        _models.Chat is null || parsed.GetValue(CommonOptions.Quiet) || !terminal.Progress.Profile.Capabilities.Interactive
            ? write()
            : terminal.Progress.Status().StartAsync("reading and writing (Ctrl-C stops)", _ => write());

    public void Dispose()
    {
        _services.Dispose();
        if (_ownsModels)
        {
            _models.Dispose();
        }
    }

    // A long name would push the bar off a line of 80 columns.
    private static string Clip(string fileName) => SingleLine.Of(fileName) is { Length: > 24 } name ? name[..23] + "…" : SingleLine.Of(fileName);

    public static string LibraryFolder(ParseResult parsed) => parsed.GetValue(CommonOptions.Library) ?? Settings.Read()["Library:Path"] ?? ".research";

    // Built aside and moved into place whole: stopped halfway, half the papers would pass for the library from then on.
    private static async Task BuildFromSamplesAsync(string folder, ConfiguredModels models, ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
    {
        var samples = ProgramFolder.Find(Samples) ?? throw NoLibrary(folder);
        var scaffold = Path.Combine(folder, $".building-{Guid.NewGuid():N}");
        CreateFolder(folder, scaffold);
        try
        {
            ImportReport report;
            using (var session = await CreateAsync(Indexes.Sqlite, scaffold, models, cancellationToken, ownsModels: false))
            {
                report = await session.ImportAsync([samples], null, parsed, terminal, cancellationToken);
            }

            File.Move(Path.Combine(scaffold, "library.db"), Path.Combine(folder, "library.db"));
            Announce(folder, report, parsed, terminal);
        }
        catch (IOException) when (SqlitePassageIndex.Exists(folder))
        {
            // Another process was faster; its library is as good.
        }
        finally
        {
            Directory.Delete(scaffold, recursive: true);
        }
    }

    private static void Announce(string folder, ImportReport report, ParseResult parsed, Terminal terminal)
    {
        if (!parsed.GetValue(CommonOptions.Quiet))
        {
            terminal.Error.WriteLine($"No library in '{folder}' yet: built one from our own notes on {report.Added} papers ({Samples}). Add yours with: research add PATH...");
        }
    }

    private static void CreateFolder(string folder, string scaffold)
    {
        try
        {
            Directory.CreateDirectory(scaffold);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LibraryException(folder, $"The library '{folder}' cannot be created ({e.Message.TrimEnd('.')}). Choose a folder you may write to with --library.", e);
        }
    }

    private static InputException NoLibrary(string folder) => new($"there is no library in '{folder}'. Make one with: research add PATH...");
}
