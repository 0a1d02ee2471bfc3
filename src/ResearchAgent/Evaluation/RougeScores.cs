namespace ResearchAgent.Evaluation;

/// <summary>ROUGE-1, ROUGE-2 and ROUGE-L as F1, each from 0 (nothing shared) to 1 (same words, same order); papers print them times 100.</summary>
public readonly record struct RougeScores(double Rouge1, double Rouge2, double RougeL);
