using ResearchAgent.LlamaEngine.Catalogue;
using Xunit;

namespace ResearchAgent.LlamaEngine.Tests.Catalogue;

public sealed class GgufFileTests : TemporaryFolder
{
    [Theory]
    [InlineData(2u)]
    [InlineData(3u)]
    public void A_header_gives_typed_values_and_the_tensor_table(uint version)
    {
        var file = Read(new TinyGguf { Version = version }
            .Key("text", "grün").Key("whole", 7).Key("flag", true).Key("negative", 5, BitConverter.GetBytes(-3)).Key("half", 12, BitConverter.GetBytes(0.5))
            .Key("greatest", 10, BitConverter.GetBytes(ulong.MaxValue)).Key("list", [3, 4]).Tensor("a", 0, 8, 2).Tensor("b", 8, 32, 2).Bytes());

        Assert.Equal((int)version, file.Version);
        Assert.Equal("grün", file.Text("text"));
        Assert.Equal(7, file.Number("whole"));
        Assert.Equal(-3, file.Number("negative"));
        Assert.Equal(long.MaxValue, file.Number("greatest"));
        Assert.True(file.Flag("flag"));
        Assert.Equal(0.5, file.Metadata["half"]);
        Assert.Equal([3L, 4L], file.Array("list")!.Values!);
        Assert.Null(file.Number("text"));
        Assert.Equal(("a", "F32", 64), (file.Tensors[0].Name, file.Tensors[0].Type.Name, file.Tensors[0].Bytes));
        Assert.Equal(("b", "Q8_0", 68, 64), (file.Tensors[1].Name, file.Tensors[1].Type.Name, file.Tensors[1].Bytes, file.Tensors[1].Offset));
    }

    [Fact]
    public void A_vocabulary_and_nested_arrays_are_counted_and_passed_over()
    {
        byte[] inner = [.. BitConverter.GetBytes(0u), .. BitConverter.GetBytes(2ul), 1, 2];
        var file = Read(new TinyGguf()
            .Key("words", [.. Enumerable.Range(0, 5000).Select(i => $"word {i}")])
            .Key("numbers", [.. Enumerable.Range(0, 5000).Select(i => (uint)i)])
            .Key("nested", 9, [.. BitConverter.GetBytes(9u), .. BitConverter.GetBytes(2ul), .. inner, .. inner])
            .Key("after", "still in step").Bytes());

        Assert.Equal(new GgufArray(5000, null), file.Array("words"));
        Assert.Equal(new GgufArray(5000, null), file.Array("numbers"));
        Assert.Equal([new GgufArray(2, null), new GgufArray(2, null)], file.Array("nested")!.Values!);
        Assert.Equal("still in step", file.Text("after"));
    }

    [Fact]
    public void A_file_cut_anywhere_is_one_clear_error()
    {
        var whole = TinyGguf.Llama().Bytes();
        for (var length = 0; length < whole.Length; length++)
        {
            var path = Write("cut.gguf", whole[..length]);

            var error = Assert.Throws<ModelFileException>(() => GgufFile.Read(path));

            Assert.Equal(path, error.Path);
            Assert.Contains("ownload", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_file_without_the_end_of_its_weights_is_incomplete()
    {
        var error = Refused(TinyGguf.Llama().Bytes(dataBytes: 255));

        Assert.Contains("is incomplete", error, StringComparison.Ordinal);
        Assert.Contains("download it again", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Damaged_bytes_never_surface_as_another_exception()
    {
        var whole = TinyGguf.Llama().Bytes();
        var random = new Random(7);
        for (var i = 0; i < 3000; i++)
        {
            var damaged = (byte[])whole.Clone();
            for (var hit = random.Next(1, 4); hit > 0; hit--)
            {
                damaged[random.Next(damaged.Length)] = (byte)(random.Next(3) == 0 ? 0xFF : random.Next(256));
            }

            try
            {
                var model = ModelInfo.Read(Write("damaged.gguf", damaged));
                Assert.True(MemoryEstimate.Of(model, 4096).TotalBytes >= 0);
            }
            catch (ModelFileException)
            {
                // Found out, as it should be.
            }
        }
    }

    [Theory]
    [InlineData(1ul << 62)]
    [InlineData(ulong.MaxValue)]
    [InlineData(99_999ul)]
    public void Counts_that_lie_are_not_believed(ulong count)
    {
        Refused(new TinyGguf { StatedKeys = count }.Bytes());
        Refused(new TinyGguf { StatedTensors = count }.Bytes());
        Refused(new TinyGguf().Key("k", 8, BitConverter.GetBytes(count)).Bytes());
        Refused(new TinyGguf().Key("k", 9, [.. BitConverter.GetBytes(4u), .. BitConverter.GetBytes(count)]).Bytes());
        Refused(new TinyGguf().Key("k", 9, [.. BitConverter.GetBytes(8u), .. BitConverter.GetBytes(1ul), .. BitConverter.GetBytes(count)]).Bytes());
        Refused(new TinyGguf().Tensor("t", 0, count, count, count, count).Bytes(dataBytes: 64));
    }

    [Fact]
    public void What_is_no_GGUF_file_is_told_apart()
    {
        Assert.Contains("is empty", Refused([]), StringComparison.Ordinal);
        Assert.Contains("begins with '<!DO'", Refused("<!DOCTYPE html>"u8.ToArray()), StringComparison.Ordinal);
        Assert.Contains("begins with the bytes 89504E00", Refused([0x89, 0x50, 0x4E, 0, 1, 1]), StringComparison.Ordinal);
        Assert.Contains("version 1", Refused(new TinyGguf { Version = 1 }.Bytes()), StringComparison.Ordinal);
        Assert.Contains("version 9", Refused(new TinyGguf { Version = 9 }.Bytes()), StringComparison.Ordinal);
        Assert.Contains("big-endian", Refused(new TinyGguf { Version = 3u << 24 }.Bytes()), StringComparison.Ordinal);
        Assert.Contains("is a folder", Assert.Throws<ModelFileException>(() => GgufFile.Read(Folder)).Message, StringComparison.Ordinal);
        Assert.Contains("not found", Assert.Throws<ModelFileException>(() => GgufFile.Read(Path.Combine(Folder, "none.gguf"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Slips_within_a_header_are_named()
    {
        Assert.Contains("'twice'", Refused(new TinyGguf().Key("twice", 1).Key("twice", 2).Bytes()), StringComparison.Ordinal);
        Assert.Contains("unknown type 77", Refused(new TinyGguf().Key("k", 77, [1]).Bytes()), StringComparison.Ordinal);
        Assert.Contains("general.alignment is 33", Refused(new TinyGguf().Key("general.alignment", 33).Bytes()), StringComparison.Ordinal);
        Assert.Contains("5 dimensions", Refused(new TinyGguf().Tensor("t", 0, 1, 1, 1, 1, 1).Bytes()), StringComparison.Ordinal);
        Assert.Contains("blocks of Q4_K", Refused(new TinyGguf().Tensor("t", 12, 100).Bytes()), StringComparison.Ordinal);
        byte[] deep = [.. Enumerable.Repeat<byte[]>([.. BitConverter.GetBytes(9u), .. BitConverter.GetBytes(1ul)], 9).SelectMany(b => b)];
        Assert.Contains("too deeply", Refused(new TinyGguf().Key("k", 9, deep).Bytes()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_tensor_type_of_the_future_is_kept_by_its_number()
    {
        var tensor = Read(new TinyGguf().Tensor("t", 99, 8).Bytes()).Tensors[0];

        Assert.Equal(("type 99", 0, null), (tensor.Type.Name, tensor.Bytes, tensor.Type.BitsPerWeight));
    }

    [Theory]
    [InlineData(12, "Q4_K", 4.5)]
    [InlineData(14, "Q6_K", 6.5625)]
    [InlineData(8, "Q8_0", 8.5)]
    [InlineData(23, "IQ4_XS", 4.25)]
    [InlineData(16, "IQ2_XXS", 2.0625)]
    [InlineData(30, "BF16", 16)]
    public void Types_have_the_bits_per_weight_that_llama_cpp_publishes(uint id, string name, double bits) =>
        Assert.Equal((name, bits), (GgmlType.Of(id).Name, GgmlType.Of(id).BitsPerWeight));

    [Fact]
    public void A_part_of_a_split_model_says_which()
    {
        var file = Read(TinyGguf.Llama().Key("split.no", 2, [1, 0]).Key("split.count", 2, [3, 0]).Bytes());

        Assert.Equal((2, 3), (file.Part, file.Parts));
    }

    private GgufFile Read(byte[] bytes) => GgufFile.Read(Write("model.gguf", bytes));

    private string Refused(byte[] bytes) => Assert.Throws<ModelFileException>(() => Read(bytes)).Message;
}
