using System.CommandLine;
using ResearchAgent.Indexing;
using ResearchAgent.Papers;

namespace ResearchAgent.Cli;

/// <summary>Options that several commands share.</summary>
internal static class CommonOptions
{
    public static Option<string?> Library { get; } = new("--library")
    {
        Description = "Folder of the library (default: $RESEARCH_LIBRARY, appsettings.json, or .research here).",
        HelpName = "DIR",
        Recursive = true,
    };

    public static Option<bool> Json { get; } = new("--json") { Description = "Write the result as JSON.", Recursive = true };

    public static Option<bool> Quiet { get; } = new("--quiet") { Description = "No progress, no notes.", Recursive = true };

    public static Option<bool> ShowQuotes { get; } = new("--show-quotes") { Description = "Show the quotes behind each sentence." };

    public static Option<int?> FromYear { get; } = new("--year-from") { Description = "Only papers of this year or later.", HelpName = "YEAR" };

    public static Option<int?> ToYear { get; } = new("--year-to") { Description = "Only papers of this year or earlier.", HelpName = "YEAR" };

    public static Option<string[]> Tags { get; } = new("--tag") { Description = "Only papers with one of these tags.", HelpName = "TAG" };

    public static Option<string[]> Papers { get; } = new("--paper") { Description = "Only these papers, by id.", HelpName = "ID" };

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

    public static PassageFilter FilterOf(ParseResult parsed) => new()
    {
        FromYear = parsed.GetValue(FromYear),
        ToYear = parsed.GetValue(ToYear),
        Tags = parsed.GetValue(Tags) ?? [],
        Papers = [.. (parsed.GetValue(Papers) ?? []).Select(PaperId.FromString)],
    };
}
