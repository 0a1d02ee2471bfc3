namespace ResearchAgent.Overview;

/// <summary>Brings places into a square about zero, with one scale for both axes.</summary>
internal static class MapFrame
{
    /// <param name="reach">How far from zero a place may lie.</param>
    public static (float X, float Y)[] Fit(IReadOnlyList<(float X, float Y)> places, double reach)
    {
        if (places.Count == 0)
        {
            return [];
        }

        var (left, right) = (places.Min(p => p.X), places.Max(p => p.X));
        var (bottom, top) = (places.Min(p => p.Y), places.Max(p => p.Y));
        var half = Math.Max(right - left, top - bottom) / 2;
        var scale = half > 0 ? (float)reach / half : 0;
        return [.. places.Select(p => (Bound((p.X - ((left + right) / 2)) * scale), Bound((p.Y - ((bottom + top) / 2)) * scale)))];

        // Rounding must not carry a dot over the edge.
        float Bound(float value) => Math.Clamp(value, (float)-reach, (float)reach);
    }
}
