using ResearchAgent.Ingestion;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace ResearchAgent.Readers;

/// <summary>The YAML between two lines <c>---</c> at the very start of a note.</summary>
/// <param name="Body">The note without its front matter.</param>
/// <param name="BodyLine">The line of the file, from 1, on which the body begins.</param>
internal sealed record NoteFrontMatter(RecordFields Fields, string Body, int BodyLine, ReadFailure? Problem)
{
    private const string Fence = "---";

    /// <summary>Fields we ignore may nest; beyond this depth it is an attack on the stack and, in YamlDotNet, on time.</summary>
    private const int MaxDepth = 32;

    public static NoteFrontMatter Read(string path, string text)
    {
        var fields = new RecordFields(path);
        if (LineAt(text, 0, out var start) != Fence)
        {
            return new NoteFrontMatter(fields, text, 1, null);
        }

        var number = 1;
        for (var at = start; at < text.Length;)
        {
            number++;
            var line = LineAt(text, at, out var next);
            if (line is Fence or "...")
            {
                return new NoteFrontMatter(fields, text[next..], number + 1, ReadYaml(path, text[start..at], fields));
            }

            at = next;
        }

        return new NoteFrontMatter(fields, "", 1, new ReadFailure(path, 1, "the front matter that begins with '---' has no closing '---'. Close it, or remove the first line."));
    }

    // Events, not a tree: YAML may nest deeper than the stack reaches.
    private static ReadFailure? ReadYaml(string path, string yaml, RecordFields fields)
    {
        try
        {
            var parser = new Parser(new StringReader(yaml));
            parser.Consume<StreamStart>();
            if (!parser.TryConsume<DocumentStart>(out _))
            {
                return null;
            }

            if (!parser.TryConsume<MappingStart>(out _))
            {
                return parser.Accept<Scalar>(out var scalar) && scalar.Value.Length == 0
                    ? null
                    : Failure(parser.Current!.Start, "is not a list of fields. Write 'name: value' on each line.");
            }

            while (!parser.TryConsume<MappingEnd>(out _))
            {
                if (!parser.TryConsume<Scalar>(out var name))
                {
                    return Failure(parser.Current!.Start, "has a field whose name is not text. Write 'name: value' on each line.");
                }

                if (fields[name.Value] is { } first)
                {
                    return Failure(name.Start, $"has field {RecordText.Shown(name.Value)} twice (before on line {first.Line}). Keep one of them.");
                }

                var value = ReadValue(parser, LineOf(name.Start));
                if (value is not null)
                {
                    fields[name.Value] = value;
                }
            }

            return null;
        }
        catch (YamlException e)
        {
            return Failure(e.Start, $"is not YAML ({RecordText.Shown(e.Message).Trim('\'').TrimEnd('.')}). Quote values that hold a colon or begin with a bracket.");
        }

        ReadFailure Failure(Mark at, string message) => new(path, LineOf(at), "the front matter " + message);
    }

    // The opening '---' is the file's first line, so YAML's first line is the second.
    private static int LineOf(Mark at) => (int)at.Line + 1;

    private static RecordField? ReadValue(Parser parser, int line)
    {
        if (parser.TryConsume<Scalar>(out var scalar))
        {
            return IsNull(scalar) ? null : new RecordField(line, scalar.Value, [scalar.Value], IsList: false);
        }

        if (!parser.TryConsume<SequenceStart>(out _))
        {
            Skip(parser);
            return new RecordField(line, "a group of fields", null, IsList: false);
        }

        var values = new List<string>();
        var onlyScalars = true;
        while (!parser.TryConsume<SequenceEnd>(out _))
        {
            if (!parser.TryConsume<Scalar>(out var item))
            {
                Skip(parser);
                onlyScalars = false;
            }
            else if (!IsNull(item))
            {
                values.Add(item.Value);
            }
        }

        return new RecordField(line, onlyScalars ? string.Join(", ", values) : "a list of lists or groups", onlyScalars ? values : null, IsList: true);
    }

    private static void Skip(Parser parser)
    {
        var depth = 0;
        do
        {
            var step = parser.Consume<ParsingEvent>();
            depth += step.NestingIncrease;
            if (depth > MaxDepth)
            {
                throw new SemanticErrorException(step.Start, step.End, $"nested more than {MaxDepth} levels deep");
            }
        }
        while (depth > 0);
    }

    private static bool IsNull(Scalar scalar) =>
        scalar.Style == ScalarStyle.Plain && scalar.Value is "" or "~" or "null" or "Null" or "NULL";

    private static string LineAt(string text, int start, out int next)
    {
        var end = text.IndexOf('\n', start);
        (end, next) = end < 0 ? (text.Length, text.Length) : (end, end + 1);
        return text[start..end].TrimEnd();
    }
}
