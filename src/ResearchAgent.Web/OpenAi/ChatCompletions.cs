using Microsoft.AspNetCore.Http;
using ResearchAgent.Indexing;
using ResearchAgent.Web.Api.Requests;
using ResearchAgent.Web.Security;
using ResearchAgent.Web.Work;
using ResearchAgent.Writing;

namespace ResearchAgent.Web.OpenAi;

/// <summary>POST /v1/chat/completions.</summary>
internal static class ChatCompletions
{
    public static async Task<IResult> CompleteAsync(HttpContext context, LibraryWork work, Conversations conversations, TimeProvider clock, CancellationToken cancellationToken)
    {
        var request = ChatRequest.Read(await BodyReader.ReadObjectAsync(context.Request, cancellationToken));
        var (turns, question) = await EarlierTurns.ReadAsync(request.Messages, work.Index, clock.GetUtcNow(), cancellationToken);
        var ask = new AskRequest(question) { Strategy = request.Model.Strategy };
        var client = ClientId.Of(context);
        var completion = new CompletionHead("chatcmpl-" + Guid.NewGuid().ToString("N"), clock.GetUtcNow().ToUnixTimeSeconds(), request.Model.Id);
        var message = new CitedMessage($"{context.Request.Scheme}://{context.Request.Host}");
        if (request.Streams)
        {
            // A claim is told before the answer's references are known.
            message.Know((await work.Index.ListPapersAsync(PassageFilter.None, cancellationToken)).Select(Reference.To));
            return await CompletionStream.ToldAsync(context, completion, request, message, (watcher, token) => conversations.TurnAsync(client, turns, ask, watcher, token), cancellationToken);
        }

        var turn = await conversations.TurnAsync(client, turns, ask, null, cancellationToken);
        _ = message.Finish(turn.Answer).Count();
        return OpenAiJson.Result(new Completion(
            completion.Id, "chat.completion", completion.Created, completion.Model,
            [new Choice(0, new CompletionMessage("assistant", message.Text, message.Annotations), "stop")],
            Usage.Estimate(request.Messages, message.Text)));
    }
}

internal sealed record CompletionHead(string Id, long Created, string Model);

internal sealed record Completion(string Id, string Object, long Created, string Model, IReadOnlyList<Choice> Choices, Usage Usage);

internal sealed record Choice(int Index, CompletionMessage Message, string FinishReason);

internal sealed record CompletionMessage(string Role, string Content, IReadOnlyList<Annotation> Annotations);

/// <summary>Estimated at four characters a token: most of the work is search, which counts none.</summary>
internal sealed record Usage(int PromptTokens, int CompletionTokens, int TotalTokens)
{
    private const int CharactersPerToken = 4;

    public static Usage Estimate(IReadOnlyList<ChatRequestMessage> messages, string content)
    {
        var (prompt, completion) = (Tokens(messages.Sum(m => m.Text.Length)), Tokens(content.Length));
        return new Usage(prompt, completion, prompt + completion);
    }

    private static int Tokens(int characters) => (characters + CharactersPerToken - 1) / CharactersPerToken;
}
