using System.Runtime.InteropServices;
using System.Text;
using LLama.Exceptions;

namespace LLama.Native;

/// <summary>A loaded model.</summary>
public sealed unsafe class SafeLlamaModelHandle : SafeLLamaHandleBase
{
    private SafeLlamaModelHandle(nint handle)
        : base(handle) => Vocab = new Vocabulary(this);

    public int ContextSize => NativeApi.llama_model_n_ctx_train(Handle);

    public int EmbeddingSize => NativeApi.llama_model_n_embd(Handle);

    public int LayerCount => NativeApi.llama_model_n_layer(Handle);

    public ulong SizeInBytes => NativeApi.llama_model_size(Handle);

    public ulong ParameterCount => NativeApi.llama_model_n_params(Handle);

    public bool HasEncoder => NativeApi.llama_model_has_encoder(Handle) != 0;

    public bool HasDecoder => NativeApi.llama_model_has_decoder(Handle) != 0;

    public int MetadataCount => NativeApi.llama_model_meta_count(Handle);

    public string Description => Text((buffer, size) => NativeApi.llama_model_desc(Handle, buffer, size));

    public Vocabulary Vocab { get; }

    /// <summary>The bytes of one token, perhaps a part of a character.</summary>
    /// <returns>Their number; nothing is written when that exceeds the room.</returns>
    public uint TokenToSpan(LLamaToken token, Span<byte> dest, int lstrip = 0, bool special = false)
    {
        fixed (byte* buffer = dest)
        {
            return (uint)Math.Abs(NativeApi.llama_token_to_piece(Vocab.Handle, (int)token, buffer, dest.Length, lstrip, NativeApi.Byte(special)));
        }
    }

    /// <returns>The model's chat template; null when it has none and that is no error.</returns>
    public string? GetTemplate(string? name = null, bool strict = true) =>
        Marshal.PtrToStringUTF8((nint)NativeApi.llama_model_chat_template(Handle, name))
            ?? (strict ? throw new MissingTemplateException(name ?? "default") : null);

    public LLamaToken[] Tokenize(string text, bool addBos, bool special, Encoding encoding)
    {
        if (text.Length == 0 && !addBos)
        {
            return [];
        }

        var bytes = new byte[encoding.GetByteCount(text) + 1];
        var length = encoding.GetBytes(text, bytes);
        var tokens = new LLamaToken[length + 2];
        var count = Tokenize(bytes, length, tokens, addBos, special);
        if (count < 0)
        {
            tokens = new LLamaToken[-count];
            count = Tokenize(bytes, length, tokens, addBos, special);
        }

        return tokens[..count];
    }

    internal static SafeLlamaModelHandle Load(string path, NativeModelParams parameters)
    {
        // Opened here first: this tells a missing file from a wrong one.
        using (File.OpenRead(path))
        {
        }

        var handle = NativeApi.llama_model_load_from_file(path, parameters);
        return handle == 0 ? throw new LoadWeightsFailedException(path) : new SafeLlamaModelHandle(handle);
    }

    internal Dictionary<string, string> ReadMetadata()
    {
        var metadata = new Dictionary<string, string>();
        for (var i = 0; i < MetadataCount; i++)
        {
            var index = i;
            metadata[Text((buffer, size) => NativeApi.llama_model_meta_key_by_index(Handle, index, buffer, size))] =
                Text((buffer, size) => NativeApi.llama_model_meta_val_str_by_index(Handle, index, buffer, size));
        }

        return metadata;
    }

    protected override bool ReleaseHandle()
    {
        NativeApi.llama_model_free(handle);
        return true;
    }

    private int Tokenize(byte[] bytes, int length, LLamaToken[] tokens, bool addBos, bool special)
    {
        fixed (byte* text = bytes)
        fixed (LLamaToken* into = tokens)
        {
            return NativeApi.llama_tokenize(Vocab.Handle, text, length, (int*)into, tokens.Length, NativeApi.Byte(addBos), NativeApi.Byte(special));
        }
    }

    // Asks for the length first, then for the text.
    private static string Text(Writer write)
    {
        byte none;
        var bytes = new byte[Math.Max(0, write(&none, 0)) + 1];
        fixed (byte* buffer = bytes)
        {
            var length = write(buffer, (nuint)bytes.Length);
            return Encoding.UTF8.GetString(bytes, 0, Math.Clamp(length, 0, bytes.Length - 1));
        }
    }

    private delegate int Writer(byte* buffer, nuint size);

    public sealed class Vocabulary
    {
        private readonly SafeLlamaModelHandle _model;

        internal Vocabulary(SafeLlamaModelHandle model) => _model = model;

        public int Count => NativeApi.llama_vocab_n_tokens(Handle);

        public LLamaToken? BOS => OrNull(NativeApi.llama_vocab_bos(Handle));

        public LLamaToken? EOS => OrNull(NativeApi.llama_vocab_eos(Handle));

        public LLamaToken? EOT => OrNull(NativeApi.llama_vocab_eot(Handle));

        public LLamaToken? SEP => OrNull(NativeApi.llama_vocab_sep(Handle));

        public bool ShouldAddBOS => NativeApi.llama_vocab_get_add_bos(Handle) != 0;

        public bool ShouldAddEOS => NativeApi.llama_vocab_get_add_eos(Handle) != 0;

        internal nint Handle => NativeApi.llama_model_get_vocab(_model.Handle);

        private static LLamaToken? OrNull(int token) => token < 0 ? null : token;
    }
}
