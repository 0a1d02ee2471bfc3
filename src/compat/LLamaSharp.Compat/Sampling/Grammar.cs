namespace LLama.Sampling;

/// <summary>A grammar in GBNF. llama.cpp ends the process on an invalid one.</summary>
public record Grammar(string Gbnf, string Root)
{
    public override string ToString() => $"{Root}: {Gbnf}";
}
