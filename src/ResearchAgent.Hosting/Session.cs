using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using ResearchAgent.Indexing;
using ResearchAgent.Ingestion;
using ResearchAgent.Readers;
using ResearchAgent.SqliteIndex;

namespace ResearchAgent.Hosting;

/// <summary>An open library with the assistant over it and the models that the settings name. Safe for concurrent use.</summary>
public sealed class Session : IDisposable
{
    /// <summary>Our own notes on papers, which come with the program.</summary>
    public const string Samples = "samples/reading-list";

    private readonly ServiceProvider _services;
    private readonly ConfiguredModels _models;

    private readonly bool _ownsModels;

    private Session(LibraryChoice choice, ConfiguredModels models, IPassageIndex index, bool ownsModels)
    {
        Choice = choice;
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
            services.AddSingleton(FluentWriters.Over(models.Chat, Library));
        }

        if (models.Reranker is not null)
        {
            services.AddSingleton(models.Reranker);
        }

        _services = services.BuildServiceProvider();
    }

    public LibraryChoice Choice { get; }

    /// <summary>The library's folder.</summary>
    public string Library => Choice.Folder;

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
    public static async Task<Session> OpenOrCreateAsync(LibraryChoice choice, CancellationToken cancellationToken) =>
        await CreateAsync(choice, await ConfiguredModels.OpenAsync(choice.Writer, cancellationToken), ownsModels: true, cancellationToken);

    /// <summary>Opens a library that must be there: what is checked against it came from it.</summary>
    /// <exception cref="InputException">There is none.</exception>
    public static async Task<Session> OpenExistingAsync(LibraryChoice choice, CancellationToken cancellationToken) =>
        choice.Provider != Indexes.Sqlite || SqlitePassageIndex.Exists(choice.Folder)
            ? await OpenOrCreateAsync(choice, cancellationToken)
            : throw NoLibrary(choice.Folder);

    /// <summary>
    /// Opens the library; where there is none yet, builds one from the notes that come with the program, and says so.
    /// An empty library, left by an import that read nothing, counts as none. A server's is others' too: it stays empty.
    /// </summary>
    /// <param name="built">Told what the notes gave, when the library was built from them.</param>
    /// <exception cref="InputException">A server's library is empty.</exception>
    public static async Task<Session> OpenOrBuildAsync(LibraryChoice choice, IProgress<ImportProgress>? progress, Action<ImportReport>? built, CancellationToken cancellationToken)
    {
        var models = await ConfiguredModels.OpenAsync(choice.Writer, cancellationToken);
        if (choice.Provider == Indexes.Sqlite && !SqlitePassageIndex.Exists(choice.Folder))
        {
            await BuildFromSamplesAsync(choice, models, progress, built, cancellationToken);
            return await CreateAsync(choice, models, ownsModels: true, cancellationToken);
        }

        var session = await CreateAsync(choice, models, ownsModels: true, cancellationToken);
        if ((await session.Index.CountAsync(PassageFilter.None, cancellationToken)).Papers == 0)
        {
            if (choice.Provider != Indexes.Sqlite)
            {
                session.Dispose();
                throw new InputException($"the library {Indexes.Describe(choice.Provider, choice.Folder)} is empty. Copy one there with 'research index migrate --to qdrant', or add papers: research add PATH... --index qdrant");
            }

            if (ProgramFolder.Find(Samples) is { } samples)
            {
                // In place, never by removing the file: another process may be writing its first paper.
                built?.Invoke(await session.Importer(new ReaderOptions(), []).ImportAsync([samples], null, progress, cancellationToken));
            }
        }

        return session;
    }

    /// <param name="attachmentRoots">Folders beside a bibliography's own from which the files that it names may be read.</param>
    public PaperImporter Importer(ReaderOptions options, IReadOnlyList<string> attachmentRoots) =>
        new(Index, Embedder, PaperReaders.Create(options)) { AttachmentRoots = attachmentRoots };

    public void Dispose()
    {
        _services.Dispose();
        if (_ownsModels)
        {
            _models.Dispose();
        }
    }

    // The index is opened here and now: a library that cannot be must not surface in the middle of a command.
    private static async Task<Session> CreateAsync(LibraryChoice choice, ConfiguredModels models, bool ownsModels, CancellationToken cancellationToken)
    {
        IPassageIndex? index = null;
        try
        {
            index = await Indexes.OpenAsync(choice.Provider, choice.Folder, models.Embedder, cancellationToken);
            var session = new Session(choice, models, index, ownsModels);

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

    // Built aside and moved into place whole: stopped halfway, half the papers would pass for the library from then on.
    private static async Task BuildFromSamplesAsync(LibraryChoice choice, ConfiguredModels models, IProgress<ImportProgress>? progress, Action<ImportReport>? built, CancellationToken cancellationToken)
    {
        var folder = choice.Folder;
        var samples = ProgramFolder.Find(Samples) ?? throw NoLibrary(folder);
        var scaffold = Path.Combine(folder, $".building-{Guid.NewGuid():N}");
        CreateFolder(folder, scaffold);
        try
        {
            ImportReport report;
            using (var session = await CreateAsync(choice with { Folder = scaffold }, models, ownsModels: false, cancellationToken))
            {
                report = await session.Importer(new ReaderOptions(), []).ImportAsync([samples], null, progress, cancellationToken);
            }

            File.Move(Path.Combine(scaffold, "library.db"), Path.Combine(folder, "library.db"));
            built?.Invoke(report);
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
