using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Configuration;
using ResearchAgent.LlamaEngine.Catalogue;
using ResearchAgent.Writing.Formats;
using Spectre.Console;

namespace ResearchAgent.Cli;

/// <summary>Models on the terminal: a table, tab-separated lines for a pipe, or JSON.</summary>
internal static class ModelsView
{
    private const int ChatContext = 4096;

    // A question and a passage of at most 480 tokens, with room.
    private const int EncoderContext = 1024;

    public static JsonSerializerOptions Json { get; } = new(JsonOutput.Options) { Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) } };

    /// <param name="MemoryBytes">With <see cref="UsualContext"/>; null where the file is unusable.</param>
    /// <param name="Uses">Kinds of work it is chosen for.</param>
    /// <param name="Problem">Why a file is unusable.</param>
    public sealed record Row(string Name, ModelKind? Kind, long Bytes, long? MemoryBytes, long? ContextLength, string? Licence, string? Path, string? Url, IReadOnlyList<ModelKind> Uses, string? Problem = null);

    public static string Name(ModelKind kind) => kind switch { ModelKind.Chat => "chat", ModelKind.Embedding => "embedding", _ => "rerank" };

    /// <summary>Decimal units, as download pages print them.</summary>
    public static string Size(long bytes) => bytes switch
    {
        < 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e3:0.#} kB"),
        < 1_000_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.#} MB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.##} GB"),
    };

    /// <summary>The tokens memory is estimated for where nobody says.</summary>
    public static int UsualContext(ModelInfo model) => (int)Math.Clamp(model.ContextLength ?? long.MaxValue, 1, model.IsCausal ? ChatContext : EncoderContext);

    /// <summary>Installed models, chosen ones that lie elsewhere, then what the catalogue has besides.</summary>
    public static IReadOnlyList<Row> Rows(ModelStore store, IConfiguration settings)
    {
        var uses = Enum.GetValues<ModelKind>()
            .Select(k => (Kind: k, Path: settings[ModelsCommand.SettingOf(k)]))
            .Where(u => !string.IsNullOrEmpty(u.Path))
            .ToLookup(u => Path.GetFullPath(u.Path!), u => u.Kind);
        var installed = store.List();
        var paths = installed.Select(m => m.Path).Concat(uses.Select(u => u.Key)).Distinct();
        return
        [
            .. paths.Select(p => RowOf(p, [.. uses[p]])),
            .. ModelCatalogue.Models
                .Where(m => !installed.Any(i => i.FileName == m.FileName))
                .Select(m => new Row(m.Name, m.Kind, m.Bytes, m.MemoryBytes, m.ContextLength, m.Licence, null, m.Url.AbsoluteUri, [])),
        ];
    }

    public static void ShowList(Terminal terminal, ParseResult parsed, ModelStore store, IReadOnlyList<Row> rows, long availableBytes)
    {
        if (parsed.GetValue(CommonOptions.Json))
        {
            var models = rows.Select(r => new { r.Name, r.Kind, Installed = r.Path is not null && r.Problem is null, r.Uses, r.Bytes, r.MemoryBytes, Fits = r.MemoryBytes <= availableBytes, r.ContextLength, r.Licence, r.Path, r.Url, r.Problem });
            terminal.Out.WriteLine(JsonSerializer.Serialize(new { store.Folder, AvailableBytes = availableBytes, Models = models }, Json));
            return;
        }

        var lines = rows.Select(r => new
        {
            Name = SingleLine.Of(r.Name),
            Kind = r.Kind is { } kind ? Name(kind) : "",
            Size = Size(r.Bytes),
            Memory = r.MemoryBytes is { } bytes ? Size(bytes) : "",
            Fit = r.MemoryBytes is null ? "" : r.MemoryBytes <= availableBytes ? "fits" : "too big",
            State = State(r),
            Licence = SingleLine.Of(r.Licence ?? ""),
        });
        if (terminal.IsInteractive)
        {
            // Names are there to be typed: they do not wrap, and a fit goes without saying.
            var table = new Table().Border(TableBorder.Simple)
                .AddColumn("Model", c => c.NoWrap()).AddColumn("Kind", c => c.NoWrap().PadLeft(0)).AddColumn("Size", c => c.NoWrap().PadLeft(0))
                .AddColumn("Memory", c => c.PadLeft(0)).AddColumn("State", c => c.PadLeft(0)).AddColumn("Licence", c => c.PadLeft(0));
            foreach (var line in lines)
            {
                table.AddRow(new[] { line.Name, line.Kind, line.Size, line.Fit == "fits" ? line.Memory : $"{line.Memory} {line.Fit}", line.State, line.Licence }.Select(c => AnswerView.Cell(c)));
            }

            terminal.Console.Write(table);
        }
        else
        {
            foreach (var line in lines)
            {
                terminal.Out.WriteLine(string.Join('\t', line.Name, line.Kind, line.Size, line.Memory, line.Fit, line.State, line.Licence));
            }
        }

        if (!parsed.GetValue(CommonOptions.Quiet))
        {
            terminal.Error.WriteLine($"Models are kept in {store.Folder}; {Size(availableBytes)} of memory are available. Get one with: research models pull NAME --online");
        }
    }

    public static void ShowInfo(Terminal terminal, ParseResult parsed, ModelInfo model, int contextLength, long availableBytes)
    {
        var half = MemoryEstimate.Of(model, contextLength);
        var eighth = MemoryEstimate.Of(model, contextLength, CacheType.Q8);
        if (parsed.GetValue(CommonOptions.Json))
        {
            terminal.Out.WriteLine(JsonSerializer.Serialize(
                new { Model = model with { ChatTemplate = null }, HasChatTemplate = model.ChatTemplate is not null, EstimatedFor = contextLength, Memory = half, MemoryWithQ8Cache = eighth, AvailableBytes = availableBytes, Fits = half.Fits(availableBytes) },
                Json));
            return;
        }

        foreach (var (name, value) in Facts(model))
        {
            terminal.Out.WriteLine($"{name,-14}{SingleLine.Of(value)}");
        }

        terminal.Out.WriteLine($"{"memory",-14}{Describe(half)} at {contextLength} tokens; {Size(availableBytes)} available: {(half.Fits(availableBytes) ? "fits" : "does not fit")}");
        if (half.CacheBytes > 0)
        {
            terminal.Out.WriteLine($"{"",-14}{Size(eighth.TotalBytes)} with a Q8_0 cache");
        }

        if (contextLength > model.ContextLength)
        {
            terminal.Error.WriteLine($"The model was trained for {model.ContextLength} tokens: beyond them it loses its way.");
        }
    }

    private static Row RowOf(string path, IReadOnlyList<ModelKind> uses)
    {
        var name = System.IO.Path.GetFileNameWithoutExtension(path);
        try
        {
            var model = ModelInfo.Read(path);
            return new Row(name, model.Kind, model.FileBytes, MemoryEstimate.Of(model, UsualContext(model)).TotalBytes, model.ContextLength, model.Licence, path, null, uses);
        }
        catch (ModelFileException e)
        {
            // One bad file must not hide the others.
            return new Row(name, null, File.Exists(path) ? new FileInfo(path).Length : 0, null, null, null, path, null, uses, e.Message);
        }
    }

    private static string State(Row row) =>
        row.Problem is not null ? $"unusable: {SingleLine.Of(row.Problem)}"
        : row.Uses.Count > 0 ? $"in use: {string.Join(", ", row.Uses.Select(Name))}"
        : row.Path is not null ? "installed"
        : "to be had";

    private static IEnumerable<(string Name, string Value)> Facts(ModelInfo model)
    {
        var culture = CultureInfo.InvariantCulture;
        yield return ("name", model.Name);
        yield return ("file", $"{model.Path} ({Size(model.FileBytes)})");
        if (model.Parts > 1)
        {
            yield return ("part", $"{model.Part} of {model.Parts}; counts and memory are of this part");
        }

        yield return ("kind", Name(model.Kind));
        yield return ("architecture", model.Architecture);
        yield return ("parameters", Count(model.Parameters));
        yield return ("quantisation", string.Create(culture, $"{model.Quantisation} ({(model.Parameters == 0 ? 0 : 8.0 * model.WeightBytes / model.Parameters):0.0#} bits a weight)"));
        yield return ("context", model.ContextLength is { } context ? string.Create(culture, $"{context} tokens") : "not stated");
        yield return ("shape", string.Create(culture, $"{model.Layers} layers, {model.EmbeddingLength} wide, {model.Heads} heads, {model.KeyValueHeads} for keys and values"));
        yield return ("vocabulary", string.Create(culture, $"{model.VocabularySize} tokens"));
        if (model.Pooling is { } pooling)
        {
            yield return ("pooling", pooling);
        }

        yield return ("chat template", model.ChatTemplate is { } template ? $"{model.TemplateFamily ?? "of no known family"}: {FirstLine(template)}" : "none");
        yield return ("licence", model.Licence ?? "not stated");
    }

    private static string Describe(MemoryEstimate memory) =>
        $"{Size(memory.TotalBytes)} = weights {Size(memory.WeightBytes)} + cache {Size(memory.CacheBytes)} + computing {Size(memory.ComputeBytes)}";

    private static string Count(long parameters) => parameters switch
    {
        >= 1_000_000_000 => string.Create(CultureInfo.InvariantCulture, $"{parameters / 1e9:0.##} billion"),
        >= 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{parameters / 1e6:0.#} million"),
        _ => parameters.ToString("N0", CultureInfo.InvariantCulture),
    };

    private static string FirstLine(string template)
    {
        const int Longest = 80;
        var line = SingleLine.Of(template.TrimStart().Split('\n')[0]);
        return line.Length > Longest ? line[..Longest] + "…" : line;
    }
}
