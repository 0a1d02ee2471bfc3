using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using ResearchAgent.Indexing;
using ResearchAgent.Writing.Formats;
using Spectre.Console;

namespace ResearchAgent.Cli;

/// <summary>research reembed</summary>
internal static class ReembedCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("reembed", "Bring a library made with another embedder up to the present one. Stopped, it goes on from there the next time.");
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var session = await Session.OpenExistingAsync(parsed, cancellationToken);
            if (session.Vectors is null)
            {
                throw new InputException("a library on a Qdrant server keeps the vectors of one embedder. Make them anew with: research index rebuild --index qdrant");
            }

            var embedded = await ReembedAsync(session, parsed, terminal, cancellationToken);
            var status = await session.Vectors.GetEmbeddingStatusAsync(cancellationToken);
            if (parsed.GetValue(CommonOptions.Json))
            {
                terminal.Out.WriteLine(JsonSerializer.Serialize(new { status.Embedder, status.Passages, Embedded = embedded }, JsonOutput.Options));
            }
            else if (!parsed.GetValue(CommonOptions.Quiet))
            {
                terminal.Out.WriteLine($"{embedded} of {status.Passages} passages embedded with '{SingleLine.Of(status.Embedder)}', {status.Passages - embedded} had their vectors");
            }

            return ExitCode.Ok;
        });
        return command;
    }

    /// <summary>Embeds what is missing and says so, under a progress bar on a screen.</summary>
    /// <returns>How many passages were embedded.</returns>
    public static async Task<int> ReembedAsync(Session session, ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
    {
        await NoteMissingAsync(session, parsed, terminal, "embedding them now.", cancellationToken);
        if (session.Vectors is null)
        {
            return 0;
        }

        if (parsed.GetValue(CommonOptions.Quiet) || !terminal.Progress.Profile.Capabilities.Interactive)
        {
            return await session.Reembedder.ReembedAsync(null, cancellationToken);
        }

        return await terminal.Progress.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn { Width = 20 }, new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(context =>
            {
                var task = context.AddTask("embedding");
                return session.Reembedder.ReembedAsync(new DirectProgress<EmbeddingStatus>(Show), cancellationToken);

                void Show(EmbeddingStatus status)
                {
                    task.MaxValue = status.Passages;
                    task.Value = status.Passages - status.Missing;
                    task.Description = string.Create(CultureInfo.InvariantCulture, $"embedding {status.Passages - status.Missing} of {status.Passages} passages");
                }
            });
    }

    /// <summary>Says on the error stream that search goes by words alone, where it does.</summary>
    public static Task WarnAsync(Session session, ParseResult parsed, Terminal terminal, CancellationToken cancellationToken) =>
        NoteMissingAsync(session, parsed, terminal, $"searching by words alone. Run: research reembed --library '{session.Library}'", cancellationToken);

    private static async Task NoteMissingAsync(Session session, ParseResult parsed, Terminal terminal, string consequence, CancellationToken cancellationToken)
    {
        if (session.Vectors is null)
        {
            return;
        }

        var status = await session.Vectors.GetEmbeddingStatusAsync(cancellationToken);
        if (status.Missing > 0 && !parsed.GetValue(CommonOptions.Quiet))
        {
            var others = status.OtherEmbedders.Count > 0 ? $" (the library was made with '{string.Join("', '", status.OtherEmbedders)}')" : "";
            terminal.Error.WriteLine(SingleLine.Of($"{status.Missing} of {status.Passages} passages have no vector of '{status.Embedder}'{others}: {consequence}"));
        }
    }
}
