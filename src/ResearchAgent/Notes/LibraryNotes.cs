using System.Text;
using ResearchAgent.Text;
using ResearchAgent.Writing.Formats;

namespace ResearchAgent.Notes;

/// <summary>
/// What is worth remembering about a library, in a Markdown file that a person may edit with any editor. A change
/// replaces the file whole, so that a crash leaves the old text or the new one; processes that write at once wait for
/// each other and lose nothing. Safe for concurrent use.
/// </summary>
/// <param name="folder">The library's folder; made when the first note is.</param>
public sealed class LibraryNotes(string folder, TimeProvider time)
{
    public const string FileName = "notes.md";

    /// <summary>Characters in a note that is added. A person may write longer ones.</summary>
    public const int MaxLength = 500;

    /// <summary>Two thousand of the longest notes; a larger file is not read.</summary>
    public const int MaxBytes = 1_000_000;

    // An editor or another program holds the file for a moment; ten seconds of it are a fault.
    private const int LockTries = 500;
    private static readonly TimeSpan LockPause = TimeSpan.FromMilliseconds(20);

    // Bytes that are no UTF-8 would come back changed: better no note than a damaged one.
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public string Path { get; } = System.IO.Path.Combine(folder, FileName);

    /// <summary>All notes in the order of the file; none while there is no file.</summary>
    /// <exception cref="NotesException">The file cannot be read, is too large, or is not UTF-8.</exception>
    public async Task<IReadOnlyList<LibraryNote>> ListAsync(CancellationToken cancellationToken) => (await ReadAsync(cancellationToken)).Notes;

    /// <summary>
    /// The notes that share most terms with the query, newest first; for a blank query the newest. A note without a date
    /// counts as of the day of the note before it.
    /// </summary>
    /// <exception cref="NotesException">As for <see cref="ListAsync"/>.</exception>
    public async Task<IReadOnlyList<LibraryNote>> SearchAsync(string query, int limit, CancellationToken cancellationToken)
    {
        var wanted = Terms.SetOf(query);
        var day = DateOnly.MinValue;
        return
        [
            .. (await ListAsync(cancellationToken))
                .Select(note => (Note: note, Day: day = note.Date ?? day, Shared: wanted.Count == 0 ? 0 : Terms.SetOf(note.Text).Count(wanted.Contains)))
                .Where(n => n.Shared > 0 || string.IsNullOrWhiteSpace(query))
                .OrderByDescending(n => n.Shared).ThenByDescending(n => n.Day).ThenByDescending(n => n.Note.Number)
                .Take(limit)
                .OrderByDescending(n => n.Day).ThenByDescending(n => n.Note.Number)
                .Select(n => n.Note),
        ];
    }

    /// <param name="text">Line breaks become spaces, control characters go. What then remains has 1 to <see cref="MaxLength"/> characters.</param>
    /// <exception cref="ArgumentException">The text is blank or too long.</exception>
    /// <exception cref="NotesException">The file cannot be read or written, or would become larger than <see cref="MaxBytes"/>.</exception>
    public async Task<LibraryNote> AddAsync(string text, CancellationToken cancellationToken)
    {
        var line = SingleLine.Of(text);
        if (!line.Any(char.IsLetterOrDigit) || line.Length > MaxLength)
        {
            throw new ArgumentException(line.Length > MaxLength ? $"The note has {line.Length} characters. At most {MaxLength} are kept; shorten it." : "The note is blank. Say in words what to remember.");
        }

        return await ChangeAsync(
            file =>
            {
                var changed = file.With(DateOnly.FromDateTime(time.GetLocalNow().DateTime), line);
                return (changed, NotesFile.Parse(changed).Notes[^1]);
            },
            cancellationToken);
    }

    /// <returns>The note that went; null when there is none of that number.</returns>
    /// <exception cref="NotesException">The file cannot be read or written.</exception>
    public async Task<LibraryNote?> RemoveAsync(int number, CancellationToken cancellationToken) => !File.Exists(Path) ? null : await ChangeAsync(
        file => file.Notes.ElementAtOrDefault(number - 1) is { } note ? (file.Without(note), note) : ((string?)null, (LibraryNote?)null), cancellationToken);

    /// <param name="change">Gives the new text, or null for no change, and what to return.</param>
    private async Task<T> ChangeAsync<T>(Func<NotesFile, (string? Text, T Result)> change, CancellationToken cancellationToken)
    {
        try
        {
            Directory.CreateDirectory(folder);
            await using var held = await HoldAsync(cancellationToken);
            var (text, result) = change(await ReadAsync(cancellationToken));
            if (text is not null && Utf8.GetByteCount(text) > MaxBytes)
            {
                throw new NotesException(Path, $"The notes '{Path}' are full ({MaxBytes / 1_000_000} MB). Remove some with 'research notes remove', or edit the file.");
            }

            if (text is not null)
            {
                await AtomicFile.WriteAsync(Path, text, cancellationToken);
            }

            return result;
        }
        catch (Exception e) when (e is not NotesException and (IOException or UnauthorizedAccessException))
        {
            throw new NotesException(Path, $"The notes '{Path}' cannot be written ({e.Message.TrimEnd('.')}). Check that the folder may be written to.", e);
        }
    }

    private async Task<NotesFile> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (!File.Exists(Path))
            {
                return NotesFile.Parse("");
            }

            return new FileInfo(Path).Length <= MaxBytes
                ? NotesFile.Parse(Utf8.GetString(await File.ReadAllBytesAsync(Path, cancellationToken)))
                : throw new NotesException(Path, $"The notes '{Path}' have more than {MaxBytes / 1_000_000} MB. Move a part of them to another file.");
        }
        catch (DecoderFallbackException e)
        {
            throw new NotesException(Path, $"The notes '{Path}' are not UTF-8 text. Save the file as UTF-8.", e);
        }
        catch (Exception e) when (e is not NotesException and (IOException or UnauthorizedAccessException))
        {
            throw new NotesException(Path, $"The notes '{Path}' cannot be read ({e.Message.TrimEnd('.')}).", e);
        }
    }

    // The lock's file stays: were it removed, one process could wait on the removed file while another locks a new one.
    private async Task<FileStream> HoldAsync(CancellationToken cancellationToken)
    {
        for (var tried = 1; ; tried++)
        {
            try
            {
                return new FileStream(Path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1);
            }
            catch (IOException) when (tried < LockTries)
            {
                await Task.Delay(LockPause, cancellationToken);
            }
        }
    }
}
