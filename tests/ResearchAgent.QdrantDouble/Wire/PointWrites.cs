using Qdrant.Client.Grpc;

namespace ResearchAgent.Testing;

/// <summary>The methods of qdrant.Points that change something.</summary>
internal static class PointWrites
{
    public static PointsOperationResponse Upsert(Database database, UpsertPoints request)
    {
        Refusal.IfSent(request.ShardKeySelector, "shard keys");
        return Done(database[request.CollectionName], c => c.Upsert(request.Points, request.UpdateFilter, request.UpdateMode));
    }

    public static PointsOperationResponse Delete(Database database, DeletePoints request)
    {
        Refusal.IfSent(request.ShardKeySelector, "shard keys");
        return Done(database[request.CollectionName], c => c.Delete(request.Points));
    }

    public static PointsOperationResponse SetPayload(Database database, SetPayloadPoints request)
    {
        RefuseKeys(request.ShardKeySelector, request.HasKey);
        return Done(database[request.CollectionName], c => c.SetPayload(request.Payload, request.PointsSelector));
    }

    public static PointsOperationResponse OverwritePayload(Database database, SetPayloadPoints request)
    {
        RefuseKeys(request.ShardKeySelector, request.HasKey);
        return Done(database[request.CollectionName], c => c.OverwritePayload(request.Payload, request.PointsSelector));
    }

    public static PointsOperationResponse DeletePayload(Database database, DeletePayloadPoints request)
    {
        RefuseKeys(request.ShardKeySelector, hasPath: false);
        return Done(database[request.CollectionName], c => c.DeletePayload(request.Keys, request.PointsSelector));
    }

    public static PointsOperationResponse ClearPayload(Database database, ClearPayloadPoints request)
    {
        RefuseKeys(request.ShardKeySelector, hasPath: false);
        return Done(database[request.CollectionName], c => c.ClearPayload(request.Points));
    }

    public static PointsOperationResponse CreateFieldIndex(Database database, CreateFieldIndexCollection request)
    {
        // The schema's types stand in the order of the request's, after "unknown".
        var type = (PayloadSchemaType)((int)request.FieldType + 1);
        return Done(database[request.CollectionName], c => c.CreateIndex(request.FieldName, type, request.FieldIndexParams));
    }

    public static PointsOperationResponse DeleteFieldIndex(Database database, DeleteFieldIndexCollection request) =>
        Done(database[request.CollectionName], c => c.DeleteIndex(request.FieldName));

    public static UpdateBatchResponse UpdateBatch(Database database, UpdateBatchPoints request)
    {
        var collection = database[request.CollectionName];
        var response = new UpdateBatchResponse();
        foreach (var operation in request.Operations)
        {
            response.Result.Add(Done(collection, c => Apply(c, operation)).Result);
        }

        return response;
    }

    private static void Apply(Collection collection, PointsUpdateOperation operation)
    {
        switch (operation.OperationCase)
        {
            case PointsUpdateOperation.OperationOneofCase.Upsert:
                RefuseKeys(operation.Upsert.ShardKeySelector, hasPath: false);
                collection.Upsert(operation.Upsert.Points, operation.Upsert.UpdateFilter, operation.Upsert.UpdateMode);
                break;
            case PointsUpdateOperation.OperationOneofCase.DeletePoints:
                RefuseKeys(operation.DeletePoints.ShardKeySelector, hasPath: false);
                collection.Delete(operation.DeletePoints.Points);
                break;
            case PointsUpdateOperation.OperationOneofCase.SetPayload:
                RefuseKeys(operation.SetPayload.ShardKeySelector, operation.SetPayload.HasKey);
                collection.SetPayload(operation.SetPayload.Payload, operation.SetPayload.PointsSelector);
                break;
            case PointsUpdateOperation.OperationOneofCase.OverwritePayload:
                RefuseKeys(operation.OverwritePayload.ShardKeySelector, operation.OverwritePayload.HasKey);
                collection.OverwritePayload(operation.OverwritePayload.Payload, operation.OverwritePayload.PointsSelector);
                break;
            case PointsUpdateOperation.OperationOneofCase.DeletePayload:
                RefuseKeys(operation.DeletePayload.ShardKeySelector, hasPath: false);
                collection.DeletePayload(operation.DeletePayload.Keys, operation.DeletePayload.PointsSelector);
                break;
            case PointsUpdateOperation.OperationOneofCase.ClearPayload:
                RefuseKeys(operation.ClearPayload.ShardKeySelector, hasPath: false);
                collection.ClearPayload(operation.ClearPayload.Points);
                break;
            case PointsUpdateOperation.OperationOneofCase.None:
                throw Refusal.Malformed("Operation is missing");
            default:
                throw Refusal.NotCovered($"batched operations of kind {operation.OperationCase}");
        }
    }

    private static void RefuseKeys(ShardKeySelector? shard, bool hasPath)
    {
        Refusal.IfSent(shard, "shard keys");
        if (hasPath)
        {
            throw Refusal.NotCovered("setting payload under a key");
        }
    }

    private static PointsOperationResponse Done(Collection collection, Action<Collection> operation)
    {
        operation(collection);
        return new PointsOperationResponse { Result = new UpdateResult { OperationId = collection.Operations, Status = UpdateStatus.Completed } };
    }
}
