using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Pushway.IntegrationTests.Stepping;

/// <summary>Collects what a node logged as an error; a test that should have none asks for them.</summary>
internal sealed class FailingLog : ILoggerProvider
{
    private static readonly ConcurrentQueue<string> Entries = new();

    public static IReadOnlyList<string> Errors => [.. Entries];

    public ILogger CreateLogger(string categoryName) => new ErrorLog();

    public void Dispose()
    {
        // Nothing to release.
    }

    private sealed class ErrorLog : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel)) Entries.Enqueue($"{formatter(state, exception)} {exception}");
        }
    }
}
