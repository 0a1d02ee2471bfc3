using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace ResearchAgent.ExternalTools.Tests;

/// <summary>Keeps what is logged, and tells when something is: a server's error stream comes this way.</summary>
internal sealed class ServerLog : ILoggerFactory, ILogger
{
    private readonly ConcurrentQueue<string> _lines = [];
    private readonly SemaphoreSlim _grown = new(0);

    public IEnumerable<string> Lines => _lines;

    /// <returns>The first line that holds the words, as soon as there is one.</returns>
    public async Task<string> WaitForAsync(string words, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (_lines.FirstOrDefault(l => l.Contains(words, StringComparison.Ordinal)) is { } line)
            {
                return line;
            }

            await _grown.WaitAsync(cancellationToken);
        }
    }

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        _lines.Enqueue(formatter(state, exception));
        _grown.Release();
    }

    public bool IsEnabled(LogLevel logLevel) => true;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public void Dispose() => _grown.Dispose();
}
