using System.Globalization;
using System.Text;
using ResearchAgent.Readers.FullText;

namespace ResearchAgent.Readers.Latex;

/// <summary>
/// The body of a document in sections. Environments that interrupt the text go where they belong; the rest is running
/// text for <see cref="LatexInline"/>.
/// </summary>
internal sealed class LatexBody(LatexInline inline, SectionWriter sections, IReadOnlyDictionary<string, string> theorems)
{
    /// <summary>Floats and tables within floats.</summary>
    private const int MaxDepth = 8;

    /// <summary>A table of more characters is data; its caption still says what it shows.</summary>
    private const int MaxTableLength = 4000;

    private readonly StringBuilder _running = new();
    private int _figures;
    private int _tables;

    /// <summary>An environment that is not closed: the text breaks off in it.</summary>
    public string? Unclosed { get; private set; }

    public void Read(string body)
    {
        Walk(body, 0);
        Flush();
    }

    private void Walk(string tex, int depth)
    {
        var scanner = new LatexScanner(tex);
        while (Unclosed is null && scanner.Text.IndexOf('\\', scanner.Position) is >= 0 and var next)
        {
            _running.Append(tex, scanner.Position, next - scanner.Position);
            scanner.Position = next + 1;
            var name = scanner.ReadName();
            switch (name)
            {
                case "part" or "chapter" or "section" or "subsection" or "subsubsection" or "paragraph" or "subparagraph":
                    Heading(name, scanner);
                    break;
                case "begin":
                    Environment(scanner, scanner.ReadArgument().Trim(), depth);
                    break;
                case "abstract" when scanner.ReadGroup() is { } summary:
                    Section("Abstract", summary);
                    break;
                case "caption" when scanner.ReadGroup() is { } caption:
                    Caption(caption, "", isTable: false);
                    break;
                case "title" or "author" or "date" or "keywords" or "icmltitle" or "icmlauthor" or "icmlaffiliation" or "twocolumn" or "maketitle":
                    scanner.Skip('*');
                    scanner.ReadOptional();
                    if (name != "maketitle" && name != "twocolumn")
                    {
                        scanner.ReadGroup();
                    }

                    break;
                case "verb":
                    // What looks like commands in it is none.
                    var start = next;
                    scanner.Skip('*');
                    var close = scanner.AtEnd ? -1 : tex.IndexOf(scanner.Current, scanner.Position + 1);
                    scanner.Position = close < 0 ? scanner.Position : close + 1;
                    _running.Append(tex, start, scanner.Position - start);
                    break;
                default:
                    _running.Append('\\').Append(name);
                    break;
            }
        }

        _running.Append(tex, scanner.Position, Math.Max(0, tex.Length - scanner.Position));
    }

    private void Heading(string command, LatexScanner scanner)
    {
        scanner.Skip('*');
        scanner.ReadOptional();
        if (scanner.ReadGroup() is not { } heading)
        {
            return;
        }

        Flush();
        var level = command switch { "part" => 0, "chapter" => 1, "section" => 2, "subsection" => 3, "subsubsection" => 4, "paragraph" => 5, _ => 6 };
        sections.Heading(level, inline.ToLine(heading).TrimEnd('.', ':'));
    }

    private void Environment(LatexScanner scanner, string name, int depth)
    {
        var plain = name.TrimEnd('*');
        switch (plain)
        {
            case "figure" or "table" or "wrapfigure" or "wraptable" or "sidewaysfigure" or "sidewaystable" or "SCfigure" or "figwindow" or "longtable" or "algorithm" or "algorithm2e" or "listing":
                if (Inner(scanner, name) is { } floating)
                {
                    Float(floating, plain, depth);
                }

                break;
            case "equation" or "align" or "gather" or "multline" or "eqnarray" or "displaymath" or "math" or "flalign" or "alignat" or "dmath":
                if (Inner(scanner, name) is { } formula)
                {
                    _running.Append(" $$").Append(plain == "alignat" ? new LatexScanner(formula) is var s && s.ReadGroup() is not null ? formula[s.Position..] : formula : formula.Replace("$", "", StringComparison.Ordinal).Replace("\n\n", "\n", StringComparison.Ordinal)).Append("$$ ");
                }

                break;
            case "abstract":
                if (Inner(scanner, name) is { } summary)
                {
                    Section("Abstract", summary);
                }

                break;
            case "acknowledgments" or "acknowledgements" or "acks" or "ack":
                if (Inner(scanner, name) is { } thanks)
                {
                    Flush();
                    sections.Heading(2, "Acknowledgments");
                    _running.Append(thanks);
                }

                break;
            case "verbatim" or "lstlisting" or "minted" or "Verbatim" or "alltt":
                if (Inner(scanner, name) is { Length: <= MaxTableLength } code)
                {
                    Flush();
                    sections.Lines(code);
                }

                break;
            case "tabular" or "tabularx" or "tabulary" or "tabu":
                if (Inner(scanner, name) is { } table)
                {
                    Flush();
                    sections.Lines(Rows(table, plain));
                }

                break;
            case "thebibliography" or "tikzpicture" or "pgfpicture" or "picture" or "algorithmic" or "filecontents" or "CCSXML" or "IEEEkeywords" or "keywords" or "keyword" or "icmlauthorlist" or "titlepage" or "teaserfigure" or "tcolorbox" when plain is not ("titlepage" or "tcolorbox"):
                Inner(scanner, name);
                break;
            case "minipage" or "multicols" or "adjustbox" or "tabbing" or "spacing" or "adjustwidth":
                scanner.ReadOptional();
                scanner.ReadGroup();
                break;
            default:
                Transparent(scanner, plain);
                break;
        }
    }

    // Lists and theorems are text; what an environment of the document's own does is not known, and its text counts.
    private void Transparent(LatexScanner scanner, string name)
    {
        if (theorems.TryGetValue(name, out var word))
        {
            _running.Append("\n\n").Append(word);
            if (scanner.ReadOptional() is { } named)
            {
                _running.Append(" (").Append(named).Append(')');
            }

            _running.Append(". ");
        }
        else if (name is "itemize" or "enumerate" or "description" or "quote" or "quotation" or "center" or "compactitem" or "flushleft")
        {
            scanner.ReadOptional();
            _running.Append("\n\n");
        }
        else if (name is not ("document" or "small" or "footnotesize" or "sloppypar"))
        {
            scanner.ReadOptional();
            _running.Append(' ');
        }
    }

    private string? Inner(LatexScanner scanner, string name)
    {
        var inner = scanner.ReadEnvironment(name);
        Unclosed ??= inner is null ? name : null;
        return inner;
    }

    private void Section(string heading, string text)
    {
        Flush();
        sections.Section(heading, inline.ToPlain(text));
        Flush();
    }

    // Captions and tables count; pictures, and what only places them, do not.
    private void Float(string floating, string kind, int depth)
    {
        if (depth > MaxDepth)
        {
            return;
        }

        var scanner = new LatexScanner(floating);
        var captions = new List<string>();
        var rows = new StringBuilder(kind == "longtable" ? Rows(floating, kind) : "");
        while (Unclosed is null && floating.IndexOf('\\', scanner.Position) is >= 0 and var next)
        {
            scanner.Position = next + 1;
            var name = scanner.ReadName();
            if (name is "caption" or "subcaption" or "captionof" or "topcaption" or "bottomcaption" or "tbl")
            {
                scanner.Skip('*');
                var isTable = name == "captionof" && scanner.ReadGroup() is "table";
                scanner.ReadOptional();
                if (scanner.ReadGroup() is { } caption)
                {
                    captions.Add(caption);
                    kind = isTable ? "table" : kind;
                }
            }
            else if (name == "begin" && scanner.ReadArgument() is var inner && inner.StartsWith("tabu", StringComparison.Ordinal))
            {
                rows.Append('\n').Append(Inner(scanner, inner) is { } table ? Rows(table, inner.TrimEnd('*')) : "");
            }
        }

        Caption(string.Join(' ', captions), rows.ToString(), kind.Contains("table", StringComparison.Ordinal), kind.StartsWith("algorithm", StringComparison.Ordinal) ? "Algorithm" : null);
    }

    private void Caption(string caption, string rows, bool isTable, string? kind = null)
    {
        var text = inline.ToLine(caption);
        if (text.Length > 0)
        {
            var number = kind is not null ? "" : string.Create(CultureInfo.InvariantCulture, $" {(isTable ? ++_tables : ++_figures)}");
            text = $"{kind ?? (isTable ? "Table" : "Figure")}{number}: {text}";
        }

        sections.Caption(text, rows.Length <= MaxTableLength ? rows : "");
    }

    private string Rows(string table, string environment)
    {
        var scanner = new LatexScanner(table);
        scanner.ReadOptional();
        scanner.ReadGroup();
        if (environment is "tabularx" or "tabulary")
        {
            scanner.ReadGroup();
        }

        // Twenty times what is kept: a table of numbers has as much markup again.
        if (table.Length - scanner.Position > 20 * MaxTableLength)
        {
            return "";
        }

        var rows = new List<string>();
        var cells = new List<string>();
        var depth = 0;
        var start = scanner.Position;
        for (var at = start; at < table.Length; at++)
        {
            switch (table[at])
            {
                case '\\' when depth == 0 && at + 1 < table.Length && table[at + 1] == '\\':
                    cells.Add(Cell(start, at));
                    EndRow();
                    start = ++at + 1;
                    break;
                case '\\':
                    at++;
                    break;
                case '{':
                    depth++;
                    break;
                case '}':
                    depth--;
                    break;
                case '&' when depth == 0:
                    cells.Add(Cell(start, at));
                    start = at + 1;
                    break;
            }
        }

        cells.Add(Cell(start, table.Length));
        EndRow();
        return string.Join('\n', rows);

        string Cell(int from, int to) => inline.ToLine(WithoutRules(table[from..to]));

        void EndRow()
        {
            if (cells.Any(c => c.Length > 0))
            {
                rows.Add(string.Join(" | ", cells));
            }

            cells.Clear();
        }
    }

    // "[2pt] \cmidrule(lr){2-3}" before the first cell.
    private static string WithoutRules(string cell)
    {
        var scanner = new LatexScanner(cell);
        scanner.ReadOptional();
        while (cell.IndexOf('\\', scanner.Position) is >= 0 and var next && cell.AsSpan(scanner.Position, next - scanner.Position).Trim().IsEmpty)
        {
            var before = scanner.Position;
            scanner.Position = next + 1;
            if (scanner.ReadName() is not ("hline" or "toprule" or "midrule" or "bottomrule" or "cmidrule" or "cline" or "specialrule" or "addlinespace" or "endhead" or "endfoot" or "endfirsthead" or "hhline" or "Xhline"))
            {
                scanner.Position = before;
                break;
            }

            scanner.ReadOptional();
            if (scanner.Skip('('))
            {
                scanner.Position = cell.IndexOf(')', scanner.Position) is >= 0 and var close ? close + 1 : scanner.Position;
            }

            while (scanner.ReadGroup() is not null)
            {
            }
        }

        return cell[scanner.Position..];
    }

    private void Flush()
    {
        var text = inline.ToPlain(_running.ToString());
        _running.Clear();
        sections.Paragraph(text);
        inline.Notes.ForEach(sections.Note);
        inline.Notes.Clear();
    }
}
