using ResearchAgent.Verification;

namespace ResearchAgent.Writing.Fluent;

/// <summary>
/// Writes and verifies the parts of one text: the model's sentences where they hold, the extractive ones where none does,
/// or where there is no model. A model that failed is not asked again in the same run.
/// </summary>
internal sealed class WritingRun(FluentWriter? writer, Func<IReadOnlyList<Claim>, CancellationToken, Task<IReadOnlyList<Claim>>> verify, TraceRecorder trace)
{
    private readonly List<string> _fallbacks = [];
    private readonly List<string> _dropped = [];
    private string? _failure;
    private int _parts;
    private int _supported;
    private int _written;
    private int _repairs;

    /// <summary>May the model say that there is nothing to write? Else the extractive text stands in for that, too.</summary>
    public bool MayAbstain { get; init; }

    /// <summary>How many sentences that fail verification may be written again, once each; the model is told what was wrong.</summary>
    public int MaxRepairs { get; init; }

    /// <summary>The model read the evidence of the last part and found it insufficient, and it may say so.</summary>
    public bool Abstained { get; private set; }

    /// <summary>False until the first part: there was nothing to write from.</summary>
    public bool HasWritten => _parts > 0;

    /// <summary>"4 of 4 claims supported; dropped: 1 NumberMismatch, 2 Uncited", over all parts, for the trace.</summary>
    public string Tally => $"{_supported} of {_written} claims supported"
        + (_dropped.Count == 0 ? "" : "; dropped: " + string.Join(", ", _dropped.GroupBy(d => d).Select(g => $"{g.Count()} {g.Key}")));

    /// <param name="task">What the model is to write; not asked for without a model.</param>
    /// <param name="extractive">The same part, unverified, made of the library's own sentences.</param>
    /// <returns>Supported claims only.</returns>
    public async Task<IReadOnlyList<Claim>> WriteAsync(Func<FluentTask> task, IReadOnlyList<Claim> extractive, CancellationToken cancellationToken)
    {
        _parts++;
        Abstained = false;
        var claims = writer is null ? [] : await WriteFluentlyAsync(writer, task(), cancellationToken);
        return claims.Count > 0 || Abstained ? claims : Kept(await verify(extractive, cancellationToken));
    }

    /// <summary>Who wrote the parts so far.</summary>
    public Writer Describe() => writer is null
        ? Writer.Extractive
        : new Writer(_fallbacks.Count < _parts ? Writer.Fluent : Writer.Extractive.Name)
        {
            Model = writer.Model,
            Dropped = _dropped.Count,
            Fallback = _fallbacks.Count == 0 ? null
                : _fallbacks.Count == _parts ? _fallbacks[0]
                : $"{_fallbacks.Count} of {_parts} parts are extractive: {_fallbacks[0]}",
        };

    private async Task<IReadOnlyList<Claim>> WriteFluentlyAsync(FluentWriter writer, FluentTask task, CancellationToken cancellationToken)
    {
        if (_failure is not null || task.Evidence.Count == 0)
        {
            _fallbacks.Add(_failure ?? "there is no evidence to write from");
            return [];
        }

        var text = await writer.WriteAsync(task, trace.TellsClaims ? TellAsync(task) : null, cancellationToken);
        trace.Add("write", text.Detail);
        _failure = text.Failure;
        Abstained = text.Abstained && MayAbstain;
        var verified = await RepairAsync(writer, task, await verify(text.Claims, cancellationToken), cancellationToken);
        var claims = WithoutLeftovers(verified, task.MaxSentences);
        if (claims.Count > 0 || Abstained)
        {
            return Kept(claims);
        }

        _fallbacks.Add(text.Failure ?? (text.Abstained ? "the model found the evidence insufficient" : $"no sentence of the model survived verification ({text.Claims.Count} written)"));
        return [];
    }

    // A sentence that cites nothing is not worth it: there is no quote to write it from.
    private async Task<IReadOnlyList<Claim>> RepairAsync(FluentWriter writer, FluentTask task, IReadOnlyList<Claim> verified, CancellationToken cancellationToken)
    {
        var claims = verified.ToList();
        for (var i = 0; i < claims.Count && _repairs < MaxRepairs; i++)
        {
            if (claims[i].Verdict != Verdict.Supported && claims[i].Citations.Count > 0)
            {
                _repairs++;
                var text = await writer.WriteAsync(FluentTask.Repair(claims[i], task.Evidence), null, cancellationToken);
                var again = text.Claims.Count == 0 ? claims[i] : (await verify([text.Claims[0]], cancellationToken))[0];
                trace.Add("repair", $"{claims[i].Verdict}, then {(text.Claims.Count == 0 ? "nothing" : again.Verdict)}: {text.Detail}");
                claims[i] = again;
            }
        }

        return claims;
    }

    // Each sentence as the model ends it: what will be kept is told while the model goes on.
    private Func<Claim, CancellationToken, Task> TellAsync(FluentTask task)
    {
        var sieve = new ClaimSieve(task.MaxSentences);
        return async (written, cancellationToken) =>
        {
            var claim = (await verify([written], cancellationToken))[0];
            if (sieve.Keeps(claim))
            {
                trace.Tell(claim);
            }
        };
    }

    private List<Claim> WithoutLeftovers(IReadOnlyList<Claim> verified, int maxSentences)
    {
        var sieve = new ClaimSieve(maxSentences);
        var kept = verified.ToLookup(sieve.Keeps);
        _dropped.AddRange(kept[false].Select(c => c.Verdict == Verdict.Supported ? "repeated or left over" : c.Verdict.ToString()));
        return [.. kept[true]];
    }

    private List<Claim> Kept(IReadOnlyList<Claim> verified)
    {
        List<Claim> supported = [.. verified.Where(c => c.Verdict == Verdict.Supported)];
        _written += verified.Count;
        _supported += supported.Count;
        return supported;
    }
}
