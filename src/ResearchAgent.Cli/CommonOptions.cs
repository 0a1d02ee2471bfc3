using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using ResearchAgent.Indexing;
using ResearchAgent.Papers;
using ResearchAgent.Retrieval;
using ResearchAgent.Writing.Styles;

namespace ResearchAgent.Cli;

/// <summary>Options that several commands share.</summary>
internal static class CommonOptions
{
    public static Option<string?> Library { get; } = CreateLibrary();

    public static Option<string?> Index { get; } = CreateIndex();

    public static Option<bool> Json { get; } = new("--json") { Description = "Write the result as JSON.", Recursive = true };

    public static Option<bool> Quiet { get; } = new("--quiet") { Description = "No progress, no notes.", Recursive = true };

    public static Option<bool> ShowQuotes { get; } = new("--show-quotes") { Description = "Show the quotes behind each sentence." };

    public static Option<string?> Writer { get; } = CreateWriter();

    public static Option<string?> Style { get; } = CreateStyle();

    public static Option<bool> Agent { get; } = new("--agent") { Description = "Answer in several steps: take the question apart, search for each part, again with other words where that was not enough, then answer." };

    public static Option<int?> FromYear { get; } = new("--year-from") { Description = "Only papers of this year or later.", HelpName = "YEAR", CustomParser = WholeNumber };

    public static Option<int?> ToYear { get; } = new("--year-to") { Description = "Only papers of this year or earlier.", HelpName = "YEAR", CustomParser = WholeNumber };

    public static Option<string[]> Tags { get; } = new("--tag") { Description = "Only papers with one of these tags.", HelpName = "TAG" };

    public static Option<string[]> Papers { get; } = new("--paper") { Description = "Only these papers, by key, id or title.", HelpName = "PAPER" };

    public static Command WithFilters(this Command command)
    {
        command.Add(FromYear);
        command.Add(ToYear);
        command.Add(Tags);
        command.Add(Papers);
        return command;
    }

    /// <summary>A word such as "--fromat" among free words is a slip, not a title or a path.</summary>
    public static Argument<string[]> WithoutOptions(this Argument<string[]> argument)
    {
        argument.Validators.Add(result =>
        {
            if (result.Tokens.FirstOrDefault(t => t.Value.StartsWith("--", StringComparison.Ordinal)) is { } slip)
            {
                result.AddError($"Unknown option '{slip.Value}'");
            }
        });
        return argument;
    }

    public static Argument<string[]> NotBlank(this Argument<string[]> argument)
    {
        argument.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && result.Tokens.All(t => string.IsNullOrWhiteSpace(t.Value)))
            {
                result.AddError($"{argument.Name} is blank");
            }
        });
        return argument;
    }

    /// <summary>Says "not a whole number" where the parser's own message would name a .NET type.</summary>
    public static int? WholeNumber(ArgumentResult result)
    {
        if (int.TryParse(result.Tokens[0].Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }

        result.AddError($"'{result.Tokens[0].Value}' is not a whole number");
        return null;
    }

    /// <exception cref="PaperNotFoundException">A --paper names nothing: an empty result would look like an empty library.</exception>
    public static async Task<PassageFilter> FilterOfAsync(ParseResult parsed, Session session, CancellationToken cancellationToken)
    {
        var papers = new List<PaperId>();
        foreach (var name in parsed.GetValue(Papers) ?? [])
        {
            var paper = await session.Assistant.ResolveAsync(name, cancellationToken)
                ?? throw new PaperNotFoundException(name, $"No paper of the library is called '{name}'. Use a key, an id or words of the title; 'research papers' lists them.");
            papers.Add(paper.Id);
        }

        return new PassageFilter { FromYear = parsed.GetValue(FromYear), ToYear = parsed.GetValue(ToYear), Tags = parsed.GetValue(Tags) ?? [], Papers = papers };
    }

    /// <summary>The style of citations and references; null where none was asked for.</summary>
    /// <param name="format">What is printed; only prose takes a style.</param>
    /// <exception cref="UsageException">A style was asked for in a format that keeps keys.</exception>
    public static CitationStyle? StyleOf(ParseResult parsed, string format)
    {
        if (parsed.GetValue(Style) is not { } name)
        {
            return null;
        }

        return format is "json" or "csv" or "latex"
            ? throw new UsageException($"--style has no use in {format}, which keeps keys. Leave it out, or print text or md; 'research cite --format latex' writes a styled bibliography.")
            : CitationStyle.Find(name);
    }

    private static Option<string?> CreateStyle()
    {
        var style = new Option<string?>("--style") { Description = "Write citations and references as apa, ieee, chicago, vancouver or acm does (default: keys).", HelpName = "STYLE" };
        style.AcceptOnlyFromAmong([.. CitationStyle.All.Select(s => s.Name)]);
        return style;
    }

    private static Option<string?> CreateWriter()
    {
        var writer = new Option<string?>("--writer")
        {
            Description = "Who writes: extractive (the papers' own sentences), llama (the configured language model, every sentence checked) or auto (default: llama where one is configured).",
            HelpName = "WRITER",
        };
        writer.AcceptOnlyFromAmong("auto", "extractive", "llama");
        return writer;
    }

    private static Option<string?> CreateIndex()
    {
        var index = new Option<string?>("--index")
        {
            Description = "Where the library is kept: sqlite (in its folder) or qdrant (on the server that the settings name). Default: Index:Provider of the settings.",
            HelpName = "INDEX",
            Recursive = true,
        };
        index.AcceptOnlyFromAmong(Indexes.Sqlite, Indexes.Qdrant);
        return index;
    }

    private static Option<string?> CreateLibrary()
    {
        var library = new Option<string?>("--library")
        {
            Description = "Folder of the library (default: $RESEARCH_LIBRARY, appsettings.json, or .research here).",
            HelpName = "DIR",
            Recursive = true,
        };
        library.Validators.Add(result =>
        {
            if (result.Tokens.Any(t => string.IsNullOrWhiteSpace(t.Value)))
            {
                result.AddError("--library is blank");
            }
        });
        return library;
    }
}
