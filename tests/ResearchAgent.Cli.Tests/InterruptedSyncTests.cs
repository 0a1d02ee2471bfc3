using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Xunit;

namespace ResearchAgent.Cli.Tests;

/// <summary>The program as a process of its own, killed while it works.</summary>
public sealed class InterruptedSyncTests : CliRun
{
    private const int Files = 200;
    private const int Kills = 10;

    [Fact]
    public async Task A_sync_that_is_killed_ten_times_ends_in_the_library_of_an_undisturbed_one()
    {
        var papers = Path.Combine(Folder, "papers");
        WriteMixedFiles(papers);
        var token = TestContext.Current.CancellationToken;
        var random = new Random(20261128);
        var kills = 0;
        while (kills < Kills)
        {
            using var process = Start("sync", papers, "--library", Library, "--quiet");
            var aim = random.Next(1, Files / Kills);
            var before = JournalLines();
            while (!process.HasExited && JournalLines() < before + aim)
            {
                await Task.Yield();
            }

            Assert.False(process.HasExited && process.ExitCode != 0 && process.ExitCode != 3, "The run failed before it was killed.");
            if (process.HasExited)
            {
                break;
            }

            process.Kill();
            await process.WaitForExitAsync(token);
            kills++;
        }

        Assert.InRange(kills, Kills / 2, Kills);
        Assert.Equal(3, await FinishAsync(Library, papers));
        var undisturbed = Path.Combine(Folder, "undisturbed");
        Assert.Equal(3, await FinishAsync(undisturbed, papers));
        Assert.Equal(await ExportAsync(undisturbed), await ExportAsync(Library));
    }

    private static void WriteMixedFiles(string folder)
    {
        Directory.CreateDirectory(folder);
        for (var i = 0; i < Files; i++)
        {
            var n = i.ToString("D3", CultureInfo.InvariantCulture);
            var title = $"Harbour study number {n}";
            var text = $"Study {n} measures how the tide moves silt past gauge {n}, and what pilot {n} does about it.";
            var (name, content) = (i % 8) switch
            {
                0 => ("md", $"# {title}\n\n{text}\n"),
                1 => ("jsonl", $"{{\"title\": \"{title}\", \"abstract\": \"{text}\"}}\n{{\"title\": \"{title}, continued\", \"abstract\": \"More: {text}\"}}\n"),
                2 => ("bib", $"@article{{study{n},\n  title = {{{title}}},\n  author = {{Lovelace, Ada}},\n  year = 2020,\n  abstract = {{{text}}}\n}}\n"),
                3 => ("ris", $"TY  - JOUR\nTI  - {title}\nAU  - Lovelace, Ada\nPY  - 2021\nAB  - {text}\nER  - \n"),
                4 => ("tex", $"\\documentclass{{article}}\n\\title{{{title}}}\n\\author{{Ada Lovelace}}\n\\begin{{document}}\n\\maketitle\n\\begin{{abstract}}\n{text}\n\\end{{abstract}}\n\\section{{Gauges}}\n{text}\n\\end{{document}}\n"),
                5 => ("html", $"<html><head><title>{title}</title></head><body><article><h1>{title}</h1><p>{text}</p><p>{text.Replace("measures", "also tells", StringComparison.Ordinal)}</p></article></body></html>"),

                // Two files of one paper, and one that cannot be read.
                6 => ("txt", $"# Harbour study number {(i - 6).ToString("D3", CultureInfo.InvariantCulture)}\n\n{text} Again, and at more length.\n"),
                _ => i % 16 == 7 ? ("jsonl", "{broken") : ("xyz", "nothing to read"),
            };
            File.WriteAllText(Path.Combine(folder, $"{n}.{name}"), content);
        }
    }

    private static Process Start(params string[] args)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "research.dll"));
        foreach (var arg in args)
        {
            start.ArgumentList.Add(arg);
        }

        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private static async Task<int> FinishAsync(string library, string papers) => (await RunAsync("sync", papers, "--library", library, "--quiet")).ExitCode;

    // When each paper was stored is no part of what is in the library.
    private static async Task<string> ExportAsync(string library)
    {
        var (exitCode, output, error) = await RunAsync("papers", "export", "--format", "jsonl", "--library", library);
        Assert.True(exitCode == 0, error);
        var papers = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!).ToList();
        Assert.InRange(papers.Count, Files / 2, Files);
        return string.Join('\n', papers.Select(p => p.ToJsonString()));
    }

    private int JournalLines()
    {
        var path = Path.Combine(Library, "sync.jsonl");
        try
        {
            using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
            return reader.ReadToEnd().Count(c => c == '\n');
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
