namespace ResearchAgent.Readers.Pdf;

/// <summary>What was painted on a page under, and over, its text.</summary>
internal sealed class Backdrop
{
    /// <summary>Beyond that it is a drawing of thousands of shapes, whose ground nobody can tell in time.</summary>
    private const int MaxAreas = 2000;

    /// <summary>On each of red, green and blue: less than this from the ground the eye does not tell text from it.</summary>
    private const float SameColour = 0.05f;

    private static readonly (float R, float G, float B) Paper = (1, 1, 1);

    private readonly List<PaintedArea> _areas = [];

    public void Add(PaintedArea area)
    {
        // Rules and the strokes of figures hide no text.
        if (_areas.Count < MaxAreas && area.Right - area.Left > 4 && area.Top - area.Bottom > 4)
        {
            _areas.Add(area);
        }
    }

    /// <summary>What a colour becomes when it is painted, as opaque as <paramref name="alpha"/> says, over what is there; null when one of the two is not one colour.</summary>
    public (float R, float G, float B)? Tint((float R, float G, float B)? colour, float alpha, float x, float y)
    {
        if (alpha > 0.95f || colour is not { } top)
        {
            return colour;
        }

        return GroundAt(x, y) is { } ground ? (Mix(top.R, ground.R), Mix(top.G, ground.G), Mix(top.B, ground.B)) : null;

        float Mix(float over, float under) => (alpha * over) + ((1 - alpha) * under);
    }

    /// <summary>Text of this colour cannot be told from what has been painted there so far.</summary>
    public bool Swallows((float R, float G, float B) colour, float x, float y) =>
        _areas.Count < MaxAreas && GroundAt(x, y) is { } ground && IsSame(colour, ground);

    /// <summary>The glyphs, those marked as covered that an opaque rectangle was painted over later.</summary>
    public List<Glyph> Conceal(List<Glyph> glyphs)
    {
        var covers = _areas.Where(a => a is { IsExact: true, Colour: not null }).ToList();
        if (covers.Count == 0)
        {
            return glyphs;
        }

        for (var i = 0; i < glyphs.Count; i++)
        {
            var glyph = glyphs[i];
            if (glyph.Concealment == Concealment.None && covers.Exists(a => a.Run >= glyph.Run && a.Contains((glyph.X + glyph.EndX) / 2, glyph.Y + (0.3f * glyph.Size))))
            {
                glyphs[i] = glyph with { Concealment = Concealment.Covered };
            }
        }

        return glyphs;
    }

    private (float R, float G, float B)? GroundAt(float x, float y)
    {
        for (var i = _areas.Count - 1; i >= 0; i--)
        {
            if (_areas[i].Contains(x, y))
            {
                return _areas[i].Colour;
            }
        }

        return Paper;
    }

    private static bool IsSame((float R, float G, float B) a, (float R, float G, float B) b) =>
        Math.Abs(a.R - b.R) < SameColour && Math.Abs(a.G - b.G) < SameColour && Math.Abs(a.B - b.B) < SameColour;
}
