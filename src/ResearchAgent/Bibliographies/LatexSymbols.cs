using ResearchAgent.Writing.Formats;

namespace ResearchAgent.Bibliographies;

/// <summary>What LaTeX's commands for letters, signs and accents stand for.</summary>
internal static class LatexSymbols
{
    private const string SuperscriptBases = "0123456789+-=()ni";
    private const string Superscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ";
    private const string SubscriptBases = "0123456789+-=()";
    private const string Subscripts = "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎";

    private static readonly Dictionary<string, string> Names = ReadNames(
        """
        aa å
        AA Å
        ae æ
        AE Æ
        oe œ
        OE Œ
        o ø
        O Ø
        l ł
        L Ł
        ss ß
        SS ẞ
        i ı
        j ȷ
        dh ð
        DH Ð
        dj đ
        DJ Đ
        th þ
        TH Þ
        ng ŋ
        NG Ŋ
        textendash –
        textemdash —
        textquoteleft ‘
        textquoteright ’
        textquotedblleft “
        textquotedblright ”
        textquotedbl "
        textquotesingle '
        quotesinglbase ‚
        quotedblbase „
        glqq „
        grqq “
        guillemotleft «
        guillemotright »
        guilsinglleft ‹
        guilsinglright ›
        flqq «
        frqq »
        textellipsis …
        dots …
        cdots …
        lbrace {
        rbrace }
        textunderscore _
        textdollar $
        textregistered ®
        textcopyright ©
        texttrademark ™
        textdegree °
        degree °
        textmu µ
        textmicro µ
        texteuro €
        euro €
        textsterling £
        textyen ¥
        textonehalf ½
        texttimes ×
        textdiv ÷
        textpm ±
        textordfeminine ª
        textordmasculine º
        textsection §
        textparagraph ¶
        textdagger †
        textdaggerdbl ‡
        textperiodcentered ·
        textasciiacute ´
        textasciidieresis ¨
        textasciimacron ¯
        textonesuperior ¹
        texttwosuperior ²
        textthreesuperior ³
        textnumero №
        slash /
        ge ≥
        le ≤
        ne ≠
        to →
        gets ←
        land ∧
        lor ∨
        lnot ¬
        mid ∣
        prime ′
        hbar ℏ
        Re ℜ
        Im ℑ
        aleph ℵ
        angle ∠
        sqrt √
        bullet •
        cdot ·
        ast *
        circ ∘
        omicron ο
        leqslant ≤
        geqslant ≥
        lesssim ≲
        gtrsim ≳
        quad \u0020
        qquad \u0020
        space \u0020
        nobreakspace \u0020
        newline \u0020
        linebreak \u0020
        nobreakdash \u002D
        textbackslash \
        backslash \
        textasciitilde ~
        textasciicircum ^
        textasciigrave `
        TeX TeX
        LaTeX LaTeX
        BibTeX BibTeX
        """);

    private static readonly HashSet<string> Styles = new(StringComparer.Ordinal)
    {
        "emph", "textit", "textbf", "texttt", "textsc", "textsf", "textsl", "textrm", "textup", "textnormal", "textmd", "text", "mbox", "hbox", "fbox",
        "mathrm", "mathbf", "mathit", "mathsf", "mathtt", "mathcal", "mathbb", "mathfrak", "mathscr", "boldsymbol", "bm", "ensuremath", "operatorname",
        "it", "bf", "em", "tt", "sc", "sf", "sl", "rm", "itshape", "bfseries", "scshape", "upshape", "normalfont", "relax", "protect", "noopsort", "nocase",
        "uppercase", "lowercase", "enquote", "mkbibquote", "mkbibemph", "left", "right", "bigl", "bigr", "big", "Big", "displaystyle", "textstyle",
        "small", "large", "tiny", "normalsize", "hskip", "hspace", "ignorespaces", "unskip", "bibstring", "underline", "rmfamily",
    };

    /// <summary>The text of a command without argument; null for one that is not known.</summary>
    public static string? Named(string name) => Names.GetValueOrDefault(name);

    /// <summary>Does the command only change how its argument looks?</summary>
    public static bool IsStyle(string name) => Styles.Contains(name);

    /// <summary>The text raised ('^') or lowered ('_') in Unicode; null when a character has no such form.</summary>
    public static string? Script(string text, char kind)
    {
        var (bases, scripts) = kind == '^' ? (SuperscriptBases, Superscripts) : (SubscriptBases, Subscripts);
        var indexes = text.Replace('−', '-').Select(c => bases.IndexOf(c, StringComparison.Ordinal)).ToList();
        return indexes.Contains(-1) ? null : string.Concat(indexes.Select(i => scripts[i]));
    }

    // What we write, read back; a table of ours for what only others write. Of "$\mu$" the Greek letter wins over the micro sign.
    private static Dictionary<string, string> ReadNames(string table)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in table.Split('\n'))
        {
            var (name, sign) = (line[..line.IndexOf(' ', StringComparison.Ordinal)], line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..]);
            names[name] = sign.StartsWith(@"\u", StringComparison.Ordinal) ? ((char)Convert.ToInt32(sign[2..], 16)).ToString() : sign;
        }

        foreach (var (latex, symbol) in LatexEscape.SymbolTable)
        {
            var name = latex.Trim('$', '{', '}');
            if (name.Length > 2 && name[0] == '\\' && name[1..].All(char.IsAsciiLetter))
            {
                names.TryAdd(name[1..], symbol);
            }
        }

        return names;
    }
}
