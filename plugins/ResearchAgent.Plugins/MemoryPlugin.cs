using System.ComponentModel;
using System.Globalization;
using Microsoft.SemanticKernel;
using ResearchAgent.Notes;
using ResearchAgent.Writing.Formats;

namespace ResearchAgent.Plugins;

/// <summary>Notes that outlive a conversation. They may hold anybody's words, so they come back marked as data.</summary>
public sealed class MemoryPlugin(LibraryNotes notes)
{
    private const int MaxNotes = 10;

    [KernelFunction("recall")]
    [Description("Reads the notes that were kept about this library and about what the user wants. Returns one line per note, newest first, at most 10: date: note.")]
    public async Task<string> RecallAsync(
        [Description("Words that the note may hold. Leave it out for the newest notes.")] string query = "",
        CancellationToken cancellationToken = default)
    {
        if (query.Length > 0 && Input.CheckText(nameof(query), query) is { } error)
        {
            return error;
        }

        var found = await notes.SearchAsync(query, MaxNotes, cancellationToken);
        return found.Count > 0 ? DataBlock.Lines("NOTES", found.Select(Line))
            : query.Length > 0 ? $"No note matches {Input.Echo(query)}. Try other words, or leave query out for the newest notes."
            : "There are no notes yet.";
    }

    [Writes]
    [KernelFunction("note")]
    [Description("Keeps a note about this library or about what the user wants, for later conversations. Use it only when the user asks to remember something.")]
    public async Task<string> NoteAsync(
        [Description("The note: one plain sentence of at most 500 characters that makes sense alone.")] string text,
        CancellationToken cancellationToken = default)
    {
        if (Input.CheckText(nameof(text), SingleLine.Of(text), LibraryNotes.MaxLength) is { } error)
        {
            return error;
        }

        return text.Any(char.IsLetterOrDigit)
            ? $"Noted as number {(await notes.AddAsync(text, cancellationToken)).Number.ToString(CultureInfo.InvariantCulture)}."
            : $"Error: text is {Input.Echo(text)}, which holds no words. Call again with words in text.";
    }

    // A person may write a note as long as a page: it must not fill the context of a small model.
    private static string Line(LibraryNote note) =>
        (note.Date?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "no date") + ": " + (note.Text.Length <= LibraryNotes.MaxLength ? note.Text : note.Text[..LibraryNotes.MaxLength] + "…");
}
