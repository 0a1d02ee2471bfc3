using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Routing;
using ResearchAgent.Web.Api.Description;
using ResearchAgent.Web.Security;

namespace ResearchAgent.Web.OpenAi;

/// <summary>The library as a chat model in OpenAI's shape, for any client of theirs: /v1/models and /v1/chat/completions.</summary>
public static class OpenAiApi
{
    public static IEndpointRouteBuilder MapOpenAiApi(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/v1").WithTags("OpenAI").AddEndpointFilter<OpenAiErrors>();
        api.MapGet("/models", () => OpenAiJson.Result(ChatModelList.All)).WithName("listModels").WithSummary("OpenAI's list of models: two ways to ask the library").Produces<ChatModelList>();
        api.MapGet("/models/{id}", (string id) => OpenAiJson.Result(ChatModel.Find(id))).WithName("getModel").WithSummary("One of them").Produces<ChatModel>();
        api.MapPost("/chat/completions", ChatCompletions.CompleteAsync).WithName("createChatCompletion").WithSummary("OpenAI's chat completion: the last user message is asked of the library")
            .WithDescription("Earlier messages let a follow-up be read; they are not asked again. Annotations hold the quotes. Unknown parameters are ignored, tools refused.")
            .TakesJson<ChatCompletionBody>("""{"model": "research-agent", "messages": [{"role": "user", "content": "What does Plan-and-Solve prompting change?"}]}""")
            .RequireRateLimiting(RateLimits.Ask);
        api.Map("/{**rest}", (HttpContext context) => OpenAiErrors.Result(404, new OpenAiError(
            $"There is no {context.Request.Method} {Api.Requests.FieldErrors.Shown(context.Request.Path)} here. This server has GET /v1/models and POST /v1/chat/completions.", OpenAiError.InvalidRequest, "unknown_url", null))).ExcludeFromDescription();
        return app;
    }
}
