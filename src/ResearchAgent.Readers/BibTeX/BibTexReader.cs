using System.Globalization;
using System.Runtime.CompilerServices;
using ResearchAgent.Ingestion;
using ResearchAgent.Papers;

namespace ResearchAgent.Readers.BibTeX;

/// <summary>
/// Reads BibTeX and BibLaTeX: one record an entry, with what it inherits. A second entry with the key of an earlier one
/// is reported and left out, as BibTeX does.
/// </summary>
public sealed class BibTexReader : IPaperReader
{
    // Entries that hold fields for others or bind others together are no works.
    private static readonly HashSet<string> Containers = new(StringComparer.Ordinal) { "xdata", "set" };

    public string Name => "bibtex";

    public IReadOnlyList<string> Extensions { get; } = [".bib", ".bibtex", ".biblatex"];

    public bool ReadsBytes => true;

    public bool ReadsBibliographies => true;

    public bool Recognizes(SourceFile file) => true;

    public async IAsyncEnumerable<ReadResult> ReadAsync(SourceFile file, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (text, failure) = await BibliographyText.ReadAsync(file, cancellationToken);
        if (text is null)
        {
            yield return failure!;
            yield break;
        }

        var parsed = new List<(BibTexEntry? Entry, BibTexProblem? Problem)>();
        foreach (var result in new BibTexParser(text).Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            parsed.Add(result);
        }

        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        var inheritance = new BibTexInheritance(parsed.Select(p => p.Entry).OfType<BibTexEntry>());
        foreach (var (entry, problem) in parsed)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (problem is not null)
            {
                yield return new ReadFailure(file.Path, problem.Line, problem.Message);
            }
            else if (entry!.Key is { } key && !lines.TryAdd(key, entry.Line))
            {
                yield return new ReadFailure(file.Path, entry.Line, string.Create(CultureInfo.InvariantCulture, $"the key {RecordText.Shown(key)} is taken by the entry of line {lines[key]}. That one was read; give this one another key."));
            }
            else if (!Containers.Contains(entry.Type))
            {
                yield return BibTexRecord.Of(file.Path, inheritance.Complete(entry));
            }
        }

        if (parsed.Count == 0)
        {
            yield return new ReadFailure(file.Path, 0, "no entry was found. A BibTeX entry begins with '@article{' or the like.");
        }
    }
}
