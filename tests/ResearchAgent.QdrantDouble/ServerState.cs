namespace ResearchAgent.Testing;

/// <summary>What outlives the listener. Thread-safe, but for the database, which has a gate.</summary>
internal sealed class ServerState(string? apiKey)
{
    private readonly List<RecordedCall> _calls = [];

    public string? ApiKey => apiKey;

    public string Version { get; set; } = "1.18.0";

    public Database Database { get; } = new();

    public Faults Faults { get; } = new();

    public IReadOnlyList<RecordedCall> Calls
    {
        get
        {
            lock (_calls)
            {
                return [.. _calls];
            }
        }
    }

    public void Record(RecordedCall call)
    {
        lock (_calls)
        {
            _calls.Add(call);
        }
    }

    public void ClearCalls()
    {
        lock (_calls)
        {
            _calls.Clear();
        }
    }
}
