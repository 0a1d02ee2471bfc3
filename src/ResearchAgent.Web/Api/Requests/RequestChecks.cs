using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.Json;

namespace ResearchAgent.Web.Api.Requests;

/// <summary>Checks a request against the attributes of its properties, which the API's description shows too.</summary>
internal static class RequestChecks
{
    /// <param name="naming">How properties are called in the request.</param>
    /// <param name="prefix">Before each name: "selection." for a part of the request.</param>
    public static void Check(object request, JsonNamingPolicy naming, FieldErrors errors, string prefix = "")
    {
        foreach (var property in request.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanWrite))
        {
            var name = prefix + naming.ConvertName(property.Name);
            var value = property.GetValue(request);
            var wrong = property.GetCustomAttributes<ValidationAttribute>(inherit: true).FirstOrDefault(a => !a.IsValid(value));
            if (wrong is not null)
            {
                errors.Add(name, Describe(wrong, value));
            }
            else if (value is IEnumerable<string?> texts && texts.Any(string.IsNullOrWhiteSpace))
            {
                errors.Add(name, "holds an empty item; leave it out");
            }
            else if (value is not null && value.GetType().Namespace == typeof(RequestChecks).Namespace)
            {
                Check(value, naming, errors, name + ".");
            }
        }
    }

    private static string Describe(ValidationAttribute attribute, object? value) => attribute switch
    {
        RequiredAttribute => value is null ? "is missing" : "is empty",
        StringLengthAttribute length => string.Create(CultureInfo.InvariantCulture, $"has {Convert.ToString(value, CultureInfo.InvariantCulture)!.Length:N0} characters; it may have up to {length.MaximumLength:N0}"),
        MaxLengthAttribute most => string.Create(CultureInfo.InvariantCulture, $"has {Count(value)} items; it may have up to {most.Length}"),
        MinLengthAttribute least => string.Create(CultureInfo.InvariantCulture, $"has {Count(value)} {(Count(value) == 1 ? "item" : "items")}; it needs {least.Length} or more"),
        RangeAttribute range => string.Create(CultureInfo.InvariantCulture, $"is {value}; it must be from {range.Minimum} to {range.Maximum}"),
        AllowedValuesAttribute allowed => $"is '{FieldErrors.Shown(Convert.ToString(value, CultureInfo.InvariantCulture) ?? "")}'; allowed are {string.Join(", ", allowed.Values.OfType<string>())}",
        _ => attribute.FormatErrorMessage("it"),
    };

    private static int Count(object? value) => value is ICollection collection ? collection.Count : value is IEnumerable items ? items.Cast<object?>().Count() : 0;
}
