using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;

namespace ResearchAgent.Benchmarks;

/// <summary>
/// Many people who ask a running server at once, each again as soon as the answer is there: errors, how long an answer
/// takes, and whether the server's memory grows. Raise Web:AsksPerMinute for it: they all come from one address.
/// </summary>
/// <param name="server">Its process, whose memory is read; null: it is not.</param>
internal sealed class ServeBenchmark(Uri address, int askers, TimeSpan time, int? server, IReadOnlyList<string> questions, TextWriter output)
{
    private readonly ConcurrentQueue<double> _milliseconds = [];
    private readonly ConcurrentDictionary<string, int> _errors = [];

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{askers} askers for {time.TotalSeconds:F0} s; {questions.Count} questions; memory at the start {Memory()}"));
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var started = Stopwatch.GetTimestamp();
        var asking = Enumerable.Range(0, askers).Select(i => AskAsync(i, () => Stopwatch.GetElapsedTime(started) < time, ending.Token)).ToList();
        for (var quarter = 1; quarter <= 4; quarter++)
        {
            await Task.Delay(time / 4, cancellationToken);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  after {Stopwatch.GetElapsedTime(started).TotalSeconds,3:F0} s: {_milliseconds.Count} answers, {_errors.Values.Sum()} errors, memory {Memory()}"));
        }

        await Task.WhenAll(asking);
        var sorted = _milliseconds.Order().ToList();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{sorted.Count} answers, {sorted.Count / Stopwatch.GetElapsedTime(started).TotalSeconds:F1} a second; p50 {At(sorted, 0.5):F0} ms, p95 {At(sorted, 0.95):F0} ms, p99 {At(sorted, 0.99):F0} ms; {_errors.Values.Sum()} errors"));
        foreach (var (error, count) in _errors)
        {
            output.WriteLine($"  {count} times {error}");
        }
    }

    private async Task AskAsync(int asker, Func<bool> goesOn, CancellationToken cancellationToken)
    {
        using var client = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromMinutes(2) };
        client.DefaultRequestHeaders.Add("Cookie", string.Create(CultureInfo.InvariantCulture, $"research-client={asker + 1:x32}"));
        for (var i = asker; goesOn(); i++)
        {
            var started = Stopwatch.GetTimestamp();
            try
            {
                using var response = await client.PostAsJsonAsync("/api/v1/ask", new { question = questions[i % questions.Count] }, cancellationToken);
                var body = await response.Content.ReadAsStringAsync(cancellationToken);
                if (!response.IsSuccessStatusCode || !JsonDocument.Parse(body).RootElement.TryGetProperty("question", out _))
                {
                    _errors.AddOrUpdate(string.Create(CultureInfo.InvariantCulture, $"status {(int)response.StatusCode}"), 1, (_, n) => n + 1);
                    continue;
                }

                _milliseconds.Enqueue(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
            {
                _errors.AddOrUpdate(e.GetType().Name, 1, (_, n) => n + 1);
            }
        }
    }

    private static double At(List<double> sorted, double share) => sorted.Count == 0 ? 0 : sorted[(int)Math.Min(sorted.Count - 1, share * sorted.Count)];

    private string Memory()
    {
        if (server is not { } id)
        {
            return "unknown (name the server's process with --pid)";
        }

        using var process = Process.GetProcessById(id);
        return string.Create(CultureInfo.InvariantCulture, $"{process.WorkingSet64 >> 20} MiB");
    }
}
