using ResearchAgent.Indexing;
using ResearchAgent.Reasoning;
using ResearchAgent.Writing;

namespace ResearchAgent.Agent;

/// <summary>
/// What one question has led to so far: its parts with what was found on each, the calls made, what they cost, and why it
/// ended. Planner, functions and filter all write here; one run is one thread's.
/// </summary>
internal sealed class AgentRun(string question, PassageFilter filter, AgentBudget budget, TraceRecorder trace, TimeProvider time)
{
    private readonly long _started = time.GetTimestamp();
    private readonly HashSet<string> _calls = new(StringComparer.Ordinal);

    public string Question { get; } = question;

    public PassageFilter Filter { get; } = filter;

    public AgentBudget Budget { get; } = budget;

    public TraceRecorder Trace { get; } = trace;

    /// <summary>In the order in which an answer tells them.</summary>
    public List<QuestionPart> Parts { get; } = [.. QuestionParts.Split(question)];

    public int Calls => _calls.Count;

    /// <summary>What the planning model read and wrote.</summary>
    public long Tokens { get; set; }

    /// <summary>Replies of the planner, also those that called what does not exist.</summary>
    public int Turns { get; set; }

    /// <summary>What the user must say before a search makes sense; null when nothing.</summary>
    public string? Clarification { get; set; }

    /// <summary>Why the search ended; null while it goes on.</summary>
    public string? Stopped { get; private set; }

    /// <summary>Time that is left; zero or less when none is.</summary>
    public TimeSpan TimeLeft => Budget.MaxTime - time.GetElapsedTime(_started);

    /// <summary>The first reason stands.</summary>
    public void Stop(string reason)
    {
        if (Stopped is null)
        {
            Stopped = reason;
            Trace.Add("stop", reason);
        }
    }

    /// <returns>False when this very call was made before.</returns>
    public bool Remember(string call) => _calls.Add(call);

    /// <returns>What ran out; null when nothing did.</returns>
    public string? Exceeded() =>
        Calls >= Budget.MaxCalls ? $"{Budget.MaxCalls} calls were made, which is the limit"
        : Turns > Budget.MaxCalls ? $"the planner replied {Turns} times, more often than the {Budget.MaxCalls} calls that it may make"
        : Tokens >= Budget.MaxTokens ? $"{Tokens} tokens were spent of {Budget.MaxTokens}"
        : TimeLeft <= TimeSpan.Zero ? $"{Budget.MaxTime.TotalSeconds:F0} seconds have passed, which is the limit"
        : null;

    /// <summary>The part that a search was about: the one with these words, else the one that shares most terms with them; null when none shares half.</summary>
    public QuestionPart? PartFor(string text)
    {
        if (Parts.Find(p => string.Equals(p.Text, text.Trim(), StringComparison.OrdinalIgnoreCase)) is { } same)
        {
            return same;
        }

        var terms = Questions.Question.Read(text).Terms;
        return Parts
            .Select(part => (part, Shared: Questions.Question.Read(part.Text).Terms.Count(terms.Contains)))
            .Where(p => terms.Count > 0 && p.Shared * 2 >= terms.Count)
            .OrderByDescending(p => p.Shared)
            .Select(p => p.part)
            .FirstOrDefault();
    }
}
