namespace ResearchAgent.Readers.Pdf;

/// <summary>Puts a paragraph's first letter, set over several lines, back to its word.</summary>
internal static class DropCaps
{
    public static void Join(List<FlowLine> flow, TextMeasures measures, Vocabulary vocabulary)
    {
        for (var i = 0; i < flow.Count; i++)
        {
            var cap = flow[i].Line;
            if (cap.Text.Length > 2 || !char.IsUpper(cap.Text[0]) || cap.Size < 1.7f * measures.Size)
            {
                continue;
            }

            // Its word goes on beside the letter's head.
            var at = flow.FindIndex(f => f.Line.Page == cap.Page && !ReferenceEquals(f.Line, cap) && f.Line.Left >= cap.Right - 2 && f.Line.Left - cap.Right < 2 * measures.Size
                && f.Line.Text.Length > 10 && Math.Abs(f.Line.Top - cap.Top) < 0.9f * measures.Size);
            if (at < 0)
            {
                continue;
            }

            var line = flow[at].Line;
            var word = line.Text.Split(' ')[0];
            var isOwnWord = cap.Text is "A" or "I" && vocabulary.Contains(word) && !vocabulary.Contains(cap.Text + word);
            line.Text = cap.Text + (isOwnWord ? " " : "") + (word.Length > 1 && !word.Any(char.IsLower) && !isOwnWord ? word.ToLowerInvariant() : word) + line.Text[word.Length..];
            line.Left = cap.Left;
            flow.RemoveAt(i--);
        }
    }
}
