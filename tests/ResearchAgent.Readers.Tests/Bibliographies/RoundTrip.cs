using System.Globalization;
using System.Text;
using ResearchAgent.Ingestion;
using ResearchAgent.Papers;
using Xunit;

namespace ResearchAgent.Readers.Tests.Bibliographies;

/// <summary>Reads, writes and reads again; records are compared as one text with every field in it.</summary>
internal static class RoundTrip
{
    public static async Task<IReadOnlyList<PaperRecord>> ReadAsync(IPaperReader reader, string path) =>
        [.. (await TemporaryFiles.ReadAsync(reader, path)).Select(r => r as PaperRecord ?? throw new InvalidOperationException(r.ToString()))];

    /// <summary>As the library holds the record.</summary>
    public static Paper ToPaper(PaperRecord record) => new()
    {
        Id = PaperId.For(record.Title, record.Authors.Count > 0 ? record.Authors[0] : null, record.Year, record.Doi, record.ArxivId),
        Key = new CitationKey(record.Key ?? $"Line{record.Line}"),
        Title = record.Title,
        Authors = record.Authors,
        Year = record.Year,
        Venue = record.Venue,
        Doi = record.Doi,
        ArxivId = record.ArxivId,
        Url = record.Url,
        Tags = record.Tags,
        Type = record.Type,
        Fields = record.Fields,
        Sections = record.Sections,
        References = record.References,
        Authority = record.Authority,
    };

    public static string Describe(PaperRecord record)
    {
        var text = new StringBuilder();
        void Line(string name, string? value) => text.Append(CultureInfo.InvariantCulture, $"{name}: {value}\n");
        Line("title", record.Title);
        Line("authors", string.Join(" | ", record.Authors));
        Line("year", record.Year?.ToString(CultureInfo.InvariantCulture));
        Line("venue", record.Venue);
        Line("doi", record.Doi);
        Line("arxiv", record.ArxivId);

        // BibTeX cannot hold every sign of an address: some come back percent-encoded, which is the same address.
        Line("url", record.Url is null ? null : Uri.UnescapeDataString(record.Url));
        Line("tags", string.Join(" | ", record.Tags));
        Line("type", record.Type);
        foreach (var (name, values) in record.Fields.OrderBy(f => f.Key, StringComparer.Ordinal))
        {
            Line(name, name == "doi" ? Uri.UnescapeDataString(values[0]) : string.Join(" || ", values));
        }

        foreach (var section in record.Sections)
        {
            Line("section " + section.Heading, section.Text);
        }

        return text.ToString();
    }

    /// <summary>What is written reads as the same records, with the keys that were given to them.</summary>
    public static async Task SameAsync(IPaperReader reader, string path, Func<IEnumerable<Paper>, string> write, bool comparesKeys = true)
    {
        using var files = new TemporaryFiles();
        var first = await ReadAsync(reader, path);
        Assert.NotEmpty(first);

        var second = await ReadAsync(reader, files.Write(Path.GetFileName(path), write(first.Select(ToPaper))));

        Assert.Equal(first.Select(Describe), second.Select(Describe));
        if (comparesKeys)
        {
            Assert.Equal(first.Where(r => r.Key is not null).Select(r => r.Key), second.Where((r, i) => first[i].Key is not null).Select(r => r.Key));
        }
    }
}
