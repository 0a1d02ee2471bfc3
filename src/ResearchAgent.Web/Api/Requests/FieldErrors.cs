namespace ResearchAgent.Web.Api.Requests;

/// <summary>What is wrong with a request, field by field; told all at once.</summary>
internal sealed class FieldErrors
{
    private readonly Dictionary<string, List<string>> _errors = new(StringComparer.Ordinal);

    /// <param name="message">Goes on after the field's name: "is 0; it must be from 1 to 200".</param>
    public void Add(string field, string message)
    {
        if (!_errors.TryGetValue(field, out var messages))
        {
            _errors[field] = messages = [];
        }

        messages.Add($"{field} {message}.");
    }

    /// <exception cref="ApiException">There are errors.</exception>
    public void Throw()
    {
        if (_errors.Count > 0)
        {
            throw new ApiException(400, "invalid-request", "The request is not valid", string.Join(' ', _errors.Values.SelectMany(m => m)))
            {
                Errors = _errors.ToDictionary(e => e.Key, e => e.Value.ToArray()),
            };
        }
    }

    /// <summary>Text of a request as it may stand in an answer.</summary>
    public static string Shown(string text)
    {
        var line = Writing.Formats.SingleLine.Of(text);
        return line.Length > 60 ? line[..60] + "…" : line;
    }
}
