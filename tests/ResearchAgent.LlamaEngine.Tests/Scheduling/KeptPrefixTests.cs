using Microsoft.Extensions.AI;
using ResearchAgent.LlamaEngine.Chat;
using ResearchAgent.LlamaEngine.Scheduling;
using ResearchAgent.Testing;
using ResearchAgent.Writing.Fluent;
using Xunit;

namespace ResearchAgent.LlamaEngine.Tests.Scheduling;

/// <summary>Each model that is loaded stands for a process of its own: nothing but the folder is shared.</summary>
public sealed class KeptPrefixTests : IDisposable
{
    private const string Evidence = "The tide turns twice a day, and the moon is why. The sun has a share in it as well. ";

    private readonly ScratchFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Prefixes => Path.Combine(_folder.Path, "prefixes");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Another_process_goes_on_from_the_paper_that_was_read_and_writes_the_same()
    {
        var cold = await AskAsync("What of the sun?", paper: null);
        await AskAsync("Why does the tide turn?", "tides");

        var warm = await AskAsync("What of the sun?", "tides");

        Assert.Equal(0, cold.Usage!.CachedInputTokenCount);
        Assert.True(warm.Usage!.CachedInputTokenCount > 0.8 * warm.Usage.InputTokenCount, $"{warm.Usage.CachedInputTokenCount} of {warm.Usage.InputTokenCount}");
        Assert.Equal(cold.Text, warm.Text);
        Assert.Single(Directory.GetFiles(Prefixes));
    }

    [Fact]
    public async Task A_question_on_the_same_paper_does_not_write_the_file_again_and_other_evidence_does()
    {
        await AskAsync("Why?", "tides");
        var first = File.ReadAllBytes(Directory.GetFiles(Prefixes).Single());

        await AskAsync("How?", "tides");
        Assert.Equal(first, File.ReadAllBytes(Directory.GetFiles(Prefixes).Single()));

        await AskAsync("How?", "tides", evidence: "Rivers run to the sea. ");
        Assert.NotEqual(first, File.ReadAllBytes(Directory.GetFiles(Prefixes).Single()));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    [InlineData(200)]
    [InlineData(-1)]
    public async Task A_file_that_is_damaged_counts_as_none(int at)
    {
        var cold = await AskAsync("Why?", "tides");
        var file = Directory.GetFiles(Prefixes).Single();
        var bytes = File.ReadAllBytes(file);
        bytes[at < 0 ? bytes.Length + at : at] ^= 1;
        File.WriteAllBytes(file, bytes);

        var again = await AskAsync("Why?", "tides");

        Assert.Equal((0, cold.Text), (again.Usage!.CachedInputTokenCount, again.Text));
    }

    [Fact]
    public async Task A_file_that_was_cut_off_counts_as_none()
    {
        await AskAsync("Why?", "tides");
        var file = Directory.GetFiles(Prefixes).Single();
        File.WriteAllBytes(file, File.ReadAllBytes(file)[..1000]);

        Assert.Equal(0, (await AskAsync("Why?", "tides")).Usage!.CachedInputTokenCount);
    }

    [Fact]
    public async Task Another_model_does_not_read_what_this_one_decoded()
    {
        await AskAsync("Why?", "tides");
        var other = await AskAsync("Why?", "tides", seed: 43);

        Assert.Equal(0, other.Usage!.CachedInputTokenCount);
        Assert.Equal(2, Directory.GetFiles(Prefixes).Length);
    }

    [Fact]
    public async Task The_file_used_longest_ago_goes_when_the_folder_is_full()
    {
        await AskAsync("Why?", "tides");
        var size = new FileInfo(Directory.GetFiles(Prefixes).Single()).Length;
        await AskAsync("Why?", "rivers", maxBytes: 3 * size);
        await AskAsync("Why?", "tides", maxBytes: 3 * size);
        await AskAsync("Why?", "lakes", maxBytes: (long)(2.5 * size));

        Assert.True((await AskAsync("Why?", "tides")).Usage!.CachedInputTokenCount > 0);
        Assert.Equal(0, (await AskAsync("Why?", "rivers")).Usage!.CachedInputTokenCount);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_costs_no_answer()
    {
        File.WriteAllText(Prefixes, "in the way");
        Assert.NotEmpty((await AskAsync("Why?", "tides")).Text);
    }

    [Fact]
    public async Task Only_the_user_may_read_the_files()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows keeps its own lists of who may read");
            return;
        }

        await AskAsync("Why?", "tides");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Directory.GetFiles(Prefixes).Single()));
    }

    [Fact]
    public async Task A_closed_model_restores_nothing_and_says_so()
    {
        var model = await TinyAsync(42, 1L << 20);
        var prefixes = model.Prefixes!;
        model.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => prefixes.SaveAsync("tides", [1, 300], Token));
    }

    private async Task<ChatResponse> AskAsync(string question, string? paper, string evidence = Evidence, ulong seed = 42, long maxBytes = 1L << 30)
    {
        using var model = await TinyAsync(seed, maxBytes);
        var client = new LlamaChatClient(model);
        var options = new ChatOptions { MaxOutputTokens = 12, AdditionalProperties = [] };
        if (paper is not null)
        {
            options.AdditionalProperties[FluentWriter.PaperProperty] = paper;
        }

        return await client.GetResponseAsync([new(ChatRole.System, string.Concat(Enumerable.Repeat(evidence, 4))), new(ChatRole.User, question)], options, Token);
    }

    private Task<LlamaModel> TinyAsync(ulong seed, long maxBytes) => LlamaModel.LoadAsync(
        new LlamaModelOptions(TinyModels.Llama(_folder.Path, seed: seed)) { Threads = 1, PrefixFolder = Prefixes, PrefixFolderMaxBytes = maxBytes }, null, null, Token);
}
