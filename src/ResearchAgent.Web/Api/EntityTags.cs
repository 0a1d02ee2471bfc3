using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace ResearchAgent.Web.Api;

/// <summary>Strong tags over what a client is shown: the same bytes, the same tag.</summary>
internal static class EntityTags
{
    public static string Of<T>(T shown) => $"\"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(ApiJson.Write(shown))).AsSpan(0, 16))}\"";

    /// <summary>Does an If-Match or If-None-Match header hold the tag, or a star? Weak tags never match.</summary>
    public static bool Holds(StringValues header, string tag) =>
        EntityTagHeaderValue.TryParseList([.. header.OfType<string>()], out var given)
        && given.Any(g => g.Equals(EntityTagHeaderValue.Any) || (!g.IsWeak && g.Tag == tag));
}
