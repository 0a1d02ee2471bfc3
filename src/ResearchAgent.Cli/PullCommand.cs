using System.CommandLine;
using System.Text.Json;
using ResearchAgent.LlamaEngine.Catalogue;
using Spectre.Console;

namespace ResearchAgent.Cli;

/// <summary>research models pull: the only command here that goes to the network, and only when told to.</summary>
internal static class PullCommand
{
    // More than most people expect a command to fetch unasked.
    private const long AskFromBytes = 1_000_000_000;

    public static Command Create(Terminal terminal)
    {
        var name = new Argument<string>("NAME|URL") { Description = "A name of the catalogue, or the address of a .gguf file." };
        var online = new Option<bool>("--online") { Description = "Allow this command to use the network." };
        var yes = new Option<bool>("--yes") { Description = "Do not ask before a large download." };
        var command = new Command("pull", "Download a model. A download that was cut goes on where it stopped.") { name, online, yes };
        command.Validators.Add(result =>
        {
            if (!result.GetValue(online))
            {
                result.AddError("Nothing leaves this machine unless asked: add --online");
            }
        });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var store = ModelsCommand.Store();
            var download = DownloadOf(parsed.GetValue(name)!) with { Confirm = (bytes, token) => ConfirmAsync(terminal, bytes, parsed.GetValue(yes), token) };
            using var downloader = new ModelDownloader(store);
            var installed = await DownloadAsync(downloader, download, parsed, terminal, cancellationToken);
            var kind = ModelInfo.Read(installed.Path).Kind;
            if (parsed.GetValue(CommonOptions.Json))
            {
                terminal.Out.WriteLine(JsonSerializer.Serialize(new { installed.Path, Kind = kind, installed.Record!.Sha256, installed.Record.Source, installed.Record.Bytes }, ModelsView.Json));
            }
            else if (!parsed.GetValue(CommonOptions.Quiet))
            {
                terminal.Paragraph($"{installed.Path}: {ModelsView.Size(installed.Record!.Bytes)}, {ModelsView.Name(kind)}, SHA-256 {installed.Record.Sha256}. Use it with: research models use {installed.FileName}");
            }

            return ExitCode.Ok;
        });
        return command;
    }

    private static ModelDownload DownloadOf(string nameOrUrl)
    {
        if (ModelCatalogue.Find(nameOrUrl) is { } model)
        {
            return new ModelDownload(model.Url, model.FileName, model.Sha256);
        }

        return Uri.TryCreate(nameOrUrl, UriKind.Absolute, out var url) && url.Scheme is "https" or "http"
            ? new ModelDownload(url, ModelStore.FileNameOf(url))
            : throw new InputException($"'{nameOrUrl}' is neither in the catalogue nor the address of a .gguf file. 'research models' lists the catalogue.");
    }

    private static async Task ConfirmAsync(Terminal terminal, long? bytes, bool yes, CancellationToken cancellationToken)
    {
        if (yes || bytes < AskFromBytes)
        {
            return;
        }

        var size = bytes is { } known ? ModelsView.Size(known) : "an unknown number of bytes";
        if (!terminal.IsInteractive)
        {
            throw new UsageException($"the download brings {size}: add --yes. See 'research models pull --help'.");
        }

        terminal.Error.Write($"Download {size}? [y/N] ");
        if ((await terminal.Input.ReadLineAsync(cancellationToken))?.Trim().ToUpperInvariant() is not ("Y" or "YES"))
        {
            throw new UsageException("not downloaded.");
        }
    }

    private static async Task<InstalledModel> DownloadAsync(
        ModelDownloader downloader, ModelDownload download, ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(CommonOptions.Quiet) || !terminal.Progress.Profile.Capabilities.Interactive)
        {
            return await downloader.DownloadAsync(download, null, cancellationToken);
        }

        // The bar begins with the first byte: it would draw over the question.
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        ProgressTask? bar = null;
        var work = downloader.DownloadAsync(
            download with { Confirm = async (bytes, token) => { await download.Confirm(bytes, token); asked.TrySetResult(); } },
            new DirectProgress<DownloadProgress>(p => Show(bar, p)),
            cancellationToken);
        if (await Task.WhenAny(asked.Task, work) == work)
        {
            return await work;
        }

        return await terminal.Progress.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn(), new SpinnerColumn())
            .StartAsync(context =>
            {
                bar = context.AddTask("downloading");
                return work;
            });
    }

    private static void Show(ProgressTask? bar, DownloadProgress progress)
    {
        if (bar is null)
        {
            return;
        }

        bar.IsIndeterminate = progress.TotalBytes is null;
        bar.MaxValue = progress.TotalBytes ?? progress.Bytes;
        bar.Value = progress.Bytes;
        bar.Description = $"{ModelsView.Size(progress.Bytes)}, {ModelsView.Size((long)progress.BytesPerSecond)}/s";
    }
}
