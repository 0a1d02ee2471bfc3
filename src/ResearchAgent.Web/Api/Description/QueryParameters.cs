using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using ResearchAgent.Web.Api.Requests;

namespace ResearchAgent.Web.Api.Description;

/// <summary>The parameters that <see cref="QueryReader"/> reads into a type, as OpenAPI tells them.</summary>
internal static class QueryParameters
{
    public static IEnumerable<OpenApiParameter> Of(Type query)
    {
        var defaults = Activator.CreateInstance(query)!;
        return QueryReader.Properties(query).Select(p => new OpenApiParameter
        {
            Name = QueryReader.Naming.ConvertName(p.Name),
            In = ParameterLocation.Query,
            Required = p.IsDefined(typeof(RequiredAttribute)),
            Description = p.GetCustomAttribute<DescriptionAttribute>()?.Description,
            Schema = SchemaOf(p, p.GetValue(defaults)),
        });
    }

    private static OpenApiSchema SchemaOf(PropertyInfo property, object? standard)
    {
        if (property.PropertyType == typeof(IReadOnlyList<string>))
        {
            return new OpenApiSchema { Type = JsonSchemaType.Array, Items = new OpenApiSchema { Type = JsonSchemaType.String }, MaxItems = property.GetCustomAttribute<MaxLengthAttribute>()?.Length };
        }

        var kind = QueryReader.Kind(property.PropertyType);
        var range = property.GetCustomAttribute<RangeAttribute>();
        return new OpenApiSchema
        {
            Type = kind == typeof(int) ? JsonSchemaType.Integer : kind == typeof(bool) ? JsonSchemaType.Boolean : JsonSchemaType.String,
            Minimum = range is null ? null : Convert.ToString(range.Minimum, CultureInfo.InvariantCulture),
            Maximum = range is null || range.Maximum is int.MaxValue ? null : Convert.ToString(range.Maximum, CultureInfo.InvariantCulture),
            MaxLength = property.GetCustomAttribute<StringLengthAttribute>()?.MaximumLength,
            Enum = EnumOf(property),
            Default = standard is int number ? JsonValue.Create(number) : null,
        };
    }

    public static List<JsonNode>? EnumOf(ICustomAttributeProvider property) =>
        property.GetCustomAttributes(typeof(AllowedValuesAttribute), inherit: true).OfType<AllowedValuesAttribute>().FirstOrDefault() is { } allowed
            ? [.. allowed.Values.OfType<string>().Select(v => (JsonNode)JsonValue.Create(v))]
            : null;
}
