using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
using Polly;
using Polly.Retry;

namespace ResearchAgent.OnlineCatalogues;

/// <summary>
/// Asks servers politely: one request at a time for each, a pause between two where one is due, again after a pause where a server
/// is busy, and never twice for what the cache still has. Safe for concurrent use.
/// </summary>
internal sealed class CatalogueClient : IDisposable
{
    private const int MaxRedirects = 3;

    private readonly OnlineCatalogueOptions _options;
    private readonly TimeProvider _time;
    private readonly AnswerCache? _cache;
    private readonly HttpClient _http;
    private readonly ResiliencePipeline<Reply> _pipeline;
    private readonly ConcurrentDictionary<string, HostTurn> _turns = new(StringComparer.OrdinalIgnoreCase);

    public CatalogueClient(OnlineCatalogueOptions options, TimeProvider time)
    {
        _options = options;
        _time = time;
        _cache = options.CacheFolder is { } folder ? new AnswerCache(folder, options.MaxCacheAge, time) : null;
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, AutomaticDecompression = DecompressionMethods.All, ConnectTimeout = options.Timeout })
        {
            // Each try has a time limit of its own, which covers the body too.
            Timeout = System.Threading.Timeout.InfiniteTimeSpan,
        };
        _http.DefaultRequestHeaders.UserAgent.ParseAdd(options.Mailto is { } mailto && IsHeaderSafe(mailto) ? $"ResearchAgent (mailto:{mailto})" : "ResearchAgent");
        _pipeline = options.MaxRetries == 0 ? ResiliencePipeline<Reply>.Empty : new ResiliencePipelineBuilder<Reply> { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions<Reply>
            {
                ShouldHandle = args => ValueTask.FromResult(args.Outcome.Result is { IsPassing: true } reply && (reply.Pause ?? TimeSpan.Zero) <= options.LongestPause),
                MaxRetryAttempts = options.MaxRetries,
                Delay = options.RetryDelay,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                DelayGenerator = args => ValueTask.FromResult(args.Outcome.Result?.Pause),
            })
            .Build();
    }

    /// <param name="interval">From the start of one request to this server to the start of the next.</param>
    public async Task<CatalogueAnswer> GetAsync(Uri address, TimeSpan interval, CancellationToken cancellationToken)
    {
        if (!IsAllowed(address))
        {
            return new CatalogueAnswer.Failed($"The catalogue's address '{address.GetLeftPart(UriPartial.Authority)}' is not encrypted. Use https.");
        }

        if (_cache is not null && await _cache.FindAsync(address, cancellationToken) is { } kept)
        {
            return new CatalogueAnswer.Found(kept);
        }

        var reply = await _pipeline.ExecuteAsync(async token => await TryAsync(address, interval, token), cancellationToken);
        if (reply.Answer is CatalogueAnswer.Found found && _cache is not null)
        {
            await _cache.KeepAsync(address, found.Text, cancellationToken);
        }

        return reply.Answer;
    }

    public void Dispose()
    {
        _http.Dispose();
        foreach (var turn in _turns.Values)
        {
            turn.Dispose();
        }
    }

    private static bool IsAllowed(Uri address) => address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback);

    private static bool IsHeaderSafe(string mailto) => mailto.All(c => c is > ' ' and < '\u007F' and not ('(' or ')' or '\\'));

    private async ValueTask<Reply> TryAsync(Uri address, TimeSpan interval, CancellationToken cancellationToken)
    {
        using var turn = await _turns.GetOrAdd(address.Authority, _ => new HostTurn(_time)).TakeAsync(interval, cancellationToken);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_options.Timeout);
        try
        {
            return await FollowAsync(address, limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Passing($"{address.Host} did not answer within {_options.Timeout.TotalSeconds.ToString(CultureInfo.InvariantCulture)} seconds. Try again later.");
        }
        catch (HttpRequestException e) when (e.HttpRequestError is HttpRequestError.NameResolutionError)
        {
            return Lasting($"{address.Host} is not found: there seems to be no network. Connect and try again, or add the paper from a file.");
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return Passing($"{address.Host} cannot be reached ({e.Message.TrimEnd('.')}). See whether there is a network, and try again.");
        }
    }

    private async Task<Reply> FollowAsync(Uri address, CancellationToken cancellationToken)
    {
        var target = address;
        for (var hops = 0; hops <= MaxRedirects; hops++)
        {
            using var response = await _http.GetAsync(target, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (response.StatusCode is not (HttpStatusCode.Moved or HttpStatusCode.Found or HttpStatusCode.SeeOther or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect))
            {
                return await ReplyOfAsync(address, response, cancellationToken);
            }

            if (response.Headers.Location is not { } location)
            {
                break;
            }

            var next = new Uri(target, location);
            if (!IsAllowed(next) || next.Authority != address.Authority)
            {
                return Lasting($"{address.Host} sends on to '{next.Scheme}://{next.Host}', which is not followed. Look the paper up by hand.");
            }

            target = next;
        }

        return Lasting($"{address.Host} sends on without end. Look the paper up by hand.");
    }

    private async Task<Reply> ReplyOfAsync(Uri address, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var status = (int)response.StatusCode;
        if (status is 404 or 410)
        {
            return new Reply(new CatalogueAnswer.Missing(), IsPassing: false, Pause: null);
        }

        if (status is 429 or 503)
        {
            var pause = Pause(response);
            var later = pause is { } wait ? $"in {Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture)} seconds" : "in a few minutes";
            return new Reply(new CatalogueAnswer.Failed($"{address.Host} answers {status}: it has too much to do, or was asked too often. Try again {later}."), IsPassing: true, pause);
        }

        if (!response.IsSuccessStatusCode)
        {
            var message = $"{address.Host} answers {status} {SingleLineOf(response.ReasonPhrase)}".TrimEnd() + ". Try again later, or add the paper from a file.";
            return status is 408 or >= 500 ? Passing(message) : Lasting(message);
        }

        return await ReadAsync(response.Content, cancellationToken) is { } text
            ? new Reply(new CatalogueAnswer.Found(text), IsPassing: false, Pause: null)
            : Lasting($"{address.Host} sends more than {_options.MaxAnswerBytes} bytes, which is no record of one paper. Add the paper from a file.");
    }

    private static string SingleLineOf(string? reason) => Writing.Formats.SingleLine.Of(reason ?? "");

    // Seconds or a date; a date in the past means now.
    private TimeSpan? Pause(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date > _time.GetUtcNow() ? date - _time.GetUtcNow() : TimeSpan.Zero,
        _ => null,
    };

    // The limit holds for what comes out of decompression, whatever the headers say.
    private async Task<string?> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        using var text = new MemoryStream();
        var buffer = new byte[16 << 10];
        while (await stream.ReadAsync(buffer, cancellationToken) is var read and > 0)
        {
            if (text.Length + read > _options.MaxAnswerBytes)
            {
                return null;
            }

            text.Write(buffer, 0, read);
        }

        return Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length);
    }

    private static Reply Passing(string message) => new(new CatalogueAnswer.Failed(message), IsPassing: true, Pause: null);

    private static Reply Lasting(string message) => new(new CatalogueAnswer.Failed(message), IsPassing: false, Pause: null);

    /// <param name="IsPassing">Another try may succeed.</param>
    /// <param name="Pause">What the server asks to wait before it.</param>
    private sealed record Reply(CatalogueAnswer Answer, bool IsPassing, TimeSpan? Pause);
}
