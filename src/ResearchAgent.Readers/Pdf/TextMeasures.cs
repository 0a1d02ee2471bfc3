namespace ResearchAgent.Readers.Pdf;

/// <summary>How most of a paper's text is set. Lengths are in points.</summary>
/// <param name="Size">Of the type.</param>
/// <param name="Leading">From one baseline to the next.</param>
/// <param name="ColumnWidth">Of a full line.</param>
internal sealed record TextMeasures(float Size, float Leading, float ColumnWidth, bool IsBold)
{
    public static TextMeasures Of(IReadOnlyList<PageText> pages)
    {
        var sizes = new Dictionary<int, int>();
        foreach (var line in pages.SelectMany(p => p.Lines))
        {
            var bin = (int)MathF.Round(line.Size * 4);
            sizes[bin] = sizes.GetValueOrDefault(bin) + line.Text.Length;
        }

        var size = sizes.Count == 0 ? 10 : sizes.MaxBy(s => s.Value + sizes.GetValueOrDefault(s.Key - 1) + sizes.GetValueOrDefault(s.Key + 1)).Key / 4f;
        var (leadings, widths) = (new Dictionary<int, int>(), new Dictionary<int, int>());
        var (bold, all) = (0, 0);
        foreach (var page in pages)
        {
            var lines = page.Lines.Where(l => Math.Abs(l.Size - size) <= 0.06f * size && l.Text.Length > 15).ToList();
            for (var i = 0; i < lines.Count; i++)
            {
                var line = lines[i];
                var width = (int)MathF.Round(line.Width / 4);
                widths[width] = widths.GetValueOrDefault(width) + line.Text.Length;
                all++;
                bold += line.IsBold ? 1 : 0;
                for (var j = i + 1; j < lines.Count && j < i + 6; j++)
                {
                    var distance = line.Baseline - lines[j].Baseline;
                    if (distance > 0.9f * size && distance < 3 * size && Math.Abs(lines[j].Left - line.Left) < 2)
                    {
                        var bin = (int)MathF.Round(distance * 4);
                        leadings[bin] = leadings.GetValueOrDefault(bin) + 1;
                        break;
                    }
                }
            }
        }

        var leading = leadings.Count == 0 ? 1.2f * size : leadings.MaxBy(l => l.Value + leadings.GetValueOrDefault(l.Key - 1) + leadings.GetValueOrDefault(l.Key + 1)).Key / 4f;
        var column = widths.Count == 0 ? 300 : 4f * widths.MaxBy(w => w.Value + widths.GetValueOrDefault(w.Key - 1) + widths.GetValueOrDefault(w.Key + 1)).Key;
        return new TextMeasures(size, leading, column, bold > all / 2);
    }
}
