using System.Runtime.InteropServices;
using ResearchAgent.Cli;

// Lives as long as the process: Ctrl-C may come while it ends.
var cancellation = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) =>
{
    // The first Ctrl-C stops cleanly, a second one at once.
    e.Cancel = !cancellation.IsCancellationRequested;
    cancellation.Cancel();
};
// A service manager's way of saying the same.
using var terminating = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
{
    signal.Cancel = true;
    cancellation.Cancel();
});
Console.OutputEncoding = System.Text.Encoding.UTF8;
return await ResearchCli.RunAsync(args, Terminal.OfConsole(), cancellation.Token);
