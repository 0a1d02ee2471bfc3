using System.Diagnostics;
using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using ResearchAgent.Ingestion;
using ResearchAgent.Readers.Jats;

namespace ResearchAgent.Benchmarks;

/// <summary>
/// Articles a second that the JATS reader takes in, beside the least that any reader does: parsing the file into a tree.
/// What is compared takes turns. Then what the reader found, so that a faster reader is not one that finds less.
/// </summary>
internal sealed class JatsBenchmark(string? dataFolder, int rounds, TextWriter output)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var folder = dataFolder ?? BenchmarkPapers.BesideRepository("docs/jats-plos");
        string[] files = !Directory.Exists(folder) ? [] : [.. Directory.GetFiles(folder, "*.*ml").Order(StringComparer.Ordinal)];
        if (files.Length == 0)
        {
            output.WriteLine("No articles: name a folder of JATS files with --data.");
            return;
        }

        var papers = new List<PaperRecord>();
        List<double> read = [], parsed = [];
        for (var round = 0; round <= rounds; round++)
        {
            papers.Clear();
            var start = Stopwatch.GetTimestamp();
            foreach (var file in files)
            {
                papers.AddRange(await ReadAsync(file, cancellationToken));
            }

            var reading = Stopwatch.GetElapsedTime(start).TotalSeconds;
            start = Stopwatch.GetTimestamp();
            var elements = files.Sum(f => Parse(f).Descendants().Count());
            var parsing = Stopwatch.GetElapsedTime(start).TotalSeconds;
            if (round > 0 && elements > 0)
            {
                // The first round warms up.
                read.Add(files.Length / reading);
                parsed.Add(files.Length / parsing);
            }
        }

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{files.Length} articles, {files.Sum(f => new FileInfo(f).Length) / 1e6:F1} MB; articles/s, median of {rounds} rounds: reader / XDocument.Load {Median(read):F0} / {Median(parsed):F0} = {Median(read) / Median(parsed):F3}"));
        Show("sections", papers.Select(p => p.Sections.Count));
        Show("references", papers.Select(p => p.References.Count));
        Show("characters of text", papers.Select(p => p.Sections.Sum(s => s.Text.Length)));
        output.WriteLine($"with title {papers.Count(p => p.Title.Length > 0)}, authors {papers.Count(p => p.Authors.Count > 0)}, year {papers.Count(p => p.Year is not null)}, DOI {papers.Count(p => p.Doi is not null)}, journal {papers.Count(p => p.Venue is not null)}, abstract {papers.Count(p => p.Sections[0].Heading == "Abstract")} of {papers.Count}");
    }

    private static async Task<List<PaperRecord>> ReadAsync(string path, CancellationToken cancellationToken)
    {
        var (file, _) = await SourceFile.OpenAsync(path, cancellationToken);
        return await new JatsReader().ReadAsync(file!, cancellationToken).OfType<PaperRecord>().ToListAsync(cancellationToken);
    }

    private static XDocument Parse(string path)
    {
        using var reader = XmlReader.Create(path, new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore, XmlResolver = null });
        return XDocument.Load(reader, LoadOptions.PreserveWhitespace);
    }

    private void Show(string what, IEnumerable<int> counts)
    {
        List<double> ordered = [.. counts.Select(c => (double)c).Order()];
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what} of an article: median {Median(ordered):F1}, {ordered[0]:F0} to {ordered[^1]:F0}, in all {ordered.Sum():F0}"));
    }

    private static double Median(List<double> values)
    {
        var ordered = values.Order().ToList();
        return (ordered[(ordered.Count - 1) / 2] + ordered[ordered.Count / 2]) / 2;
    }
}
