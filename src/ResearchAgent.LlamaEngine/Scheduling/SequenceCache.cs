using LLama.Native;

namespace ResearchAgent.LlamaEngine.Scheduling;

/// <summary>
/// What the key-value cache holds: the tokens of each sequence, and the cells that they fill. Sequences that begin alike
/// share the cells of what they have in common, so a cell is free only when no sequence uses it.
/// </summary>
internal sealed class SequenceCache
{
    private readonly Slot[] _slots;
    private readonly int[] _users;
    private readonly Stack<int> _free;
    private long _clock;

    public SequenceCache(int cells, int sequences)
    {
        Cells = cells;
        _users = new int[cells];
        _free = new Stack<int>(Enumerable.Range(0, cells).Reverse());
        _slots = [.. Enumerable.Range(0, sequences).Select(i => new Slot(i))];
    }

    public int Cells { get; }

    public int FreeCells => _free.Count;

    /// <summary>Cells that no sequence at work uses: they are kept for reuse only.</summary>
    public int KeptCells
    {
        get
        {
            var used = _slots.Where(s => s.IsActive).SelectMany(s => s.Cells).ToHashSet();
            return _slots.Where(s => !s.IsActive).SelectMany(s => s.Cells).Distinct().Count(c => !used.Contains(c));
        }
    }

    /// <summary>The sequence with the longest common beginning; null when none has any.</summary>
    public (Slot Slot, int Length)? LongestPrefix(ReadOnlySpan<LLamaToken> tokens)
    {
        (Slot, int)? best = null;
        var longest = 0;
        foreach (var slot in _slots)
        {
            var length = CommonPrefix(slot.Tokens, tokens);
            if (length > longest)
            {
                (best, longest) = ((slot, length), length);
            }
        }

        return best;
    }

    /// <summary>The emptiest or longest unused sequence that is at hand, other than <paramref name="keep"/>; null when all are at work.</summary>
    public Slot? LeastUseful(Slot? keep) =>
        _slots.Where(s => !s.IsActive && s != keep).OrderBy(s => s.Tokens.Count > 0).ThenBy(s => s.LastUsed).FirstOrDefault();

    /// <summary>The least recently used sequence that is kept for reuse only; null when there is none.</summary>
    public Slot? Evictable(Slot? keep) =>
        _slots.Where(s => !s.IsActive && s != keep && s.Tokens.Count > 0).MinBy(s => s.LastUsed);

    public void Touch(Slot slot) => slot.LastUsed = ++_clock;

    /// <summary>Notes that a token was decoded at the end of a sequence.</summary>
    public void Append(Slot slot, LLamaToken token)
    {
        var cell = _free.Pop();
        _users[cell] = 1;
        slot.Tokens.Add(token);
        slot.Cells.Add(cell);
    }

    public void Truncate(Slot slot, int length)
    {
        for (var i = length; i < slot.Cells.Count; i++)
        {
            if (--_users[slot.Cells[i]] == 0)
            {
                _free.Push(slot.Cells[i]);
            }
        }

        slot.Tokens.RemoveRange(length, slot.Tokens.Count - length);
        slot.Cells.RemoveRange(length, slot.Cells.Count - length);
    }

    /// <summary>Lets an empty sequence begin like another, in the same cells.</summary>
    public void Share(Slot source, Slot destination, int length)
    {
        for (var i = 0; i < length; i++)
        {
            _users[source.Cells[i]]++;
            destination.Tokens.Add(source.Tokens[i]);
            destination.Cells.Add(source.Cells[i]);
        }
    }

    public static int CommonPrefix(List<LLamaToken> cached, ReadOnlySpan<LLamaToken> tokens) =>
        System.Runtime.InteropServices.CollectionsMarshal.AsSpan(cached).CommonPrefixLength(tokens);

    /// <summary>One sequence of the context.</summary>
    internal sealed class Slot(int number)
    {
        public LLamaSeqId Id { get; } = (LLamaSeqId)number;

        /// <summary>What was decoded, in order.</summary>
        public List<LLamaToken> Tokens { get; } = [];

        public List<int> Cells { get; } = [];

        public bool IsActive { get; set; }

        public long LastUsed { get; set; }
    }
}
