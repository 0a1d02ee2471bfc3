using System.Text.Json;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ResearchAgent.Tests.Writing.Fluent;
using Xunit;

namespace ResearchAgent.McpServer.Tests;

public sealed class WritingTests(SnowLibrary snow) : IClassFixture<SnowLibrary>
{
    private const string Question = "By how much does AlbedoNet reduce the prediction error?";

    private readonly McpLibrary _library = Shelf.Over(snow.Index);

    [Fact]
    public async Task Every_sentence_of_an_answer_has_a_quote_that_stands_in_its_passage()
    {
        await using var connection = await Connection.OpenAsync(_library);
        var answer = await connection.CallAsync("ask", new { question = Question });
        var data = answer.Data();

        Assert.True(data.GetProperty("answered").GetBoolean());
        var sentence = data.GetProperty("sentences")[0];
        Assert.Equal("Supported", sentence.GetProperty("verdict").GetString());
        Assert.Equal(SnowLibrary.Albedo, sentence.GetProperty("keys")[0].GetString());
        foreach (var quote in data.GetProperty("sentences").EnumerateArray().SelectMany(s => s.GetProperty("quotes").EnumerateArray()))
        {
            var passage = await connection.CallAsync("read_passage", new { passage = quote.GetProperty("passage").GetString() });
            Assert.Contains(quote.GetProperty("text").GetString()!, passage.Data().GetProperty("passages")[0].GetProperty("text").GetString(), StringComparison.Ordinal);
            Assert.Contains(quote.GetProperty("passage").GetString()!, answer.Text(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_abstention_says_so_and_names_the_nearest_papers()
    {
        var answer = await Connection.CallAsync(_library, "ask", new { question = "Which satellite images of snow were taken on Mars by a submarine?" });
        var data = answer.Data();

        Assert.False(data.GetProperty("answered").GetBoolean());
        Assert.Empty(data.GetProperty("sentences").EnumerateArray());
        Assert.NotEmpty(data.GetProperty("nearest").EnumerateArray());
        Assert.StartsWith("The library does not answer this. That is the answer", answer.Text(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_question_may_be_asked_of_some_papers_alone()
    {
        var answer = (await Connection.CallAsync(_library, "ask", new { question = "By how much is the prediction error reduced?", papers = Calls.Names("MeltNet") })).Data();

        Assert.All(answer.GetProperty("sentences").EnumerateArray(), s => Assert.Equal(SnowLibrary.Melt, Assert.Single(s.GetProperty("keys").EnumerateArray()).GetString()));
        Assert.NotEmpty(answer.GetProperty("sentences").EnumerateArray());
    }

    [Fact]
    public async Task A_comparison_has_a_cell_for_each_paper()
    {
        var comparison = await Connection.CallAsync(_library, "compare", new { papers = Calls.Names("AlbedoNet", "MeltNet"), aspects = Calls.Names("training time") });
        var data = comparison.Data();

        Assert.Equal([SnowLibrary.Albedo, SnowLibrary.Melt], data.GetProperty("papers").Strings("key"));
        Assert.Contains("Training time", data.GetProperty("rows").Strings("aspect"));
        Assert.All(data.GetProperty("rows").EnumerateArray(), r => Assert.Equal(2, r.GetProperty("cells").GetArrayLength()));
        Assert.Contains($"| Aspect | {SnowLibrary.Albedo} | {SnowLibrary.Melt} |", comparison.Text(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_review_is_written_of_a_topic_and_around_an_abstract()
    {
        await using var connection = await Connection.OpenAsync(_library);
        var review = (await connection.CallAsync("review", new { topic = "snow prediction" })).Data();
        var related = (await connection.CallAsync("review", new { @abstract = "We predict snow albedo and snow melt from satellite images and weather records." })).Data();

        Assert.NotEmpty(review.GetProperty("themes")[0].GetProperty("sentences").EnumerateArray());
        Assert.NotEmpty(review.GetProperty("references").EnumerateArray());
        Assert.NotEmpty(related.GetProperty("themes").EnumerateArray());
        Assert.Contains("without topic", (await connection.CallAsync("review", new { topic = " " })).Refusal(), StringComparison.Ordinal);
        Assert.StartsWith("The library holds nothing on 'xylophones'", (await connection.CallAsync("review", new { topic = "xylophones" })).Text(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_asks_is_told_the_steps()
    {
        var steps = new List<string>();
        await using var connection = await Connection.OpenAsync(_library with { TakeTurn = (_, _) => ValueTask.FromResult<IDisposable>(new Turn()) });
        await connection.Client.CallToolAsync("ask", new Dictionary<string, object?> { ["question"] = Question }, new Direct(steps), cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal("waiting for a turn", steps[0]);
        Assert.Contains(steps, s => s.StartsWith("retrieve: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_turn_is_taken_for_what_takes_long_and_given_back_whatever_happens()
    {
        var turn = new Turn();
        var clients = new List<string>();
        await using var connection = await Connection.OpenAsync(_library with
        {
            Ask = (_, _, _, _) => throw new InvalidOperationException("at a secret place"),
            TakeTurn = (client, _) =>
            {
                clients.Add(client);
                return ValueTask.FromResult<IDisposable>(turn);
            },
        });
        await connection.CallAsync("search_papers", new { query = "snow" });
        Assert.Empty(clients);

        Assert.DoesNotContain("secret", (await connection.CallAsync("ask", new { question = Question })).Refusal(), StringComparison.Ordinal);
        await connection.CallAsync("compare", new { papers = Calls.Names("AlbedoNet", "MeltNet") });
        await connection.CallAsync("review", new { topic = "snow" });
        Assert.Equal(["local", "local", "local"], clients);
        Assert.Equal(3, turn.Ended);
    }

    [Fact]
    public async Task A_call_that_the_client_cancels_stops_and_the_next_is_answered()
    {
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var connection = await Connection.OpenAsync(_library with
        {
            Ask = async (_, _, _, cancellationToken) =>
            {
                begun.SetResult();
                try
                {
                    await Task.Delay(Timeout.Infinite, cancellationToken);
                }
                finally
                {
                    stopped.SetResult();
                }

                throw new InvalidOperationException("never");
            },
        });
        using var cancelling = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var call = connection.Client.CallToolAsync("ask", new Dictionary<string, object?> { ["question"] = Question }, cancellationToken: cancelling.Token).AsTask();
        await begun.Task.WaitAsync(TestContext.Current.CancellationToken);
        await cancelling.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await stopped.Task.WaitAsync(TestContext.Current.CancellationToken);
        (await connection.CallAsync("search_papers", new { query = "snow" })).Data();
    }

    [Fact]
    public async Task A_library_that_cannot_be_read_is_no_matter_for_the_model()
    {
        var refusal = (await Connection.CallAsync(_library with { Ask = (_, _, _, _) => throw new IOException("disk at a secret place") }, "ask", new { question = Question })).Refusal();

        Assert.Equal("Error: ask could not use the library. Do not call it again; tell the user that the library cannot be read or written.", refusal);
    }

    private sealed class Turn : IDisposable
    {
        public int Ended { get; private set; }

        public void Dispose() => Ended++;
    }

    // Progress<T> would report on another thread, some time later.
    private sealed class Direct(List<string> steps) : IProgress<ProgressNotificationValue>
    {
        public void Report(ProgressNotificationValue value) => steps.Add(value.Message!);
    }
}
