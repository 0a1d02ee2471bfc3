using System.Text;

namespace ResearchAgent.Readers.Latex;

/// <summary>
/// The document's own commands, replaced by what they stand for. Only text is put in place of text; a limit on how much
/// stops commands that call each other without end.
/// </summary>
internal sealed class LatexMacros
{
    private const int MaxExpansions = 200_000;
    private const int MaxExpandedCharacters = 16_000_000;

    /// <summary>An argument is copied into its place: a long one, many times over, is no abbreviation.</summary>
    private const int MaxDepth = 100;

    /// <summary>Commands whose meaning the reader knows; what a document makes of their looks does not matter.</summary>
    private static readonly HashSet<string> Known = new(StringComparer.Ordinal)
    {
        "title", "author", "date", "maketitle", "section", "subsection", "subsubsection", "paragraph", "subparagraph", "chapter", "part", "abstract", "caption",
        "footnote", "thanks", "cite", "citep", "citet", "ref", "eqref", "cref", "Cref", "autoref", "label", "item", "begin", "end", "bibitem", "newblock", "bibliography",
        "emph", "textbf", "textit", "texttt", "url", "href", "and", "And", "AND", "includegraphics", "appendix", "frac", "sqrt", "left", "right", "text", "mathbf", "mathrm", "vec", "baselinestretch",
    };

    private readonly Dictionary<string, Macro> _macros = new(StringComparer.Ordinal);
    private int _expansions;
    private int _expanded;

    /// <summary>Names of theorem-like environments and the word they print.</summary>
    public Dictionary<string, string> Theorems { get; } = new(StringComparer.Ordinal)
    {
        ["theorem"] = "Theorem",
        ["lemma"] = "Lemma",
        ["proposition"] = "Proposition",
        ["corollary"] = "Corollary",
        ["definition"] = "Definition",
        ["remark"] = "Remark",
        ["example"] = "Example",
        ["assumption"] = "Assumption",
        ["proof"] = "Proof",
    };

    private sealed record Macro(int Arguments, string? Default, string Body);

    public string Expand(string text, CancellationToken cancellationToken)
    {
        var output = new StringBuilder(text.Length);
        var input = new Stack<LatexScanner>([new LatexScanner(text)]);
        while (input.TryPeek(out var scanner))
        {
            if (scanner.AtEnd)
            {
                input.Pop();
                continue;
            }

            var next = scanner.Text.IndexOf('\\', scanner.Position);
            if (next < 0 || next + 1 == scanner.Text.Length)
            {
                output.Append(scanner.Text, scanner.Position, scanner.Text.Length - scanner.Position);
                scanner.Position = scanner.Text.Length;
                continue;
            }

            output.Append(scanner.Text, scanner.Position, next - scanner.Position);
            scanner.Position = next + 1;
            var name = scanner.ReadName();
            if (Define(name, scanner))
            {
                continue;
            }

            if (!_macros.TryGetValue(name, out var macro) || input.Count > MaxDepth || _expansions > MaxExpansions || _expanded > MaxExpandedCharacters)
            {
                output.Append('\\').Append(name);
                continue;
            }

            if (++_expansions % 1024 == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            var body = Fill(macro, scanner);
            _expanded += body.Length;

            // TeX drops the blanks after a command of letters, and a word of the body must not join the next one's letters.
            if (macro.Arguments == 0 && char.IsAsciiLetter(name[^1]))
            {
                scanner.SkipSpaces();
                body = EndsInSpace(body) ? body.Replace(@"\xspace", "", StringComparison.Ordinal) + (WantsSpace(scanner) ? " " : "")
                    : EndsInCommand(body) && !scanner.AtEnd && char.IsAsciiLetter(scanner.Current) ? body + " "
                    : body;
            }

            input.Push(new LatexScanner(body));
        }

        return output.ToString();
    }

    private bool Define(string name, LatexScanner scanner)
    {
        switch (name)
        {
            case "newcommand" or "renewcommand" or "providecommand" or "DeclareRobustCommand":
                scanner.Skip('*');
                var defined = NameIn(scanner.ReadArgument());
                var count = int.TryParse(scanner.ReadOptional(), out var n) ? n : 0;
                var byDefault = scanner.ReadOptional();
                Add(defined, count, byDefault, scanner.ReadArgument());
                return true;
            case "DeclareMathOperator":
                scanner.Skip('*');
                var named = NameIn(scanner.ReadArgument());
                Add(named, 0, null, $"\\operatorname{{{scanner.ReadArgument()}}}");
                return true;
            case "def" or "gdef" or "edef" or "xdef":
                ReadDef(scanner);
                return true;
            case "let":
                var alias = NameIn(scanner.ReadArgument());
                scanner.SkipSpaces();
                scanner.Skip('=');
                var target = scanner.ReadArgument();
                if (target.Length > 1 && target[0] == '\\' && target[1..] != alias)
                {
                    Add(alias, 0, null, target);
                }

                return true;
            case "newtheorem":
                scanner.Skip('*');
                var environment = scanner.ReadArgument();
                scanner.ReadOptional();
                Theorems.TryAdd(environment, scanner.ReadArgument());
                scanner.ReadOptional();
                return true;
            case "newenvironment" or "renewenvironment":
                scanner.Skip('*');
                scanner.ReadArgument();
                scanner.ReadOptional();
                scanner.ReadOptional();
                scanner.ReadArgument();
                scanner.ReadArgument();
                return true;
            default:
                return false;
        }
    }

    // "\def\vec#1#2{...}"; other patterns of arguments are dropped with their body.
    private void ReadDef(LatexScanner scanner)
    {
        scanner.SkipSpaces();
        var name = scanner.Skip('\\') ? scanner.ReadName() : "";
        var start = scanner.Position;
        while (!scanner.AtEnd && scanner.Current is not ('{' or '\n' or '\\'))
        {
            scanner.Position++;
        }

        var pattern = scanner.Text[start..scanner.Position].Trim();
        var count = pattern.Count(c => c == '#');
        if (scanner.ReadGroup() is { } body && pattern == string.Concat(Enumerable.Range(1, count).Select(i => $"#{i}")))
        {
            Add(name, count, null, body);
        }
    }

    private void Add(string name, int arguments, string? byDefault, string body)
    {
        // Programming, not an abbreviation.
        var isProgram = body.Contains(@"\csname", StringComparison.Ordinal) || body.Contains(@"\expandafter", StringComparison.Ordinal) || body.Contains(@"\@", StringComparison.Ordinal);
        if (name.Length > 0 && !Known.Contains(name) && arguments is >= 0 and <= 9 && !isProgram)
        {
            _macros[name] = new Macro(arguments, byDefault, body);
        }
    }

    private static string Fill(Macro macro, LatexScanner scanner)
    {
        if (macro.Arguments == 0)
        {
            return macro.Body;
        }

        var arguments = new List<string>();
        if (macro.Default is not null)
        {
            arguments.Add(scanner.ReadOptional() ?? macro.Default);
        }

        while (arguments.Count < macro.Arguments)
        {
            arguments.Add(scanner.ReadArgument());
        }

        var filled = new StringBuilder();
        for (var i = 0; i < macro.Body.Length; i++)
        {
            if (macro.Body[i] == '#' && i + 1 < macro.Body.Length && char.IsAsciiDigit(macro.Body[i + 1]) && macro.Body[i + 1] - '0' <= arguments.Count && macro.Body[i + 1] != '0')
            {
                filled.Append(arguments[macro.Body[++i] - '1']);
            }
            else
            {
                filled.Append(macro.Body[i]);
            }

            if (filled.Length > MaxExpandedCharacters)
            {
                break;
            }
        }

        return filled.ToString();
    }

    private static bool EndsInSpace(string body) => body.AsSpan().TrimEnd("} \n").EndsWith(@"\xspace");

    // What the package xspace does: no blank before marks, before a footnote and where braces end.
    private static bool WantsSpace(LatexScanner scanner)
    {
        var rest = scanner.Text.AsSpan(scanner.Position);
        return !rest.IsEmpty && !".,;:!?'/)-~{}]".Contains(rest[0], StringComparison.Ordinal)
            && !rest.StartsWith(@"\footnote") && !rest.StartsWith(@"\/") && !rest.StartsWith(@"\ ") && !rest.StartsWith(@"\xspace") && !rest.StartsWith("\n\n");
    }

    private static bool EndsInCommand(string body)
    {
        var at = body.Length - 1;
        while (at >= 0 && char.IsAsciiLetter(body[at]))
        {
            at--;
        }

        return at >= 0 && body[at] == '\\';
    }

    private static string NameIn(string argument) => argument.Trim() is ['\\', .. var name] ? name.Trim() : "";
}
