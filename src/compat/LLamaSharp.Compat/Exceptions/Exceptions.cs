namespace LLama.Exceptions;

public class RuntimeError(string message) : Exception(message);

public class LoadWeightsFailedException(string modelPath) : RuntimeError($"Failed to load model '{modelPath}'")
{
    public string ModelPath { get; } = modelPath;
}

public class GetLogitsInvalidIndexException(int i) : RuntimeError($"llama_get_logits_ith({i}) returned null");

public class MissingTemplateException : RuntimeError
{
    public MissingTemplateException()
        : base("llama_chat_apply_template failed: template not found")
    {
    }

    public MissingTemplateException(string t)
        : base($"llama_chat_apply_template failed: template not found: {t}")
    {
    }
}
