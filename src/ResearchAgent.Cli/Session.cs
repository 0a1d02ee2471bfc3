using System.CommandLine;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using ResearchAgent.Indexing;
using ResearchAgent.Ingestion;
using ResearchAgent.Readers;
using ResearchAgent.Retrieval.StaticVectors;
using ResearchAgent.SqliteIndex;
using Spectre.Console;

namespace ResearchAgent.Cli;

/// <summary>An open library with the assistant over it, for the length of one command.</summary>
internal sealed class Session : IDisposable
{
    private readonly ServiceProvider _services;

    private Session(string library)
    {
        Library = library;
        _services = new ServiceCollection()
            .AddSingleton<IEmbeddingGenerator<string, Embedding<float>>>(StaticWordVectors.Shared)
            .AddSqliteIndex(library, StaticWordVectors.Name)
            .AddPaperReaders()
            .AddResearchAssistant()
            .BuildServiceProvider();
    }

    public string Library { get; }

    public IPassageIndex Index => _services.GetRequiredService<IPassageIndex>();

    public ResearchAssistant Assistant => _services.GetRequiredService<ResearchAssistant>();

    public PaperImporter Importer => _services.GetRequiredService<PaperImporter>();

    public IEmbeddingGenerator<string, Embedding<float>> Embedder => _services.GetRequiredService<IEmbeddingGenerator<string, Embedding<float>>>();

    /// <summary>Opens the library, or creates an empty one.</summary>
    /// <exception cref="LibraryException">It cannot be opened.</exception>
    public static Session Open(ParseResult parsed)
    {
        var session = new Session(LibraryFolder(parsed));
        _ = session.Index;
        return session;
    }

    /// <summary>Opens the library; where there is none yet, builds one from the notes that come with the program, and says so.</summary>
    public static async Task<Session> OpenOrBuildAsync(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
    {
        var folder = LibraryFolder(parsed);
        var isNew = !SqlitePassageIndex.Exists(folder);
        if (isNew && ProgramFolder.Find("samples/reading-list") is null)
        {
            throw new InputException($"There is no library in '{folder}'. Make one with: research add PATH...");
        }

        var session = Open(parsed);
        if (isNew)
        {
            await session.BuildFromSamplesAsync(parsed, terminal, cancellationToken);
        }

        return session;
    }

    public async Task<ImportReport> ImportAsync(
        IReadOnlyList<string> paths, string? reader, ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(CommonOptions.Quiet) || !terminal.Progress.Profile.Capabilities.Interactive)
        {
            return await Importer.ImportAsync(paths, reader, null, cancellationToken);
        }

        return await terminal.Progress.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new SpinnerColumn())
            .StartAsync(context =>
            {
                var task = context.AddTask("reading");
                var started = TimeProvider.System.GetTimestamp();
                return Importer.ImportAsync(paths, reader, new DirectProgress<ImportProgress>(Show), cancellationToken);

                void Show(ImportProgress progress)
                {
                    var seconds = TimeProvider.System.GetElapsedTime(started).TotalSeconds;
                    task.MaxValue = progress.Files;
                    task.Value = progress.FilesDone;
                    task.Description = string.Create(
                        System.Globalization.CultureInfo.InvariantCulture,
                        $"{progress.Records} papers, {progress.Records / Math.Max(0.1, seconds):F0}/s, {Markup.Escape(Path.GetFileName(progress.Path))}");
                }
            });
    }

    public void Dispose() => _services.Dispose();

    private static string LibraryFolder(ParseResult parsed) => parsed.GetValue(CommonOptions.Library) ?? Settings()["Library:Path"] ?? ".research";

    // RESEARCH_LIBRARY is the short form of RESEARCH_Library__Path.
    private static IConfiguration Settings()
    {
        var builder = new ConfigurationBuilder();
        if (ProgramFolder.Find("appsettings.json") is { } file)
        {
            builder.AddJsonFile(file, optional: true);
        }

        builder.AddEnvironmentVariables("RESEARCH_");
        if (Environment.GetEnvironmentVariable("RESEARCH_LIBRARY") is { Length: > 0 } library)
        {
            builder.AddInMemoryCollection([new("Library:Path", library)]);
        }

        return builder.Build();
    }

    private async Task BuildFromSamplesAsync(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
    {
        var samples = ProgramFolder.Find("samples/reading-list")!;
        var report = await ImportAsync([samples], null, parsed, terminal, cancellationToken);
        if (!parsed.GetValue(CommonOptions.Quiet))
        {
            terminal.Error.WriteLine($"No library in '{Library}' yet: built one from our own notes on {report.Added} papers (samples/reading-list). Add yours with: research add PATH...");
        }
    }

    /// <summary>Reports on the caller's thread: progress must not lag behind the work it shows.</summary>
    private sealed class DirectProgress<T>(Action<T> show) : IProgress<T>
    {
        public void Report(T value) => show(value);
    }
}
