using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using ResearchAgent.Ingestion;
using ResearchAgent.Readers;
using ResearchAgent.Retrieval.StaticVectors;
using ResearchAgent.SqliteIndex;
using ResearchAgent.Testing;

namespace ResearchAgent.Benchmarks;

/// <summary>
/// A folder of many articles into a library: how fast, and how the memory grows with their number. The articles are the given
/// ones, again and again under other titles and DOIs, so that each is a paper of its own.
/// </summary>
internal sealed partial class IngestBenchmark(int files, string dataFolder, TextWriter output)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var folder = new ScratchFolder();
        var articles = Directory.GetFiles(dataFolder, "*.xml").Order(StringComparer.Ordinal).ToList();
        var source = Directory.CreateDirectory(Path.Combine(folder.Path, "articles")).FullName;
        for (var i = 0; i < files; i++)
        {
            var text = await File.ReadAllTextAsync(articles[i % articles.Count], cancellationToken);
            await File.WriteAllTextAsync(Path.Combine(source, string.Create(CultureInfo.InvariantCulture, $"{i:D5}.xml")), Renamed(text, i), cancellationToken);
        }

        using var index = SqlitePassageIndex.Open(Path.Combine(folder.Path, "library"), "benchmark");
        var importer = new PaperImporter(index, StaticWordVectors.Shared, PaperReaders.All);
        using var process = Process.GetCurrentProcess();
        var cpuBefore = process.TotalProcessorTime;
        var started = Stopwatch.GetTimestamp();
        var progress = new EveryQuarter(files, done =>
        {
            process.Refresh();
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{done,6} files: {done / Stopwatch.GetElapsedTime(started).TotalSeconds,6:F1} a second, {process.WorkingSet64 >> 20,5} MiB now, {process.PeakWorkingSet64 >> 20,5} MiB at most, {GC.GetTotalMemory(false) >> 20,5} MiB managed"));
        });
        var report = await importer.ImportAsync([source], null, progress, cancellationToken);
        process.Refresh();
        var busy = (process.TotalProcessorTime - cpuBefore) / Stopwatch.GetElapsedTime(started);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{report.Added} added, {report.Replaced} replaced, {report.Failures.Count} failed; {busy:F2} of {Environment.ProcessorCount} processors busy"));
    }

    private static string Renamed(string article, int number) =>
        ArticleTitle().Replace(Doi().Replace(article, m => string.Create(CultureInfo.InvariantCulture, $"{m.Value}.{number}"), 1), m => string.Create(CultureInfo.InvariantCulture, $"{m.Value}Copy {number}: "), 1);

    [GeneratedRegex("<article-title[^>]*>")]
    private static partial Regex ArticleTitle();

    [GeneratedRegex("(?<=<article-id pub-id-type=\"doi\">)[^<]+")]
    private static partial Regex Doi();

    private sealed class EveryQuarter(int files, Action<int> tell) : IProgress<ImportProgress>
    {
        private int _told;

        public void Report(ImportProgress value)
        {
            if (value.FilesDone >= files * (_told + 1) / 4)
            {
                _told++;
                tell(value.FilesDone);
            }
        }
    }
}
