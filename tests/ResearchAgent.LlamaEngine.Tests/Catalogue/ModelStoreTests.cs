using ResearchAgent.LlamaEngine.Catalogue;
using Xunit;

namespace ResearchAgent.LlamaEngine.Tests.Catalogue;

public sealed class ModelStoreTests : TemporaryFolder
{
    private static readonly ModelRecord Record = new("ab12", "https://host.example/m.gguf", 3, new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));

    private ModelStore Store => new(Folder);

    [Fact]
    public async Task Installed_files_come_with_their_records()
    {
        Write("b.gguf", [1]);
        Write("a.gguf", [1]);
        Write("c.gguf.part", [1]);
        await Store.RecordAsync("b.gguf", Record, TestContext.Current.CancellationToken);

        Assert.Equal([("a.gguf", null), ("b.gguf", Record)], Store.List().Select(m => (m.FileName, m.Record)));
        Assert.Equal(Record, Store.Find("B")?.Record);
        Assert.Null(Store.Find("c"));
        Assert.Empty(new ModelStore(Path.Combine(Folder, "none")).List());
    }

    [Fact]
    public void An_installed_file_answers_to_its_name_in_the_catalogue()
    {
        Write("Llama-3.2-1B-Instruct-Q4_K_M.gguf", [1]);

        Assert.NotNull(Store.Find("llama-3.2-1b-instruct"));
    }

    [Fact]
    public async Task Records_written_at_once_are_all_kept()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => Store.RecordAsync($"m{i}.gguf", Record, TestContext.Current.CancellationToken))));

        Assert.All(Enumerable.Range(0, 8), i => Assert.Equal(Record, Store.RecordOf($"m{i}.gguf")));
        Assert.Equal(["models.json"], Directory.EnumerateFiles(Folder).Select(Path.GetFileName));
    }

    [Fact]
    public void A_broken_record_is_never_passed_over()
    {
        Write("models.json", "{ not json"u8.ToArray());

        Assert.Contains("models.json", Assert.Throws<ModelFileException>(() => Store.List()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://h.example/a/m-1.0_Q4+x.gguf", "m-1.0_Q4+x.gguf")]
    [InlineData("https://h.example/a/m.gguf?download=true", "m.gguf")]
    [InlineData("https://h.example/a/..%2F..%2Fm.gguf", null)]
    [InlineData("https://h.example/a/..%5Cm.gguf", null)]
    [InlineData("https://h.example/a/.gguf", null)]
    [InlineData("https://h.example/a/.hidden.gguf", null)]
    [InlineData("https://h.example/a/nul.gguf", null)]
    [InlineData("https://h.example/a/com1.x.gguf", null)]
    [InlineData("https://h.example/a/m.bin", null)]
    [InlineData("https://h.example/a/m%0A.gguf", null)]
    [InlineData("https://h.example/", null)]
    public void A_file_name_from_an_address_stays_in_its_folder(string url, string? name)
    {
        if (name is null)
        {
            Assert.Throws<ModelDownloadException>(() => ModelStore.FileNameOf(new Uri(url)));
        }
        else
        {
            Assert.Equal(name, ModelStore.FileNameOf(new Uri(url)));
        }
    }

    [Fact]
    public void Every_model_of_the_catalogue_can_be_asked_for()
    {
        Assert.All(ModelCatalogue.Models, m =>
        {
            Assert.Null(RedirectRules.RefusalOf(m.Url));
            Assert.Same(m, ModelCatalogue.Find(m.FileName));
            Assert.Same(m, ModelCatalogue.Find(m.Name));
            Assert.True(m.MemoryBytes > m.Bytes && m.ContextLength > 0 && m.Licence.Length > 0);
        });
        Assert.Equal(Enum.GetValues<ModelKind>(), ModelCatalogue.Models.Select(m => m.Kind).Distinct());
    }

    [Fact]
    public async Task A_file_is_replaced_through_its_link_and_leaves_nothing_beside_it()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Links need a privilege on Windows.");
            return;
        }

        var target = Write("target.json", [1]);
        File.SetUnixFileMode(target, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var link = Path.Combine(Folder, "link.json");
        File.CreateSymbolicLink(link, target);

        await AtomicFile.WriteAsync(link, "new", TestContext.Current.CancellationToken);

        Assert.Equal("new", await File.ReadAllTextAsync(target, TestContext.Current.CancellationToken));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(target));
        Assert.NotNull(File.ResolveLinkTarget(link, returnFinalTarget: false));
        Assert.Equal(2, Directory.GetFiles(Folder).Length);
    }
}
