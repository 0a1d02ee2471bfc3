using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;
using ModelContextProtocol.Client;

namespace ResearchAgent.ExternalTools.Mcp;

/// <summary>
/// The program of a server. Ours and not the SDK's: that one starts it through a shell on Windows, and on closing waits
/// for its end before it has closed the stream that would end it.
/// </summary>
internal sealed partial class ServerProcess : IAsyncDisposable
{
    // A server that holds a database open gets this long to close it.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    // Beside what the SDK holds safe to hand on: PATH, HOME and their like.
    private static readonly string[] Basics = ["TMPDIR", "TMP", "TEMP", "LANG", "LC_ALL", "TZ"];

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    private readonly Process _process;
    private readonly ILogger _logger;
    private readonly string _server;

    private ServerProcess(Process process, string server, ILogger logger)
    {
        _process = process;
        _server = server;
        _logger = logger;
        _ = HearAsync();
    }

    public Stream Input => _process.StandardInput.BaseStream;

    public Stream Output => _process.StandardOutput.BaseStream;

    /// <summary>What it wrote last on its error stream, as one line for the person who configured it; empty when nothing.</summary>
    public string LastWords { get; private set; } = "";

    /// <exception cref="ExternalToolException">It cannot be started.</exception>
    public static ServerProcess Start(string server, McpServerSettings settings, string folder, ILogger logger)
    {
        var start = new ProcessStartInfo(settings.Command, settings.Arguments)
        {
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Utf8,
            StandardErrorEncoding = Utf8,
            WorkingDirectory = Directory.Exists(folder) ? Path.GetFullPath(folder) : Environment.CurrentDirectory,
        };
        start.Environment.Clear();
        foreach (var (name, value) in EnvironmentOf(server, settings))
        {
            start.Environment[name] = value;
        }

        try
        {
            return new ServerProcess(Process.Start(start)!, server, logger);
        }
        catch (Exception e) when (e is Win32Exception or InvalidOperationException or IOException)
        {
            var why = e is Win32Exception { NativeErrorCode: var code } ? new Win32Exception(code).Message : e.Message;
            throw new ExternalToolException(server, $"the program '{ToolText.Name(settings.Command)}' cannot be started ({why.TrimEnd('.')}). Set Command to a program on the PATH, or to its full path.", e);
        }
    }

    /// <summary>Ends it and whatever it started: by closing its input, and, where that is not enough, by force.</summary>
    public async ValueTask DisposeAsync()
    {
        var started = OperatingSystem.IsLinux() ? Descendants(_process.Id) : [];
        try
        {
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has gone already.
        }

        using var patience = new CancellationTokenSource(Grace);
        try
        {
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            LogKilled(_logger, _server);
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        // What it started and left behind goes too.
        foreach (var left in started)
        {
            try
            {
                left.Kill();
            }
            catch (Exception e) when (e is InvalidOperationException or Win32Exception)
            {
                // It has ended by itself.
            }

            left.Dispose();
        }

        _process.Dispose();
    }

    // Killing a tree finds nobody any more once its root has ended.
    private static List<Process> Descendants(int root)
    {
        var parents = new Dictionary<int, int>();
        foreach (var folder in Directory.EnumerateDirectories("/proc").Where(f => int.TryParse(Path.GetFileName(f), out _)))
        {
            try
            {
                // "12 (name) S 1 ...": the name may hold anything.
                var stat = File.ReadAllText(Path.Combine(folder, "stat"));
                parents[int.Parse(Path.GetFileName(folder), CultureInfo.InvariantCulture)] = int.Parse(stat[(stat.LastIndexOf(')') + 1)..].Split(' ')[2], CultureInfo.InvariantCulture);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It has ended meanwhile.
            }
        }

        var found = new List<Process>();
        var level = new HashSet<int> { root };
        while (level.Count > 0)
        {
            level = [.. parents.Where(p => level.Contains(p.Value)).Select(p => p.Key)];
            foreach (var id in level)
            {
                try
                {
                    found.Add(Process.GetProcessById(id));
                }
                catch (ArgumentException)
                {
                    // The same.
                }
            }
        }

        return found;
    }

    private static Dictionary<string, string> EnvironmentOf(string server, McpServerSettings settings)
    {
        var environment = StdioClientTransportOptions.GetDefaultEnvironmentVariables().Where(v => v.Value is not null).ToDictionary(v => v.Key, v => v.Value!);
        foreach (var name in Basics)
        {
            if (Environment.GetEnvironmentVariable(name) is { Length: > 0 } value)
            {
                environment[name] = value;
            }
        }

        foreach (var (name, value) in settings.Environment)
        {
            environment[name] = value is not ['$', .. var ours] ? value
                : Environment.GetEnvironmentVariable(ours) ?? throw new ExternalToolException(server, $"the environment variable '{ToolText.Name(ours)}', which Environment:{ToolText.Name(name)} names, is not set. Set it, or take the entry out.");
        }

        return environment;
    }

    // Not by the process's own events: to wait for its end would be to wait for the end of them, and what it leaves behind may hold the stream open.
    private async Task HearAsync()
    {
        try
        {
            while (await _process.StandardError.ReadLineAsync() is { } line)
            {
                if (ToolText.Description(line) is { Length: > 0 } words)
                {
                    LastWords = words;
                    LogErrorStream(_logger, _server, words);
                }
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // It is over.
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Server} writes on its error stream: {Line}")]
    private static partial void LogErrorStream(ILogger logger, string server, string line);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Server} did not end when its input was closed, and was killed.")]
    private static partial void LogKilled(ILogger logger, string server);
}
