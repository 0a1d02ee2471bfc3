using System.Text;
using LLama;
using LLama.Native;

namespace ResearchAgent.LlamaEngine.Tests.Grammars;

/// <summary>
/// Writes at random what a grammar admits, with llama.cpp's own sampler and no model: tokens that are looked for come
/// more often, so that in little text the odd places of a grammar are met.
/// </summary>
internal static class GrammarWalk
{
    /// <param name="favourites">Texts of tokens, each drawn about as often as all others together; those named twice, twice as often.</param>
    /// <returns>Null when it did not end within <paramref name="maxTokens"/>.</returns>
    public static string? Run(LLamaWeights weights, string grammar, IReadOnlyCollection<string> favourites, int maxTokens, uint seed)
    {
        using var chain = SafeLLamaSamplerChainHandle.Create(LLamaSamplerChainParams.Default());
        chain.AddGrammar(weights.NativeHandle, grammar, "root");
        chain.AddDistributionSampler(seed);
        var logits = new float[weights.Vocab.Count];
        foreach (var favourite in favourites)
        {
            ref var logit = ref logits[(int)Tokenize(weights, favourite)[^1]];
            logit = MathF.Log(MathF.Exp(logit) + logits.Length);
        }

        logits[(int)weights.Vocab.EOS!.Value] = MathF.Log(logits.Length);
        var decoder = new StreamingTokenDecoder(Encoding.UTF8, weights);
        for (var taken = 0; taken < maxTokens; taken++)
        {
            var token = Choose(chain, logits);
            if (token.IsEndOfGeneration(weights.Vocab))
            {
                return decoder.Read();
            }

            chain.Accept(token);
            decoder.Add(token);
        }

        return null;
    }

    /// <summary>Whether a text is admitted, from its first token to its end.</summary>
    public static bool Admits(LLamaWeights weights, string grammar, string text)
    {
        using var chain = SafeLLamaSamplerChainHandle.Create(LLamaSamplerChainParams.Default());
        chain.AddGrammar(weights.NativeHandle, grammar, "root");
        chain.AddGreedySampler();
        LLamaToken[] characters = [.. text.SelectMany(c => Tokenize(weights, c.ToString())), weights.Vocab.EOS!.Value];
        foreach (var token in characters)
        {
            var logits = new float[weights.Vocab.Count];
            logits[(int)token] = 1;
            if (Choose(chain, logits) != token)
            {
                return false;
            }

            chain.Accept(token);
        }

        return true;
    }

    // Nothing merges with the end of a line; before it comes the blank that every text gets.
    private static LLamaToken[] Tokenize(LLamaWeights weights, string text) => weights.Tokenize("\n" + text, add_bos: false, special: false, Encoding.UTF8)[2..];

    private static LLamaToken Choose(SafeLLamaSamplerChainHandle chain, float[] logits)
    {
        using var pin = LLamaTokenDataArrayNative.Create(LLamaTokenDataArray.Create(logits), out var candidates);
        chain.Apply(ref candidates);
        return candidates.Data[(int)candidates.Selected].ID;
    }
}
