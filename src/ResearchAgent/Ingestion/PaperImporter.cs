using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.AI;
using ResearchAgent.Indexing;
using ResearchAgent.Papers;

namespace ResearchAgent.Ingestion;

/// <summary>Where an import stands, after each record.</summary>
public readonly record struct ImportProgress(string Path, int Files, int FilesDone, int Records);

/// <summary>What became of an import.</summary>
public sealed record ImportReport
{
    public int Added { get; init; }

    /// <summary>Known papers whose record was corrected.</summary>
    public int Replaced { get; init; }

    public int Unchanged { get; init; }

    public IReadOnlyList<ReadFailure> Failures { get; init; } = [];
}

/// <summary>
/// Reads files and folders into an index. A bad record is reported and the rest goes in; a known paper is left alone
/// or, if its record was corrected, replaced under its old key. One transaction per paper: stopping loses nothing.
/// </summary>
public sealed class PaperImporter(
    IPassageIndex index, IEmbeddingGenerator<string, Embedding<float>> embedder, IEnumerable<IPaperReader> readers)
{
    /// <summary>Below this many characters two equal texts say little about being the same paper.</summary>
    private const int MinTextToIdentify = 200;

    private readonly IPaperReader[] _readers = [.. readers];

    /// <param name="paths">Files, or folders whose files with a known extension are all read, in order of name.</param>
    /// <param name="readerName">The reader to use for every file; null to recognise each file.</param>
    public async Task<ImportReport> ImportAsync(
        IReadOnlyList<string> paths, string? readerName, IProgress<ImportProgress>? progress, CancellationToken cancellationToken)
    {
        var known = await KnownPapers.LoadAsync(index, cancellationToken);
        var report = new ImportReport();
        var failures = new List<ReadFailure>();
        var files = paths.SelectMany(FilesIn).Distinct().ToList();
        var records = 0;
        for (var i = 0; i < files.Count; i++)
        {
            await foreach (var result in ReadAsync(files[i], readerName, cancellationToken))
            {
                cancellationToken.ThrowIfCancellationRequested();
                switch (result)
                {
                    case ReadFailure failure:
                        failures.Add(failure);
                        break;
                    case PaperRecord record:
                        records++;
                        report = await StoreAsync(record, known, cancellationToken) switch
                        {
                            Outcome.Added => report with { Added = report.Added + 1 },
                            Outcome.Replaced => report with { Replaced = report.Replaced + 1 },
                            _ => report with { Unchanged = report.Unchanged + 1 },
                        };
                        break;
                }

                progress?.Report(new ImportProgress(files[i], files.Count, i, records));
            }

            progress?.Report(new ImportProgress(files[i], files.Count, i + 1, records));
        }

        return report with { Failures = failures };
    }

    /// <summary>Splits the paper and makes what an index stores of each passage.</summary>
    public static async Task<IndexedPaper> PrepareAsync(
        Paper paper, IEmbeddingGenerator<string, Embedding<float>> embedder, CancellationToken cancellationToken)
    {
        var passages = PassageSplitter.Split(paper.Id, paper.Sections);
        var vectors = await embedder.GenerateAsync(passages.Select(p => new EmbeddingSource(paper.Title, p).Text), cancellationToken: cancellationToken);
        return new IndexedPaper(
            paper,
            [.. passages.Zip(vectors, (passage, vector) => new IndexedPassage(passage, Bm25Encoder.Encode(paper.Title, passage.Text), vector.Vector))]);
    }

    private async IAsyncEnumerable<ReadResult> ReadAsync(string path, string? readerName, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (file, failure) = await SourceFile.OpenAsync(path, cancellationToken);
        if (file is null)
        {
            yield return failure!;
            yield break;
        }

        var extension = Path.GetExtension(path).ToLowerInvariant();
        var reader = readerName is null
            ? _readers.FirstOrDefault(r => r.Extensions.Contains(extension) && (r.ReadsBytes || file.NotText() is null) && r.Recognizes(file))
            : _readers.FirstOrDefault(r => r.Name == readerName);
        if (reader is not { ReadsBytes: true } && file.NotText() is { } notText)
        {
            yield return notText;
            yield break;
        }

        if (reader is null)
        {
            yield return new ReadFailure(path, 0, $"no reader knows this kind of file. Readable are {string.Join(", ", KnownExtensions())}; name the kind with --as {string.Join("|", _readers.Select(r => r.Name))}.");
            yield break;
        }

        await using var results = reader.ReadAsync(file, cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (await NextAsync(results, path) is { } result)
        {
            yield return result;
            if (result is ReadFailure { Line: 0 })
            {
                yield break;
            }
        }
    }

    // A file that vanishes or is locked while it is read must not stop the batch.
    private static async Task<ReadResult?> NextAsync(IAsyncEnumerator<ReadResult> results, string path)
    {
        try
        {
            return await results.MoveNextAsync() ? results.Current : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new ReadFailure(path, 0, $"reading stopped ({e.Message.TrimEnd('.')}). Check the file and add it again.");
        }
    }

    private async Task<Outcome> StoreAsync(PaperRecord record, KnownPapers known, CancellationToken cancellationToken)
    {
        var paper = ToPaper(record);
        var same = known.Find(paper);
        paper = same is null ? paper : Complete(paper, same);
        if (same is not null && same.Id == paper.Id && same.RecordHash == paper.RecordHash)
        {
            return Outcome.Unchanged;
        }

        paper = paper with { Key = same?.Key ?? paper.Key.Disambiguate(known.IsTaken) };
        var prepared = await PrepareAsync(paper, embedder, cancellationToken);
        await index.UpsertAsync(prepared with { Replaces = same?.Id }, cancellationToken);
        known.Replace(same, paper);
        return same is null ? Outcome.Added : Outcome.Replaced;
    }

    // A reading list read after a bibliography knows less: what it does not say stays as it was.
    private static Paper Complete(Paper paper, Paper stored)
    {
        var complete = paper with
        {
            Authors = paper.Authors.Count > 0 ? paper.Authors : stored.Authors,
            Year = paper.Year ?? stored.Year,
            Venue = paper.Venue ?? stored.Venue,
            Doi = paper.Doi ?? stored.Doi,
            ArxivId = paper.ArxivId ?? stored.ArxivId,
            Url = paper.Url ?? stored.Url,
            Tags = paper.Tags.Count > 0 ? paper.Tags : stored.Tags,
        };
        return complete with { Id = PaperId.For(complete.Title, complete.Authors is [var first, ..] ? first : null, complete.Year, complete.Doi, complete.ArxivId) };
    }

    private static Paper ToPaper(PaperRecord record)
    {
        var doi = PaperId.NormalizeDoi(record.Doi);
        var arxivId = PaperId.NormalizeArxivId(record.ArxivId);
        return new Paper
        {
            Id = PaperId.For(record.Title, record.Authors is [var first, ..] ? first : null, record.Year, doi, arxivId),
            Key = CitationKey.Suggest(record.Title, record.Authors, record.Year),
            Title = record.Title,
            Authors = record.Authors,
            Year = record.Year,
            Venue = record.Venue,
            Doi = doi,
            ArxivId = arxivId,
            Url = record.Url,
            Tags = record.Tags,
            Sections = record.Sections,
            RecordHash = Hash(
                [
                    record.Title, string.Join(";", record.Authors), record.Year?.ToString(CultureInfo.InvariantCulture), record.Venue, doi, arxivId, record.Url,
                    string.Join(";", record.Tags), .. record.Sections.SelectMany(s => new[] { s.Heading, s.Text }),
                ]),
            TextHash = record.Sections.Sum(s => s.Text.Length) >= MinTextToIdentify ? Hash(record.Sections.Select(s => s.Text)) : "",
            Source = string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(record.Path)}:{record.Line}"),
        };
    }

    private static string Hash(IEnumerable<string?> fields) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\u001F', fields))));

    private IEnumerable<string> FilesIn(string path)
    {
        if (!Directory.Exists(path))
        {
            return [path];
        }

        var extensions = KnownExtensions();
        var files = Directory.EnumerateFiles(path, "*", new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true });
        return files.Where(f => extensions.Contains(Path.GetExtension(f).ToLowerInvariant())).Order(StringComparer.Ordinal);
    }

    private SortedSet<string> KnownExtensions() => new(_readers.SelectMany(r => r.Extensions), StringComparer.Ordinal);

    private enum Outcome
    {
        Added,
        Replaced,
        Unchanged,
    }

    /// <summary>The library's papers by everything that can tell that a record is one of them.</summary>
    private sealed class KnownPapers
    {
        private readonly Dictionary<PaperId, Paper> _byId = [];
        private readonly Dictionary<string, Paper> _byOtherId = new(StringComparer.Ordinal);
        private readonly Dictionary<string, Paper> _byTitle = new(StringComparer.Ordinal);
        private readonly Dictionary<string, Paper> _byText = new(StringComparer.Ordinal);
        private readonly HashSet<string> _keys = new(StringComparer.OrdinalIgnoreCase);

        public static async Task<KnownPapers> LoadAsync(IPassageIndex index, CancellationToken cancellationToken)
        {
            var known = new KnownPapers();
            foreach (var paper in await index.ListPapersAsync(PassageFilter.None, cancellationToken))
            {
                known.Replace(null, paper);
            }

            return known;
        }

        public bool IsTaken(CitationKey key) => _keys.Contains(key.Value);

        /// <summary>Same DOI or arXiv id; same title and nothing that contradicts it; or same text.</summary>
        public Paper? Find(Paper paper)
        {
            if (_byId.TryGetValue(paper.Id, out var same) || OtherIds(paper).Any(id => _byOtherId.TryGetValue(id, out same)))
            {
                return same;
            }

            if (paper.TextHash.Length > 0 && _byText.TryGetValue(paper.TextHash, out same) && !Contradict(same, paper))
            {
                return same;
            }

            return _byTitle.TryGetValue(PaperId.NormalizeTitle(paper.Title), out same) && !Contradict(same, paper) && !AreOfDifferentYears(same, paper) ? same : null;
        }

        public void Replace(Paper? old, Paper paper)
        {
            if (old is not null)
            {
                _byId.Remove(old.Id);
                _byTitle.Remove(PaperId.NormalizeTitle(old.Title));
                _byText.Remove(old.TextHash);
                OtherIds(old).ForEach(id => _byOtherId.Remove(id));
            }

            var light = paper with { Sections = [] };
            _byId[paper.Id] = light;
            _byTitle[PaperId.NormalizeTitle(paper.Title)] = light;
            OtherIds(paper).ForEach(id => _byOtherId[id] = light);
            _keys.Add(paper.Key.Value);
            if (paper.TextHash.Length > 0)
            {
                _byText[paper.TextHash] = light;
            }
        }

        private static List<string> OtherIds(Paper paper) =>
            [.. new[] { paper.Doi is { } doi ? "doi:" + doi : null, paper.ArxivId is { } arxivId ? "arxiv:" + arxivId : null }.OfType<string>()];

        private static bool Contradict(Paper a, Paper b) =>
            (a.Doi is not null && b.Doi is not null && a.Doi != b.Doi)
            || (a.ArxivId is not null && b.ArxivId is not null && a.ArxivId != b.ArxivId)
            || (a.Authors.Count > 0 && b.Authors.Count > 0 && Family(a) != Family(b));

        // "Editorial" of 2020 is not "Editorial" of 2021; but a preprint (arXiv id) becomes an article (DOI) a year later.
        private static bool AreOfDifferentYears(Paper a, Paper b) =>
            a.Year is { } one && b.Year is { } other && one != other && !((a.ArxivId is not null && b.Doi is not null) || (a.Doi is not null && b.ArxivId is not null));

        private static string Family(Paper paper) => PaperId.NormalizeTitle(PersonName.Family(paper.Authors[0]));
    }
}
