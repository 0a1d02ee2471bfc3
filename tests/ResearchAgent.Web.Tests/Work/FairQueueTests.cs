using System.Collections.Concurrent;
using ResearchAgent.Web.Work;
using Xunit;

namespace ResearchAgent.Web.Tests.Work;

public sealed class FairQueueTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_more_pieces_run_than_allowed()
    {
        var queue = Queue(atOnce: 2);
        using var first = await queue.EnterAsync("a", Stop);
        var second = await queue.EnterAsync("b", Stop);

        var third = queue.EnterAsync("c", Stop);

        Assert.False(third.IsCompleted);
        Assert.Equal((2, 1), (queue.Running, queue.Waiting));
        second.Dispose();
        using var turn = await third;
        Assert.Equal((2, 0), (queue.Running, queue.Waiting));
    }

    [Fact]
    public async Task A_client_with_twenty_waiting_does_not_hold_up_the_one_piece_of_another()
    {
        var queue = Queue();
        var running = await queue.EnterAsync("a", Stop);
        var waitingOfA = Enumerable.Range(0, 20).Select(_ => queue.EnterAsync("a", Stop)).ToList();
        var ofB = queue.EnterAsync("b", Stop);

        running.Dispose();

        using var turn = await ofB;
        Assert.All(waitingOfA, t => Assert.False(t.IsCompleted));
    }

    [Fact]
    public async Task Clients_are_served_in_turn_and_each_in_the_order_it_came()
    {
        var queue = Queue();
        var running = await queue.EnterAsync("x", Stop);
        var served = new List<string>();
        var work = "a1 a2 a3 b1 b2 c1".Split(' ').Select(ServeAsync).ToList();

        running.Dispose();
        await Task.WhenAll(work);

        Assert.Equal(["a1", "b1", "c1", "a2", "b2", "a3"], served);

        async Task ServeAsync(string name)
        {
            using var turn = await queue.EnterAsync(name[..1], Stop);
            served.Add(name);
        }
    }

    [Fact]
    public async Task A_client_that_comes_back_each_time_does_not_starve_one_that_waits()
    {
        var queue = Queue();
        var running = await queue.EnterAsync("greedy1", Stop);
        var others = new Queue<Task<IDisposable>>([queue.EnterAsync("greedy2", Stop)]);
        var patient = queue.EnterAsync("patient", Stop);

        for (var round = 0; round < 2 && !patient.IsCompleted; round++)
        {
            running.Dispose();
            var next = await Task.WhenAny(others.Peek(), patient);
            if (next == patient)
            {
                break;
            }

            running = await others.Dequeue();
            others.Enqueue(queue.EnterAsync("greedy1", Stop));
        }

        using var turn = await patient;
        Assert.False(others.Peek().IsCompleted);
    }

    [Fact]
    public async Task The_place_in_the_queue_is_told_when_waiting_begins_and_whenever_it_changes()
    {
        var queue = Queue();
        var running = await queue.EnterAsync("a", Stop);
        var places = new Places();
        var firstOfA = queue.EnterAsync("a", Stop);
        var secondOfA = queue.EnterAsync("a", places, Stop);
        Assert.Equal([2], places.Told);

        var ofB = queue.EnterAsync("b", Stop);
        Assert.Equal([2, 3], places.Told);

        running.Dispose();
        (await ofB).Dispose();
        (await firstOfA).Dispose();
        using var turn = await secondOfA;

        Assert.Equal([2, 3, 2, 1], places.Told);
    }

    [Fact]
    public async Task Work_that_starts_at_once_is_told_no_place()
    {
        var places = new Places();
        using var turn = await Queue().EnterAsync("a", places, Stop);
        Assert.Empty(places.Told);
    }

    [Fact]
    public async Task A_canceled_token_enters_nothing()
    {
        var queue = Queue();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => queue.EnterAsync("a", new CancellationToken(canceled: true)));
        Assert.Equal((0, 0), (queue.Running, queue.Waiting));
    }

    [Fact]
    public async Task Canceling_while_waiting_leaves_no_trace_and_moves_the_others_up()
    {
        var queue = Queue();
        var running = await queue.EnterAsync("a", Stop);
        using var leaving = new CancellationTokenSource();
        var canceled = queue.EnterAsync("b", leaving.Token);
        var places = new Places();
        var stays = queue.EnterAsync("c", places, Stop);

        await leaving.CancelAsync();

        var thrown = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => canceled);
        Assert.Equal(leaving.Token, thrown.CancellationToken);
        Assert.Equal([2, 1], places.Told);
        Assert.Equal((1, 1), (queue.Running, queue.Waiting));
        running.Dispose();
        (await stays).Dispose();
        Assert.Equal((0, 0, 0), (queue.Running, queue.Waiting, queue.Clients));
    }

    [Fact]
    public async Task Canceling_once_the_turn_has_come_takes_nothing_back()
    {
        var queue = Queue();
        using var leaving = new CancellationTokenSource();
        var running = await queue.EnterAsync("a", Stop);
        var waiting = queue.EnterAsync("b", leaving.Token);
        running.Dispose();

        await leaving.CancelAsync();

        var turn = await waiting;
        Assert.Equal(1, queue.Running);
        turn.Dispose();
        Assert.Equal((0, 0, 0), (queue.Running, queue.Waiting, queue.Clients));
    }

    [Fact]
    public async Task Ending_a_turn_twice_frees_one_place_only()
    {
        var queue = Queue();
        var first = await queue.EnterAsync("a", Stop);
        var second = queue.EnterAsync("a", Stop);
        var third = queue.EnterAsync("a", Stop);

        first.Dispose();
        first.Dispose();

        using var turn = await second;
        Assert.False(third.IsCompleted);
        Assert.Equal((1, 1), (queue.Running, queue.Waiting));
    }

    [Fact]
    public async Task A_client_whose_line_is_full_is_told_so_while_others_may_still_wait()
    {
        var queue = Queue(perClient: 2);
        using var running = await queue.EnterAsync("a", Stop);
        _ = queue.EnterAsync("a", Stop);
        _ = queue.EnterAsync("a", Stop);

        var full = await Assert.ThrowsAsync<QueueFullException>(() => queue.EnterAsync("a", Stop));

        Assert.True(full.IsOwn);
        Assert.Equal("You have 2 questions waiting and 1 being answered, as many as one client may. Wait for an answer or stop one, then ask again.", full.Message);
        Assert.False(queue.EnterAsync("b", Stop).IsFaulted);
    }

    [Fact]
    public async Task A_full_server_refuses_a_new_client_and_keeps_nothing_of_it()
    {
        var queue = Queue(total: 1);
        using var running = await queue.EnterAsync("a", Stop);
        _ = queue.EnterAsync("b", Stop);

        var full = await Assert.ThrowsAsync<QueueFullException>(() => queue.EnterAsync("c", Stop));

        Assert.False(full.IsOwn);
        Assert.Equal(2, queue.Clients);
    }

    [Fact]
    public async Task Among_hundreds_of_pieces_of_many_threads_none_is_lost_and_never_too_many_run()
    {
        const int clients = 20;
        const int pieces = 30;
        var queue = Queue(atOnce: 3, perClient: pieces, total: clients * pieces);
        var (running, most, done, left) = (0, 0, 0, 0);
        var errors = new ConcurrentQueue<string>();

        await Task.WhenAll(Enumerable.Range(0, clients * pieces).Select(i => Task.Run(() => WorkAsync(i), Stop)));

        Assert.Empty(errors);
        Assert.Equal(clients * pieces, done + left);
        Assert.InRange(most, 1, 3);
        Assert.True(done >= clients * pieces / 2, $"only {done} pieces were done");
        Assert.Equal((0, 0, 0), (queue.Running, queue.Waiting, queue.Clients));

        async Task WorkAsync(int i)
        {
            using var leaving = new CancellationTokenSource();
            try
            {
                var entering = queue.EnterAsync("client" + (i % clients), new Places(), leaving.Token);
                if (i % 3 == 0)
                {
                    await leaving.CancelAsync();
                }

                using var turn = await entering;
                var now = Interlocked.Increment(ref running);
                if (now > 3)
                {
                    errors.Enqueue($"{now} ran at once");
                }

                InterlockedMax(ref most, now);
                await Task.Yield();
                Interlocked.Decrement(ref running);
                Interlocked.Increment(ref done);
            }
            catch (OperationCanceledException) when (leaving.IsCancellationRequested)
            {
                Interlocked.Increment(ref left);
            }
        }
    }

    private static FairQueue Queue(int atOnce = 1, int perClient = 100, int total = 1000) =>
        new(new FairQueueOptions { AtOnce = atOnce, WaitingPerClient = perClient, Waiting = total });

    private static void InterlockedMax(ref int target, int value)
    {
        for (var seen = target; value > seen; seen = target)
        {
            Interlocked.CompareExchange(ref target, value, seen);
        }
    }

    /// <summary>Unlike <see cref="Progress{T}"/> it hears at once, on the thread that tells it.</summary>
    private sealed class Places : IProgress<int>
    {
        public List<int> Told { get; } = [];

        public void Report(int value) => Told.Add(value);
    }
}
