using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;

namespace ResearchAgent.Web.Api;

/// <summary>Lists in parts. By offset: a library is at hand whole, and who shows a table wants its total and any page of it.</summary>
internal static class Paging
{
    public static List<T> Cut<T>(IReadOnlyList<T> all, int offset, int limit, HttpContext context)
    {
        var links = new List<string>();
        if (offset + limit < all.Count)
        {
            links.Add(Link(context.Request, offset + limit, limit, "next"));
        }

        if (offset > 0)
        {
            links.Add(Link(context.Request, Math.Max(0, offset - limit), limit, "prev"));
        }

        if (links.Count > 0)
        {
            context.Response.Headers.Link = string.Join(", ", links);
        }

        return [.. all.Skip(offset).Take(limit)];
    }

    // Relative to this address: what name the client knows the server by, behind which proxy, is the client's to know.
    private static string Link(HttpRequest request, int offset, int limit, string rel)
    {
        var query = new QueryBuilder(request.Query.Where(q => q.Key is not ("offset" or "limit")))
        {
            { "offset", offset.ToString(CultureInfo.InvariantCulture) },
            { "limit", limit.ToString(CultureInfo.InvariantCulture) },
        };
        return $"<{request.PathBase}{request.Path}{query}>; rel=\"{rel}\"";
    }
}
