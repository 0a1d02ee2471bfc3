using LLama.Native;

namespace LLama.Sampling;

public interface ISamplingPipeline : IDisposable
{
    /// <summary>Chooses the next token from the logits of the batch's token <paramref name="index"/>, and accepts it.</summary>
    LLamaToken Sample(SafeLLamaContextHandle ctx, int index);

    void Reset();

    void Accept(LLamaToken token);
}
