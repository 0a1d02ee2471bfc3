using System.Text.Json;
using System.Text.Json.Serialization;

namespace ResearchAgent.Papers;

/// <summary>A typed id that is one string outside the program.</summary>
public interface IStringValue<TSelf>
    where TSelf : struct, IStringValue<TSelf>
{
    string Value { get; }

    static abstract TSelf FromString(string value);
}

/// <summary>Writes a typed id as a plain JSON string.</summary>
public sealed class ValueJsonConverter<T> : JsonConverter<T>
    where T : struct, IStringValue<T>
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var value = reader.GetString() ?? throw new JsonException($"A {typeof(T).Name} must be a string, not null.");
        try
        {
            return T.FromString(value);
        }
        catch (FormatException e)
        {
            throw new JsonException(e.Message, e);
        }
    }

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
}
