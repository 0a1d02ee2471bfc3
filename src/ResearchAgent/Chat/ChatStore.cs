using System.Globalization;
using System.Text.RegularExpressions;
using FuzzySharp;
using ResearchAgent.Questions;
using ResearchAgent.Text;
using ResearchAgent.Writing.Formats;

namespace ResearchAgent.Chat;

/// <summary>
/// The saved conversations of a library: the folder <c>chats</c> in its folder, one file each (<see cref="ChatFile"/>).
/// Reading never fails on what a file holds; what cannot be read is counted. Any number of processes may read; a
/// conversation that one has open for writing, no other can write or delete.
/// </summary>
public sealed partial class ChatStore(string library, TimeProvider? clock = null)
{
    /// <summary>Means the conversation that was written to last, where an id is asked for.</summary>
    public const string Last = "last";

    private const int MaxTitle = 80;
    private const int MaxNearest = 3;
    private const int MaxNamesakes = 1000;

    private readonly TimeProvider _clock = clock ?? TimeProvider.System;

    public string Folder { get; } = Path.Combine(library, "chats");

    /// <summary>Newest first.</summary>
    public IReadOnlyList<SavedChat> List() => [.. Ids().Select(Read).OrderByDescending(c => c.LastTime).ThenByDescending(c => c.Id, StringComparer.Ordinal)];

    /// <param name="id">An id as <see cref="Find"/> gives it.</param>
    /// <exception cref="ChatNotFoundException">It was deleted meanwhile.</exception>
    public SavedChat Read(string id)
    {
        try
        {
            return ChatFile.Read(id, PathOf(id));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw NotFound(id);
        }
    }

    /// <summary>The id that a whole id, the beginning of one, or <see cref="Last"/> means.</summary>
    /// <exception cref="ChatNotFoundException">None, or several; the message names the nearest.</exception>
    public string Find(string id)
    {
        var ids = Ids();
        if (ids.Contains(id, StringComparer.Ordinal))
        {
            return id;
        }

        if (string.Equals(id, Last, StringComparison.OrdinalIgnoreCase))
        {
            return List() is [var latest, ..] ? latest.Id : throw NotFound(id);
        }

        var begun = ids.Where(i => i.StartsWith(id, StringComparison.OrdinalIgnoreCase)).ToList();
        return id.Length > 0 && begun is [var only] ? only
            : id.Length > 0 && begun.Count > 1 ? throw new ChatNotFoundException(id, $"'{SingleLine.Of(id)}' begins {begun.Count} conversations: {string.Join(", ", begun.TakeLast(MaxNearest))}{(begun.Count > MaxNearest ? ", ..." : "")}. Write more of the id.")
            : throw NotFound(id);
    }

    /// <summary>Begins a conversation. Its id tells when it began and what about: <c>2026-11-28-1015-successive-prompting</c>.</summary>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public ChatFile Create(string firstQuestion)
    {
        Directory.CreateDirectory(Folder);
        var started = _clock.GetLocalNow();
        var stem = string.Create(CultureInfo.InvariantCulture, $"{started:yyyy-MM-dd-HHmm}-{Slug(firstQuestion)}");
        for (var n = 1; n < MaxNamesakes; n++)
        {
            var id = n == 1 ? stem : string.Create(CultureInfo.InvariantCulture, $"{stem}-{n}");
            if (ChatFile.TryCreate(id, PathOf(id), TitleOf(firstQuestion), started) is { } file)
            {
                return file;
            }
        }

        throw new IOException($"There are {MaxNamesakes} conversations called '{stem}' in '{Folder}', or their .lock files cannot be opened. Delete some.");
    }

    /// <summary>Opens a conversation to go on with it.</summary>
    /// <exception cref="ChatInUseException">Another process has it open.</exception>
    public ChatFile Open(string id) => File.Exists(PathOf(id)) ? ChatFile.Open(id, PathOf(id)) : throw NotFound(id);

    /// <exception cref="ChatInUseException">Another process has it open.</exception>
    public void Delete(string id)
    {
        using var file = Open(id);
        File.Delete(PathOf(id));
    }

    /// <summary>The turns whose question and answer together hold all of the words, whatever their endings; those that say them in one sentence first. A sentence that a conversation repeats is told once.</summary>
    public IEnumerable<ChatHit> Search(string words)
    {
        // Stop words alone ("why not") are looked for as they are.
        Func<string, HashSet<string>> read = Terms.SetOf(words).Count > 0 ? Terms.SetOf : text => [.. Tokenizer.Words(text)];
        var wanted = read(words);
        return wanted.Count == 0 ? [] : List()
            .SelectMany(chat => chat.Turns.Select((turn, i) => HitOf(chat, turn, i + 1, wanted, read)))
            .OfType<ChatHit>()
            .OrderByDescending(h => h.Words)
            .ThenByDescending(h => h.When)
            .DistinctBy(h => (h.Chat.Id, h.Sentence));
    }

    private static ChatHit? HitOf(SavedChat chat, ChatTurn turn, int number, HashSet<string> wanted, Func<string, HashSet<string>> read)
    {
        List<string> sentences = [turn.Question, .. turn.Answer.Claims.Select(c => c.Text)];
        var terms = sentences.ConvertAll(s => read(s));
        if (!wanted.All(w => terms.Exists(t => t.Contains(w))))
        {
            return null;
        }

        var best = Enumerable.Range(0, sentences.Count).MaxBy(i => wanted.Count(terms[i].Contains));
        return new ChatHit(chat, number, turn.When, SingleLine.Of(sentences[best]), wanted.Count(terms[best].Contains)) { Keys = best == 0 ? [] : [.. turn.Answer.Claims[best - 1].Keys] };
    }

    private List<string> Ids() => Directory.Exists(Folder)
        ? [.. Directory.EnumerateFiles(Folder, "*" + ChatFile.Extension).Select(p => Path.GetFileNameWithoutExtension(p)!).Order(StringComparer.Ordinal)]
        : [];

    private string PathOf(string id) => Path.Combine(Folder, id + ChatFile.Extension);

    private ChatNotFoundException NotFound(string id)
    {
        var ids = Ids();
        var near = ids.OrderByDescending(i => Fuzz.PartialRatio(id.ToLowerInvariant(), i)).Take(MaxNearest).ToList();
        return new ChatNotFoundException(id, near.Count == 0
            ? $"There are no saved conversations in '{Folder}'. 'research chat' makes one."
            : $"No conversation is called '{SingleLine.Of(id)}'. Nearest: {string.Join(", ", near)}. 'research chats' lists them.");
    }

    private static string TitleOf(string question) => SingleLine.Of(question) is { Length: > MaxTitle } line ? line[..(MaxTitle - 1)].TrimEnd() + "…" : SingleLine.Of(question);

    // Four words that tell most, in the letters that every file system takes.
    private static string Slug(string question)
    {
        var words = NotAscii().Replace(Tokenizer.FoldAccents(Question.Read(question).Subject).ToLowerInvariant(), "-").Split('-', StringSplitOptions.RemoveEmptyEntries);
        var slug = string.Join('-', words.Take(4));
        return slug.Length == 0 ? "chat" : slug[..Math.Min(slug.Length, 40)].TrimEnd('-');
    }

    [GeneratedRegex("[^a-z0-9]+")]
    private static partial Regex NotAscii();
}

/// <param name="Sentence">The question or the sentence of the answer that holds most of the words, as one line.</param>
/// <param name="Words">How many of the words it holds.</param>
public sealed record ChatHit(SavedChat Chat, int Turn, DateTimeOffset When, string Sentence, int Words)
{
    /// <summary>The papers the sentence cites; empty for a question.</summary>
    public IReadOnlyList<Papers.CitationKey> Keys { get; init; } = [];
}

/// <summary>No saved conversation, or more than one, has the id.</summary>
public sealed class ChatNotFoundException(string id, string message) : Exception(message)
{
    public string Id { get; } = id;
}

/// <summary>Another process writes this conversation.</summary>
public sealed class ChatInUseException(string id)
    : IOException($"The conversation '{id}' is open in another process. End that one first, or begin a new conversation.")
{
    public string Id { get; } = id;
}
