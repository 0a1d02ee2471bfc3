namespace ResearchAgent.Notes;

/// <param name="Number">From 1, in the order of the file; changes when one before it is removed.</param>
/// <param name="Date">The day that it was made; null where a person wrote none.</param>
/// <param name="Text">One line of plain text.</param>
public sealed record LibraryNote(int Number, DateOnly? Date, string Text);
