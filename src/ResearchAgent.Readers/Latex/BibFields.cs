namespace ResearchAgent.Readers.Latex;

/// <summary>An entry of a .bib file beside a document: just enough to name what the text cites.</summary>
internal sealed record BibFields(string Key, IReadOnlyDictionary<string, string> Fields)
{
    public static IEnumerable<BibFields> Read(string bib)
    {
        var scanner = new LatexScanner(bib);
        while (bib.IndexOf('@', scanner.Position) is >= 0 and var at)
        {
            scanner.Position = at + 1;
            var type = scanner.ReadName();
            scanner.SkipSpaces();
            if (scanner.AtEnd || scanner.Current != '{' || type.ToLowerInvariant() is "string" or "comment" or "preamble" || scanner.ReadGroup() is not { } body)
            {
                continue;
            }

            var comma = body.IndexOf(',', StringComparison.Ordinal);
            if (comma > 0)
            {
                yield return new BibFields(body[..comma].Trim(), FieldsOf(body, comma + 1));
            }
        }
    }

    private static Dictionary<string, string> FieldsOf(string body, int start)
    {
        var fields = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var scanner = new LatexScanner(body) { Position = start };
        while (body.IndexOf('=', scanner.Position) is >= 0 and var equals)
        {
            var name = body[scanner.Position..equals].Trim(' ', '\n', '\r', '\t', ',');
            scanner.Position = equals + 1;
            scanner.SkipSpaces();
            var value = scanner.AtEnd ? "" : scanner.Current switch
            {
                '{' => scanner.ReadGroup(),
                '"' => Quoted(scanner),
                _ => Bare(scanner),
            };
            if (value is null)
            {
                break;
            }

            fields.TryAdd(name, value);
        }

        return fields;
    }

    private static string? Quoted(LatexScanner scanner)
    {
        scanner.Position++;
        return scanner.ReadUntil("\"");
    }

    private static string Bare(LatexScanner scanner)
    {
        var end = scanner.Text.IndexOf(',', scanner.Position);
        var value = scanner.Text[scanner.Position..(end < 0 ? scanner.Text.Length : end)].Trim();
        scanner.Position = end < 0 ? scanner.Text.Length : end;
        return value;
    }
}
