using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;

namespace ResearchAgent.Web.Security;

/// <summary>How many requests a client may send.</summary>
public static class RateLimits
{
    /// <summary>The policy of endpoints where a model has to work: <c>.RequireRateLimiting(RateLimits.Ask)</c>.</summary>
    public const string Ask = "ask";

    // Who throws the cookie away gets a new one; an address as a whole has the share of ten browsers, as a proxy's may.
    private const int ClientsPerAddress = 10;

    internal static void Configure(RateLimiterOptions limiter, ServerSecurityOptions options)
    {
        limiter.GlobalLimiter = PartitionedRateLimiter.CreateChained(
            PartitionedRateLimiter.Create<HttpContext, string>(context => PerMinute(ClientId.Of(context), options.RequestsPerMinute)),
            PartitionedRateLimiter.Create<HttpContext, string>(context => PerMinute(ClientId.AddressOf(context), options.RequestsPerMinute * ClientsPerAddress)),
            PartitionedRateLimiter.Create<HttpContext, string>(context => IsAsk(context)
                ? PerMinute(ClientId.AddressOf(context), options.AsksPerMinute * ClientsPerAddress)
                : RateLimitPartition.GetNoLimiter("")));
        limiter.AddPolicy(Ask, context => PerMinute(ClientId.Of(context), options.AsksPerMinute));
        limiter.OnRejected = static (rejected, _) => new ValueTask(Problems.WriteAsync(
            rejected.HttpContext, StatusCodes.Status429TooManyRequests, "too-many-requests", "Too many requests",
            "This client sends more requests than the server takes. Wait as long as the Retry-After header says, then go on more slowly.",
            rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : TimeSpan.FromSeconds(1)));
    }

    private static bool IsAsk(HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<EnableRateLimitingAttribute>()?.PolicyName == Ask;

    private static RateLimitPartition<string> PerMinute(string client, int requests) => RateLimitPartition.GetTokenBucketLimiter(client, _ =>
    {
        var perPeriod = Math.Max(1, requests / 60);
        return new TokenBucketRateLimiterOptions
        {
            TokenLimit = requests,
            TokensPerPeriod = perPeriod,
            ReplenishmentPeriod = TimeSpan.FromMinutes((double)perPeriod / requests),
        };
    });
}
