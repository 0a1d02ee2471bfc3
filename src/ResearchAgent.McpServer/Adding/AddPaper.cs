using System.ComponentModel;
using System.Globalization;
using System.Text.Json.Serialization;
using ResearchAgent.Indexing;
using ResearchAgent.Ingestion;
using ResearchAgent.McpServer.Calling;
using ResearchAgent.McpServer.Writing;
using ResearchAgent.Papers;
using ResearchAgent.Plugins;
using ResearchAgent.Writing;

namespace ResearchAgent.McpServer.Adding;

internal sealed record AddArguments(
    [property: Description("The path of one file on the server's machine, in a folder that the server may read. Leave it out to give the paper as text.")] string? Path = null,
    [property: Description("Instead of a path: the paper as a Markdown note (a title as heading, then its text), or BibTeX entries. At most 400,000 characters.")] string? Text = null,
    [property: Description("What text is. Leave it out where its first character tells: @ for BibTeX.")] TextFormat? Format = null);

[JsonConverter(typeof(JsonStringEnumConverter<TextFormat>))]
internal enum TextFormat
{
    Markdown,
    BibTeX,
}

internal sealed record AddedPapers(
    [property: Description("How many papers are new in the library.")] int Added,
    [property: Description("How many known papers have another record or text now.")] int Changed,
    [property: Description("How many were known already, as they are.")] int Unchanged,
    [property: Description("The first of the new papers.")] IReadOnlyList<NamedPaper> Papers,
    [property: Description("What could not be read, and why.")] IReadOnlyList<string> Problems);

/// <summary>Adds a file or a text to the library.</summary>
internal static class AddPaper
{
    private const int MaxText = 400_000;

    // Long books as PDF have about this.
    private const long MaxFileBytes = 200L * 1024 * 1024;
    private const int MaxShown = 20;

    public static ToolCard Card { get; } = new("add_paper", "Add a paper",
        "Adds a paper to the library, from a file that the server may read or from Markdown or BibTeX given as text. A paper that is known already is not added twice: its record is completed. Use it only when the user asks to add something.",
        Writes: true);

    public static async Task<ToolReply<AddedPapers>> RunAsync(AddArguments arguments, ToolCall call, CancellationToken cancellationToken)
    {
        var adding = call.Library.Adding!;
        var hasText = !string.IsNullOrWhiteSpace(arguments.Text);
        if (hasText == !string.IsNullOrWhiteSpace(arguments.Path))
        {
            return Refusal.Of($"add_paper was called {(hasText ? "with both path and text" : "without a paper")}. Call again with {(adding.Roots.Count > 0 ? "path, or with " : "")}text: a Markdown note or BibTeX entries.");
        }

        if (hasText)
        {
            return await AddTextAsync(arguments.Text!, arguments.Format, adding, call, cancellationToken);
        }

        var (path, problem) = ReadableFile.Find(arguments.Path!, adding, MaxFileBytes);
        return path is null ? problem! : Reply(await ImportAsync(path, adding, call, cancellationToken), e => e.ToString()!.Replace(path, arguments.Path, StringComparison.Ordinal));
    }

    private static async Task<ToolReply<AddedPapers>> AddTextAsync(string text, TextFormat? format, PaperAdding adding, ToolCall call, CancellationToken cancellationToken)
    {
        if (text.Length > MaxText)
        {
            return Refusal.Of(string.Create(CultureInfo.InvariantCulture, $"text has {text.Length} characters. Call again with at most {MaxText}, or one paper at a time."));
        }

        format ??= text.AsSpan().TrimStart().StartsWith("@") ? TextFormat.BibTeX : TextFormat.Markdown;
        var folder = Directory.CreateTempSubdirectory("research-add-");
        try
        {
            // The readers take files. A bibliography's attachments are looked for beside it, where there is nothing.
            var path = Path.Combine(folder.FullName, format == TextFormat.BibTeX ? "text.bib" : "text.md");
            await File.WriteAllTextAsync(path, text, cancellationToken);
            return Reply(await ImportAsync(path, adding, call, cancellationToken), e => e is ReadFailure failure ? Place(failure) : null);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<(ImportReport Report, IReadOnlyList<Paper> New)> ImportAsync(string path, PaperAdding adding, ToolCall call, CancellationToken cancellationToken)
    {
        var index = call.Library.Index;
        call.Progress.Report("waiting for others who add papers");
        using var turn = await adding.TakeTurn(cancellationToken);
        var known = (await index.ListPapersAsync(PassageFilter.None, cancellationToken)).Select(p => p.Id).ToHashSet();
        var report = await adding.Importer(index).ImportAsync([path], null, new RecordProgress(call.Progress), cancellationToken);
        return (report, [.. (await index.ListPapersAsync(PassageFilter.None, cancellationToken)).Where(p => !known.Contains(p.Id))]);
    }

    /// <param name="tell">A problem in words that name no path of the server's own; null leaves it out.</param>
    private static ToolReply<AddedPapers> Reply((ImportReport Report, IReadOnlyList<Paper> New) added, Func<ReadResult, string?> tell)
    {
        var report = added.Report;
        var problems = report.Failures.Concat<ReadResult>(report.Notices).Select(tell).OfType<string>().Take(MaxShown).Select(Shown.Item).ToList();
        var data = new AddedPapers(report.Added, report.Replaced, report.Unchanged, [.. added.New.Take(MaxShown).Select(p => NamedPaper.Of(Reference.To(p)))], problems);
        var block = Shown.Lines([.. data.Papers.Select(p => p.Line()), .. problems], "Call list_papers for all.");
        return report.Added + report.Replaced + report.Unchanged == 0
            ? Refusal.Of($"nothing was added. Mend what is named here and call again, or tell the user.\n{block}")
            : new ToolReply<AddedPapers>(
                string.Create(CultureInfo.InvariantCulture, $"Added {report.Added}, changed {report.Replaced}, unchanged {report.Unchanged}.")
                + (data.Papers.Count + problems.Count > 0 ? $"\n{block}" : ""),
                data);
    }

    private static string Place(ReadFailure failure) =>
        failure.Line > 0 ? string.Create(CultureInfo.InvariantCulture, $"line {failure.Line}: {failure.Message}") : failure.Message;

    private sealed class RecordProgress(IProgress<string> progress) : IProgress<ImportProgress>
    {
        public void Report(ImportProgress value) => progress.Report(string.Create(CultureInfo.InvariantCulture, $"papers read: {value.Records}"));
    }
}
