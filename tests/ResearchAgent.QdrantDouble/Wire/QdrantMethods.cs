using Google.Protobuf;
using Grpc.AspNetCore.Server.Model;
using Grpc.Core;
using Qdrant.Client.Grpc;

namespace ResearchAgent.Testing;

/// <summary>
/// The methods by name. Qdrant's package brings the messages and the clients, but no bases for services; a method that is
/// not here is answered with Unimplemented.
/// </summary>
internal sealed class QdrantMethods : IServiceMethodProvider<QdrantService>
{
    private const string Qdrant = "qdrant.Qdrant";
    private const string Collections = "qdrant.Collections";
    private const string Points = "qdrant.Points";

    public void OnServiceMethodDiscovery(ServiceMethodProviderContext<QdrantService> context)
    {
        // A server tells its health to everyone.
        Add<HealthCheckRequest, HealthCheckReply>(
            context, Qdrant, "HealthCheck", (state, _) => new HealthCheckReply { Title = "qdrant - test double", Version = state.Version }, needsKey: false);

        Add<GetCollectionInfoRequest, GetCollectionInfoResponse>(context, Collections, "Get", CollectionCalls.Get);
        Add<ListCollectionsRequest, ListCollectionsResponse>(context, Collections, "List", CollectionCalls.List);
        Add<CreateCollection, CollectionOperationResponse>(context, Collections, "Create", CollectionCalls.Create);
        Add<UpdateCollection, CollectionOperationResponse>(context, Collections, "Update", CollectionCalls.Update);
        Add<DeleteCollection, CollectionOperationResponse>(context, Collections, "Delete", CollectionCalls.Delete);
        Add<CollectionExistsRequest, CollectionExistsResponse>(context, Collections, "CollectionExists", CollectionCalls.Exists);
        Add<ChangeAliases, CollectionOperationResponse>(context, Collections, "UpdateAliases", CollectionCalls.UpdateAliases);
        Add<ListAliasesRequest, ListAliasesResponse>(context, Collections, "ListAliases", CollectionCalls.ListAliases);
        Add<ListCollectionAliasesRequest, ListAliasesResponse>(context, Collections, "ListCollectionAliases", CollectionCalls.ListAliases);

        Add<UpsertPoints, PointsOperationResponse>(context, Points, "Upsert", PointWrites.Upsert);
        Add<DeletePoints, PointsOperationResponse>(context, Points, "Delete", PointWrites.Delete);
        Add<SetPayloadPoints, PointsOperationResponse>(context, Points, "SetPayload", PointWrites.SetPayload);
        Add<SetPayloadPoints, PointsOperationResponse>(context, Points, "OverwritePayload", PointWrites.OverwritePayload);
        Add<DeletePayloadPoints, PointsOperationResponse>(context, Points, "DeletePayload", PointWrites.DeletePayload);
        Add<ClearPayloadPoints, PointsOperationResponse>(context, Points, "ClearPayload", PointWrites.ClearPayload);
        Add<UpdateBatchPoints, UpdateBatchResponse>(context, Points, "UpdateBatch", PointWrites.UpdateBatch);
        Add<CreateFieldIndexCollection, PointsOperationResponse>(context, Points, "CreateFieldIndex", PointWrites.CreateFieldIndex);
        Add<DeleteFieldIndexCollection, PointsOperationResponse>(context, Points, "DeleteFieldIndex", PointWrites.DeleteFieldIndex);

        Add<GetPoints, GetResponse>(context, Points, "Get", PointReads.Get);
        Add<ScrollPoints, ScrollResponse>(context, Points, "Scroll", PointReads.Scroll);
        Add<CountPoints, CountResponse>(context, Points, "Count", PointReads.Count);
        Add<QueryPoints, QueryResponse>(context, Points, "Query", PointReads.Query);
        Add<QueryBatchPoints, QueryBatchResponse>(context, Points, "QueryBatch", PointReads.QueryBatch);
        Add<QueryPointGroups, QueryGroupsResponse>(context, Points, "QueryGroups", PointReads.QueryGroups);
    }

    private static void Add<TRequest, TResponse>(
        ServiceMethodProviderContext<QdrantService> context, string service, string name, Func<Database, TRequest, TResponse> answer)
        where TRequest : class, IMessage<TRequest>, new()
        where TResponse : class, IMessage<TResponse>, new() =>
        Add<TRequest, TResponse>(context, service, name, (state, request) => answer(state.Database, request), needsKey: true);

    private static void Add<TRequest, TResponse>(
        ServiceMethodProviderContext<QdrantService> context, string service, string name, Func<ServerState, TRequest, TResponse> answer, bool needsKey)
        where TRequest : class, IMessage<TRequest>, new()
        where TResponse : class, IMessage<TResponse>, new() =>
        context.AddUnaryMethod(
            new Method<TRequest, TResponse>(MethodType.Unary, service, name, MarshallerOf<TRequest>(), MarshallerOf<TResponse>()),
            [],
            (qdrant, request, call) => qdrant.AnswerAsync(request, call, needsKey, answer));

    private static Marshaller<T> MarshallerOf<T>()
        where T : class, IMessage<T>, new()
    {
        var parser = new MessageParser<T>(() => new T());
        return Marshallers.Create(message => message.ToByteArray(), parser.ParseFrom);
    }
}
