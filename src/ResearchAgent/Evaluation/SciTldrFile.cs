namespace ResearchAgent.Evaluation;

/// <summary>Reads a file of SciTLDR (Cachola et al. 2020), abstracts with one-sentence summaries: 618 papers in test, 619 in dev.</summary>
public static class SciTldrFile
{
    /// <exception cref="InvalidDataException">The file is missing, or a line is malformed; the message names file, line and next step.</exception>
    public static async Task<IReadOnlyList<SummaryExample>> ReadAsync(string path, CancellationToken cancellationToken)
    {
        var examples = new List<SummaryExample>();
        await foreach (var line in JsonLine.ReadAsync(path, "Give the path of SciTLDR's test.jsonl or dev.jsonl.", cancellationToken))
        {
            examples.Add(new SummaryExample(
                line.Text("paper_id"),
                line.OptionalText("title").Trim(),
                AtLeastOne(line, "source"),
                AtLeastOne(line, "target")));
        }

        return examples;
    }

    private static List<string> AtLeastOne(JsonLine line, string field)
    {
        var texts = line.Texts(field);
        return texts.Count > 0 ? [.. texts.Select(t => t.Trim())] : throw line.Invalid($"'{field}' is empty. Give at least one sentence or remove the line.");
    }
}
