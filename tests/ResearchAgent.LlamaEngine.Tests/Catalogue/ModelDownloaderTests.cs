using System.Net;
using System.Security.Cryptography;
using ResearchAgent.LlamaEngine.Catalogue;
using Xunit;

namespace ResearchAgent.LlamaEngine.Tests.Catalogue;

public sealed class ModelDownloaderTests : TemporaryFolder
{
    private readonly byte[] _model = TinyGguf.Llama().Tensor("more", 0, 1000, 100).Bytes();
    private readonly InstantTime _time = new();

    private ModelStore Store => new(Folder);

    private string Target => Path.Combine(Folder, "m.gguf");

    private string Part => Target + ".part";

    [Fact]
    public async Task A_model_is_downloaded_checked_and_recorded()
    {
        await using var server = new LoopbackServer(r => Reply.File(r, _model));
        var progress = new List<DownloadProgress>();

        var installed = await DownloadAsync(server, progress: progress.Add);

        Assert.Equal(Target, installed.Path);
        Assert.Equal(_model, File.ReadAllBytes(Target));
        Assert.Equal(new ModelRecord(Hash(_model), server.Address("m.gguf").AbsoluteUri, _model.Length, _time.GetUtcNow()), Store.RecordOf("m.gguf"));
        Assert.Equal((_model.Length, _model.Length), (progress[^1].Bytes, progress[^1].TotalBytes));
        Assert.Equal(["m.gguf", "models.json"], Files());
    }

    [Fact]
    public async Task A_cut_connection_goes_on_from_the_bytes_on_disk()
    {
        await using var server = new LoopbackServer(r => Reply.File(r, _model, cutAfter: 150_000));

        await DownloadAsync(server);

        Assert.Equal(_model, File.ReadAllBytes(Target));
        Assert.Equal([(null, null), ("bytes=150000-", "\"v1\""), ("bytes=300000-", "\"v1\"")], server.Requests.Select(r => (r.Range, r.IfRange)));
        Assert.Equal([1.0, 2.0], _time.WaitedSeconds);
    }

    [Fact]
    public async Task Without_a_tag_or_a_date_nothing_is_resumed()
    {
        var cuts = new Queue<int?>([1000, null]);
        await using var server = new LoopbackServer(r => Untagged(Reply.File(r, _model, cutAfter: cuts.Dequeue())));

        await DownloadAsync(server);

        Assert.Equal(_model, File.ReadAllBytes(Target));
        Assert.All(server.Requests, r => Assert.Null(r.Range));
    }

    [Fact]
    public async Task A_server_that_ignores_ranges_is_taken_from_the_start()
    {
        var cuts = new Queue<int?>([1000, null]);
        await using var server = new LoopbackServer(r => Reply.File(r with { Range = null }, _model, cutAfter: cuts.Dequeue()));

        await DownloadAsync(server);

        Assert.Equal(_model, File.ReadAllBytes(Target));
    }

    [Fact]
    public async Task A_file_that_changes_between_two_attempts_is_never_mixed()
    {
        var changed = TinyGguf.Llama().Key("new", "yes").Tensor("more", 0, 1000, 100).Bytes();
        await using var honest = new LoopbackServer(r => r.Range is null ? Reply.File(r, _model, cutAfter: 1000) : Reply.File(r with { Range = null }, changed, "\"v2\""));
        await DownloadAsync(honest);
        Assert.Equal(changed, File.ReadAllBytes(Target));
        File.Delete(Target);
        File.Delete(Path.Combine(Folder, "models.json"));

        // This one sends a part of the new file although the tag of the old one was asked for.
        var first = true;
        await using var careless = new LoopbackServer(r =>
        {
            var reply = first ? Reply.File(r, _model, cutAfter: 1000) : Reply.File(r, changed, "\"v2\"");
            first = false;
            return reply;
        });
        await DownloadAsync(careless);

        Assert.Equal(changed, File.ReadAllBytes(Target));
        Assert.Equal([null, "bytes=1000-", null], careless.Requests.Select(r => r.Range));
    }

    [Theory]
    [InlineData(206, "bytes 7-99/100")]
    [InlineData(206, null)]
    [InlineData(416, "bytes */10")]
    public async Task A_wrong_range_begins_anew(int status, string? contentRange)
    {
        var cuts = new Queue<int?>([1000, null]);
        await using var server = new LoopbackServer(r =>
        {
            if (r.Range is null)
            {
                return Reply.File(r, _model, cutAfter: cuts.Dequeue());
            }

            var reply = Reply.Empty(status);
            if (contentRange is not null)
            {
                reply.Headers["Content-Range"] = contentRange;
            }

            return reply;
        });

        await DownloadAsync(server);

        Assert.Equal(_model, File.ReadAllBytes(Target));
        Assert.Equal(3, server.Requests.Count);
    }

    [Fact]
    public async Task A_server_that_never_sends_the_end_is_given_up_with_longer_waits()
    {
        await using var server = new LoopbackServer(r => Reply.File(r, _model, cutAfter: Math.Max(0, 1000 - r.From)));

        var error = await FailsAsync(server);

        Assert.Contains("incomplete: 1,000 of ", error, StringComparison.Ordinal);
        Assert.Contains("Run the same command again", error, StringComparison.Ordinal);
        Assert.Equal([1.0, 2.0, 4.0, 8.0], _time.WaitedSeconds);
        Assert.Equal(1000, new FileInfo(Part).Length);
    }

    [Fact]
    public async Task A_server_that_announces_less_than_the_file_is_found_out()
    {
        await using var server = new LoopbackServer(r => Reply.File(r, _model[..5000]));

        Assert.Contains("is incomplete", await FailsAsync(server), StringComparison.Ordinal);
        Assert.Empty(Files());
    }

    [Fact]
    public async Task A_server_that_sends_more_than_it_announced_is_cut_off()
    {
        await using var server = new LoopbackServer(r => r.Range is null
            ? Reply.File(r, _model, cutAfter: 1000)
            : Reply.File(r, [.. _model, .. new byte[1000]]) is var reply && (reply.Headers["Content-Range"] = $"bytes 1000-{_model.Length - 1}/{_model.Length}") is not null ? reply : null!);

        Assert.Contains("sent more than", await FailsAsync(server), StringComparison.Ordinal);
        Assert.Empty(Files());
    }

    [Fact]
    public async Task A_web_page_is_no_model_and_leaves_no_file()
    {
        await using var server = new LoopbackServer(_ => new Reply(200, new() { ["Content-Type"] = "text/html; charset=utf-8", ["Content-Length"] = "15" }, "<!DOCTYPE html>"u8.ToArray()));

        Assert.Contains("is a web page", await FailsAsync(server), StringComparison.Ordinal);
        Assert.Empty(Files());
    }

    [Fact]
    public async Task A_web_page_in_between_does_not_cost_what_has_come()
    {
        await using var server = new LoopbackServer(r => r.Range is null
            ? Reply.File(r, _model, cutAfter: 1000)
            : new Reply(200, new() { ["Content-Type"] = "text/html", ["Content-Length"] = "15" }, "<!DOCTYPE html>"u8.ToArray()));

        await FailsAsync(server);

        Assert.Equal(1000, new FileInfo(Part).Length);
    }

    [Fact]
    public async Task Redirects_are_followed_and_a_loop_is_not()
    {
        await using var server = new LoopbackServer(r => r.Path switch
        {
            "/start/m.gguf" => Reply.Redirect("/middle"),
            "/middle" => Reply.Redirect("/end?token=secret"),
            "/end?token=secret" => Reply.File(r, _model),
            _ => Reply.Redirect(r.Path),
        });

        await DownloadAsync(server, "start/m.gguf");
        Assert.Equal(server.Address("start/m.gguf").AbsoluteUri, Store.RecordOf("m.gguf")!.Source);

        Assert.Contains("redirects more than 5 times", await FailsAsync(server, "loop/m.gguf"), StringComparison.Ordinal);
        Assert.Equal(3 + 6, server.Requests.Count);
    }

    [Theory]
    [InlineData("https://a.example/", "https://b.example/", null, true)]
    [InlineData("https://a.example/", "http://b.example/", null, false)]
    [InlineData("https://a.example/", "http://127.0.0.1/", null, false)]
    [InlineData("https://a.example/", "https://localhost/", null, false)]
    [InlineData("https://a.example/", "https://10.1.2.3/", null, false)]
    [InlineData("https://a.example/", "https://172.31.0.1/", null, false)]
    [InlineData("https://a.example/", "https://192.168.1.1/", null, false)]
    [InlineData("https://a.example/", "https://169.254.169.254/", null, false)]
    [InlineData("https://a.example/", "https://[::1]/", null, false)]
    [InlineData("https://a.example/", "https://[fd00::1]/", null, false)]
    [InlineData("https://a.example/", "https://[::ffff:10.0.0.1]/", null, false)]
    [InlineData("https://a.example/", "https://0x7f000001/", null, false)]
    [InlineData("https://a.example/", "https://printer/", null, false)]
    [InlineData("https://a.example/", "https://inside.example/", "10.0.0.7", false)]
    [InlineData("https://a.example/", "https://outside.example/", "93.184.216.34", true)]
    [InlineData("https://a.example/", "file:///etc/passwd", null, false)]
    [InlineData("http://127.0.0.1:1/", "http://127.0.0.1:2/", null, true)]
    [InlineData("http://127.0.0.1:1/", "http://b.example/", null, false)]
    [InlineData("http://127.0.0.1:1/", "https://b.example/", null, true)]
    [InlineData("https://10.0.0.1/", "http://10.0.0.2/", null, false)]
    [InlineData("http://10.0.0.1/", "http://10.0.0.2/", null, true)]
    public void A_redirect_leads_neither_inside_nor_out_of_encryption(string from, string to, string? address, bool isAllowed) =>
        Assert.Equal(isAllowed, RedirectRules.RefusalOf(new Uri(from), new Uri(to), address is null ? [] : [IPAddress.Parse(address)]) is null);

    [Theory]
    [InlineData("https://a.example/m.gguf", true)]
    [InlineData("http://a.example/m.gguf", false)]
    [InlineData("http://localhost:8080/m.gguf", true)]
    [InlineData("ftp://a.example/m.gguf", false)]
    [InlineData("file:///m.gguf", false)]
    public void Only_encrypted_or_near_addresses_are_asked(string url, bool isAllowed) => Assert.Equal(isAllowed, RedirectRules.RefusalOf(new Uri(url)) is null);

    [Theory]
    [InlineData(401, "licence")]
    [InlineData(403, "licence")]
    [InlineData(404, "is not there")]
    [InlineData(418, "answered 418")]
    public async Task A_refusal_is_not_tried_again(int status, string says)
    {
        await using var server = new LoopbackServer(_ => Reply.Empty(status));

        Assert.Contains(says, await FailsAsync(server), StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_busy_server_is_asked_again()
    {
        var busy = new Queue<int>([503, 429]);
        await using var server = new LoopbackServer(r => busy.TryDequeue(out var status) ? Reply.Empty(status) : Reply.File(r, _model));

        await DownloadAsync(server);

        Assert.Equal(3, server.Requests.Count);
    }

    [Fact]
    public async Task A_second_download_of_the_same_file_asks_nobody()
    {
        await using var server = new LoopbackServer(r => Reply.File(r, _model));
        var first = await DownloadAsync(server);

        Assert.Equal(first, await DownloadAsync(server));
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Another_file_under_a_recorded_name_is_refused_and_the_old_one_kept()
    {
        var other = TinyGguf.Llama().Key("other", "yes").Bytes();
        await using var server = new LoopbackServer(r => Reply.File(r, r.Path.StartsWith("/new", StringComparison.Ordinal) ? other : _model));
        await DownloadAsync(server);

        Assert.Contains("The old one was kept", await FailsAsync(server, "new/m.gguf"), StringComparison.Ordinal);
        Assert.Equal(_model, File.ReadAllBytes(Target));
        Assert.Equal(["m.gguf", "models.json"], Files());

        // The record outlives the file.
        File.Delete(Target);
        await FailsAsync(server, "new/m.gguf");
        Assert.Equal(["models.json"], Files());
    }

    [Fact]
    public async Task A_file_that_a_person_put_there_is_not_overwritten_by_another()
    {
        var own = TinyGguf.Llama().Key("own", "yes").Bytes();
        Write("m.gguf", own);
        await using var server = new LoopbackServer(r => Reply.File(r, _model));

        await FailsAsync(server);

        Assert.Equal(own, File.ReadAllBytes(Target));
    }

    [Fact]
    public async Task An_installed_file_that_was_damaged_is_restored()
    {
        await using var server = new LoopbackServer(r => Reply.File(r, _model));
        await DownloadAsync(server);
        Write("m.gguf", _model[..100]);

        await DownloadAsync(server);

        Assert.Equal(_model, File.ReadAllBytes(Target));
    }

    [Fact]
    public async Task A_hash_of_the_catalogue_must_match()
    {
        await using var server = new LoopbackServer(r => Reply.File(r, _model));

        Assert.Contains("SHA-256", await FailsAsync(server, sha256: Hash([1])), StringComparison.Ordinal);
        Assert.Empty(Files());
        await DownloadAsync(server, sha256: Hash(_model).ToUpperInvariant());
    }

    [Fact]
    public async Task Size_and_disk_are_looked_at_before_anything_is_written()
    {
        await using var server = new LoopbackServer(r => Reply.File(r, _model));

        Assert.Contains("at most 1,000", await FailsAsync(server, options: new() { MaxBytes = 1000 }), StringComparison.Ordinal);
        Assert.Contains("Make room", await FailsAsync(server, options: new() { FreeBytes = _ => _model.Length + 99, DiskMarginBytes = 100 }), StringComparison.Ordinal);
        Assert.Empty(Files());
        await DownloadAsync(server, options: new() { FreeBytes = _ => _model.Length + 100, DiskMarginBytes = 100 });
    }

    [Fact]
    public async Task A_body_of_unknown_length_ends_at_the_limit()
    {
        await using var server = new LoopbackServer(r => new Reply(200, [], _model));

        Assert.Contains("sent more than", await FailsAsync(server, options: new() { MaxBytes = 1000 }), StringComparison.Ordinal);
        Assert.Empty(Files());
        await DownloadAsync(server);
        Assert.Equal(_model, File.ReadAllBytes(Target));
    }

    [Fact]
    public async Task A_refused_confirmation_leaves_nothing()
    {
        long? asked = null;
        await using var server = new LoopbackServer(r => Reply.File(r, _model));
        using var downloader = new ModelDownloader(Store, time: _time);
        var download = new ModelDownload(server.Address("m.gguf"), "m.gguf") { Confirm = (bytes, _) => throw new InvalidOperationException($"{asked = bytes}") };

        await Assert.ThrowsAsync<InvalidOperationException>(() => downloader.DownloadAsync(download, null, TestContext.Current.CancellationToken));

        Assert.Equal(_model.Length, asked);
        Assert.Empty(Files());
    }

    [Fact]
    public async Task Cancelling_keeps_what_has_come_for_the_next_run()
    {
        await using var server = new LoopbackServer(r => Reply.File(r, _model));
        using var cancellation = new CancellationTokenSource();
        using (var downloader = new ModelDownloader(Store, time: _time))
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => downloader.DownloadAsync(
                new ModelDownload(server.Address("m.gguf"), "m.gguf"), new Progress(_ => cancellation.Cancel()), cancellation.Token));
        }

        var kept = new FileInfo(Part).Length;
        Assert.InRange(kept, 1, _model.Length - 1);
        await DownloadAsync(server);

        Assert.Equal($"bytes={kept}-", server.Requests[^1].Range);
        Assert.Equal(_model, File.ReadAllBytes(Target));
    }

    [Fact]
    public async Task Two_downloads_of_one_name_do_not_meet()
    {
        await using var server = new LoopbackServer(r => Reply.File(r, _model));
        string? second = null;
        using var downloader = new ModelDownloader(Store, time: _time);
        var first = new ModelDownload(server.Address("m.gguf"), "m.gguf") { Confirm = async (_, _) => second = await FailsAsync(server) };

        await downloader.DownloadAsync(first, null, TestContext.Current.CancellationToken);

        Assert.Contains("another process", second, StringComparison.Ordinal);
        Assert.Equal(_model, File.ReadAllBytes(Target));
        Assert.Equal(["m.gguf", "models.json"], Files());
    }

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static Reply Untagged(Reply reply)
    {
        reply.Headers.Remove("ETag");
        return reply;
    }

    private IEnumerable<string?> Files() => Directory.EnumerateFiles(Folder).Select(Path.GetFileName).Order(StringComparer.Ordinal);

    private async Task<InstalledModel> DownloadAsync(
        LoopbackServer server, string path = "m.gguf", string? sha256 = null, ModelDownloadOptions? options = null, Action<DownloadProgress>? progress = null)
    {
        using var downloader = new ModelDownloader(Store, options, _time);
        return await downloader.DownloadAsync(new ModelDownload(server.Address(path), "m.gguf", sha256), new Progress(progress ?? (_ => { })), TestContext.Current.CancellationToken);
    }

    private async Task<string> FailsAsync(LoopbackServer server, string path = "m.gguf", string? sha256 = null, ModelDownloadOptions? options = null) =>
        (await Assert.ThrowsAsync<ModelDownloadException>(() => DownloadAsync(server, path, sha256, options))).Message;

    private sealed class Progress(Action<DownloadProgress> report) : IProgress<DownloadProgress>
    {
        public void Report(DownloadProgress value) => report(value);
    }
}
