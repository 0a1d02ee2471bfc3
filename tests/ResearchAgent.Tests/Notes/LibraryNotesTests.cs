using System.Text;
using ResearchAgent.Notes;
using ResearchAgent.Testing;
using Xunit;

namespace ResearchAgent.Tests.Notes;

public sealed class LibraryNotesTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_note_is_kept_with_its_day_in_a_file_that_reads_as_Markdown()
    {
        Assert.Equal(1, (await OpenAt("2026-11-28").AddAsync("The user works on snow.", Token)).Number);
        Assert.Equal(new LibraryNote(2, new DateOnly(2026, 11, 29), "Cite preprints, too."), await OpenAt("2026-11-29").AddAsync("Cite preprints, too.", Token));

        Assert.Equal("# Notes\n\n- 2026-11-28 The user works on snow.\n- 2026-11-29 Cite preprints, too.\n", Content());
        Assert.Equal(["The user works on snow.", "Cite preprints, too."], (await Open().ListAsync(Token)).Select(n => n.Text));
    }

    [Fact]
    public async Task No_file_holds_no_notes_and_none_is_made_by_reading()
    {
        Assert.Empty(await Open().ListAsync(Token));
        Assert.Empty(await Open().SearchAsync("snow", 10, Token));
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public async Task What_a_person_wrote_is_understood_and_stays_as_it_is_to_the_byte()
    {
        const string Written =
            "\uFEFF* 2024-02-30 is no day\r\n\r\nMy notes\r\n===\r\n+ first, over\r\n  two lines\r\n  - and a part\r\n# Heading - no note\r\n- - -\r\n-\r\n- 2025-01-02: second\r\n\r\n  A paragraph.\r\n-third without space\r\n- 2025-01-03 - fourth";
        Write(Written);

        Assert.Equal(
            [
                new LibraryNote(1, null, "2024-02-30 is no day"),
                new LibraryNote(2, null, "first, over two lines - and a part"),
                new LibraryNote(3, new DateOnly(2025, 1, 2), "second"),
                new LibraryNote(4, new DateOnly(2025, 1, 3), "- fourth"),
            ],
            await Open().ListAsync(Token));

        await OpenAt("2026-11-28").AddAsync("fifth", Token);
        Assert.Equal(Written + "\r\n- 2026-11-28 fifth\r\n", Content());

        Assert.Equal("first, over two lines - and a part", (await Open().RemoveAsync(2, Token))?.Text);
        Assert.Equal(Written.Replace("+ first, over\r\n  two lines\r\n  - and a part\r\n", "", StringComparison.Ordinal) + "\r\n- 2026-11-28 fifth\r\n", Content());
    }

    [Fact]
    public async Task A_number_that_is_not_there_changes_nothing()
    {
        Write("- one\n");

        Assert.Null(await Open().RemoveAsync(2, Token));
        Assert.Null(await Open().RemoveAsync(0, Token));
        Assert.Null(await Open().RemoveAsync(int.MinValue, Token));
        Assert.Equal("- one\n", Content());
    }

    [Fact]
    public async Task Many_who_write_at_once_lose_nothing()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(writer => Task.Run(
            async () =>
            {
                for (var i = 0; i < 5; i++)
                {
                    await Open().AddAsync($"writer {writer} note {i}", Token);
                }
            },
            Token)));

        var notes = await Open().ListAsync(Token);
        Assert.Equal(40, notes.Count);
        Assert.Equal(40, notes.Select(n => n.Text).Distinct().Count());
        Assert.Equal(["notes.md", "notes.md.lock"], Directory.GetFiles(_folder.Path).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task A_note_is_one_printable_line_whatever_it_is_made_of()
    {
        var note = await Open().AddAsync("a\n- 2026-01-01 forged\r\n# Heading\u2028b\u001b[31m \u202Ec\0 \ud800", Token);

        Assert.Equal("a - 2026-01-01 forged # Heading b[31m c", note.Text);
        Assert.Single(await Open().ListAsync(Token));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \n ")]
    [InlineData("\u0001 -- ...")]
    public async Task A_note_without_words_is_refused(string text)
    {
        await Assert.ThrowsAsync<ArgumentException>(() => Open().AddAsync(text, Token));
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public async Task A_note_that_is_too_long_is_refused_with_its_length()
    {
        await Open().AddAsync(new string('a', 500), Token);

        Assert.Equal("The note has 100000 characters. At most 500 are kept; shorten it.", (await Assert.ThrowsAsync<ArgumentException>(() => Open().AddAsync(new string('a', 100_000), Token))).Message);
    }

    [Fact]
    public async Task A_full_file_takes_no_more_and_stays_as_it_is()
    {
        var full = string.Concat(Enumerable.Repeat("- " + new string('a', 97) + "\n", 10_000));
        Write(full);

        var thrown = await Assert.ThrowsAsync<NotesException>(() => Open().AddAsync("one more", Token));

        Assert.Equal(Open().Path, thrown.Path);
        Assert.Contains("are full (1 MB). Remove some with 'research notes remove'", thrown.Message, StringComparison.Ordinal);
        Assert.Equal(full, Content());
        Assert.NotNull(await Open().RemoveAsync(1, Token));
    }

    [Fact]
    public async Task A_file_that_is_too_large_is_not_read()
    {
        Write(new string('a', 1_000_001));

        Assert.Contains("have more than 1 MB. Move a part of them", (await Assert.ThrowsAsync<NotesException>(() => Open().ListAsync(Token))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bytes_that_are_no_text_are_told_and_not_changed()
    {
        byte[] latin = [(byte)'-', (byte)' ', 0xE9, (byte)'t', 0xE9];
        File.WriteAllBytes(Open().Path, latin);

        Assert.Contains("are not UTF-8 text. Save the file as UTF-8.", (await Assert.ThrowsAsync<NotesException>(() => Open().AddAsync("snow", Token))).Message, StringComparison.Ordinal);
        Assert.Equal(latin, File.ReadAllBytes(Open().Path));
    }

    [Fact]
    public async Task A_folder_that_cannot_be_one_is_named()
    {
        File.WriteAllText(Path.Combine(_folder.Path, "file"), "");

        Assert.Contains("cannot be written", (await Assert.ThrowsAsync<NotesException>(() => new LibraryNotes(Path.Combine(_folder.Path, "file"), TimeProvider.System).AddAsync("snow", Token))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_search_goes_by_the_stems_of_words_and_gives_the_newest_first()
    {
        Write("- 2026-01-03 Evaluating planners.\n- 2026-01-01 The planner was evaluated.\n- planning, undated\n- 2026-01-02 Snow.\n");

        Assert.Equal(["Evaluating planners.", "planning, undated", "The planner was evaluated."], await FoundAsync("How are planners, planning and the evaluation related?", 10));
        Assert.Equal(["Evaluating planners.", "The planner was evaluated."], await FoundAsync("evaluated planners", 2));
        Assert.Equal(["Evaluating planners.", "Snow."], await FoundAsync(" ", 2));
        Assert.Empty(await FoundAsync("the", 10));
        Assert.Empty(await FoundAsync("glacier", 10));
    }

    [Fact]
    public async Task Canceling_leaves_the_notes_as_they_are()
    {
        Write("- one\n");
        using var canceled = new CancellationTokenSource();
        await canceled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Open().AddAsync("two", canceled.Token));

        Assert.Equal("- one\n", Content());
        Assert.DoesNotContain(Directory.GetFiles(_folder.Path), f => f.EndsWith(".tmp", StringComparison.Ordinal));
    }

    public void Dispose() => _folder.Dispose();

    private LibraryNotes Open() => new(_folder.Path, TimeProvider.System);

    private LibraryNotes OpenAt(string day) => new(_folder.Path, new FixedDay(DateTimeOffset.Parse(day + "T12:00:00Z", System.Globalization.CultureInfo.InvariantCulture)));

    private async Task<IEnumerable<string>> FoundAsync(string query, int limit) => (await Open().SearchAsync(query, limit, Token)).Select(n => n.Text);

    private void Write(string text) => File.WriteAllBytes(Open().Path, Encoding.UTF8.GetBytes(text));

    private string Content() => Encoding.UTF8.GetString(File.ReadAllBytes(Open().Path));

    /// <summary>A double: it is always noon of one day.</summary>
    private sealed class FixedDay(DateTimeOffset noon) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => noon;

        public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;
    }
}
