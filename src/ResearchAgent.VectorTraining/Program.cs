using System.Globalization;
using System.Numerics.Tensors;
using ResearchAgent.VectorTraining;

// Trains the static word vectors. Usage: INPUT.jsonl[.gz] OUTPUT_PREFIX [--limit N] [--epochs N] [--vocabulary N] [--seed N] [--probe N]
if (args.Length < 2 || !File.Exists(args[0]))
{
    Console.Error.WriteLine("Usage: INPUT.jsonl[.gz] OUTPUT_PREFIX [--limit N] [--epochs N] [--vocabulary N] [--seed N] [--probe N]; INPUT holds records with title and abstract.");
    return 2;
}

// Found out before hours of training, not after.
Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(args[1]))!);

int Number(string name, int fallback)
{
    var at = Array.IndexOf(args, name);
    return at >= 0 && at + 1 < args.Length && int.TryParse(args[at + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : fallback;
}

var corpus = Corpus.Read(args[0], Number("--vocabulary", 30_000), Number("--limit", int.MaxValue));
var held = Math.Min(Number("--probe", 1000), corpus.Records.Count / 5);
Console.Error.WriteLine($"{corpus.Records.Count} records, {corpus.Vocabulary.Length} words, {held} records held out");
var options = new TrainingOptions { Epochs = Number("--epochs", 4), Seed = Number("--seed", 1) };
var trainer = new ContrastiveTrainer(corpus.Vocabulary.Length, options);
Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"title to abstract, untrained: hit@1 {Probe():F3}"));
trainer.Train([.. corpus.Records.Skip(held)], (epoch, step, loss) =>
{
    if (step % 10 == 0)
    {
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"epoch {epoch}, step {step}: loss {loss:F3}"));
    }
});
Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"title to abstract, trained: hit@1 {Probe():F3}"));
VectorFiles.Write(args[1], corpus.Vocabulary, trainer.Rows);
return 0;

// Of the held-out titles, the share whose own abstract is the nearest of all held-out abstracts.
double Probe()
{
    var records = corpus.Records.Take(held).Where(r => r[0].Length > 0).ToList();
    var abstracts = records.Select(r => trainer.Embed(r.Skip(1).SelectMany(p => p).Distinct())).ToList();
    return records.Select((r, i) => (Title: trainer.Embed(r[0]), i)).Average(t => abstracts.Select((a, j) => (TensorPrimitives.Dot<float>(a, t.Title), j)).Max().j == t.i ? 1.0 : 0.0);
}
