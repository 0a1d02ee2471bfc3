using Grpc.Core;

namespace ResearchAgent.Testing;

/// <summary>Errors in the words in which the server gives them.</summary>
internal static class Refusal
{
    public static RpcException Wrong(string what) => Of(StatusCode.InvalidArgument, "Wrong input: " + what);

    /// <summary>A request that is not even a question to the data: the server says so without "Wrong input".</summary>
    public static RpcException Malformed(string what) => Of(StatusCode.InvalidArgument, what);

    public static RpcException Missing(string what) => Of(StatusCode.NotFound, "Not found: " + what);

    public static RpcException MissingCollection(string name) => Missing($"Collection `{name}` doesn't exist!");

    public static RpcException Exists(string name) => Of(StatusCode.AlreadyExists, $"Wrong input: Collection `{name}` already exists!");

    /// <summary>What a server does and the double does not: told, never passed over.</summary>
    public static RpcException NotCovered(string what) => Of(StatusCode.Unimplemented, $"The double does not cover {what}.");

    /// <summary>Throws where <paramref name="message"/> was sent, because its effect would be missing.</summary>
    public static void IfSent(object? message, string what)
    {
        if (message is not null)
        {
            throw NotCovered(what);
        }
    }

    private static RpcException Of(StatusCode code, string detail) => new(new Status(code, detail));
}
