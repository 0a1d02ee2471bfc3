using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using ResearchAgent.Ingestion;
using ResearchAgent.Papers;
using ResearchAgent.Retrieval;
using ResearchAgent.Web.Library;
using ResearchAgent.Web.Rendering;
using ResearchAgent.Web.Security;
using ResearchAgent.Web.Work;
using ResearchAgent.Writing;
using ResearchAgent.Writing.Formats;
using ResearchAgent.Writing.Styles;

namespace ResearchAgent.Web.Pages;

/// <summary>A paper's file, its reference in a style, and changes to its record.</summary>
internal static class PaperActions
{
    public static void MapPaperActions(this IEndpointRouteBuilder app)
    {
        app.MapGet("/paper/file", FileAsync);
        app.MapGet("/paper/cite", async (string? key, string? style, LibraryWork work, CancellationToken cancellationToken) =>
        {
            var reference = Reference.To(await LibraryPapers.FindAsync(work.Index, key, cancellationToken));
            var text = style == "bibtex" ? BibTexFormat.Write([reference]) : StyledRun.Plain((CitationStyle.Find(style ?? "") ?? CitationStyle.Apa).List([reference]).Entries[0].Runs);
            return TypedResults.Text(text, "text/plain", Encoding.UTF8);
        });
        app.MapPost("/paper/edit", async (IFormCollection form, LibraryWork work, CancellationToken cancellationToken) =>
        {
            var edited = await work.ChangeAsync(
                async () =>
                {
                    var stored = await ReadAsync(work, form["paper"], cancellationToken);
                    var edit = PaperForm.Read(form, stored);
                    return edit.IsEmpty ? stored : await work.Session.Editor.EditAsync(stored.Id, edit.Apply, edit.Fields, cancellationToken);
                },
                cancellationToken);
            return TypedResults.Redirect(Addresses.Of(edited.Key));
        });
        app.MapPost("/paper/allow", async (IFormCollection form, LibraryWork work, CancellationToken cancellationToken) =>
        {
            var paper = await LibraryPapers.FindAsync(work.Index, form["paper"], cancellationToken);
            var edited = await work.ChangeAsync(() => work.Session.Editor.EditAsync(paper.Id, p => p with { AllowsFlagged = form["allow"] == "true" }, [], cancellationToken), cancellationToken);
            return TypedResults.Redirect(Addresses.Of(edited.Key) + "#flags");
        });
    }

    // The path is the library's: a request names a paper, and only what begins as a PDF goes out.
    private static async Task<IResult> FileAsync(string? key, HttpContext http, LibraryWork work, PaperFiles files, CancellationToken cancellationToken)
    {
        var paper = await LibraryPapers.FindAsync(work.Index, key, cancellationToken);
        var path = await files.PdfOfAsync(paper, cancellationToken) ?? throw new PaperNotFoundException(paper.Key.Value, $"The paper {paper.Key} has no PDF that is still there.");
        http.Response.Headers.ContentDisposition = $"inline; filename=\"{SafeFileName.Of(paper.Key.Value + ".pdf", ".pdf")}\"";
        return TypedResults.PhysicalFile(path, "application/pdf", lastModified: File.GetLastWriteTimeUtc(path), enableRangeProcessing: true);
    }

    private static async Task<Paper> ReadAsync(LibraryWork work, string? key, CancellationToken cancellationToken)
    {
        var paper = await LibraryPapers.FindAsync(work.Index, key, cancellationToken);
        return await work.Index.GetPaperAsync(paper.Id, cancellationToken) ?? paper;
    }
}
