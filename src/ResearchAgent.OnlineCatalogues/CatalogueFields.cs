namespace ResearchAgent.OnlineCatalogues;

/// <summary>Collects bibliographic fields; what is blank is not there.</summary>
internal sealed class CatalogueFields
{
    private readonly Dictionary<string, IReadOnlyList<string>> _fields = [];

    public void Add(string name, string? value)
    {
        if (value is not null && CatalogueText.Plain(value) is { Length: > 0 } line)
        {
            _fields[name] = [.. _fields.GetValueOrDefault(name) ?? [], line];
        }
    }

    public void Add(string name, IEnumerable<string> values)
    {
        foreach (var value in values)
        {
            Add(name, value);
        }
    }

    public IReadOnlyDictionary<string, IReadOnlyList<string>> ToDictionary() => _fields;
}
