using System.Text;
using System.Text.Json.Nodes;
using ResearchAgent.Chat;
using ResearchAgent.Testing;
using ResearchAgent.Tests.Formats;
using ResearchAgent.Writing;
using ResearchAgent.Writing.Formats;
using Xunit;

namespace ResearchAgent.Tests.Chat;

public sealed class ChatStoreTests : IDisposable
{
    private readonly ScratchFolder _library = new();
    private readonly ChatStore _store;

    public ChatStoreTests() => _store = new ChatStore(_library.Path, new FixedClock());

    public void Dispose() => _library.Dispose();

    [Fact]
    public void A_conversation_reads_back_as_it_was_written_hostile_text_and_all()
    {
        var turns = Sample.HostileTexts().OfType<Answer>().Append(Sample.Answer).Select((a, i) => new ChatTurn($"And {i}?\n{Sample.Hostile}", a.Question, a, ChatSample.Noon.AddMinutes(i))).ToList();
        var id = Save([.. turns]);

        var chat = _store.Read(id);

        Assert.Equal(turns.Select(t => (t.Asked, t.Question, t.When, JsonFormat.Write(t.Answer))), chat.Turns.Select(t => (t.Asked, t.Question, t.When, JsonFormat.Write(t.Answer))));
        Assert.Equal((0, turns[^1].When), (chat.Unreadable, chat.LastTime));
        Assert.Equal(1 + turns.Count, File.ReadAllLines(PathOf(id)).Length);
    }

    [Theory]
    [InlineData("How much does Successive Prompting gain on DROP?", "2026-11-28-1015-successive-prompting-gain-drop")]
    [InlineData("Çelik's Übermodell", "2026-11-28-1015-celik-ubermodell")]
    [InlineData("???", "2026-11-28-1015-chat")]
    [InlineData("../../etc/passwd", "2026-11-28-1015-etc-passwd")]
    public void An_id_tells_when_and_what_about(string question, string id)
    {
        using var file = _store.Create(question);

        Assert.Equal(id, file.Id);
        Assert.True(File.Exists(PathOf(id)));
    }

    [Fact]
    public void Two_conversations_of_one_minute_about_one_thing_have_two_ids()
    {
        Assert.Equal(["2026-11-28-1015-snow", "2026-11-28-1015-snow-2", "2026-11-28-1015-snow-3"], Enumerable.Range(0, 3).Select(_ => Save(ChatSample.Turn("What is snow?"))));
    }

    [Fact]
    public void A_torn_last_line_is_skipped_and_the_next_writer_removes_it()
    {
        var id = Save(ChatSample.Turn("What is snow?"), ChatSample.Turn("What is rain?"));
        var bytes = File.ReadAllBytes(PathOf(id));
        for (var lost = 1; lost < 200; lost++)
        {
            File.WriteAllBytes(PathOf(id), bytes[..^lost]);

            // Without its line feed alone, the line is whole.
            var expected = lost == 1 ? 2 : 1;
            Assert.Equal((expected, 0), (_store.Read(id).Turns.Count, _store.Read(id).Unreadable));
            using (var file = _store.Open(id))
            {
                file.Append(ChatSample.Turn("What is hail?"));
            }

            Assert.Equal("What is hail?", _store.Read(id).Turns[expected].Asked);
            Assert.Equal((expected + 1, 0), (_store.Read(id).Turns.Count, _store.Read(id).Unreadable));
        }
    }

    [Fact]
    public void A_damaged_line_in_the_middle_is_counted_and_costs_no_other()
    {
        var id = Save(ChatSample.Turn("What is snow?"), ChatSample.Turn("What is rain?"), ChatSample.Turn("What is hail?"));
        var lines = File.ReadAllLines(PathOf(id));
        lines[2] = lines[2][..50];
        File.WriteAllText(PathOf(id), string.Join('\n', [.. lines, "{\"type\": \"song\"}", "[]", "\0\0\0", "{\"type\": 1}", "{\"type\":\"turn\",\"asked\":\"x\",\"when\":\"yesterday\",\"answer\":{}}", ""]));

        var chat = _store.Read(id);

        Assert.Equal(["What is snow?", "What is hail?"], chat.Turns.Select(t => t.Asked));
        Assert.Equal(6, chat.Unreadable);
    }

    [Fact]
    public void A_file_that_is_no_conversation_is_listed_and_fails_nothing()
    {
        Save(ChatSample.Turn("What is snow?"));
        File.WriteAllText(PathOf("empty"), "");
        File.WriteAllText(PathOf("page"), "<!DOCTYPE html>\n<p>");
        File.WriteAllText(PathOf("later"), "{\"type\":\"chat\",\"version\":2,\"title\":\"From tomorrow\"}\n");

        Assert.Equal(["2026-11-28-1015-snow", "empty", "later", "page"], _store.List().Select(c => c.Id).Order());
        Assert.Equal((0, 1), (_store.Read("later").Turns.Count, _store.Read("later").Unreadable));
    }

    [Fact]
    public void What_one_writer_has_open_another_cannot_write_or_delete_but_read()
    {
        var id = Save(ChatSample.Turn("What is snow?"));
        using (var file = _store.Open(id))
        {
            var error = Assert.Throws<ChatInUseException>(() => _store.Open(id));
            Assert.Contains($"'{id}' is open in another process", error.Message, StringComparison.Ordinal);
            Assert.Throws<ChatInUseException>(() => _store.Delete(id));
            file.Append(ChatSample.Turn("What is rain?"));
            Assert.Equal(2, _store.Read(id).Turns.Count);
        }

        _store.Delete(id);
        Assert.Empty(_store.List());
        Assert.Empty(Directory.EnumerateFiles(_store.Folder));
    }

    [Fact]
    public void A_lock_left_by_a_process_that_died_holds_nobody_up()
    {
        var id = Save(ChatSample.Turn("What is snow?"));
        File.WriteAllText(Path.Combine(_store.Folder, id + ".lock"), "");

        using var file = _store.Open(id);
        file.Append(ChatSample.Turn("What is rain?"));

        Assert.Equal(2, _store.Read(id).Turns.Count);
    }

    [Fact]
    public void The_last_title_counts()
    {
        var id = Save(ChatSample.Turn("What is snow?"));
        using (var file = _store.Open(id))
        {
            file.Rename("Snow\u001b[31m and\nrain");
            file.Rename("Weather");
        }

        Assert.Equal("Weather", _store.Read(id).Title);
        Assert.DoesNotContain('\u001b', File.ReadAllText(PathOf(id), Encoding.UTF8));
    }

    [Fact]
    public void An_id_is_found_by_its_beginning_and_a_wrong_one_names_the_nearest()
    {
        var snow = Save(ChatSample.Turn("What is snow?"));
        var rain = Save(ChatSample.Turn("What is rain?") with { When = ChatSample.Noon.AddHours(1) });

        Assert.Equal(snow, _store.Find("2026-11-28-1015-s"));
        Assert.Equal(snow, _store.Find(snow));
        Assert.Equal(rain, _store.Find("LAST"));
        Assert.Contains("begins 2 conversations: ", Assert.Throws<ChatNotFoundException>(() => _store.Find("2026")).Message, StringComparison.Ordinal);
        Assert.Contains($"Nearest: {rain}", Assert.Throws<ChatNotFoundException>(() => _store.Find("the rain one")).Message, StringComparison.Ordinal);
        Assert.Throws<ChatNotFoundException>(() => _store.Find(""));
        Assert.Throws<ChatNotFoundException>(() => _store.Find("../2026-11-28-1015-snow"));
        Assert.Contains("no saved conversations", Assert.Throws<ChatNotFoundException>(() => new ChatStore(Path.Combine(_library.Path, "none")).Find("last")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_search_finds_words_in_any_form_and_shows_the_sentence()
    {
        var papers = (ChatSample.Paper(1, "Snow"), ChatSample.Paper(2, "Rain"));
        var first = Save(ChatSample.Turn("Which paper answers about falling things?", papers.Item1), ChatSample.Turn("Who melts?", papers.Item2));
        Save(ChatSample.Turn("What is hail?"));

        var hit = Assert.Single(_store.Search("fall snow"));
        Assert.Equal((first, 1), (hit.Chat.Id, hit.Turn));

        hit = Assert.Single(_store.Search("rain answered points"));
        Assert.Equal(("Rain answers with 15 points.", papers.Item2.Key), (hit.Sentence, Assert.Single(hit.Keys)));
        Assert.Empty(_store.Search("snow rain"));
        Assert.Empty(_store.Search("  "));
        Assert.Equal("Who melts?", Assert.Single(_store.Search("who")).Sentence);
    }

    [Fact]
    public void An_export_is_Markdown_for_people_or_JSON_whose_answers_can_be_verified()
    {
        var id = Save(new ChatTurn("And *its* limits?", "What are the limits of Snow?", ChatSample.Answer("What are the limits of Snow?", ChatSample.Paper(1, "Snow")), ChatSample.Noon));

        Assert.StartsWith(
            """
            # And \*its\* limits?

            2026-11-28 10:15, 1 question

            ---

            **And \*its\* limits?**

            Read as: What are the limits of Snow?

            Snow answers with 15 points [Author2001Title].
            """.ReplaceLineEndings("\n"),
            ChatExport.Markdown(_store.Read(id)), StringComparison.Ordinal);
        var json = JsonNode.Parse(ChatExport.Json(_store.Read(id)))!;
        Assert.IsType<Answer>(JsonFormat.Read(json["turns"]![0]!["answer"]!.ToJsonString()));
        Assert.Equal(id, (string?)json["id"]);
    }

    private string Save(params ChatTurn[] turns)
    {
        using var file = _store.Create(turns[0].Asked);
        foreach (var turn in turns)
        {
            file.Append(turn);
        }

        return file.Id;
    }

    private string PathOf(string id) => Path.Combine(_store.Folder, id + ".jsonl");

    private sealed class FixedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 11, 28, 10, 15, 0, TimeSpan.Zero);

        public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;
    }
}
