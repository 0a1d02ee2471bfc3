using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using ResearchAgent.LlamaEngine.Catalogue;

namespace ResearchAgent.Cli;

/// <summary>research models [list] | info | pull | use | try | tune</summary>
internal static class ModelsCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("models", "Installed models and those that can be had: list, look into, download, choose.")
        {
            List(terminal), Info(terminal), PullCommand.Create(terminal), Use(terminal), TryCommand.CreateTry(terminal), TryCommand.CreateTune(terminal),
        };
        command.SetAction(parsed => ShowList(terminal, parsed));
        return command;
    }

    /// <summary>Models:Folder, or the user's data folder.</summary>
    public static ModelStore Store() => new(Settings.Read()["Models:Folder"] is { Length: > 0 } folder ? folder : ModelStore.DefaultFolder());

    /// <summary>The file that a path, an installed file's name or a name of the catalogue stands for.</summary>
    /// <exception cref="InputException">None.</exception>
    public static string FileOf(string fileOrName)
    {
        if (File.Exists(fileOrName))
        {
            return Path.GetFullPath(fileOrName);
        }

        if (Store().Find(fileOrName) is { } installed)
        {
            return installed.Path;
        }

        throw new InputException(ModelCatalogue.Find(fileOrName) is { } model
            ? $"the model '{model.Name}' is not installed. Get it with: research models pull {model.Name} --online"
            : $"'{fileOrName}' is neither a file nor a model. 'research models' lists those there are.");
    }

    /// <summary>The setting that names the model for a use: "Models:Chat:Path".</summary>
    public static string SettingOf(ModelKind kind) => $"Models:{kind}:Path";

    private static Command List(Terminal terminal)
    {
        var command = new Command("list", "Installed models and those of the catalogue (also without 'list').");
        command.SetAction(parsed => ShowList(terminal, parsed));
        return command;
    }

    private static int ShowList(Terminal terminal, ParseResult parsed)
    {
        var store = Store();
        ModelsView.ShowList(terminal, parsed, store, ModelsView.Rows(store, Settings.Read()), AvailableMemory.Bytes());
        return ExitCode.Ok;
    }

    private static Command Info(Terminal terminal)
    {
        var name = new Argument<string>("FILE|NAME") { Description = "A .gguf file or the name of an installed model." };
        var context = new Option<int?>("--context") { Description = "Tokens to estimate the memory for (default: 4096, an encoder 1024, or what it was trained for).", HelpName = "N", CustomParser = CommonOptions.WholeNumber };
        context.Validators.Add(result =>
        {
            if (int.TryParse(result.Tokens[0].Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number < 1)
            {
                result.AddError("--context must be at least 1");
            }
        });
        var command = new Command("info", "What a model file is, and the memory it needs. The file is not loaded.") { name, context };
        command.SetAction(parsed =>
        {
            var model = ModelInfo.Read(FileOf(parsed.GetValue(name)!));
            ModelsView.ShowInfo(terminal, parsed, model, parsed.GetValue(context) ?? ModelsView.UsualContext(model), AvailableMemory.Bytes());
            return ExitCode.Ok;
        });
        return command;
    }

    private static Command Use(Terminal terminal)
    {
        var name = new Argument<string?>("FILE|NAME") { Description = "A .gguf file or the name of an installed model.", Arity = ArgumentArity.ZeroOrOne };
        var use = new Option<ModelKind?>("--as") { Description = "What for (default: what the model is made for).", HelpName = "chat|embedding|rerank" };
        use.CustomParser = result =>
        {
            if (Enum.GetValues<ModelKind>().Where(k => ModelsView.Name(k) == result.Tokens[0].Value).ToList() is [var kind])
            {
                return kind;
            }

            result.AddError($"'{result.Tokens[0].Value}' is not one of chat, embedding and rerank");
            return null;
        };
        var none = new Option<bool>("--none") { Description = "Use no model any more (with --as: not for that)." };
        var command = new Command("use", "Choose the model for chat, embedding or rerank; the choice goes into your settings file.") { name, use, none };
        command.Validators.Add(result =>
        {
            if (result.GetValue(none) == result.GetResult(name) is { Tokens.Count: > 0 })
            {
                result.AddError("Give a model or --none");
            }
        });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (kinds, path) = parsed.GetValue(none)
                ? (parsed.GetValue(use) is { } only ? [only] : Enum.GetValues<ModelKind>(), null)
                : Choose(FileOf(parsed.GetValue(name)!), parsed.GetValue(use));
            await Settings.WriteAsync(kinds.Select(k => KeyValuePair.Create(SettingOf(k), path)), cancellationToken);
            if (parsed.GetValue(CommonOptions.Json))
            {
                terminal.Out.WriteLine(JsonSerializer.Serialize(new { Kinds = kinds, Path = path, Settings = Settings.UserFile }, ModelsView.Json));
            }
            else if (!parsed.GetValue(CommonOptions.Quiet))
            {
                terminal.Paragraph($"{string.Join(", ", kinds.Select(ModelsView.Name))}: {path ?? "no model"} (in {Settings.UserFile})");
            }

            return ExitCode.Ok;
        });
        return command;
    }

    private static (ModelKind[] Kinds, string? Path) Choose(string path, ModelKind? wanted)
    {
        var model = ModelInfo.Read(path);
        if (model.Part > 1)
        {
            throw new InputException($"'{path}' is part {model.Part} of {model.Parts} of a split model. Name the first part, with the others beside it.");
        }

        // Vectors can be had from any language model; the other two uses need what only their kind has.
        var kind = wanted ?? model.Kind;
        return kind == model.Kind || (kind == ModelKind.Embedding && model.Kind == ModelKind.Chat)
            ? ([kind], path)
            : throw new InputException($"'{path}' is a model for {ModelsView.Name(model.Kind)} and cannot serve as {ModelsView.Name(kind)}. Leave out --as or choose another model.");
    }
}
