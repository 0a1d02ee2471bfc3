using Qdrant.Client.Grpc;

namespace ResearchAgent.Testing;

/// <summary>The service qdrant.Collections.</summary>
internal static class CollectionCalls
{
    public static GetCollectionInfoResponse Get(Database database, GetCollectionInfoRequest request) => new() { Result = database[request.CollectionName].Info() };

    public static ListCollectionsResponse List(Database database, ListCollectionsRequest request) =>
        new() { Collections = { database.Names.Select(n => new CollectionDescription { Name = n }) } };

    public static CollectionOperationResponse Create(Database database, CreateCollection request)
    {
        if (request.CollectionName.Length == 0)
        {
            throw Refusal.Malformed("Validation error in body: [collection_name: value \"\" invalid, must be from 1 to 255 characters]");
        }

        database.Create(request);
        return new CollectionOperationResponse { Result = true };
    }

    public static CollectionOperationResponse Update(Database database, UpdateCollection request)
    {
        database[request.CollectionName].Update(request);
        return new CollectionOperationResponse { Result = true };
    }

    public static CollectionOperationResponse Delete(Database database, DeleteCollection request) => new() { Result = database.Delete(request.CollectionName) };

    public static CollectionExistsResponse Exists(Database database, CollectionExistsRequest request) =>
        new() { Result = new CollectionExists { Exists = database.Exists(request.CollectionName) } };

    public static CollectionOperationResponse UpdateAliases(Database database, ChangeAliases request)
    {
        database.ChangeAliases(request.Actions);
        return new CollectionOperationResponse { Result = true };
    }

    public static ListAliasesResponse ListAliases(Database database, ListAliasesRequest request) => Aliases(database.Aliases);

    public static ListAliasesResponse ListAliases(Database database, ListCollectionAliasesRequest request) =>
        Aliases(database.Aliases.Where(a => a.Value == request.CollectionName));

    private static ListAliasesResponse Aliases(IEnumerable<KeyValuePair<string, string>> aliases) =>
        new() { Aliases = { aliases.Select(a => new AliasDescription { AliasName = a.Key, CollectionName = a.Value }) } };
}
