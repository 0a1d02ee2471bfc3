namespace ResearchAgent.Readers.BibTeX;

/// <summary>An entry as the file has it: values still in LaTeX, macros and concatenations resolved.</summary>
/// <param name="Type">In lower case.</param>
/// <param name="Key">Null for an entry without one.</param>
internal sealed record BibTexEntry(string Type, string? Key, int Line, IReadOnlyList<BibTexField> Fields)
{
    public BibTexField? this[string name] => Fields.FirstOrDefault(f => f.Name == name);
}

/// <param name="Name">In lower case.</param>
internal sealed record BibTexField(string Name, string Value, int Line);

/// <summary>Why an entry cannot be read, and where.</summary>
internal sealed record BibTexProblem(int Line, string Message);
