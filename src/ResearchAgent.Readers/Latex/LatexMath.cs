using System.Text;

namespace ResearchAgent.Readers.Latex;

/// <summary>LaTeX mathematics as one line a person would type: "x_i^2 ≤ (a + b)/c".</summary>
internal static class LatexMath
{
    /// <summary>Deeper than any formula; what is below is left out.</summary>
    private const int MaxDepth = 40;

    private static readonly Dictionary<string, string> Symbols = Pairs(
        """
        alpha α beta β gamma γ delta δ epsilon ε varepsilon ε zeta ζ eta η theta θ vartheta ϑ iota ι kappa κ lambda λ mu μ nu ν xi ξ pi π varpi ϖ rho ρ varrho ϱ
        sigma σ varsigma ς tau τ upsilon υ phi φ varphi φ chi χ psi ψ omega ω Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ Upsilon Υ Phi Φ Psi Ψ Omega Ω
        infty ∞ partial ∂ nabla ∇ forall ∀ exists ∃ nexists ∄ emptyset ∅ varnothing ∅ hbar ℏ ell ℓ Re ℜ Im ℑ aleph ℵ top ⊤ bot ⊥ angle ∠ prime ′ dagger † ddagger ‡ star ⋆ ast ∗ circ ∘ bullet • cdot · degree °
        ldots … dots … cdots ⋯ vdots ⋮ ddots ⋱ dotsc … dotsb ⋯ langle ⟨ rangle ⟩ lfloor ⌊ rfloor ⌋ lceil ⌈ rceil ⌉ vert | Vert ‖ lvert | rvert | lVert ‖ rVert ‖ mid | lbrace { rbrace } lbrack [ rbrack ] backslash \ colon : checkmark ✓ square □ triangle △ diamond ⋄
        """);

    private static readonly Dictionary<string, string> Operators = Pairs(
        """
        leq ≤ le ≤ leqslant ≤ geq ≥ ge ≥ geqslant ≥ neq ≠ ne ≠ approx ≈ equiv ≡ sim ∼ simeq ≃ cong ≅ propto ∝ ll ≪ gg ≫ in ∈ notin ∉ ni ∋ subset ⊂ subseteq ⊆ supset ⊃ supseteq ⊇ cup ∪ cap ∩ setminus ∖ times × div ÷ pm ± mp ∓
        oplus ⊕ otimes ⊗ odot ⊙ wedge ∧ land ∧ vee ∨ lor ∨ neg ¬ lnot ¬ to → rightarrow → leftarrow ← gets ← leftrightarrow ↔ Rightarrow ⇒ implies ⇒ Leftarrow ⇐ Leftrightarrow ⇔ iff ⇔ mapsto ↦ longrightarrow → longleftarrow ← uparrow ↑ downarrow ↓ hookrightarrow ↪
        sum ∑ prod ∏ int ∫ iint ∬ oint ∮ bigcup ⋃ bigcap ⋂ bigoplus ⨁ bigotimes ⨂ coprod ∐ perp ⊥ parallel ∥ vdash ⊢ models ⊨ prec ≺ succ ≻ preceq ⪯ succeq ⪰ triangleq ≜ coloneqq := doteq ≐ asymp ≍ lesssim ≲ gtrsim ≳
        """);

    private static readonly HashSet<string> Functions = new(StringComparer.Ordinal)
    {
        "log", "ln", "exp", "sin", "cos", "tan", "tanh", "sinh", "cosh", "arcsin", "arccos", "arctan", "min", "max", "arg", "argmin", "argmax", "inf", "sup", "lim", "limsup", "liminf",
        "det", "dim", "ker", "deg", "gcd", "Pr", "hom", "sec", "csc", "cot", "mod", "bmod",
    };

    private static readonly Dictionary<string, char> Accents = new(StringComparer.Ordinal)
    {
        ["hat"] = '\u0302',
        ["widehat"] = '\u0302',
        ["tilde"] = '\u0303',
        ["widetilde"] = '\u0303',
        ["bar"] = '\u0304',
        ["overline"] = '\u0304',
        ["dot"] = '\u0307',
        ["ddot"] = '\u0308',
        ["vec"] = '\u20D7',
        ["check"] = '\u030C',
        ["breve"] = '\u0306',
        ["acute"] = '\u0301',
        ["grave"] = '\u0300',
        ["mathring"] = '\u030A',
    };

    /// <summary>Commands whose argument is of no use in a line.</summary>
    private static readonly HashSet<string> Dropped = new(StringComparer.Ordinal)
    {
        "label", "hspace", "vspace", "phantom", "vphantom", "hphantom", "color", "mspace", "mathstrut", "tag", "ref", "vcenter", "kern",
    };

    public static string ToPlain(string tex)
    {
        var line = RecordText.OneLine(Convert(tex, 0));
        return line.Replace(" ,", ",", StringComparison.Ordinal).Replace("( ", "(", StringComparison.Ordinal).Replace(" )", ")", StringComparison.Ordinal).Replace("[ ", "[", StringComparison.Ordinal);
    }

    private static string Convert(string tex, int depth)
    {
        if (depth > MaxDepth)
        {
            return "";
        }

        var scanner = new LatexScanner(tex);
        var text = new StringBuilder();
        while (!scanner.AtEnd)
        {
            var c = scanner.Current;
            scanner.Position++;
            switch (c)
            {
                case '\\':
                    Command(text, scanner, depth);
                    break;
                case '{':
                    scanner.Position--;
                    if (scanner.ReadGroup() is { } group)
                    {
                        text.Append(Convert(group, depth + 1));
                    }
                    else
                    {
                        scanner.Position++;
                    }

                    break;
                case '}' or '$' or '\n' or '\t' or ' ':
                    break;
                case '~':
                    text.Append(' ');
                    break;
                case '&':
                    text.Append(' ');
                    break;
                case '^' or '_':
                    Script(text, c, Convert(scanner.ReadArgument(), depth + 1).Trim());
                    break;
                case '=' or '<' or '>':
                    Spaced(text, c.ToString());
                    break;
                case '+' or '-' or '*' when text.Length > 0 && text[^1] is not ('(' or '[' or '{' or ' ' or ',' or '^' or '_'):
                    Spaced(text, c.ToString());
                    break;
                case ',' or ';':
                    text.Append(c).Append(' ');
                    break;
                case ':':
                    Spaced(text, ":");
                    break;
                default:
                    text.Append(c);
                    break;
            }
        }

        return text.ToString();
    }

    private static void Command(StringBuilder text, LatexScanner scanner, int depth)
    {
        var name = scanner.ReadName();
        if (Symbols.TryGetValue(name, out var symbol))
        {
            text.Append(symbol);
        }
        else if (Operators.TryGetValue(name, out var sign))
        {
            Spaced(text, sign);
        }
        else if (Functions.Contains(name))
        {
            Word(text, name, scanner);
        }
        else if (Accents.TryGetValue(name, out var mark))
        {
            Accent(text, Convert(scanner.ReadArgument(), depth + 1).Trim(), mark);
        }
        else if (Dropped.Contains(name))
        {
            scanner.Skip('*');
            scanner.ReadArgument();
        }
        else
        {
            Structure(text, name, scanner, depth);
        }
    }

    private static void Structure(StringBuilder text, string name, LatexScanner scanner, int depth)
    {
        switch (name)
        {
            case "frac" or "dfrac" or "tfrac" or "cfrac" or "nicefrac" or "sfrac":
                text.Append(Group(Argument())).Append('/').Append(Group(Argument()));
                break;
            case "binom" or "dbinom" or "tbinom":
                text.Append("C(").Append(Argument()).Append(", ").Append(Argument()).Append(')');
                break;
            case "sqrt":
                var root = scanner.ReadOptional();
                text.Append(root is null ? "√" : $"{root}√").Append(Group(Argument()));
                break;
            case "mathbb" or "mathds" or "mathbbm":
                text.Append(Argument() switch { "R" => "ℝ", "N" => "ℕ", "Z" => "ℤ", "Q" => "ℚ", "C" => "ℂ", "E" => "𝔼", "P" => "ℙ", "1" => "𝟙", var other => other });
                break;
            case "text" or "textrm" or "textit" or "textbf" or "mbox" or "hbox" or "textsc" or "texttt" or "textnormal" or "intertext":
                var words = LatexText(scanner.ReadArgument());
                text.Append(words);
                break;
            case "operatorname":
                scanner.Skip('*');
                Word(text, Argument(), scanner);
                break;
            case "overset" or "stackrel" or "underset":
                var script = Argument();
                var basis = Argument();
                text.Append(basis.Trim());
                Script(text, name == "underset" ? '_' : '^', script.Trim());
                text.Append(' ');
                break;
            case "begin" or "end":
                var environment = scanner.ReadArgument();
                if (environment is "array" or "tabular" or "aligned" or "alignedat" && name == "begin")
                {
                    scanner.ReadOptional();
                    scanner.ReadGroup();
                }

                if (environment.Contains("matrix", StringComparison.Ordinal) || environment is "cases" or "array")
                {
                    text.Append(name == "begin" ? environment == "cases" ? " { " : "[" : environment == "cases" ? " }" : "]");
                }

                break;
            case "\\" or "cr":
                scanner.ReadOptional();
                while (text.Length > 0 && text[^1] == ' ')
                {
                    text.Length--;
                }

                text.Append("; ");
                break;
            case "not":
                text.Append('¬');
                break;
            case "," or ":" or ";" or "!" or "/" or ">":
                break;
            case " " or "quad" or "qquad" or "enspace" or "\n":
                text.Append(' ');
                break;
            case "%" or "#" or "&" or "_" or "$" or "{" or "}":
                text.Append(name);
                break;
            case "|":
                text.Append('‖');
                break;
            case "left" or "right" or "bigl" or "bigr" or "Bigl" or "Bigr" or "biggl" or "biggr" or "Biggl" or "Biggr" or "big" or "Big" or "bigg" or "Bigg" or "middle":
                // "\left." is a bracket that is not there.
                scanner.SkipSpaces();
                scanner.Skip('.');
                break;
            case "textcolor":
                scanner.ReadArgument();
                break;
            default:
                // Fonts and spacing; their argument follows as a group.
                break;
        }

        string Argument() => Convert(scanner.ReadArgument(), depth + 1).Trim();
    }

    private static string LatexText(string words) => words.Contains('$', StringComparison.Ordinal) ? Convert(words.Replace(" ", "~", StringComparison.Ordinal), MaxDepth - 2) : words.Replace('~', ' ');

    private static void Spaced(StringBuilder text, string sign)
    {
        if (text.Length > 0 && text[^1] != ' ')
        {
            text.Append(' ');
        }

        text.Append(sign).Append(' ');
    }

    // "log x", but "log(x)".
    private static void Word(StringBuilder text, string name, LatexScanner scanner)
    {
        if (text.Length > 0 && char.IsLetterOrDigit(text[^1]))
        {
            text.Append(' ');
        }

        scanner.SkipSpaces();
        text.Append(name);
        if (!scanner.AtEnd && (char.IsLetterOrDigit(scanner.Current) || scanner.Current == '\\'))
        {
            text.Append(' ');
        }
    }

    private static void Script(StringBuilder text, char kind, string script)
    {
        var spaced = text.Length > 0 && text[^1] == ' ';
        while (text.Length > 0 && text[^1] == ' ')
        {
            text.Length--;
        }

        if (script is "′" or "′′" or "∗" or "*" or "†" or "∘" && kind == '^')
        {
            text.Append(script == "∘" ? "°" : script);
        }
        else if (kind == '^' && script is "th" or "st" or "nd" or "rd")
        {
            text.Append(script);
        }
        else if (script.Length > 0)
        {
            text.Append(kind).Append(Group(script));
        }

        text.Append(spaced ? " " : "");
    }

    private static void Accent(StringBuilder text, string basis, char mark)
    {
        if (basis.Length > 0)
        {
            var first = char.IsSurrogate(basis[0]) && basis.Length > 1 ? 2 : 1;
            text.Append((basis[..first] + mark).Normalize(NormalizationForm.FormC)).Append(basis, first, basis.Length - first);
        }
    }

    private static string Group(string text) => FullText.MathMl.Group(RecordText.OneLine(text));

    private static Dictionary<string, string> Pairs(string table)
    {
        var words = table.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries);
        return words.Chunk(2).ToDictionary(p => p[0], p => p[1], StringComparer.Ordinal);
    }
}
