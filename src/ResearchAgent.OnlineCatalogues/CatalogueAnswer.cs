namespace ResearchAgent.OnlineCatalogues;

/// <summary>What a catalogue said: its text, that it has no such record, or why there is no answer.</summary>
internal abstract record CatalogueAnswer
{
    public sealed record Found(string Text) : CatalogueAnswer;

    public sealed record Missing : CatalogueAnswer;

    /// <param name="Message">Names the server and the next step.</param>
    public sealed record Failed(string Message) : CatalogueAnswer;
}
