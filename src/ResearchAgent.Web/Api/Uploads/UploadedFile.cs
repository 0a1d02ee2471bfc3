using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using ResearchAgent.Web.Api.Requests;

namespace ResearchAgent.Web.Api.Uploads;

/// <summary>A file as a client sent it, in a form or as text in JSON.</summary>
/// <param name="Name">The client's; it becomes no path.</param>
/// <param name="Open">Gives a stream that can seek, at its start.</param>
internal sealed record UploadedFile(string Name, Func<Stream> Open)
{
    /// <summary>Readers take one paper after the other; a request is not to last for hours.</summary>
    private const int MaxFiles = 50;

    /// <exception cref="ApiException">The request holds no file, or too many.</exception>
    public static async Task<IReadOnlyList<UploadedFile>> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.HasJsonContentType())
        {
            var body = await BodyReader.ReadAsync<UploadBody>(request, cancellationToken);
            var bytes = Encoding.UTF8.GetBytes(body.Text!);
            return [new UploadedFile("text" + EndingOf(body.Format!), () => new MemoryStream(bytes, writable: false))];
        }

        if (!request.HasFormContentType)
        {
            throw new ApiException(415, "not-an-upload", "Files or text are needed", "Send files as multipart/form-data, or JSON: {\"text\": \"...\", \"format\": \"markdown\"}.");
        }

        var files = await FormFilesAsync(request, cancellationToken);
        return files.Count switch
        {
            0 => throw new ApiException(400, "no-files", "The form holds no file", "Add one file or more to the form, under any field name."),
            > MaxFiles => throw new ApiException(400, "too-many-files", "Too many files", $"The form holds {files.Count} files; send {MaxFiles} or fewer at once."),
            _ => [.. files.Select(f => new UploadedFile(f.FileName, f.OpenReadStream))],
        };
    }

    /// <summary>SHA-256 over names and bytes: equal means the same upload.</summary>
    public static async Task<string> FingerprintAsync(IReadOnlyList<UploadedFile> files, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in files)
        {
            await using var stream = file.Open();
            hash.AppendData(SHA256.HashData(Encoding.UTF8.GetBytes(file.Name)));
            hash.AppendData(await SHA256.HashDataAsync(stream, cancellationToken));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static async Task<IFormFileCollection> FormFilesAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return (await request.ReadFormAsync(cancellationToken)).Files;
        }
        catch (InvalidDataException e) when (e.Message.Contains("limit", StringComparison.OrdinalIgnoreCase))
        {
            throw new ApiException(413, "body-too-large", "The request is too large", "The form has more or longer parts than this address takes. Send fewer files at once.");
        }
        catch (Exception e) when (e is InvalidDataException or (IOException and not BadHttpRequestException))
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new ApiException(400, "broken-form", "The form cannot be read", "The multipart form is damaged or ends too soon. Send it again.");
        }
    }

    private static string EndingOf(string format) => format switch
    {
        "markdown" => ".md",
        "bibtex" => ".bib",
        "ris" => ".ris",
        "csl-json" => ".json",
        "jsonl" => ".jsonl",
        "html" => ".html",
        "latex" => ".tex",
        "xml" => ".xml",
        _ => ".txt",
    };
}
