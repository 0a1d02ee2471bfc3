using System.Text;

namespace ResearchAgent.Readers.Pdf;

/// <summary>
/// Makes lines of glyphs: words where no gap parts them, pieces of words that follow each other on the page as in the file,
/// lines of pieces that touch. Sorting takes n log n; nothing looks at all pairs.
/// </summary>
internal sealed class LineBuilder
{
    /// <summary>In parts of the type's size. Tight justified lines have spaces of 0.2; letters of a word lie closer.</summary>
    private const float WordGap = 0.17f;

    /// <summary>A page's own gap between letters and words is looked for between these.</summary>
    private const float MinWordGap = 0.12f;
    private const float MaxWordGap = 0.24f;

    /// <summary>Where the file writes its spaces, a gap is one only if it is wide: letters of doubtful width leave gaps, too.</summary>
    private const float WordGapBesideSpaces = 0.28f;

    /// <summary>English has a space for every six characters; a file that writes them has at least so many.</summary>
    private const double WritesSpaces = 0.08;

    /// <summary>Words of one piece. Wider gaps stand in loose lines, and between columns and cells.</summary>
    private const float PieceGap = 0.55f;

    /// <summary>What may still be a line's loose space, if nothing else begins at its end.</summary>
    private const float LooseGap = 1.4f;

    /// <summary>What a line that cannot be broken leaves between its words at worst.</summary>
    private const float StretchedGap = 4;

    /// <summary>So many lines that begin at one place make a column or a cell of it.</summary>
    private const int LinesOfAColumn = 4;

    /// <summary>Pieces at one height; a page that has more is no page of text, and must not take quadratic time.</summary>
    private const int MaxBeside = 200;

    private readonly int _page;
    private readonly List<Word> _words = [];
    private float _wordGap = WordGap;
    private readonly List<Piece> _pieces = [];

    private LineBuilder(int page) => _page = page;

    private record struct Word(string Text, float X, float EndX, float Y, float Size, FontFace Face, int Run, bool AfterSpace);

    private sealed class Piece
    {
        public List<Word> Words { get; } = [];

        public float Left = float.MaxValue;
        public float Right = float.MinValue;
        public float Baseline;
        public float Size;
        public int Longest;
        public Piece? Into;

        public void Add(Word word)
        {
            Words.Add(word);
            Left = Math.Min(Left, word.X);
            Right = Math.Max(Right, word.EndX);
            Settle(word);
        }

        public void Take(Piece other)
        {
            other.Into = this;
            Left = Math.Min(Left, other.Left);
            Right = Math.Max(Right, other.Right);
            Words.AddRange(other.Words);
            if (other.Longest > Longest)
            {
                (Baseline, Size, Longest) = (other.Baseline, other.Size, other.Longest);
            }
        }

        public Piece Root()
        {
            var root = this;
            while (root.Into is { } into)
            {
                root = into;
            }

            return root;
        }

        // The longest words have the line's size: footnote marks and indices do not count.
        private void Settle(Word word)
        {
            if (word.Text.Length > Longest || (word.Text.Length == Longest && word.Size > Size))
            {
                (Baseline, Size, Longest) = (word.Y, word.Size, word.Text.Length);
            }
        }
    }

    /// <summary>The lines from top to bottom. Glyphs that cannot be seen are left to the caller.</summary>
    public static List<TextLine> Build(int page, IEnumerable<Glyph> glyphs)
    {
        var builder = new LineBuilder(page);
        var list = glyphs as IReadOnlyList<Glyph> ?? [.. glyphs];
        builder._wordGap = list.Count(g => g.Text is " " or "\u00A0") >= WritesSpaces * list.Count ? WordGapBesideSpaces : WordGapOf(list);
        builder.FindWords(list);
        builder.FindPieces();
        return builder.FindLines();
    }

    // The width that fewest gaps of the page have, between those of letters and those of words.
    private static float WordGapOf(IReadOnlyList<Glyph> glyphs)
    {
        const int PerEm = 100;
        var gaps = new int[(int)(MaxWordGap * PerEm) + 3];
        for (var i = 1; i < glyphs.Count; i++)
        {
            var (last, here) = (glyphs[i - 1], glyphs[i]);
            var gap = (here.X - last.EndX) / here.Size * PerEm;
            if (gap > 0 && gap < gaps.Length && Math.Abs(here.Y - last.Y) < 0.1f * here.Size)
            {
                gaps[(int)gap]++;
            }
        }

        var (best, fewest) = (WordGap, int.MaxValue);
        for (var at = (int)(MinWordGap * PerEm); at <= (int)(MaxWordGap * PerEm); at++)
        {
            var count = gaps[at - 1] + gaps[at] + gaps[at + 1];
            if (count < fewest || (count == fewest && Math.Abs((at + 0.5f) / PerEm - WordGap) < Math.Abs(best - WordGap)))
            {
                (best, fewest) = ((at + 0.5f) / PerEm, count);
            }
        }

        return best;
    }

    private void FindWords(IEnumerable<Glyph> glyphs)
    {
        var text = new StringBuilder();
        Word word = default;
        var (isOpen, afterSpace) = (false, false);
        string? accent = null;
        foreach (var glyph in glyphs)
        {
            var plain = GlyphText.Plain(glyph.Text);
            if (string.IsNullOrWhiteSpace(plain))
            {
                // A glyph without character still parts nothing: only a space does.
                afterSpace |= plain.Length > 0;
                continue;
            }

            var follows = isOpen && !afterSpace && Math.Abs(glyph.Y - word.Y) <= 0.12f * word.Size && Math.Abs(glyph.Size - word.Size) <= 0.2f * word.Size
                && glyph.X - word.EndX is var gap && gap <= _wordGap * word.Size && gap >= -0.5f * word.Size;
            if (accent is not null && isOpen && glyph.X < word.EndX - (0.05f * word.Size) && GlyphText.Accented(accent[0], plain) is { } accented)
            {
                text.Length--;
                (plain, follows) = (accented, true);
            }

            if (GlyphText.IsAccent(plain) && isOpen && text.Length > 0 && glyph.X < word.EndX - (0.15f * word.Size) && GlyphText.Accented(plain[0], text[^1].ToString()) is { } under)
            {
                // The accent after its letter, painted back over it.
                text[^1] = under[0];
                continue;
            }

            if (!follows)
            {
                Close();
                word = new Word("", glyph.X, glyph.EndX, glyph.Y, glyph.Size, glyph.Font, glyph.Run, afterSpace);
                (isOpen, afterSpace) = (true, false);
            }

            // Letters of several fonts make a word; what most of them are is close enough to the first.
            text.Append(plain);
            word.EndX = Math.Max(word.EndX, glyph.EndX);
            word.Run = glyph.Run;
            accent = GlyphText.IsAccent(plain) ? plain : null;
        }

        Close();

        void Close()
        {
            if (isOpen && text.Length > 0)
            {
                _words.Add(word with { Text = text.ToString() });
            }

            text.Clear();
        }
    }

    private void FindPieces()
    {
        Piece? piece = null;
        Word last = default;
        foreach (var word in _words)
        {
            var size = Math.Max(word.Size, last.Size);
            var gap = word.X - last.EndX;
            if (piece is null || Math.Abs(word.Y - last.Y) > 0.12f * size || gap < -0.4f * size || gap > (word.Run == last.Run ? 1.6f : 1) * PieceGap * size || Math.Abs(word.Size - last.Size) > 0.2f * size)
            {
                piece = new Piece();
                _pieces.Add(piece);
            }

            piece.Add(word);
            last = word;
        }
    }

    private List<TextLine> FindLines()
    {
        _pieces.Sort((a, b) => a.Baseline != b.Baseline ? b.Baseline.CompareTo(a.Baseline) : a.Left.CompareTo(b.Left));
        Join(PieceGap, _ => true);

        var lines = _pieces.Where(p => p.Into is null).ToList();
        var starts = new Dictionary<int, int>();
        foreach (var line in lines)
        {
            var at = (int)MathF.Round(line.Left);
            starts[at] = starts.GetValueOrDefault(at) + 1;
        }

        bool IsNoStart(int at) => starts.GetValueOrDefault(at - 1) + starts.GetValueOrDefault(at) + starts.GetValueOrDefault(at + 1) < LinesOfAColumn;
        Join(LooseGap, IsNoStart);
        JoinStretched([.. _pieces.Where(p => p.Into is null)], IsNoStart);
        return [.. _pieces.Where(p => p.Into is null).Select(ToLine)];
    }

    // A line that had to be stretched far: one above or below it runs from its left part's start to its right part's end.
    private static void JoinStretched(List<Piece> lines, Func<int, bool> isNoStart)
    {
        for (var i = 1; i < lines.Count; i++)
        {
            var (a, b) = (lines[i - 1], lines[i]);
            var (left, right) = a.Left <= b.Left ? (a, b) : (b, a);
            if (a.Into is null && b.Into is null && Math.Abs(a.Baseline - b.Baseline) < 0.05f * a.Size && Math.Abs(a.Size - b.Size) < 0.1f * a.Size
                && right.Left - left.Right is var gap && gap > 0 && gap < StretchedGap * a.Size && isNoStart((int)MathF.Round(right.Left)) && (IsSpanned(i - 2, -1) || IsSpanned(i + 1, 1)))
            {
                left.Take(right);
            }

            bool IsSpanned(int from, int step)
            {
                for (var j = from; j >= 0 && j < lines.Count && Math.Abs(lines[j].Baseline - a.Baseline) < 1.7f * a.Size; j += step)
                {
                    if (lines[j].Left < left.Left + (0.2f * a.Size) && lines[j].Left > left.Left - (3 * a.Size) && Math.Abs(lines[j].Right - right.Right) < 0.3f * a.Size)
                    {
                        return true;
                    }
                }

                return false;
            }
        }
    }

    // Pieces are sorted by height, so that those beside one lie in a window that moves down with it.
    private void Join(float maxGap, Func<int, bool> isNoStart)
    {
        var window = new List<Piece>();
        foreach (var piece in _pieces.Where(p => p.Into is null).ToList())
        {
            window.RemoveAll(w => w.Into is not null || w.Baseline - piece.Baseline > 1.2f * Math.Max(w.Size, piece.Size) || w.Baseline - piece.Baseline > 40);
            var current = piece;
            for (var i = window.Count - 1; i >= 0; i--)
            {
                var other = window[i];
                if (ReferenceEquals(other, current) || other.Into is not null || !AreBeside(other, current, maxGap, isNoStart))
                {
                    continue;
                }

                var (keep, give) = other.Longest >= current.Longest ? (other, current) : (current, other);
                keep.Take(give);
                current = keep;
            }

            if (!window.Contains(current))
            {
                window.Add(current);
                if (window.Count > MaxBeside)
                {
                    window.RemoveAt(0);
                }
            }
        }
    }

    private static bool AreBeside(Piece a, Piece b, float maxGap, Func<int, bool> isNoStart)
    {
        var (big, small) = a.Size >= b.Size ? (a, b) : (b, a);

        // Of the same size on the same line, or an index whose middle lies within the height of its neighbour.
        var rise = small.Baseline - big.Baseline;
        var isSameSize = small.Size > 0.85f * big.Size || (small.Size > 0.6f * big.Size && Math.Abs(rise) < 0.05f * big.Size);
        if (isSameSize ? Math.Abs(rise) > 0.25f * big.Size : rise > 0.75f * big.Size || rise < -0.4f * big.Size || small.Size < 0.35f * big.Size)
        {
            return false;
        }

        var (left, right) = a.Left <= b.Left ? (a, b) : (b, a);
        var gap = right.Left - left.Right;
        if (gap < -0.35f * big.Size)
        {
            return false;
        }

        if (!isSameSize)
        {
            return gap <= 0.5f * Math.Min(maxGap, PieceGap) * big.Size || (Math.Abs(rise) < 0.1f * big.Size && gap <= Math.Min(maxGap, PieceGap) * big.Size);
        }

        return (gap <= maxGap * big.Size && (gap <= PieceGap * big.Size || isNoStart((int)MathF.Round(right.Left))))
            || (gap <= 3.5f * big.Size && maxGap > PieceGap && IsLabel(left));
    }

    // "[12]", "3.2", "a)" and bullets stand well before what they label.
    private static bool IsLabel(Piece piece)
    {
        if (piece.Words.Count != 1)
        {
            return false;
        }

        var text = piece.Words[0].Text;
        return text is ['[', .., ']'] && text.Length <= 8
            || text is "\u2022" or "\u2013" or "\u25E6" or "\u25AA" or "*"
            || (text.Length <= 6 && text[^1] is '.' or ')' && text[..^1].All(c => char.IsAsciiDigit(c) || c is '.' or '('))
            || (text.Length is >= 3 and <= 7 && char.IsAsciiDigit(text[0]) && text.Contains('.', StringComparison.Ordinal) && text.All(c => char.IsAsciiDigit(c) || c == '.') && piece.Words[0].Face.IsBold);
    }

    private TextLine ToLine(Piece piece)
    {
        piece.Words.Sort((a, b) => a.X.CompareTo(b.X));
        var text = new StringBuilder();
        var raised = new List<(int, int)>();
        var (bold, italic, styled, letters) = (0, 0, 0, 0);
        var last = default(Word);
        var isStyledSoFar = true;
        foreach (var word in piece.Words)
        {
            if (text.Length > 0 && (word.AfterSpace || word.X - last.EndX > _wordGap * 0.9f * Math.Min(word.Size, last.Size)))
            {
                text.Append(' ');
            }

            var isRaised = word.Size < 0.85f * piece.Size && word.Y > piece.Baseline + (0.15f * piece.Size);
            var shown = isRaised ? GlyphText.Superscript(word.Text) : word.Text;
            if (isRaised)
            {
                raised.Add((text.Length, shown.Length));
            }

            text.Append(shown);
            letters += shown.Length;
            bold += word.Face.IsBold ? shown.Length : 0;
            italic += word.Face.IsItalic ? shown.Length : 0;
            isStyledSoFar &= word.Face.IsBold || word.Face.IsItalic;
            styled = isStyledSoFar ? text.Length : styled;
            last = word;
        }

        return new TextLine
        {
            Page = _page,
            Text = text.ToString(),
            Left = piece.Left,
            Right = piece.Right,
            Baseline = piece.Baseline,
            Size = piece.Size,
            IsBold = bold > 0.95f * letters,
            IsItalic = italic > 0.7f * letters,
            StyledStart = styled,
            Raised = raised,
        };
    }
}
