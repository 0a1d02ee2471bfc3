using System.Text;

namespace ResearchAgent.LlamaEngine.Scheduling;

/// <summary>
/// Lets text through up to the first stop string, wherever the borders of tokens fall: what may still become one is held
/// back until it is clear.
/// </summary>
internal sealed class StopStrings(IReadOnlyList<string> stops)
{
    private readonly StringBuilder _held = new();

    public bool HasStopped { get; private set; }

    /// <returns>The text that may be shown now.</returns>
    public string Add(string text)
    {
        if (HasStopped || stops.Count == 0)
        {
            return HasStopped ? "" : text;
        }

        _held.Append(text);
        var held = _held.ToString();
        var stop = stops.Select(s => held.IndexOf(s, StringComparison.Ordinal)).Where(i => i >= 0).DefaultIfEmpty(-1).Min();
        if (stop >= 0)
        {
            HasStopped = true;
            _held.Clear();
            return held[..stop];
        }

        var kept = stops.Max(s => LongestBeginning(held, s));
        _held.Remove(0, held.Length - kept);
        return held[..^kept];
    }

    /// <returns>What was held back, now that nothing follows.</returns>
    public string Finish()
    {
        var text = _held.ToString();
        _held.Clear();
        return text;
    }

    // The longest end of the text that a stop string begins with.
    private static int LongestBeginning(string text, string stop)
    {
        for (var length = Math.Min(text.Length, stop.Length - 1); length > 0; length--)
        {
            if (text.AsSpan(text.Length - length).SequenceEqual(stop.AsSpan(0, length)))
            {
                return length;
            }
        }

        return 0;
    }
}
