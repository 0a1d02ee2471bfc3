using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace ResearchAgent.Web.Api.Requests;

/// <summary>Reads the parameters after the question mark into an object; each property is a parameter, in snake case.</summary>
internal static class QueryReader
{
    public static JsonNamingPolicy Naming => JsonNamingPolicy.SnakeCaseLower;

    /// <exception cref="ApiException">Parameters are wrong or unknown; all are told.</exception>
    public static T Read<T>(HttpRequest request)
        where T : class, new()
    {
        var query = new T();
        var errors = new FieldErrors();
        var properties = Properties(typeof(T)).ToDictionary(p => Naming.ConvertName(p.Name));
        foreach (var (name, values) in request.Query)
        {
            if (!properties.TryGetValue(name, out var property))
            {
                errors.Add(FieldErrors.Shown(name), $"is no parameter of this address; known are {string.Join(", ", properties.Keys)}");
            }
            else if (Convert(values, property.PropertyType) is { } value)
            {
                property.SetValue(query, value);
            }
            else if (!StringValues.IsNullOrEmpty(values))
            {
                errors.Add(name, $"is '{FieldErrors.Shown(values.ToString())}'; it must be {(Kind(property.PropertyType) == typeof(bool) ? "true or false" : "one whole number")}");
            }
        }

        RequestChecks.Check(query, Naming, errors);
        errors.Throw();
        return query;
    }

    public static IEnumerable<PropertyInfo> Properties(Type query) => query.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanWrite);

    public static Type Kind(Type type) => Nullable.GetUnderlyingType(type) ?? type;

    private static object? Convert(StringValues values, Type type) =>
        type == typeof(IReadOnlyList<string>) ? values.OfType<string>().Where(v => v.Length > 0).ToList()
        : values.Count != 1 ? null
        : type == typeof(string) ? values[0]
        : Kind(type) == typeof(bool) ? (bool.TryParse(values[0], out var flag) ? flag : null)
        : int.TryParse(values[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;
}
