using System.ComponentModel;

namespace ResearchAgent.Web.Api.Uploads;

[Description("What became of an upload, file by file.")]
internal sealed record UploadReport(int Added, int Replaced, int Unchanged, int Failed, IReadOnlyList<FileOutcome> Files);

[Description("What one file gave. A bad record keeps no other out.")]
internal sealed record FileOutcome
{
    [Description("As the client called it.")]
    public required string File { get; init; }

    [Description("'read', or 'failed' when nothing of it was stored.")]
    public required string Status { get; init; }

    public required int Added { get; init; }

    public required int Replaced { get; init; }

    public required int Unchanged { get; init; }

    [Description("The papers that it gave, whether new or known.")]
    public required IReadOnlyList<UploadedPaper> Papers { get; init; }

    [Description("Records that could not be read, and why.")]
    public required IReadOnlyList<FileNote> Failures { get; init; }

    [Description("What was passed over and keeps no paper out.")]
    public required IReadOnlyList<FileNote> Notices { get; init; }

    public const string Read = "read";
    public const string Failed = "failed";

    public static FileOutcome Refused(string file, string reason) =>
        new() { File = file, Status = Failed, Added = 0, Replaced = 0, Unchanged = 0, Papers = [], Failures = [new FileNote(null, reason)], Notices = [] };
}

internal sealed record UploadedPaper(string Key, string Id, string Title, bool IsNew);

/// <param name="Line">From 1; null where it concerns the whole file.</param>
internal sealed record FileNote(int? Line, string Message);
