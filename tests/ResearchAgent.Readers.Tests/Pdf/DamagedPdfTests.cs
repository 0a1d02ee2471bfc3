using ResearchAgent.Ingestion;
using ResearchAgent.Readers.Pdf;
using Xunit;

namespace ResearchAgent.Readers.Tests.Pdf;

public sealed class DamagedPdfTests : IDisposable
{
    private readonly TemporaryFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData("data/docs/acl/N18-3011.pdf")]
    [InlineData("data/docs/pdf/journal.pone.0196757.pdf")]
    public async Task Damaged_bytes_make_a_failure_or_leave_the_paper_whole(string shared)
    {
        var bytes = await File.ReadAllBytesAsync(SharedFiles.PathOrSkip(shared), TestContext.Current.CancellationToken);
        var whole = Assert.IsType<PaperRecord>(await ReadAsync(bytes)).Sections.Sum(s => s.Text.Length);
        var failures = 0;
        for (var seed = 1; seed <= 12; seed++)
        {
            var random = new Random(seed);
            var damaged = bytes.ToArray();
            for (var i = 0; i < 20 * seed; i++)
            {
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            }

            switch (await ReadAsync(damaged))
            {
                case PaperRecord paper:
                    Assert.InRange(paper.Sections.Sum(s => s.Text.Length), 0.97 * whole, 1.03 * whole);
                    break;
                case ReadFailure failure:
                    failures++;
                    Assert.Contains("Download it again", failure.Message, StringComparison.Ordinal);
                    break;
            }
        }

        Assert.True(failures > 0, "Nothing was damaged.");
    }

    private async Task<ReadResult> ReadAsync(byte[] bytes)
    {
        var (file, _) = await SourceFile.OpenAsync(_files.Write("paper.pdf", bytes), TestContext.Current.CancellationToken);
        var results = new List<ReadResult>();
        await foreach (var result in new PdfReader(new ReaderOptions()).ReadAsync(file!, TestContext.Current.CancellationToken))
        {
            results.Add(result);
        }

        return results.Last(r => r is not ReadNotice);
    }
}
