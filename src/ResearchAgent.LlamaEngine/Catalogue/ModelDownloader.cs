using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;

namespace ResearchAgent.LlamaEngine.Catalogue;

/// <summary>
/// Downloads model files into a store: resumed after a cut, checked, hashed, and moved into place whole. A hash is recorded
/// with the first download of a name, and a later one must match it. Safe to use from several processes.
/// </summary>
public sealed class ModelDownloader : IDisposable
{
    private const int MaxRedirects = 5;

    // Less is no progress: a server that cuts every connection after a few bytes would never be given up.
    private const long ProgressBytes = 1 << 20;

    private readonly ModelStore _store;
    private readonly ModelDownloadOptions _options;
    private readonly TimeProvider _time;
    private readonly HttpClient _http;

    public ModelDownloader(ModelStore store, ModelDownloadOptions? options = null, TimeProvider? time = null)
    {
        _store = store;
        _options = options ?? new ModelDownloadOptions();
        _time = time ?? TimeProvider.System;

        // Redirects are followed by hand, under RedirectRules; a stalled connection is noticed per read.
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { Timeout = Timeout.InfiniteTimeSpan };
        _http.DefaultRequestHeaders.UserAgent.ParseAdd("ResearchAgent");
        _http.DefaultRequestHeaders.AcceptEncoding.ParseAdd("identity");
    }

    /// <summary>
    /// Brings the file into the store. One that is there, from the same address and with its recorded hash, is returned without
    /// a request. Canceled or cut, what came stays beside it as NAME.gguf.part, and the next call goes on from there.
    /// </summary>
    /// <exception cref="ModelDownloadException">It failed or was refused; an installed file is as it was.</exception>
    /// <exception cref="ModelFileException">The store's models.json is broken.</exception>
    /// <exception cref="IOException">The disk is at fault.</exception>
    public async Task<InstalledModel> DownloadAsync(ModelDownload download, IProgress<DownloadProgress>? progress, CancellationToken cancellationToken)
    {
        if (!ModelStore.IsSafeName(download.FileName))
        {
            throw new ModelDownloadException(download.Url, $"'{download.FileName}' is no plain file name with .gguf. Choose another one.");
        }

        if (RedirectRules.RefusalOf(download.Url) is { } refusal)
        {
            throw new ModelDownloadException(download.Url, $"'{ModelDownloadException.Show(download.Url)}' is not asked: {refusal}.");
        }

        Directory.CreateDirectory(_store.Folder);
        var target = Path.Combine(_store.Folder, download.FileName);
        await using var held = Hold(download, target);
        var record = _store.RecordOf(download.FileName);
        var installedHash = File.Exists(target) ? await HashAsync(target, cancellationToken) : null;
        if (record is not null && installedHash == record.Sha256 && record.Source == ModelDownloadException.Show(download.Url))
        {
            return new InstalledModel(target, record);
        }

        var run = new Run(download, new PartialDownload(target + ".part"), progress, _time);
        await FetchAsync(run, cancellationToken);
        return await InstallAsync(run, target, record?.Sha256 ?? installedHash, cancellationToken);
    }

    public void Dispose() => _http.Dispose();

    private static FileStream Hold(ModelDownload download, string target)
    {
        try
        {
            return new FileStream(target + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
        }
        catch (IOException e)
        {
            throw new ModelDownloadException(download.Url, $"'{download.FileName}' is being downloaded by another process ({e.Message.TrimEnd('.')}). Wait until that has ended.", e);
        }
    }

    private static async Task<string> HashAsync(string path, CancellationToken cancellationToken)
    {
        await using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 20, FileOptions.SequentialScan | FileOptions.Asynchronous);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken));
    }

    private async Task FetchAsync(Run run, CancellationToken cancellationToken)
    {
        for (var failures = 0; ;)
        {
            var before = run.Part.Bytes;
            var cause = "the server sent less than it announced";
            try
            {
                if (await TransferAsync(run, cancellationToken))
                {
                    return;
                }
            }
            catch (TransferCutException e)
            {
                cause = e.Message.TrimEnd('.');
            }

            failures = run.Part.Bytes - before >= ProgressBytes ? 1 : failures + 1;
            if (failures >= _options.Attempts)
            {
                var total = run.TotalBytes is { } bytes ? $" of {Number(bytes)}" : "";
                throw new ModelDownloadException(run.Url, $"The download of '{run.FileName}' is incomplete: {Number(run.Part.Bytes)}{total} bytes came ({cause}). Run the same command again to continue.");
            }

            await Task.Delay(_options.FirstDelay * Math.Pow(2, failures - 1), _time, cancellationToken);
        }
    }

    /// <returns>Whether the part is complete; otherwise it is worth another attempt.</returns>
    private async Task<bool> TransferAsync(Run run, CancellationToken cancellationToken)
    {
        var origin = run.Part.ReadOrigin(run.Url);
        var offset = origin is null ? 0 : run.Part.Bytes;
        if (offset > 0 && offset == origin?.TotalBytes)
        {
            return true;
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(_options.StallTimeout);
        try
        {
            using var response = await SendAsync(run, offset, origin?.Validator, patience.Token);
            switch (response.StatusCode)
            {
                case HttpStatusCode.OK:
                    return await ReceiveAsync(run, response, null, patience, cancellationToken);
                case HttpStatusCode.PartialContent when origin is not null && Continues(response, origin, offset):
                    return await ReceiveAsync(run, response, origin, patience, cancellationToken);
                case HttpStatusCode.RequestedRangeNotSatisfiable when offset > 0 && response.Content.Headers.ContentRange?.Length == offset && origin?.TotalBytes is null:
                    return true;
                case HttpStatusCode.PartialContent or HttpStatusCode.RequestedRangeNotSatisfiable when offset > 0:
                    // The file behind the address has changed, or the server counts wrongly: from the start again.
                    run.Part.Discard();
                    return false;
                default:
                    throw Refusal(run, response.StatusCode);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TransferCutException($"nothing came for {_options.StallTimeout.TotalSeconds.ToString("0", CultureInfo.InvariantCulture)} s");
        }
        catch (HttpRequestException e) when (e.HttpRequestError is HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError)
        {
            throw new ModelDownloadException(run.Url, $"'{run.Url.Host}' cannot be reached ({e.Message.TrimEnd('.')}). Check the address and the connection.", e);
        }
        catch (HttpRequestException e)
        {
            throw new TransferCutException(e.Message);
        }
    }

    private async Task<HttpResponseMessage> SendAsync(Run run, long offset, string? validator, CancellationToken cancellationToken)
    {
        var url = run.Url;
        for (var redirects = 0; ; redirects++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, url);
            if (offset > 0)
            {
                request.Headers.Range = new RangeHeaderValue(offset, null);
                request.Headers.TryAddWithoutValidation("If-Range", validator);
            }

            var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if ((int)response.StatusCode is not (301 or 302 or 303 or 307 or 308))
            {
                return response;
            }

            var location = response.Headers.Location;
            response.Dispose();
            if (location is null || redirects == MaxRedirects)
            {
                throw new ModelDownloadException(run.Url, $"'{ModelDownloadException.Show(run.Url)}' redirects {(location is null ? "to nowhere" : $"more than {MaxRedirects} times")}. Check the address.");
            }

            var next = new Uri(url, location);
            if (RedirectRules.RefusalOf(url, next, await ResolveAsync(url, next, cancellationToken)) is { } refusal)
            {
                throw new ModelDownloadException(run.Url, $"A redirect of '{ModelDownloadException.Show(run.Url)}' to '{ModelDownloadException.Show(next)}' is not followed: {refusal}.");
            }

            url = next;
        }
    }

    // A public name may point at a private address. Behind a proxy names may not resolve here: the proxy decides then.
    private static async Task<IReadOnlyCollection<IPAddress>> ResolveAsync(Uri from, Uri to, CancellationToken cancellationToken)
    {
        if (RedirectRules.IsPrivate(from) || RedirectRules.IsPrivate(to))
        {
            return [];
        }

        try
        {
            return await Dns.GetHostAddressesAsync(to.IdnHost, cancellationToken);
        }
        catch (System.Net.Sockets.SocketException)
        {
            return [];
        }
    }

    private static bool Continues(HttpResponseMessage response, PartOrigin origin, long offset) =>
        response.Content.Headers.ContentRange is { Unit: "bytes" } range
        && range.From == offset
        && (origin.TotalBytes is null || range.Length is null || range.Length == origin.TotalBytes)
        && (ValidatorOf(response) is not { } validator || validator == origin.Validator);

    // Only a strong tag promises the same bytes.
    private static string? ValidatorOf(HttpResponseMessage response) =>
        response.Headers.ETag is { IsWeak: false } tag ? tag.Tag : response.Content.Headers.LastModified?.ToString("R", CultureInfo.InvariantCulture);

    /// <param name="origin">What the part on disk is of; null to begin anew.</param>
    private async Task<bool> ReceiveAsync(Run run, HttpResponseMessage response, PartOrigin? origin, CancellationTokenSource patience, CancellationToken cancellationToken)
    {
        var headers = response.Content.Headers;
        var offset = origin is null ? 0 : run.Part.Bytes;
        run.TotalBytes = origin?.TotalBytes ?? headers.ContentRange?.Length ?? offset + headers.ContentLength;
        await using var body = await response.Content.ReadAsStreamAsync(patience.Token);
        var buffer = new byte[1 << 17];
        var read = await ReadAsync(body, buffer, origin is null ? GgufReader.Magic.Length : 1, patience);
        if (origin is null && !buffer.AsSpan(0, read).StartsWith(GgufReader.Magic))
        {
            throw NotGguf(run, headers.ContentType?.MediaType);
        }

        await AdmitAsync(run, offset, patience, cancellationToken);
        if (origin is null)
        {
            await run.Part.BeginAsync(new PartOrigin(ModelDownloadException.Show(run.Url), ValidatorOf(response), run.TotalBytes), cancellationToken);
        }

        await using (var file = run.Part.OpenEnd())
        {
            while (read > 0)
            {
                offset += read;
                if (offset > (run.TotalBytes ?? _options.MaxBytes))
                {
                    break;
                }

                await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
                run.Received(read, offset);
                read = await ReadAsync(body, buffer, 1, patience);
            }

            file.Flush(flushToDisk: true);
        }

        if (offset > (run.TotalBytes ?? _options.MaxBytes))
        {
            run.Part.Discard();
            throw new ModelDownloadException(run.Url, $"'{ModelDownloadException.Show(run.Url)}' sent more than the {Number(run.TotalBytes ?? _options.MaxBytes)} bytes it may. What came was removed.");
        }

        return run.TotalBytes is null || offset == run.TotalBytes;
    }

    private async Task<int> ReadAsync(Stream body, byte[] buffer, int atLeast, CancellationTokenSource patience)
    {
        try
        {
            var read = await body.ReadAtLeastAsync(buffer, atLeast, throwOnEndOfStream: false, patience.Token);
            patience.CancelAfter(_options.StallTimeout);
            return read;
        }
        catch (IOException e)
        {
            throw new TransferCutException(e.Message);
        }
    }

    private async Task AdmitAsync(Run run, long offset, CancellationTokenSource patience, CancellationToken cancellationToken)
    {
        if (run.TotalBytes > _options.MaxBytes)
        {
            throw new ModelDownloadException(run.Url, $"'{run.FileName}' has {Number(run.TotalBytes.Value)} bytes; at most {Number(_options.MaxBytes)} are downloaded. Choose a smaller quantisation.");
        }

        var toCome = run.TotalBytes - offset;
        var replaced = offset == 0 ? run.Part.Bytes : 0;
        var free = _options.FreeBytes(_store.Folder) + replaced;
        if (free < (toCome ?? 0) + _options.DiskMarginBytes)
        {
            throw new ModelDownloadException(run.Url,
                $"The disk of '{_store.Folder}' has {Number(free)} bytes free; '{run.FileName}' needs {Number(toCome ?? 0)} and {Number(_options.DiskMarginBytes)} to spare. Make room, or set Models:Folder to another disk.");
        }

        if (!run.IsConfirmed)
        {
            // A person may take their time.
            patience.CancelAfter(Timeout.InfiniteTimeSpan);
            await run.Confirm(toCome, cancellationToken);
            patience.CancelAfter(_options.StallTimeout);
        }
    }

    private async Task<InstalledModel> InstallAsync(Run run, string target, string? recordedHash, CancellationToken cancellationToken)
    {
        try
        {
            GgufFile.Read(run.Part.Path);
        }
        catch (ModelFileException e)
        {
            run.Part.Discard();
            throw new ModelDownloadException(run.Url, $"What '{ModelDownloadException.Show(run.Url)}' sent is unusable and was removed. {e.Message}", e);
        }

        // From the disk, once whole: a hash over the stream would not cover the bytes of an earlier run.
        var hash = await HashAsync(run.Part.Path, cancellationToken);
        if (run.Sha256 is { } expected && !hash.Equals(expected, StringComparison.OrdinalIgnoreCase))
        {
            run.Part.Discard();
            throw new ModelDownloadException(run.Url, $"'{ModelDownloadException.Show(run.Url)}' sent another file than the catalogue means: SHA-256 {hash}, not {expected}. It was removed.");
        }

        if (recordedHash is not null && hash != recordedHash)
        {
            run.Part.Discard();
            throw new ModelDownloadException(run.Url,
                $"'{ModelDownloadException.Show(run.Url)}' sent another '{run.FileName}' than before: SHA-256 {hash}, not {recordedHash}. The old one was kept. If the change is meant, remove it and its lines in models.json first.");
        }

        // The record first: a crash between the two leaves a hash without a file, never a file without its hash.
        var record = new ModelRecord(hash, ModelDownloadException.Show(run.Url), run.Part.Bytes, _time.GetUtcNow());
        await _store.RecordAsync(run.FileName, record, cancellationToken);
        run.Part.InstallAs(target);
        return new InstalledModel(target, record);
    }

    private static Exception Refusal(Run run, HttpStatusCode status) => (int)status switch
    {
        408 or 429 or >= 500 => new TransferCutException($"the server answered {(int)status}"),
        401 or 403 => new ModelDownloadException(run.Url,
            $"'{ModelDownloadException.Show(run.Url)}' wants an account or the acceptance of a licence ({(int)status}). Download the file in a browser, then run 'research models use FILE'."),
        404 or 410 => new ModelDownloadException(run.Url, $"'{ModelDownloadException.Show(run.Url)}' is not there ({(int)status}). Check the address."),
        _ => new ModelDownloadException(run.Url, $"'{ModelDownloadException.Show(run.Url)}' answered {(int)status}, which a download cannot use. Check the address."),
    };

    private static ModelDownloadException NotGguf(Run run, string? mediaType) =>
        new(run.Url, mediaType is "text/html"
            ? $"'{ModelDownloadException.Show(run.Url)}' is a web page, not a GGUF model. Give the address of the file itself; on Hugging Face it has /resolve/ where the page has /blob/."
            : $"What '{ModelDownloadException.Show(run.Url)}' sends{(mediaType is null ? "" : $" ({mediaType})")} does not begin as a GGUF model does. Give the address of a .gguf file.");

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>One call of <see cref="DownloadAsync"/> over all its attempts.</summary>
    private sealed class Run(ModelDownload download, PartialDownload part, IProgress<DownloadProgress>? progress, TimeProvider time)
    {
        private readonly long _started = time.GetTimestamp();
        private long _received;

        public Uri Url => download.Url;

        public string FileName => download.FileName;

        public string? Sha256 => download.Sha256;

        public PartialDownload Part => part;

        public long? TotalBytes { get; set; }

        public bool IsConfirmed { get; private set; }

        public async Task Confirm(long? bytes, CancellationToken cancellationToken)
        {
            await download.Confirm(bytes, cancellationToken);
            IsConfirmed = true;
        }

        public void Received(int bytes, long onDisk)
        {
            _received += bytes;
            var seconds = time.GetElapsedTime(_started).TotalSeconds;
            progress?.Report(new DownloadProgress(onDisk, TotalBytes, seconds > 0 ? _received / seconds : 0));
        }
    }

    /// <summary>The connection broke or the server is busy: worth another attempt.</summary>
    private sealed class TransferCutException(string message) : Exception(message);
}
