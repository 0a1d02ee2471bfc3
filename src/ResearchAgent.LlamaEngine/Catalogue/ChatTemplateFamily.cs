namespace ResearchAgent.LlamaEngine.Catalogue;

/// <summary>Tells from its markers how a chat template writes turns. Names as llama.cpp uses them (src/llama-chat.cpp).</summary>
public static class ChatTemplateFamily
{
    // In this order: some templates mention the marker of another further down.
    private static readonly (string Marker, string Family)[] Markers =
    [
        ("<|im_start|>", "chatml"),
        ("<|start_header_id|>", "llama3"),
        ("<|header_start|>", "llama4"),
        ("<start_of_turn>", "gemma"),
        ("<|start_of_role|>", "granite"),
        ("<|START_OF_TURN_TOKEN|>", "command-r"),
        ("<|channel|>", "gpt-oss"),
        ("<\uFF5CAssistant\uFF5C>", "deepseek3"),
        ("<<SYS>>", "llama2"),
        ("[INST]", "mistral"),
        ("<|end|>", "phi3"),
        ("<|user|>", "zephyr"),
        ("### Instruction:", "alpaca"),
        ("ASSISTANT:", "vicuna"),
    ];

    /// <returns>Null where no marker is known.</returns>
    public static string? Of(string template) => Markers.FirstOrDefault(m => template.Contains(m.Marker, StringComparison.Ordinal)).Family;
}
