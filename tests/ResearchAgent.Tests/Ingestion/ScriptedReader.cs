using System.Runtime.CompilerServices;
using ResearchAgent.Ingestion;
using ResearchAgent.Papers;

namespace ResearchAgent.Tests.Ingestion;

/// <summary>Gives the results written down for each file name, whatever the file holds.</summary>
internal sealed class ScriptedReader : IPaperReader
{
    private readonly Dictionary<string, Func<string, IEnumerable<ReadResult>>> _files = new(StringComparer.Ordinal);

    public string Name => "scripted";

    public IReadOnlyList<string> Extensions { get; init; } = [".txt"];

    public bool ReadsBibliographies { get; init; }

    public int Read { get; private set; }

    public void Script(string fileName, params PaperRecord[] records) =>
        _files[fileName] = path => records.Select((r, i) => r with { Path = path, Line = i + 1, Attachments = [.. r.Attachments.Select(a => Path.Combine(Path.GetDirectoryName(path)!, a))] });

    public void Script(string fileName, Func<string, IEnumerable<ReadResult>> results) => _files[fileName] = results;

    public bool Recognizes(SourceFile file) => _files.ContainsKey(Path.GetFileName(file.Path));

    public async IAsyncEnumerable<ReadResult> ReadAsync(SourceFile file, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var result in _files[Path.GetFileName(file.Path)](file.Path))
        {
            await Task.Yield();
            Read++;
            yield return result;
        }
    }

    public static PaperRecord Record(string title, string text) => new("", 0, title) { Sections = [new Section("Abstract", text)] };
}
