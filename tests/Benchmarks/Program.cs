using System.Globalization;
using ResearchAgent.Benchmarks;

// Ratios within one run. Compare nothing with the figures of another run or machine.
//   dotnet run -c Release --project tests/Benchmarks -- [--node FOLDER] [--rounds N]
// The engine, on one thread. FOLDER is one where 'npm install node-llama-cpp@3.22.1' was run; without it that comparison is left out.
//   dotnet run -c Release --project tests/Benchmarks -- index [--papers N] [--data DIR]
// The indexes. DIR holds arxiv-100k.jsonl.gz; without it shared/data/arxiv beside the repository, and without that made-up texts.
//   dotnet run -c Release --project tests/Benchmarks -- ingest --data DIR [--files N]
// A folder of N articles, made of the JATS files of DIR, into a library: files a second, memory at each quarter.
//   dotnet run -c Release --project tests/Benchmarks -- jats [--data DIR] [--rounds N]
// Reading articles. DIR holds JATS files; without it shared/data/docs/jats-plos beside the repository.
//   dotnet run -c Release --project tests/Benchmarks -- pdf [--pdfs FOLDER] [--rounds N]
// The PDF reader, on one thread. Without FOLDER the papers of shared/data/docs beside the repository.
//   dotnet run -c Release --project tests/Benchmarks -- serve --url http://127.0.0.1:5075 --questions FILE [--askers N] [--seconds N] [--pid ID]
// A server that runs, asked by many at once. FILE holds questions as 'research eval qa' takes them; ID is the server's process.
using var cancellation = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    cancellation.Cancel();
};
if (args is ["index", ..])
{
    var papers = Option("--papers") is { } count ? int.Parse(count, CultureInfo.InvariantCulture) : 2000;
    await new IndexBenchmark(papers, Option("--data"), Console.Out).RunAsync(cancellation.Token);
}
else if (args is ["ingest", ..])
{
    var files = Option("--files") is { } count ? int.Parse(count, CultureInfo.InvariantCulture) : 1000;
    await new IngestBenchmark(files, Option("--data") ?? throw new ArgumentException("--data names the folder of JATS files."), Console.Out).RunAsync(cancellation.Token);
}
else if (args is ["jats", ..])
{
    var rounds = Option("--rounds") is { } count ? int.Parse(count, CultureInfo.InvariantCulture) : 5;
    await new JatsBenchmark(Option("--data"), rounds, Console.Out).RunAsync(cancellation.Token);
}
else if (args is ["pdf", ..])
{
    var rounds = Option("--rounds") is { } count ? int.Parse(count, CultureInfo.InvariantCulture) : 5;
    await new PdfBenchmark(rounds, Option("--pdfs"), Console.Out).RunAsync(cancellation.Token);
}
else if (args is ["serve", ..])
{
    var questions = File.ReadLines(Option("--questions") ?? throw new ArgumentException("--questions names a file of questions."))
        .Where(l => l.Length > 0)
        .Select(l => System.Text.Json.JsonDocument.Parse(l).RootElement.GetProperty("question").GetString()!)
        .ToList();
    var askers = Option("--askers") is { } number ? int.Parse(number, CultureInfo.InvariantCulture) : 50;
    var seconds = Option("--seconds") is { } length ? int.Parse(length, CultureInfo.InvariantCulture) : 60;
    int? server = Option("--pid") is { } id ? int.Parse(id, CultureInfo.InvariantCulture) : null;
    await new ServeBenchmark(new Uri(Option("--url") ?? throw new ArgumentException("--url names the server.")), askers, TimeSpan.FromSeconds(seconds), server, questions, Console.Out).RunAsync(cancellation.Token);
}
else
{
    var rounds = Option("--rounds") is { } count ? int.Parse(count, CultureInfo.InvariantCulture) : 3;
    await new EngineBenchmark(rounds, Option("--node"), Console.Out).RunAsync(cancellation.Token);
}

string? Option(string name) => args.SkipWhile(a => a != name).Skip(1).FirstOrDefault();
