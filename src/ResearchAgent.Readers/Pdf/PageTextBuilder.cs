using System.Text;

namespace ResearchAgent.Readers.Pdf;

/// <summary>Parts a page's glyphs into lines that can be read and text that cannot.</summary>
internal static class PageTextBuilder
{
    /// <summary>A single letter off the page is a printer's mark; whoever hides text hides words.</summary>
    private const int MinHiddenLetters = 10;

    public static PageText Build(PageInk ink)
    {
        var invisible = ink.Glyphs.Count(g => g.Concealment == Concealment.Invisible);
        var visible = ink.Glyphs.Count(g => g.Concealment == Concealment.None);

        // The text layer of a scan is invisible on purpose: the picture shows it.
        var isScan = ink.IsPicture && invisible > visible;
        var shown = visible == ink.Glyphs.Count ? ink.Glyphs : [.. ink.Glyphs.Where(IsShown)];
        var hidden = visible == ink.Glyphs.Count ? [] : Hidden(ink.Glyphs.Where(g => !IsShown(g)));
        return new PageText(ink.Number, ink.Width, ink.Height, LineBuilder.Build(ink.Number, shown), ink.Sideways, hidden, ink.IsPicture);

        bool IsShown(Glyph glyph) => glyph.Concealment == Concealment.None || (isScan && glyph.Concealment == Concealment.Invisible);
    }

    private static List<HiddenText> Hidden(IEnumerable<Glyph> glyphs)
    {
        var found = new List<HiddenText>();
        foreach (var group in glyphs.GroupBy(g => g.Concealment))
        {
            // Sizes and places of hidden text mean little: it is read in the order of painting.
            var text = new StringBuilder();
            Glyph? last = null;
            foreach (var glyph in group)
            {
                if (last is { } before && text.Length > 0 && text[^1] != ' '
                    && (Math.Abs(glyph.Y - before.Y) > 0.3f * before.Size || glyph.X - before.EndX > 0.17f * before.Size || glyph.X < before.X - before.Size))
                {
                    text.Append(' ');
                }

                text.Append(GlyphText.Plain(glyph.Text));
                last = glyph;
            }

            var line = RecordText.OneLine(text.ToString());
            if (line.Count(char.IsLetter) >= MinHiddenLetters)
            {
                found.Add(new HiddenText(group.Key, line));
            }
        }

        return found;
    }
}
