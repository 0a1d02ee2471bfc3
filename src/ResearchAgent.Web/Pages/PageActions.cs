using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace ResearchAgent.Web.Pages;

/// <summary>What the pages' own forms and buttons do. Not an interface for programs: that is under /api.</summary>
internal static class PageActions
{
    public static void MapPageActions(this IEndpointRouteBuilder app)
    {
        app.MapAsking();
        app.MapConversationActions();
        app.MapComparing();
        app.MapReviewing();
        app.MapLibraryActions();
    }
}
