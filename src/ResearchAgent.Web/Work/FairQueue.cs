namespace ResearchAgent.Web.Work;

/// <summary>
/// Lets a few pieces of work run at once and makes the others wait, one line per client. Each time a place falls free,
/// the client with the least work running is served; among equals, the one whose last piece is longest ago. However
/// long one client's line is, another thus waits only for what runs already. Safe for use by many threads.
/// </summary>
#pragma warning disable CA1711 // It is a queue; no other word says so.
public sealed class FairQueue
#pragma warning restore CA1711
{
    private readonly Lock _gate = new();
    private readonly FairQueueOptions _options;
    private readonly Dictionary<string, Line> _lines = new(StringComparer.Ordinal);
    private int _running;
    private int _waiting;
    private long _clock;

    public FairQueue(FairQueueOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.AtOnce, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(options.WaitingPerClient);
        ArgumentOutOfRangeException.ThrowIfNegative(options.Waiting);
        _options = options;
    }

    /// <summary>How many pieces run now.</summary>
    public int Running
    {
        get
        {
            lock (_gate)
            {
                return _running;
            }
        }
    }

    /// <summary>How many pieces wait now, over all clients.</summary>
    public int Waiting
    {
        get
        {
            lock (_gate)
            {
                return _waiting;
            }
        }
    }

    /// <summary>Whoever comes now is refused.</summary>
    public bool IsFull
    {
        get
        {
            lock (_gate)
            {
                return _running >= _options.AtOnce && _waiting >= _options.Waiting;
            }
        }
    }

    /// <summary>How many clients are known: those with work that runs or waits.</summary>
    internal int Clients
    {
        get
        {
            lock (_gate)
            {
                return _lines.Count;
            }
        }
    }

    /// <inheritdoc cref="EnterAsync(string, IProgress{int}?, CancellationToken)"/>
    public Task<IDisposable> EnterAsync(string client, CancellationToken cancellationToken) => EnterAsync(client, null, cancellationToken);

    /// <summary>Waits for this client's turn.</summary>
    /// <param name="client">Whose work it is, see <see cref="Security.ClientId"/>.</param>
    /// <param name="position">
    /// Told the place in the queue (1 is next) when waiting begins and whenever it changes, on any thread, never two at
    /// once. Not told of work that starts at once. It must not throw.
    /// </param>
    /// <param name="cancellationToken">Leaves the queue. Once the turn has come, it no longer matters here.</param>
    /// <returns>The turn; disposing it ends it, disposing it again does nothing.</returns>
    /// <exception cref="QueueFullException">Too many wait already. Nothing was queued.</exception>
    public async Task<IDisposable> EnterAsync(string client, IProgress<int>? position, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Waiter waiter;
        List<Waiter> moved;
        lock (_gate)
        {
            var line = LineOf(client);
            if (_running < _options.AtOnce)
            {
                return Start(line);
            }

            if (Refusal(line) is { } refusal)
            {
                Forget(line);
                throw refusal;
            }

            waiter = new Waiter(line, position);
            line.Since = line is { Running: 0, Waiters.Count: 0 } ? ++_clock : line.Since;
            line.Waiters.Add(waiter);
            _waiting++;
            moved = Renumber();
        }

        Report(moved);
        await using (cancellationToken.UnsafeRegister(_ => Leave(waiter, cancellationToken), null))
        {
            return await waiter.Turn.Task;
        }
    }

    private QueueFullException? Refusal(Line line) =>
        line.Waiters.Count >= _options.WaitingPerClient ? QueueFullException.ForClient(line.Waiters.Count, line.Running)
        : _waiting >= _options.Waiting ? QueueFullException.ForServer(_waiting)
        : null;

    private Turn Start(Line line)
    {
        _running++;
        line.Running++;
        line.Since = ++_clock;
        return new Turn(this, line);
    }

    private void End(Line line)
    {
        List<Waiter> moved = [];
        Waiter? next = null;
        Turn? turn = null;
        lock (_gate)
        {
            _running--;
            line.Running--;
            line.Since = ++_clock;
            if (_waiting > 0)
            {
                next = InOrder().First();
                Remove(next);
                turn = Start(next.Line);
                moved = Renumber();
            }

            Forget(line);
        }

        next?.Turn.SetResult(turn!);
        Report(moved);
    }

    private void Leave(Waiter waiter, CancellationToken cancellationToken)
    {
        List<Waiter> moved;
        lock (_gate)
        {
            if (!waiter.Line.Waiters.Contains(waiter))
            {
                return; // Its turn came first; whoever entered ends it.
            }

            Remove(waiter);
            Forget(waiter.Line);
            moved = Renumber();
        }

        waiter.Turn.SetCanceled(cancellationToken);
        Report(moved);
    }

    private void Remove(Waiter waiter)
    {
        waiter.Line.Waiters.Remove(waiter);
        waiter.Position = 0;
        _waiting--;
    }

    // What a client runs counts as if it stood at the head of its line.
    private IEnumerable<Waiter> InOrder() =>
        _lines.Values
            .SelectMany(l => l.Waiters.Select((w, i) => (Waiter: w, Round: l.Running + i)))
            .OrderBy(w => w.Round)
            .ThenBy(w => w.Waiter.Line.Since)
            .Select(w => w.Waiter);

    private List<Waiter> Renumber()
    {
        List<Waiter> moved = [];
        var position = 0;
        foreach (var waiter in InOrder())
        {
            position++;
            if (waiter.Position != position)
            {
                waiter.Position = position;
                moved.Add(waiter);
            }
        }

        return moved;
    }

    // Outside the lock, as it calls code of others. A report reads the place anew, so the last one told is never stale.
    private static void Report(List<Waiter> moved)
    {
        foreach (var waiter in moved.Where(w => w.Progress is not null))
        {
            lock (waiter)
            {
                if (waiter.Position is > 0 and var position && position != waiter.Told)
                {
                    waiter.Told = position;
                    waiter.Progress!.Report(position);
                }
            }
        }
    }

    private Line LineOf(string client)
    {
        if (!_lines.TryGetValue(client, out var line))
        {
            _lines[client] = line = new Line(client);
        }

        return line;
    }

    private void Forget(Line line)
    {
        if (line is { Running: 0, Waiters.Count: 0 })
        {
            _lines.Remove(line.Client);
        }
    }

    private sealed class Line(string client)
    {
        public string Client { get; } = client;

        public List<Waiter> Waiters { get; } = [];

        public int Running { get; set; }

        /// <summary>When a piece of the client last ran, or it first began to wait.</summary>
        public long Since { get; set; }
    }

    private sealed class Waiter(Line line, IProgress<int>? progress)
    {
        private volatile int _position;

        public Line Line { get; } = line;

        public IProgress<int>? Progress { get; } = progress;

        public TaskCompletionSource<IDisposable> Turn { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>From 1; 0 for one that no longer waits.</summary>
        public int Position { get => _position; set => _position = value; }

        public int Told { get; set; }
    }

    private sealed class Turn(FairQueue queue, Line line) : IDisposable
    {
        private FairQueue? _queue = queue;

        public void Dispose() => Interlocked.Exchange(ref _queue, null)?.End(line);
    }
}
