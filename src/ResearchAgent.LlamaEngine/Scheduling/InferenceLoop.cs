using System.Collections.Concurrent;
using LLama;
using LLama.Exceptions;
using LLama.Native;

namespace ResearchAgent.LlamaEngine.Scheduling;

/// <summary>
/// The one thread that uses a context. Generations wait in order, start from the longest beginning that the cache
/// holds, and are decoded together: in each round every running one gets its next token, and what room is left in the
/// batch goes in equal parts to prompts. Cancellation is looked at between rounds.
/// </summary>
internal sealed class InferenceLoop : IDisposable
{
    /// <summary>A common beginning that another generation is just decoding is worth waiting for from this many tokens on.</summary>
    private const int MinTokensToAwait = 32;

    /// <summary>
    /// Share of the cache that is kept for reuse. Attention looks over every cell that is in use, if only to pass it by: a
    /// cache full of earlier prompts nearly halves the speed of a small model.
    /// </summary>
    private const double MaxKeptShare = 0.5;

    private readonly LLamaContext _context;
    private readonly SequenceCache _cache;
    private readonly int _batchSize;
    private readonly BlockingCollection<Action> _commands = [];
    private readonly List<Generation> _waiting = [];
    private readonly List<Generation> _running = [];
    private readonly LLamaBatch _batch = new();
    private readonly List<(Generation Generation, int Position, int Row)> _rows = [];
    private readonly Thread _thread;
    private bool _isDisposed;

    public InferenceLoop(LLamaContext context, int batchSize)
    {
        _context = context;
        _batchSize = batchSize;
        _cache = new SequenceCache((int)context.ContextSize, (int)context.NativeHandle.MaxSeq);
        _thread = new Thread(Run) { IsBackground = true, Name = "llama.cpp" };
        _thread.Start();
    }

    /// <exception cref="ContextOverflowException">It can never fit.</exception>
    /// <exception cref="ObjectDisposedException"/>
    public void Submit(Generation generation)
    {
        if (generation.Prompt.Length + generation.MaxTokens > _cache.Cells)
        {
            throw new ContextOverflowException(generation.Prompt.Length, generation.MaxTokens, _cache.Cells);
        }

        Post(() => _waiting.Add(generation));
    }

    /// <summary>Puts a decoded beginning into the cache, if it holds more of the prompt than the cache does and there is room.</summary>
    /// <returns>Whether it is there now.</returns>
    public Task<bool> RestoreAsync(DecodedPrefix prefix, LLamaToken[] prompt) => InvokeAsync(() => Restore(prefix, prompt));

    /// <summary>Copies what the cache holds of a prompt that was decoded.</summary>
    /// <returns>Null when other prompts have taken its place.</returns>
    public Task<DecodedPrefix?> SaveAsync(LLamaToken[] prompt) => InvokeAsync(() => Save(prompt));

    /// <summary>Empties the cache of all that is kept for reuse only.</summary>
    public Task DropKeptAsync() => InvokeAsync(() =>
    {
        while (_cache.Evictable(null) is { } slot)
        {
            Cut(slot, 0);
        }

        return true;
    });

    /// <summary>Ends what runs after the round at hand. Safe to repeat.</summary>
    public void Dispose()
    {
        if (!Interlocked.Exchange(ref _isDisposed, true))
        {
            _commands.CompleteAdding();
            _thread.Join();
            _commands.Dispose();
        }
    }

    private void Post(Action command)
    {
        try
        {
            _commands.Add(command);
        }
        catch (Exception e) when (e is InvalidOperationException or ObjectDisposedException)
        {
            throw new ObjectDisposedException(nameof(LlamaModel), "The model was closed.");
        }
    }

    // Runs something on the thread that owns the context, between two rounds.
    private Task<T> InvokeAsync<T>(Func<T> action)
    {
        var result = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        Post(() =>
        {
            try
            {
                result.SetResult(action());
            }
            catch (Exception e)
            {
                result.SetException(e);
            }
        });
        return result.Task;
    }

    private void Run()
    {
        while (!_commands.IsCompleted)
        {
            TakeCommands();
            if (_commands.IsAddingCompleted)
            {
                break;
            }

            DropCancelled();
            Admit();
            if (_running.Count > 0)
            {
                Round();
            }
        }

        // What was posted in the last moment: nobody shall wait for ever.
        while (_commands.TryTake(out var command))
        {
            command();
        }

        foreach (var generation in _running.Concat(_waiting).ToList())
        {
            End(generation, new ObjectDisposedException(nameof(LlamaModel), "The model was closed while it wrote."));
        }
    }

    private void TakeCommands()
    {
        // Nothing to do: sleep until there is.
        if (_running.Count + _waiting.Count == 0 && _commands.TryTake(out var first, Timeout.Infinite))
        {
            first();
        }

        while (_commands.TryTake(out var command))
        {
            command();
        }
    }

    private void DropCancelled()
    {
        foreach (var generation in _running.Concat(_waiting).Where(g => g.Cancellation.IsCancellationRequested).ToList())
        {
            End(generation, new OperationCanceledException(generation.Cancellation));
        }
    }

    // In order of arrival, so that a large prompt is not passed by small ones for ever.
    private void Admit()
    {
        while (_waiting.Count > 0 && TryStart(_waiting[0]))
        {
            _running.Add(_waiting[0]);
            _waiting.RemoveAt(0);
        }
    }

    private bool TryStart(Generation generation)
    {
        // The last token before the first wanted logits is decoded again: only decoding gives logits.
        var reusable = Math.Min(generation.ScoreFrom, generation.Prompt.Length) - 1;
        var beginning = generation.Prompt.AsSpan(0, Math.Max(0, reusable));
        var (source, length) = _cache.LongestPrefix(beginning) ?? default;
        if (IsBeingDecoded(beginning, length))
        {
            return false;
        }

        var inPlace = source is { IsActive: false } && length == source.Tokens.Count;
        var target = inPlace ? source : _cache.LeastUseful(source) ?? (source is { IsActive: false } ? source : null);
        if (target is null || !MakeRoom(generation, ref target, source, length))
        {
            return false;
        }

        length = target == source ? Cut(target, length) : Copy(source, target, length);
        target.IsActive = true;
        _cache.Touch(target);
        generation.Slot = target;
        generation.CachedTokens = length;
        return true;
    }

    // Samples of one prompt, and questions on the same evidence: the first decodes it for all.
    private bool IsBeingDecoded(ReadOnlySpan<LLamaToken> beginning, int cached)
    {
        foreach (var other in _running)
        {
            if (other.IsPrefilling && beginning.CommonPrefixLength(other.Prompt) - cached >= MinTokensToAwait)
            {
                return true;
            }
        }

        return false;
    }

    private bool MakeRoom(Generation generation, ref SequenceCache.Slot target, SequenceCache.Slot? source, int length)
    {
        var needed = generation.Prompt.Length - length + generation.MaxTokens + _running.Sum(g => g.CellsToCome);
        if (target != source)
        {
            Cut(target, 0);
        }

        while (_cache.FreeCells < needed && _cache.Evictable(source) is { } unused)
        {
            Cut(unused, 0);
        }

        // What the source holds beyond the common beginning may be the room that lacks.
        if (_cache.FreeCells < needed && source is { IsActive: false })
        {
            Cut(source, length);
            target = source;
        }

        return _cache.FreeCells >= needed;
    }

    private int Cut(SequenceCache.Slot slot, int length)
    {
        if (length < slot.Tokens.Count)
        {
            _context.NativeHandle.MemorySequenceRemove(slot.Id, length, -1);
            _cache.Truncate(slot, length);
        }

        return Checked(slot, length);
    }

    private int Copy(SequenceCache.Slot? source, SequenceCache.Slot target, int length)
    {
        if (source is null || length == 0)
        {
            return 0;
        }

        _context.NativeHandle.MemorySequenceCopy(source.Id, target.Id, 0, length);
        _cache.Share(source, target, length);
        return Checked(target, length);
    }

    // Some architectures keep a state that cannot be cut: theirs starts anew.
    private int Checked(SequenceCache.Slot slot, int length)
    {
        if (_context.NativeHandle.MemorySequenceMaxPosition(slot.Id).Value == length - 1)
        {
            return length;
        }

        _context.NativeHandle.MemorySequenceRemove(slot.Id, -1, -1);
        _cache.Truncate(slot, 0);
        return 0;
    }

    private unsafe bool Restore(DecodedPrefix prefix, LLamaToken[] prompt)
    {
        var known = _cache.LongestPrefix(prompt)?.Length ?? 0;
        if (prefix.Tokens.AsSpan().CommonPrefixLength(prompt) <= known || _cache.LeastUseful(null) is not { } slot)
        {
            return false;
        }

        Cut(slot, 0);
        var needed = prefix.Tokens.Length + _running.Sum(g => g.CellsToCome);
        while (_cache.FreeCells < needed && _cache.Evictable(null) is { } unused)
        {
            Cut(unused, 0);
        }

        if (_cache.FreeCells < needed)
        {
            return false;
        }

        nuint read;
        fixed (byte* state = prefix.State)
        {
            read = _context.NativeHandle.SetState(state, (nuint)prefix.State.Length, slot.Id);
        }

        Array.ForEach(prefix.Tokens, t => _cache.Append(slot, t));
        _cache.Touch(slot);
        return read == 0 ? Cut(slot, 0) > 0 : Checked(slot, prefix.Tokens.Length) > 0;
    }

    private unsafe DecodedPrefix? Save(LLamaToken[] prompt)
    {
        if (_cache.LongestPrefix(prompt) is not { } found || found.Slot.IsActive || found.Length < prompt.Length - 1)
        {
            return null;
        }

        var size = _context.NativeHandle.GetStateSize(found.Slot.Id);
        if (size > (nuint)Array.MaxLength)
        {
            return null;
        }

        var state = new byte[size];
        fixed (byte* bytes = state)
        {
            _context.NativeHandle.GetState(bytes, size, found.Slot.Id);
        }

        return new DecodedPrefix([.. found.Slot.Tokens], state);
    }

    private void Round()
    {
        _batch.Clear();
        _rows.Clear();
        foreach (var generation in _running.Where(g => !g.IsPrefilling))
        {
            Add(generation, generation.Next, wanted: true);
        }

        AddPrompts();
        try
        {
            if (_context.Decode(_batch) is var result and not DecodeResult.Ok)
            {
                throw new RuntimeError($"llama.cpp could not decode {_batch.TokenCount} tokens: {result}. {LlamaNative.TakeComplaint()}");
            }
        }
        catch (Exception e)
        {
            // What the cache holds now is unknown.
            Forget(e);
            return;
        }

        foreach (var (generation, position, row) in _rows)
        {
            Take(generation, position, row);
        }
    }

    private void AddPrompts()
    {
        var prefilling = _running.Where(g => g.IsPrefilling).ToList();
        for (var i = 0; i < prefilling.Count; i++)
        {
            var generation = prefilling[i];
            var share = Math.Max(1, (_batchSize - _batch.TokenCount) / (prefilling.Count - i));
            for (var n = 0; n < share && generation.IsPrefilling && _batch.TokenCount < _batchSize; n++)
            {
                var position = generation.Slot!.Tokens.Count;
                var isLast = position == generation.Prompt.Length - 1;
                Add(generation, generation.Prompt[position], isLast ? generation.MaxTokens > 0 : position >= generation.ScoreFrom - 1);
            }
        }
    }

    private void Add(Generation generation, LLamaToken token, bool wanted)
    {
        var position = generation.Slot!.Tokens.Count;
        var row = _batch.Add(token, position, generation.Slot.Id, wanted);
        _cache.Append(generation.Slot, token);
        if (wanted || position == generation.Prompt.Length - 1)
        {
            _rows.Add((generation, position, row));
        }
    }

    private void Take(Generation generation, int position, int row)
    {
        try
        {
            if (position < generation.Prompt.Length - 1)
            {
                generation.Scores.Add(LogProbability.Of((int)generation.Prompt[position + 1], _context.NativeHandle.GetLogitsIth(row)));
            }
            else if (!generation.Advance(_context.NativeHandle, row))
            {
                End(generation, null);
            }
        }
        catch (Exception e)
        {
            End(generation, e);
        }
    }

    private void Forget(Exception error)
    {
        foreach (var generation in _running.ToList())
        {
            End(generation, error);
        }

        while (_cache.Evictable(null) is { } slot)
        {
            _cache.Truncate(slot, 0);
        }

        _context.NativeHandle.MemoryClear();
    }

    // The sequence stays in the cache: the next question may begin like it.
    private void End(Generation generation, Exception? error)
    {
        _running.Remove(generation);
        _waiting.Remove(generation);
        if (generation.Slot is { } slot)
        {
            slot.IsActive = false;
            _cache.Touch(slot);
            while (_cache.KeptCells > MaxKeptShare * _cache.Cells && _cache.Evictable(slot) is { } unused)
            {
                Cut(unused, 0);
            }
        }

        generation.Complete(error);
    }
}
