using ResearchAgent.Cli;
using Xunit;

namespace ResearchAgent.Cli.Tests;

/// <summary>Runs the command line in this process, over libraries in one temporary folder.</summary>
public abstract class CliRun : IDisposable
{
    protected string Folder { get; } = Directory.CreateTempSubdirectory("research-cli-").FullName;

    protected string Library => Path.Combine(Folder, "library");

    public virtual void Dispose()
    {
        Directory.Delete(Folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    protected static async Task<(int ExitCode, string Out, string Error)> RunAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exitCode = await ResearchCli.RunAsync(args, new Terminal(output, error, TextReader.Null, isInteractive: false), TestContext.Current.CancellationToken);
        return (exitCode, output.ToString(), error.ToString());
    }

    protected Task<(int ExitCode, string Out, string Error)> InLibraryAsync(params string[] args) => RunAsync([.. args, "--library", Library]);

    protected string Write(string name, string text)
    {
        var path = Path.Combine(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>One line that begins with "research:" or a path, and no stack trace.</summary>
    protected static void IsOneClearLine(string error)
    {
        var line = Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.DoesNotContain("   at ", line, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", line, StringComparison.Ordinal);
    }
}
