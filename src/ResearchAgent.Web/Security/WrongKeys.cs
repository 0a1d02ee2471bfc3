using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;

namespace ResearchAgent.Web.Security;

/// <summary>Counts wrong keys by address, so that nobody tries keys by the thousand.</summary>
internal sealed class WrongKeys(ServerSecurityOptions options) : IDisposable
{
    private readonly PartitionedRateLimiter<HttpContext> _tries = PartitionedRateLimiter.Create<HttpContext, string>(context =>
        RateLimitPartition.GetFixedWindowLimiter(ClientId.AddressOf(context), _ => new FixedWindowRateLimiterOptions
        {
            PermitLimit = options.WrongKeysPerMinute,
            Window = TimeSpan.FromMinutes(1),
        }));

    /// <returns>How long to wait; null while the address may still try.</returns>
    public TimeSpan? TooMany(HttpContext context)
    {
        using var lease = _tries.AttemptAcquire(context, permitCount: 0);
        return lease.IsAcquired ? null : lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : TimeSpan.FromMinutes(1);
    }

    public void Count(HttpContext context) => _tries.AttemptAcquire(context).Dispose();

    public static Task RefuseAsync(HttpContext context, TimeSpan wait) => Problems.WriteAsync(
        context, StatusCodes.Status429TooManyRequests, "too-many-wrong-keys", "Too many wrong keys",
        "Too many wrong keys came from this address. Wait as long as the Retry-After header says, then send the right one.", wait);

    public void Dispose() => _tries.Dispose();
}
