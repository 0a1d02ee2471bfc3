using System.Diagnostics;
using OpenTelemetry;

namespace ResearchAgent.Web.Telemetry;

/// <summary>
/// Lets only counts, kinds and names of the program's own out in a span. Addresses hold keys, words and ids of
/// conversations, and messages of exceptions may quote: instrumentations and the environment must not add them.
/// </summary>
internal sealed class SpanContent : BaseProcessor<Activity>
{
    private static readonly HashSet<string> Allowed = new(StringComparer.Ordinal)
    {
        "http.request.method", "http.response.status_code", "http.route", "network.protocol.version", "url.scheme", "error.type",
        "gen_ai.operation.name", "gen_ai.provider.name", "gen_ai.system", "gen_ai.request.model", "gen_ai.response.model", "gen_ai.output.type",
        "gen_ai.request.max_tokens", "gen_ai.request.temperature", "gen_ai.request.top_p", "gen_ai.request.top_k", "gen_ai.request.seed", "gen_ai.request.stream",
        "gen_ai.response.finish_reasons", "gen_ai.response.time_to_first_chunk", "gen_ai.usage.input_tokens", "gen_ai.usage.output_tokens", "gen_ai.embeddings.dimension.count",
    };

    public override void OnEnd(Activity data)
    {
        foreach (var (key, _) in data.TagObjects.ToList())
        {
            if (!Allowed.Contains(key) && !key.StartsWith("research.", StringComparison.Ordinal))
            {
                data.SetTag(key, null);
            }
        }

        if (data.StatusDescription is not null)
        {
            data.SetStatus(data.Status);
        }

        // Events cannot be taken back; a span that has some, such as an exception with its message, is not sent.
        if (data.Events.Any())
        {
            data.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
        }
    }
}
