using System.Runtime.InteropServices;

namespace LLama.Native;

/// <summary>The functions of llama.h and ggml-backend.h that the stand-in calls, by their C names.</summary>
internal static unsafe partial class NativeApi
{
    public const string Llama = "llama";

    public const string Ggml = "ggml";

    // The first call loads the library and checks its layout.
    static NativeApi() => NativeLibraryLoader.ResolveFor(typeof(NativeApi).Assembly);

    public static byte Byte(bool value) => value ? (byte)1 : (byte)0;

    [LibraryImport(Llama)]
    public static partial NativeModelParams llama_model_default_params();

    [LibraryImport(Llama)]
    public static partial NativeContextParams llama_context_default_params();

    [LibraryImport(Llama)]
    public static partial NativeSamplerChainParams llama_sampler_chain_default_params();

    [LibraryImport(Llama, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint llama_model_load_from_file(string path, NativeModelParams parameters);

    [LibraryImport(Llama)]
    public static partial void llama_model_free(nint model);

    [LibraryImport(Llama)]
    public static partial nint llama_model_get_vocab(nint model);

    [LibraryImport(Llama)]
    public static partial int llama_model_n_ctx_train(nint model);

    [LibraryImport(Llama)]
    public static partial int llama_model_n_embd(nint model);

    [LibraryImport(Llama)]
    public static partial int llama_model_n_layer(nint model);

    [LibraryImport(Llama)]
    public static partial int llama_model_desc(nint model, byte* buffer, nuint size);

    [LibraryImport(Llama)]
    public static partial ulong llama_model_size(nint model);

    [LibraryImport(Llama)]
    public static partial ulong llama_model_n_params(nint model);

    [LibraryImport(Llama)]
    public static partial byte llama_model_has_encoder(nint model);

    [LibraryImport(Llama)]
    public static partial byte llama_model_has_decoder(nint model);

    [LibraryImport(Llama, StringMarshalling = StringMarshalling.Utf8)]
    public static partial byte* llama_model_chat_template(nint model, string? name);

    [LibraryImport(Llama)]
    public static partial int llama_model_meta_count(nint model);

    [LibraryImport(Llama)]
    public static partial int llama_model_meta_key_by_index(nint model, int index, byte* buffer, nuint size);

    [LibraryImport(Llama)]
    public static partial int llama_model_meta_val_str_by_index(nint model, int index, byte* buffer, nuint size);

    [LibraryImport(Llama)]
    public static partial int llama_vocab_n_tokens(nint vocab);

    [LibraryImport(Llama)]
    public static partial int llama_vocab_bos(nint vocab);

    [LibraryImport(Llama)]
    public static partial int llama_vocab_eos(nint vocab);

    [LibraryImport(Llama)]
    public static partial int llama_vocab_eot(nint vocab);

    [LibraryImport(Llama)]
    public static partial int llama_vocab_sep(nint vocab);

    [LibraryImport(Llama)]
    public static partial byte llama_vocab_is_eog(nint vocab, int token);

    [LibraryImport(Llama)]
    public static partial byte llama_vocab_is_control(nint vocab, int token);

    [LibraryImport(Llama)]
    public static partial byte llama_vocab_get_add_bos(nint vocab);

    [LibraryImport(Llama)]
    public static partial byte llama_vocab_get_add_eos(nint vocab);

    [LibraryImport(Llama)]
    public static partial int llama_tokenize(nint vocab, byte* text, int length, int* tokens, int capacity, byte addSpecial, byte parseSpecial);

    [LibraryImport(Llama)]
    public static partial int llama_token_to_piece(nint vocab, int token, byte* buffer, int length, int leftStrip, byte special);

    [LibraryImport(Llama)]
    public static partial int llama_chat_apply_template(byte* template, NativeChatMessage* messages, nuint count, byte addAssistant, byte* buffer, int length);

    [LibraryImport(Llama)]
    public static partial nint llama_init_from_model(nint model, NativeContextParams parameters);

    [LibraryImport(Llama)]
    public static partial void llama_free(nint context);

    [LibraryImport(Llama)]
    public static partial uint llama_n_ctx(nint context);

    [LibraryImport(Llama)]
    public static partial uint llama_n_batch(nint context);

    [LibraryImport(Llama)]
    public static partial uint llama_n_ubatch(nint context);

    [LibraryImport(Llama)]
    public static partial uint llama_n_seq_max(nint context);

    [LibraryImport(Llama)]
    public static partial LLamaPoolingType llama_pooling_type(nint context);

    [LibraryImport(Llama)]
    public static partial nint llama_get_memory(nint context);

    [LibraryImport(Llama)]
    public static partial int llama_decode(nint context, NativeBatch batch);

    [LibraryImport(Llama)]
    public static partial int llama_encode(nint context, NativeBatch batch);

    [LibraryImport(Llama)]
    public static partial void llama_synchronize(nint context);

    [LibraryImport(Llama)]
    public static partial float* llama_get_logits_ith(nint context, int index);

    [LibraryImport(Llama)]
    public static partial float* llama_get_embeddings_seq(nint context, int sequence);

    [LibraryImport(Llama)]
    public static partial void llama_memory_clear(nint memory, byte data);

    [LibraryImport(Llama)]
    public static partial byte llama_memory_seq_rm(nint memory, int sequence, int start, int end);

    [LibraryImport(Llama)]
    public static partial void llama_memory_seq_cp(nint memory, int source, int destination, int start, int end);

    [LibraryImport(Llama)]
    public static partial int llama_memory_seq_pos_max(nint memory, int sequence);

    [LibraryImport(Llama)]
    public static partial nuint llama_state_seq_get_size(nint context, int sequence);

    [LibraryImport(Llama)]
    public static partial nuint llama_state_seq_get_data(nint context, byte* destination, nuint size, int sequence);

    [LibraryImport(Llama)]
    public static partial nuint llama_state_seq_set_data(nint context, byte* source, nuint size, int sequence);

    [LibraryImport(Llama)]
    public static partial nint llama_sampler_chain_init(NativeSamplerChainParams parameters);

    [LibraryImport(Llama)]
    public static partial void llama_sampler_chain_add(nint chain, nint sampler);

    [LibraryImport(Llama)]
    public static partial nint llama_sampler_init_dist(uint seed);

    [LibraryImport(Llama)]
    public static partial nint llama_sampler_init_top_k(int k);

    [LibraryImport(Llama)]
    public static partial nint llama_sampler_init_top_p(float p, nuint minKeep);

    [LibraryImport(Llama)]
    public static partial nint llama_sampler_init_min_p(float p, nuint minKeep);

    [LibraryImport(Llama)]
    public static partial nint llama_sampler_init_typical(float p, nuint minKeep);

    [LibraryImport(Llama)]
    public static partial nint llama_sampler_init_temp(float temperature);

    [LibraryImport(Llama)]
    public static partial nint llama_sampler_init_penalties(int vocabulary, int lastTokens, float repeat, float frequency, float presence);

    [LibraryImport(Llama)]
    public static partial nint llama_sampler_init_logit_bias(int vocabulary, int count, NativeLogitBias* biases);

    [LibraryImport(Llama, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint llama_sampler_init_grammar(nint vocab, string grammar, string root);

    [LibraryImport(Llama)]
    public static partial int llama_sampler_sample(nint sampler, nint context, int index);

    [LibraryImport(Llama)]
    public static partial void llama_sampler_apply(nint sampler, NativeTokenDataArray* candidates);

    [LibraryImport(Llama)]
    public static partial void llama_sampler_accept(nint sampler, int token);

    [LibraryImport(Llama)]
    public static partial void llama_sampler_reset(nint sampler);

    [LibraryImport(Llama)]
    public static partial void llama_sampler_free(nint sampler);
}
