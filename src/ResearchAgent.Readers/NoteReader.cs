using System.Runtime.CompilerServices;
using System.Text;
using ResearchAgent.Ingestion;
using ResearchAgent.Papers;

namespace ResearchAgent.Readers;

/// <summary>
/// Reads one paper from a Markdown or text note: optional YAML front matter, a title (front matter, a heading, or a
/// short first line) and text, whose headings become sections.
/// </summary>
public sealed class NoteReader : IPaperReader
{
    /// <summary>Several books' worth of text; a note is held in memory as a whole.</summary>
    public const int MaxCharacters = 4_000_000;

    public string Name => "note";

    public IReadOnlyList<string> Extensions { get; } = [".md", ".markdown", ".txt"];

    public bool Recognizes(SourceFile file) => !file.Head.AsSpan().TrimStart().StartsWith("{");

    public async IAsyncEnumerable<ReadResult> ReadAsync(SourceFile file, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        await foreach (var (number, line) in file.ReadLinesAsync(cancellationToken))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (line is null)
            {
                yield return file.LineTooLong(number);
                yield break;
            }

            text.Append(line).Append('\n');
            if (text.Length > MaxCharacters)
            {
                yield return new ReadFailure(file.Path, number, $"the note has more than {MaxCharacters} characters. Split it into one file per paper.");
                yield break;
            }
        }

        yield return Read(file.Path, text.ToString());
    }

    private static ReadResult Read(string path, string text)
    {
        var (fields, body, bodyLine, problem) = NoteFrontMatter.Read(path, text);
        if (problem is not null)
        {
            return problem;
        }

        if (MarkdownNote.Parse(body, fields.Text("title")) is not { } note)
        {
            return new ReadFailure(path, bodyLine, "the note is nested too deeply to be read. Remove quote marks, brackets or emphasis that nobody needs.");
        }

        if (note.Title.Length == 0)
        {
            return fields.Problem ?? new ReadFailure(path, bodyLine, "the note has no title. Begin it with a line '# Title', or write 'title:' in its front matter.");
        }

        var line = note.TitleLine is { } titleLine ? bodyLine + titleLine : fields["title"]!.Line;
        var record = fields.Complete(new PaperRecord(path, line, note.Title) { Sections = note.Sections, References = note.References });
        return fields.Problem ?? RecordRules.Check(record);
    }
}
