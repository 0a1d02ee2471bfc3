namespace ResearchAgent.LlamaEngine;

/// <summary>A token and the natural logarithm of its probability given all before it, before any sampling setting.</summary>
public readonly record struct TokenLogProbability(int Token, string Text, float LogProbability);
