namespace ResearchAgent.Hosting;

/// <summary>An input or a setting that the user named is missing or unusable; the message says what to do.</summary>
public sealed class InputException(string message) : Exception(message);
