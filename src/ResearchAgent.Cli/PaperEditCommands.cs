using System.CommandLine;
using ResearchAgent.Indexing;
using ResearchAgent.Ingestion;
using ResearchAgent.Papers;
using ResearchAgent.Writing;
using ResearchAgent.Writing.Formats;

namespace ResearchAgent.Cli;

/// <summary>research papers edit | tag | remove | merge: what changes a library takes exact names, never the nearest.</summary>
internal static class PaperEditCommands
{
    public static Command CreateEdit(Terminal terminal)
    {
        var name = Name();
        var title = Text("--title", "TITLE", "Its title.");
        var authors = new Option<string[]>("--author") { Description = "An author, as 'Given Family' or 'Family, Given'; a group in braces. Repeat it for each, in order.", HelpName = "NAME" };
        var year = new Option<int?>("--year") { Description = "Year of publication.", HelpName = "YEAR", CustomParser = CommonOptions.WholeNumber };
        var venue = Text("--venue", "VENUE", "Journal, proceedings or book.");
        var doi = Text("--doi", "DOI", "Its DOI; empty removes it.");
        var arxiv = Text("--arxiv", "ID", "Its arXiv id; empty removes it.");
        var url = Text("--url", "URL", "Its address.");
        var type = Text("--type", "TYPE", "What kind of work it is, as CSL names it: article-journal, paper-conference, book, thesis.");
        var key = Text("--key", "KEY", "Another citation key.");
        var fields = new Option<string[]>("--field") { Description = "Any other field, such as volume=12 or publisher=MIT Press; an empty value removes it.", HelpName = "NAME=VALUE" };
        var allow = new Option<bool?>("--allow-flagged") { Description = "Whether hidden text and planted instructions of this paper count as text.", HelpName = "true|false" };
        var command = new Command("edit", "Correct a paper's record. What you set stays, whatever its files say.") { name, title, authors, year, venue, doi, arxiv, url, type, key, fields, allow };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var edits = new List<(string Field, Func<Paper, Paper> Set)>();
            AddEdit(title, EditedFieldNames.Title, (p, v) => p with { Title = v ?? throw new UsageException("--title is empty; a paper has a title.") });
            AddEdit(venue, EditedFieldNames.Venue, (p, v) => p with { Venue = v });
            AddEdit(doi, EditedFieldNames.Doi, (p, v) => p with { Doi = v is null ? null : PaperId.NormalizeDoi(v) ?? throw new UsageException($"--doi '{v}' is no DOI. It looks like 10.1000/xyz.") });
            AddEdit(arxiv, EditedFieldNames.ArxivId, (p, v) => p with { ArxivId = v is null ? null : PaperId.NormalizeArxivId(v) ?? throw new UsageException($"--arxiv '{v}' is no arXiv id. It looks like 2305.04091.") });
            AddEdit(url, EditedFieldNames.Url, (p, v) => p with { Url = v });
            AddEdit(type, EditedFieldNames.Type, (p, v) => p with { Type = v });
            if (parsed.GetValue(authors) is { Length: > 0 } people)
            {
                edits.Add((EditedFieldNames.Authors, p => p with { Authors = [.. people.Select(SingleLine.Of)] }));
            }

            if (parsed.GetValue(year) is { } number)
            {
                edits.Add((EditedFieldNames.Year, p => p with { Year = number }));
            }

            foreach (var field in parsed.GetValue(fields) ?? [])
            {
                var equals = field.IndexOf('=', StringComparison.Ordinal);
                if (equals < 1)
                {
                    throw new UsageException($"--field '{field}' is not NAME=VALUE.");
                }

                var (fieldName, value) = (field[..equals].Trim(), SingleLine.Of(field[(equals + 1)..]));
                edits.Add((EditedFieldNames.FieldPrefix + fieldName, p => p with { Fields = With(p.Fields, fieldName, value) }));
            }

            var other = edits.Count;
            if (parsed.GetValue(key) is { } wanted)
            {
                if (wanted.Length == 0 || !wanted.All(c => char.IsAsciiLetterOrDigit(c) || c is ':' or '-' or '_' or '.' or '+' or '/'))
                {
                    throw new UsageException($"--key '{wanted}' is no citation key. Letters, digits and : - _ . + / may stand there.");
                }

                edits.Add(("", p => p with { Key = new CitationKey(wanted) }));
            }

            if (parsed.GetValue(allow) is { } allowed)
            {
                edits.Add(("", p => p with { AllowsFlagged = allowed }));
            }

            if (edits.Count == 0)
            {
                throw new UsageException("nothing to change. Name what: --title, --author, --year, --venue, --doi, --arxiv, --url, --type, --key, --field, --allow-flagged.");
            }

            using var session = await Session.OpenExistingAsync(parsed, cancellationToken);
            var paper = await FindAsync(session, parsed.GetValue(name)!, cancellationToken);
            var edited = await session.Editor.EditAsync(paper.Id, p => edits.Aggregate(p, (current, edit) => edit.Set(current)), edits.Take(other).Select(e => e.Field), cancellationToken);
            Say(edited, parsed, terminal);
            return ExitCode.Ok;

            void AddEdit(Option<string?> option, string field, Func<Paper, string?, Paper> set)
            {
                if (parsed.GetValue(option) is { } value)
                {
                    var line = SingleLine.Of(value);
                    edits.Add((field, p => set(p, line.Length > 0 ? line : null)));
                }
            }
        });
        return command;
    }

    public static Command CreateTag(Terminal terminal)
    {
        var names = Names();
        var add = new Option<string[]>("--add") { Description = "A tag to give them.", HelpName = "TAG" };
        var remove = new Option<string[]>("--remove") { Description = "A tag to take from them.", HelpName = "TAG" };
        var command = new Command("tag", "Give tags to papers, or take them.") { names, add, remove };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (added, removed) = (parsed.GetValue(add) ?? [], parsed.GetValue(remove) ?? []);
            if (added.Length + removed.Length == 0)
            {
                throw new UsageException("no tag is named. Use --add TAG or --remove TAG.");
            }

            using var session = await Session.OpenExistingAsync(parsed, cancellationToken);
            foreach (var paper in await FindAllAsync(session, parsed.GetValue(names)!, cancellationToken))
            {
                var tags = paper.Tags.Where(t => !removed.Contains(t, StringComparer.OrdinalIgnoreCase)).Concat(added.Select(SingleLine.Of)).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
                var edited = await session.Editor.EditAsync(paper.Id, p => p with { Tags = tags }, [EditedFieldNames.Tags], cancellationToken);
                Print($"{edited.Key}\t{string.Join(", ", edited.Tags)}", parsed, terminal);
            }

            return ExitCode.Ok;
        });
        return command;
    }

    public static Command CreateRemove(Terminal terminal)
    {
        var names = Names();
        var command = new Command("remove", "Remove papers from the library; their files stay where they are.") { names };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var session = await Session.OpenExistingAsync(parsed, cancellationToken);
            foreach (var paper in await FindAllAsync(session, parsed.GetValue(names)!, cancellationToken))
            {
                await session.Editor.RemoveAsync(paper.Id, cancellationToken);
                Print($"removed {paper.Key} ('{SingleLine.Of(paper.Title)}')", parsed, terminal);
            }

            return ExitCode.Ok;
        });
        return command;
    }

    public static Command CreateMerge(Terminal terminal)
    {
        var names = Names();
        var command = new Command("merge", "Make one paper of several: the first one keeps its key and its record, the others add what it lacks.") { names };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var session = await Session.OpenExistingAsync(parsed, cancellationToken);
            var papers = await FindAllAsync(session, parsed.GetValue(names)!, cancellationToken);
            if (papers.Count < 2)
            {
                throw new UsageException("a merge needs two papers. Name the one to keep, then the others.");
            }

            var kept = papers[0];
            foreach (var other in papers.Skip(1))
            {
                kept = await session.Editor.MergeAsync(kept.Id, other.Id, cancellationToken);
            }

            Say(kept, parsed, terminal);
            return ExitCode.Ok;
        });
        return command;
    }

    /// <summary>The papers with these keys, ids or whole titles.</summary>
    /// <exception cref="InputException">One of them names none.</exception>
    public static async Task<List<Paper>> FindAllAsync(Session session, IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        // All names before the first change: a slip in the last one must not leave half done.
        var papers = new List<Paper>();
        foreach (var name in names)
        {
            papers.Add(await FindAsync(session, name, cancellationToken));
        }

        return [.. papers.DistinctBy(p => p.Id)];
    }

    private static Argument<string> Name() => new("PAPER") { Description = "Key, id or whole title." };

    private static Argument<string[]> Names() => new Argument<string[]>("PAPER") { Description = "Keys, ids or whole titles.", Arity = ArgumentArity.OneOrMore }.WithoutOptions();

    private static Option<string?> Text(string name, string help, string description) => new(name) { Description = description, HelpName = help };

    private static async Task<Paper> FindAsync(Session session, string name, CancellationToken cancellationToken)
    {
        var papers = await session.Index.ListPapersAsync(PassageFilter.None, cancellationToken);
        var title = PaperId.NormalizeTitle(name);
        return papers.FirstOrDefault(p => p.Key.Value.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? papers.FirstOrDefault(p => p.Id.Value.Equals(name, StringComparison.OrdinalIgnoreCase) || p.AlsoKnownAs.Any(id => id.Value == name))
            ?? (papers.Where(p => title.Length > 0 && PaperId.NormalizeTitle(p.Title) == title).ToList() is [var only] ? only : null)
            ?? throw new InputException($"no paper has the key, id or title '{name}'. 'research papers' lists the keys.");
    }

    private static Dictionary<string, IReadOnlyList<string>> With(IReadOnlyDictionary<string, IReadOnlyList<string>> fields, string name, string value)
    {
        var changed = fields.ToDictionary();
        changed.Remove(name);
        if (value.Length > 0)
        {
            changed[name] = [value];
        }

        return changed;
    }

    private static void Say(Paper paper, ParseResult parsed, Terminal terminal) => Print($"[{paper.Key}] {ReferenceText.Line(Reference.To(paper))}", parsed, terminal);

    private static void Print(string line, ParseResult parsed, Terminal terminal)
    {
        if (!parsed.GetValue(CommonOptions.Quiet))
        {
            terminal.Out.WriteLine(line);
        }
    }
}
