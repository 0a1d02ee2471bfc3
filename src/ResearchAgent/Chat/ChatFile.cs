using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ResearchAgent.Writing;
using ResearchAgent.Writing.Formats;

namespace ResearchAgent.Chat;

/// <summary>
/// One conversation as JSON lines, open for writing: a header, then a line for each turn and each new title. Lines are
/// only ever added. A process that dies while it writes leaves at most an unfinished last line: readers skip it, and the
/// next writer removes it. Not thread-safe.
/// </summary>
public sealed class ChatFile : IDisposable
{
    internal const string Extension = ".jsonl";

    private readonly FileStream _lock;
    private readonly FileStream _stream;

    private ChatFile(string id, FileStream lockFile, FileStream stream) => (Id, _lock, _stream) = (id, lockFile, stream);

    public string Id { get; }

    internal static SavedChat Read(string id, string path)
    {
        string text;
        using (var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete)))
        {
            text = reader.ReadToEnd();
        }

        var (title, started, turns, unreadable) = (id, (DateTimeOffset)File.GetLastWriteTime(path), new List<ChatTurn>(), 0);
        var lines = text.Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            try
            {
                switch (lines[i].Length == 0 ? null : JsonNode.Parse(lines[i]))
                {
                    case JsonObject line when (string?)line["type"] == "chat" && (int?)line["version"] == 1:
                        (title, started) = ((string?)line["title"] ?? title, line["started"].Deserialize<DateTimeOffset>());
                        break;
                    case JsonObject line when (string?)line["type"] == "title":
                        title = (string?)line["title"] ?? title;
                        break;
                    case JsonObject line when (string?)line["type"] == "turn":
                        turns.Add(TurnOf(line));
                        break;
                    case null when lines[i].Length == 0:
                        break;
                    default:
                        unreadable++;
                        break;
                }
            }
            catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException)
            {
                unreadable += i < lines.Length - 1 ? 1 : 0;
            }
        }

        return new SavedChat(id, SingleLine.Of(title), started, turns) { Unreadable = unreadable };
    }

    /// <returns>Null when the id is taken.</returns>
    internal static ChatFile? TryCreate(string id, string path, string title, DateTimeOffset started)
    {
        if (Lock(path) is not { } locked)
        {
            return null;
        }

        // Asked under the lock: whoever else wants this id has made its file by now.

        if (File.Exists(path))
        {
            locked.Dispose();
            return null;
        }

        ChatFile? file = null;
        try
        {
            file = new ChatFile(id, locked, Stream(path, FileMode.CreateNew));
            file.Add(new JsonObject { ["type"] = "chat", ["version"] = 1, ["title"] = title, ["started"] = started });
            return file;
        }
        catch
        {
            // A header that did not reach the disk is no conversation.
            (file ?? (IDisposable)locked).Dispose();
            File.Delete(path);
            throw;
        }
    }

    internal static ChatFile Open(string id, string path)
    {
        var locked = Lock(path) ?? throw new ChatInUseException(id);
        FileStream? stream = null;
        try
        {
            stream = Stream(path, FileMode.Open);
            Repair(stream);
            return new ChatFile(id, locked, stream);
        }
        catch
        {
            stream?.Dispose();
            locked.Dispose();
            throw;
        }
    }

    /// <exception cref="IOException">It could not be written. What was there before still is, and the next call may succeed.</exception>
    public void Append(ChatTurn turn) => Add(new JsonObject
    {
        ["type"] = "turn",
        ["asked"] = turn.Asked,
        ["question"] = turn.Question,
        ["when"] = turn.When,
        ["answer"] = JsonNode.Parse(JsonFormat.Write(turn.Answer)),
    });

    /// <exception cref="IOException">As for <see cref="Append"/>.</exception>
    public void Rename(string title) => Add(new JsonObject { ["type"] = "title", ["title"] = SingleLine.Of(title) });

    public void Dispose()
    {
        _stream.Dispose();
        _lock.Dispose();
    }

    // A file beside the conversation, because readers must get in while a writer has it: the system lets go of it when the process dies.
    private static FileStream? Lock(string path)
    {
        var file = Path.ChangeExtension(path, ".lock");
        try
        {
            return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (IOException) when (File.Exists(file))
        {
            return null;
        }
    }

    // Without a buffer: what a failed write left in one would be written after all when the file closes.
    private static FileStream Stream(string path, FileMode mode) => new(path, mode, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete, bufferSize: 0);

    // A line is written in one piece and reaches the disk before the answer is shown as saved; a cancelled question has none.
    private void Add(JsonObject line)
    {
        var end = _stream.Length;
        try
        {
            _stream.Seek(0, SeekOrigin.End);
            _stream.Write(Encoding.UTF8.GetBytes(line.ToJsonString(Compact) + "\n"));
            _stream.Flush(flushToDisk: true);
        }
        catch (IOException)
        {
            _stream.SetLength(end);
            throw;
        }
    }

    private static void Repair(FileStream stream)
    {
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        var whole = Array.LastIndexOf(bytes, (byte)'\n') + 1;
        if (whole < bytes.Length && IsJson(bytes.AsMemory(whole)))
        {
            stream.WriteByte((byte)'\n');
        }
        else
        {
            stream.SetLength(whole);
        }

        stream.Flush(flushToDisk: true);
    }

    private static bool IsJson(ReadOnlyMemory<byte> text)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static ChatTurn TurnOf(JsonObject line) =>
        JsonFormat.Read(line["answer"]?.ToJsonString() ?? "") is Answer answer && (string?)line["asked"] is { } asked
            ? new ChatTurn(asked, (string?)line["question"] ?? answer.Question, answer, line["when"].Deserialize<DateTimeOffset>())
            : throw new FormatException("A turn needs what was asked and an answer.");

    private static readonly JsonSerializerOptions Compact = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.Create(System.Text.Unicode.UnicodeRanges.All) };
}
