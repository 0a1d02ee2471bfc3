namespace ResearchAgent.Text;

/// <summary>LaTeX's commands that put an accent on the letter after them.</summary>
public static class LatexAccent
{
    /// <summary>The combining mark of an accent command: of <c>\"</c> U+0308; null for another command.</summary>
    public static char? Mark(char accent) => accent switch
    {
        '"' => '\u0308',
        '\'' => '\u0301',
        '`' => '\u0300',
        '^' => '\u0302',
        '~' => '\u0303',
        '.' => '\u0307',
        '=' => '\u0304',
        'c' => '\u0327',
        'v' => '\u030C',
        'u' => '\u0306',
        'H' => '\u030B',
        'k' => '\u0328',
        'r' => '\u030A',
        'd' => '\u0323',
        'b' => '\u0331',
        'h' => '\u0309',
        't' => '\u0361',
        _ => null,
    };
}
