using System.Globalization;
using ResearchAgent.Hosting;
using ResearchAgent.Indexing;
using ResearchAgent.Ingestion;
using ResearchAgent.Papers;
using ResearchAgent.Readers;
using ResearchAgent.Web.Security;
using ResearchAgent.Web.Work;
using ResearchAgent.Writing.Formats;

namespace ResearchAgent.Web.Api.Uploads;

/// <summary>Puts uploads into the library. Each is read in a folder of its own that the server makes and removes: no file finds another, or one of the server's.</summary>
internal sealed class UploadReader(Session session, LibraryWork work)
{
    public async Task<UploadReport> ReadAsync(IReadOnlyList<UploadedFile> files, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("research-upload-");
        try
        {
            var outcomes = new List<FileOutcome>();
            for (var i = 0; i < files.Count; i++)
            {
                outcomes.Add(await ReadAsync(files[i], folder.CreateSubdirectory(i.ToString(CultureInfo.InvariantCulture)), cancellationToken));
            }

            if (session.Vectors is not null)
            {
                await work.ChangeAsync(() => session.Reembedder.ReembedAsync(null, cancellationToken), cancellationToken);
            }

            return new UploadReport(
                outcomes.Sum(o => o.Added), outcomes.Sum(o => o.Replaced), outcomes.Sum(o => o.Unchanged), outcomes.Count(o => o.Status == FileOutcome.Failed), outcomes);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private async Task<FileOutcome> ReadAsync(UploadedFile file, DirectoryInfo folder, CancellationToken cancellationToken)
    {
        var name = Requests.FieldErrors.Shown(file.Name);
        await using var stream = file.Open();
        var (upload, refusal) = await UploadSniffer.SniffAsync(stream, file.Name, cancellationToken);
        if (upload is null)
        {
            return FileOutcome.Refused(name, refusal!);
        }

        var path = Path.Combine(folder.FullName, upload.FileName);
        await using (var stored = new FileStream(path, FileMode.CreateNew, FileAccess.Write))
        {
            await stream.CopyToAsync(stored, cancellationToken);
        }

        var report = await work.ChangeAsync(() => session.Importer(new ReaderOptions(), []).ImportAsync([path], null, null, cancellationToken), cancellationToken);
        var papers = report.Papers.Count == 0 ? [] : await work.Index.ListPapersAsync(new PassageFilter { Papers = [.. report.Papers.Select(p => p.Paper)] }, cancellationToken);
        return new FileOutcome
        {
            File = name,
            Status = report.Papers.Count == 0 ? FileOutcome.Failed : FileOutcome.Read,
            Added = report.Added,
            Replaced = report.Replaced,
            Unchanged = report.Unchanged,
            Papers = [.. papers.Select(p => new UploadedPaper(p.Key.Value, p.Id.Value, p.Title, report.Papers.Any(r => r.Paper == p.Id && r.IsNew)))],
            Failures = Failures(report, path, name),
            Notices = [.. report.Notices.Select(n => Note(n, path, name))],
        };
    }

    private static IReadOnlyList<FileNote> Failures(ImportReport report, string path, string name) =>
        report is { Papers.Count: 0, Failures.Count: 0 }
            ? [new FileNote(null, "Nothing in this file is a paper or a record of one. Check that it is the file you meant.")]
            : [.. report.Failures.Select(f => Note(f, path, name))];

    // A reader may name the file that it had; the client knows its own name for it, and not our folder.
    private static FileNote Note(ReadResult result, string path, string name)
    {
        var (line, message) = result switch
        {
            ReadFailure failure => (failure.Line, failure.Message),
            ReadNotice notice => (notice.Line, notice.Message),
            _ => (result.Line, ""),
        };
        var told = message.Replace(path, name, StringComparison.Ordinal).Replace(Path.GetDirectoryName(path)! + Path.DirectorySeparatorChar, "", StringComparison.Ordinal);
        return new FileNote(line > 0 ? line : null, SingleLine.Of(told));
    }
}
