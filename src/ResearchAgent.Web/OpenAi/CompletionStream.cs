using System.Net.ServerSentEvents;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using ResearchAgent.Chat;
using ResearchAgent.Web.Api;
using ResearchAgent.Web.Work;
using ResearchAgent.Writing;

namespace ResearchAgent.Web.OpenAi;

/// <summary>A completion in chunks, a sentence each with its annotations.</summary>
internal static class CompletionStream
{
    private const string Chunk = "chunk";
    private const string Done = "[DONE]";

    public static Task<IResult> ToldAsync(
        HttpContext context, CompletionHead head, ChatRequest request, CitedMessage message, Func<RunWatcher, CancellationToken, Task<ChatTurn>> run, CancellationToken cancellationToken)
    {
        var events = LiveEvents.OfAsync<string>(
            async (tell, token) =>
            {
                var teller = new Teller(tell, head);
                try
                {
                    var turn = await run(teller.Watch(message), token);
                    foreach (var piece in message.Finish(turn.Answer))
                    {
                        teller.Tell(piece);
                    }

                    teller.End(request.IncludesUsage ? Usage.Estimate(request.Messages, message.Text) : null);
                }
                catch (Exception e) when (!token.IsCancellationRequested)
                {
                    var (status, error) = await OpenAiErrors.DescribeAsync(e, context);
                    tell(LiveAnswer.Problem, OpenAiJson.Write(new FailedEvent(status, error)));
                }
            },
            cancellationToken);
        return LiveAnswer.BegunAsync(context, events, Refuse, isNamed: false, cancellationToken);
    }

    private static IResult Refuse(SseItem<string> item)
    {
        var failed = JsonSerializer.Deserialize<FailedEvent>(item.Data, OpenAiJson.Options)!;
        return OpenAiErrors.Result(failed.Status, failed.Error);
    }

    /// <summary>Clients look for the member error.</summary>
    private sealed record FailedEvent(int Status, OpenAiError Error);

    private sealed class Teller(Action<string, string> tell, CompletionHead head)
    {
        private bool _begun;

        /// <summary>The first sign of life begins the stream, so that a client that waits knows it is heard.</summary>
        public RunWatcher Watch(CitedMessage message) => new(
            new RunProgress(
                new AtOnce<TraceStep>(_ => Begin()),
                new AtOnce<Claim>(claim =>
                {
                    if (message.Add(claim) is { } piece)
                    {
                        Tell(piece);
                    }
                })),
            new AtOnce<int>(_ => Begin()));

        public void Tell(CitedMessage.Piece piece)
        {
            Begin();
            Tell([new ChunkChoice(0, new Delta(null, piece.Text, piece.Annotations.Count > 0 ? piece.Annotations : null), null)], null);
        }

        public void End(Usage? usage)
        {
            Begin();
            Tell([new ChunkChoice(0, new Delta(null, null, null), "stop")], null);
            if (usage is not null)
            {
                Tell([], usage);
            }

            tell(Chunk, Done);
        }

        private void Begin()
        {
            if (!_begun)
            {
                _begun = true;
                Tell([new ChunkChoice(0, new Delta("assistant", "", null), null)], null);
            }
        }

        private void Tell(IReadOnlyList<ChunkChoice> choices, Usage? usage) =>
            tell(Chunk, OpenAiJson.Write(new CompletionChunk(head.Id, "chat.completion.chunk", head.Created, head.Model, choices, usage)));
    }

    private sealed record CompletionChunk(string Id, string Object, long Created, string Model, IReadOnlyList<ChunkChoice> Choices, Usage? Usage);

    private sealed record ChunkChoice(int Index, Delta Delta, string? FinishReason);

    private sealed record Delta(string? Role, string? Content, IReadOnlyList<Annotation>? Annotations);
}
