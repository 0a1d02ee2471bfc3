using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using ResearchAgent.Web.Api.Description;
using ResearchAgent.Web.Api.Uploads;

namespace ResearchAgent.Web.Api;

/// <summary>The REST interface under /api/v1, its description at /openapi/v1.json and a page to read that at /api.</summary>
public static class ResearchApi
{
    internal const string Prefix = "/api/v1";

    public static IServiceCollection AddResearchApi(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<KnownUploads>();
        services.AddSingleton<UploadReader>();
        services.ConfigureHttpJsonOptions(json => ApiJson.Configured(json.SerializerOptions));
        services.AddOpenApi("v1", ApiDescription.Configure);
        return services;
    }

    public static IEndpointRouteBuilder MapResearchApi(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup(Prefix);
        api.AddEndpointFilter<ApiErrors>();
        LibraryEndpoints.Map(api);
        PaperEndpoints.Map(api);
        UploadEndpoints.Map(api);
        ExportEndpoints.Map(api);
        SearchEndpoints.Map(api);
        AskEndpoints.Map(api);
        CompareEndpoints.Map(api);
        ReviewEndpoints.Map(api);
        VerifyEndpoints.Map(api);
        ConversationEndpoints.Map(api);
        app.MapOpenApi();
        ReferencePage.Map(app);
        return app;
    }
}
