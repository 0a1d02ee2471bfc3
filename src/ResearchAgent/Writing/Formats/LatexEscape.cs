using System.Globalization;
using System.Text;
using ResearchAgent.Papers;

namespace ResearchAgent.Writing.Formats;

/// <summary>
/// Makes any text safe and typeset in a pdfLaTeX document that loads nothing: no input produces a command, a comment,
/// a group or an optional argument. Line breaks become spaces.
/// </summary>
public static class LatexEscape
{
    // Accents of the OT1 encoding, the one that a document has without asking.
    private static readonly Dictionary<int, string> Accents = new()
    {
        [0x0300] = "`",
        [0x0301] = "'",
        [0x0302] = "^",
        [0x0303] = "~",
        [0x0304] = "=",
        [0x0306] = "u",
        [0x0307] = ".",
        [0x0308] = "\"",
        [0x030A] = "r",
        [0x030B] = "H",
        [0x030C] = "v",
        [0x0323] = "d",
        [0x0327] = "c",
        [0x0331] = "b",
    };

    private static readonly Dictionary<int, string> Letters = new()
    {
        ['æ'] = @"{\ae}",
        ['Æ'] = @"{\AE}",
        ['œ'] = @"{\oe}",
        ['Œ'] = @"{\OE}",
        ['ø'] = @"{\o}",
        ['Ø'] = @"{\O}",
        ['ß'] = @"{\ss}",
        ['ł'] = @"{\l}",
        ['Ł'] = @"{\L}",
        ['ı'] = @"{\i}",
    };

    // A paper's braces must not be \{ and \}: BibTeX counts them in spite of the backslash.
    private static readonly Dictionary<int, string> Symbols = ReadSymbols(
        """
        \ \textbackslash{}
        { \textbraceleft{}
        } \textbraceright{}
        & \&
        % \%
        $ \$
        # \#
        _ \_
        ~ \textasciitilde{}
        ^ \textasciicircum{}
        < \textless{}
        > \textgreater{}
        | \textbar{}
        ` \textasciigrave{}
        [ {[}
        ] {]}
        ‐ -
        ‑ -
        ‒ --
        – --
        — ---
        ― ---
        ‘ `
        ’ '
        ‚ ,
        “ ``
        ” ''
        „ ,,
        « $\ll$
        » $\gg$
        ‹ $<$
        › $>$
        ′ $'$
        ″ $''$
        … \ldots{}
        • \textbullet{}
        · $\cdot$
        † \dag{}
        ‡ \ddag{}
        § \S{}
        ¶ \P{}
        © \copyright{}
        ® (R)
        ™ (TM)
        £ \pounds{}
        € EUR
        ¡ \textexclamdown{}
        ¿ \textquestiondown{}
        ° $^{\circ}$
        × $\times$
        ÷ $\div$
        ± $\pm$
        ∓ $\mp$
        − $-$
        ∗ $*$
        ⋅ $\cdot$
        ∙ $\cdot$
        ∘ $\circ$
        ≥ $\geq$
        ⩾ $\geq$
        ≤ $\leq$
        ⩽ $\leq$
        ≠ $\neq$
        ≈ $\approx$
        ≃ $\simeq$
        ≅ $\cong$
        ≡ $\equiv$
        ∼ $\sim$
        ≪ $\ll$
        ≫ $\gg$
        ∝ $\propto$
        ∞ $\infty$
        ∈ $\in$
        ∉ $\notin$
        ∋ $\ni$
        ∀ $\forall$
        ∃ $\exists$
        ∅ $\emptyset$
        ∑ $\sum$
        ∏ $\prod$
        ∫ $\int$
        √ $\surd$
        ✓ $\surd$
        ✗ $\times$
        ∂ $\partial$
        ∇ $\nabla$
        ∆ $\Delta$
        ∪ $\cup$
        ∩ $\cap$
        ⊂ $\subset$
        ⊆ $\subseteq$
        ⊃ $\supset$
        ⊇ $\supseteq$
        ∖ $\setminus$
        ∧ $\wedge$
        ∨ $\vee$
        ¬ $\neg$
        ⊕ $\oplus$
        ⊗ $\otimes$
        ⊙ $\odot$
        ⊤ $\top$
        ⊥ $\perp$
        ∥ $\parallel$
        ‖ $\|$
        ∣ $\mid$
        ⟨ $\langle$
        ⟩ $\rangle$
        ⌈ $\lceil$
        ⌉ $\rceil$
        ⌊ $\lfloor$
        ⌋ $\rfloor$
        → $\rightarrow$
        ← $\leftarrow$
        ↔ $\leftrightarrow$
        ↑ $\uparrow$
        ↓ $\downarrow$
        ⇒ $\Rightarrow$
        ⇐ $\Leftarrow$
        ⇔ $\Leftrightarrow$
        ↦ $\mapsto$
        ★ $\star$
        ⋆ $\star$
        ℓ $\ell$
        ⁄ /
        đ d
        Đ D
        ð d
        Ð D
        þ th
        Þ Th
        ħ h
        Ħ H
        ŧ t
        Ŧ T
        ŋ ng
        Ŋ Ng
        α $\alpha$
        β $\beta$
        γ $\gamma$
        δ $\delta$
        ε $\varepsilon$
        ϵ $\epsilon$
        ζ $\zeta$
        η $\eta$
        θ $\theta$
        ϑ $\vartheta$
        ι $\iota$
        κ $\kappa$
        λ $\lambda$
        μ $\mu$
        µ $\mu$
        ν $\nu$
        ξ $\xi$
        ο o
        π $\pi$
        ρ $\rho$
        ϱ $\varrho$
        σ $\sigma$
        ς $\varsigma$
        τ $\tau$
        υ $\upsilon$
        φ $\varphi$
        ϕ $\phi$
        χ $\chi$
        ψ $\psi$
        ω $\omega$
        Α A
        Β B
        Γ $\Gamma$
        Δ $\Delta$
        Ε E
        Ζ Z
        Η H
        Θ $\Theta$
        Ι I
        Κ K
        Λ $\Lambda$
        Μ M
        Ν N
        Ξ $\Xi$
        Ο O
        Π $\Pi$
        Ρ P
        Σ $\Sigma$
        Τ T
        Υ $\Upsilon$
        Φ $\Phi$
        Χ X
        Ψ $\Psi$
        Ω $\Omega$
        """);

    private const string Superscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿⁱ";
    private const string SuperscriptBases = "0123456789+-ni";
    private const string Subscripts = "₀₁₂₃₄₅₆₇₈₉₊₋";
    private const string SubscriptBases = "0123456789+-";

    /// <summary>
    /// Accented Latin letters stay UTF-8. Letters that only the T1 encoding has are transliterated ("ą" to "a", "þ" to "th");
    /// what no basic font holds (CJK, emoji) prints as its code point, "[U+4E2D]".
    /// </summary>
    public static string Text(string text) => Escape(text, keepAccented: true);

    /// <summary>As <see cref="Text"/> in ASCII alone: classic BibTeX cuts initials in bytes and would halve an UTF-8 letter.</summary>
    internal static string Ascii(string text) => Escape(text, keepAccented: false);

    /// <summary>Every symbol with the LaTeX that it is written as, for reading it back.</summary>
    internal static IEnumerable<(string Latex, string Symbol)> SymbolTable => Symbols.Select(s => (s.Value, char.ConvertFromUtf32(s.Key)));

    /// <summary>Keys are ASCII letters and digits by contract, but a record read from JSON can break it.</summary>
    internal static string Key(CitationKey key)
    {
        var safe = string.Concat(key.Value.Where(char.IsAsciiLetterOrDigit));
        return safe.Length > 0 ? safe : "Unnamed";
    }

    private static string Escape(string text, bool keepAccented)
    {
        var latex = new StringBuilder();
        var runes = SingleLine.Of(text).Normalize(NormalizationForm.FormC).EnumerateRunes().ToArray();
        for (var i = 0; i < runes.Length; i++)
        {
            var piece = runes[i].Value == '"'
                ? IsOpening(runes, i) ? "``" : "''"
                : One(runes[i], keepAccented);
            for (; i + 1 < runes.Length && IsCombining(runes[i + 1]); i++)
            {
                piece = Accented(piece, runes[i + 1]);
            }

            Append(latex, piece);
        }

        return latex.ToString();
    }

    private static string One(Rune rune, bool keepAccented)
    {
        if (Symbols.TryGetValue(rune.Value, out var symbol))
        {
            return symbol;
        }

        if (rune.IsAscii)
        {
            return rune.ToString();
        }

        if (Letters.TryGetValue(rune.Value, out var letter))
        {
            return keepAccented ? rune.ToString() : letter;
        }

        if (Rune.GetUnicodeCategory(rune) == UnicodeCategory.SpaceSeparator)
        {
            return rune.Value == '\u00A0' ? "~" : " ";
        }

        if (Script(rune, Superscripts, SuperscriptBases) is { } superscript)
        {
            return $"$^{{{superscript}}}$";
        }

        if (Script(rune, Subscripts, SubscriptBases) is { } subscript)
        {
            return $"$_{{{subscript}}}$";
        }

        return Decomposed(rune, keepAccented) ?? (IsJoiner(rune) ? "" : $"{{[}}U+{rune.Value:X4}{{]}}");
    }

    private static string? Decomposed(Rune rune, bool keepAccented)
    {
        var parts = rune.ToString().Normalize(NormalizationForm.FormD).EnumerateRunes().ToArray();
        if (parts.Length > 1 && parts[0].IsAscii && Rune.IsLetter(parts[0]) && parts.Skip(1).All(IsCombining))
        {
            // inputenc's tables end with Latin Extended-A.
            return keepAccented && rune.Value < 0x0180 && parts.Skip(1).All(p => Accents.ContainsKey(p.Value))
                ? rune.ToString()
                : parts.Skip(1).Aggregate(parts[0].ToString(), Accented);
        }

        // Ligatures, full-width and mathematical letters: the plain letters say the same.
        var plain = rune.ToString().Normalize(NormalizationForm.FormKD);
        return plain != rune.ToString() && plain.EnumerateRunes().All(p => p.IsAscii || Symbols.ContainsKey(p.Value))
            ? string.Concat(plain.EnumerateRunes().Select(p => p.Value == '"' ? "''" : One(p, keepAccented)))
            : null;
    }

    private static string Accented(string piece, Rune mark) =>
        Accents.TryGetValue(mark.Value, out var accent) && ((piece.Length == 1 && char.IsLetter(piece[0])) || piece.StartsWith(@"{\", StringComparison.Ordinal))
            ? $@"{{\{accent}{{{piece}}}}}"
            : piece;

    // Adjacent marks would join into another one: "--" is a dash, "?`" is "¿", "''" is a closing quote.
    private static void Append(StringBuilder latex, string piece)
    {
        if (piece.Length > 0 && latex.Length > 0)
        {
            var last = latex[^1];
            var joins = piece[0] switch
            {
                '-' or '\'' or ',' => last == piece[0],
                '`' => last is '`' or '?' or '!',
                _ => false,
            };
            latex.Append(joins ? "{}" : "");
        }

        latex.Append(piece);
    }

    private static bool IsOpening(Rune[] runes, int index) =>
        index == 0 || Rune.IsWhiteSpace(runes[index - 1]) || runes[index - 1].Value is '(' or '[' or '{' or '-' or '–' or '—' or '/';

    private static bool IsCombining(Rune rune) => Rune.GetUnicodeCategory(rune) == UnicodeCategory.NonSpacingMark;

    private static bool IsJoiner(Rune rune) => Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format or UnicodeCategory.NonSpacingMark;

    private static char? Script(Rune rune, string scripts, string bases)
    {
        var index = rune.IsBmp ? scripts.IndexOf((char)rune.Value, StringComparison.Ordinal) : -1;
        return index >= 0 ? bases[index] : null;
    }

    private static Dictionary<int, string> ReadSymbols(string table) =>
        table.Split('\n').Select(line => line.Split(' ', 2)).ToDictionary(pair => Rune.GetRuneAt(pair[0], 0).Value, pair => pair[1]);
}
