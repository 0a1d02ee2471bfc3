using System.Globalization;
using System.Text.Json;

namespace ResearchAgent.Plugins;

/// <summary>One argument as a small model gives it, read as the type that the function wants.</summary>
internal static class Argument
{
    /// <summary>A model that is asked for text may send any JSON.</summary>
    /// <returns>Null when there is no value.</returns>
    public static string? Text(object? value) => value switch
    {
        JsonElement { ValueKind: JsonValueKind.Null or JsonValueKind.Undefined } => null,
        JsonElement { ValueKind: JsonValueKind.String } json => json.GetString(),
        JsonElement json => json.GetRawText(),
        null or string => (string?)value,
        IConvertible or IFormattable => Convert.ToString(value, CultureInfo.InvariantCulture),
        _ => JsonSerializer.Serialize(value),
    };

    /// <returns>The value; null when the text is none of the type.</returns>
    public static object? Read(string text, Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        text = type == typeof(string) ? text : text.Trim();
        return type.IsEnum ? ReadName(text, type) : Type.GetTypeCode(type) switch
        {
            TypeCode.Int32 or TypeCode.Int64 => ReadWhole(text, type),
            TypeCode.Double or TypeCode.Single or TypeCode.Decimal => ReadNumber(text, type),
            TypeCode.Boolean => text.ToUpperInvariant() switch
            {
                "TRUE" or "YES" or "1" => true,
                "FALSE" or "NO" or "0" => false,
                _ => null,
            },

            // Semantic Kernel converts what it can.
            _ => text,
        };
    }

    /// <summary>What to send instead, to end a sentence with.</summary>
    public static string Wanted(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type.IsEnum ? "one of " + string.Join(", ", Enum.GetNames(type)) : Type.GetTypeCode(type) switch
        {
            TypeCode.Int32 or TypeCode.Int64 => "a whole number",
            TypeCode.Double or TypeCode.Single or TypeCode.Decimal => "a number such as 0.5",
            TypeCode.Boolean => "true or false",
            _ => "words",
        };
    }

    private static object? ReadWhole(string text, Type type) =>
        decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out var number) && number == Math.Truncate(number) ? InRange(number, type) : null;

    private static object? ReadNumber(string text, Type type) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? InRange(number, type) : null;

    private static object? InRange(IConvertible number, Type type)
    {
        try
        {
            return Convert.ChangeType(number, type, CultureInfo.InvariantCulture);
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    // "related-work" is RelatedWork; a number is no name.
    private static object? ReadName(string text, Type type) =>
        Enum.GetNames(type).FirstOrDefault(name => string.Equals(name, text.Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase)) is { } known
            ? Enum.Parse(type, known)
            : null;
}
