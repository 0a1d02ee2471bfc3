using System.Security.Cryptography;
using System.Text;
using Google.Protobuf;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace ResearchAgent.Testing;

/// <summary>What is common to all calls: the key, the faults, the record, and one call at a time in the database.</summary>
internal sealed class QdrantService(ServerState state)
{
    public ServerState State => state;

    public async Task<TResponse> AnswerAsync<TRequest, TResponse>(TRequest request, ServerCallContext context, bool needsKey, Func<ServerState, TRequest, TResponse> answer)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse>
    {
        var name = context.Method[(context.Method.IndexOf('.', StringComparison.Ordinal) + 1)..];
        try
        {
            if (needsKey)
            {
                CheckKey(context);
            }

            var response = await AnswerAsync(request, context, answer);
            state.Record(new RecordedCall(name, request, request.CalculateSize(), response.CalculateSize(), StatusCode.OK));
            return response;
        }
        catch (Exception e)
        {
            var status = e is RpcException rpc ? rpc.StatusCode : e is OperationCanceledException ? StatusCode.Cancelled : StatusCode.Unknown;
            state.Record(new RecordedCall(name, request, request.CalculateSize(), 0, status));
            throw;
        }
    }

    private async Task<TResponse> AnswerAsync<TRequest, TResponse>(TRequest request, ServerCallContext context, Func<ServerState, TRequest, TResponse> answer)
        where TResponse : class
    {
        var fault = state.Faults.Take(context.Method);
        TResponse? response = null;
        if (fault is { AfterApplied: true })
        {
            response = Apply();
        }

        if (fault is not null)
        {
            await StrikeAsync(fault, context);
        }

        return response ?? Apply();

        TResponse Apply()
        {
            lock (state.Database.Gate)
            {
                return answer(state, request);
            }
        }
    }

    private static async Task StrikeAsync(Fault fault, ServerCallContext context)
    {
        if (fault.Delay != TimeSpan.Zero)
        {
            await Task.Delay(fault.Delay, context.CancellationToken);
        }

        if (fault.CutsConnection)
        {
            context.GetHttpContext().Features.GetRequiredFeature<IConnectionLifetimeFeature>().Abort();
        }

        if (fault.Status is { } status)
        {
            throw new RpcException(new Status(status, "Injected fault."));
        }

        if (fault.CutsConnection)
        {
            throw new OperationCanceledException("The connection was cut.");
        }
    }

    private void CheckKey(ServerCallContext context)
    {
        if (state.ApiKey is not { } key)
        {
            return;
        }

        var sent = context.RequestHeaders.GetValue("api-key")
            ?? throw new RpcException(new Status(StatusCode.Unauthenticated, "Must provide an API key or an Authorization bearer token"));
        if (!CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(sent), Encoding.UTF8.GetBytes(key)))
        {
            throw new RpcException(new Status(StatusCode.Unauthenticated, "Invalid API key or JWT"));
        }
    }
}
