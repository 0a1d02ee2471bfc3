using ResearchAgent.Benchmarks;

// Ratios within one run, on one thread. Compare nothing with the figures of another run or machine.
//   dotnet run -c Release --project tests/Benchmarks -- [--node FOLDER] [--rounds N]
// FOLDER is one where 'npm install node-llama-cpp@3.22.1' was run; without it that comparison is left out.
var node = args.SkipWhile(a => a != "--node").Skip(1).FirstOrDefault();
var rounds = args.SkipWhile(a => a != "--rounds").Skip(1).Select(int.Parse).FirstOrDefault(3);
using var cancellation = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    cancellation.Cancel();
};
await new EngineBenchmark(rounds, node, Console.Out).RunAsync(cancellation.Token);
