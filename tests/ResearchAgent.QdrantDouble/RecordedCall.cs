using Google.Protobuf;
using Grpc.Core;

namespace ResearchAgent.Testing;

/// <summary>A call that reached the double.</summary>
/// <param name="Method">Such as "Points/Upsert".</param>
/// <param name="RequestBytes">Of the message, without framing.</param>
/// <param name="ResponseBytes">0 where it failed.</param>
public sealed record RecordedCall(string Method, IMessage Request, int RequestBytes, int ResponseBytes, StatusCode Status);
