using System.Globalization;
using Microsoft.AspNetCore.Http;
using ResearchAgent.Ingestion;
using ResearchAgent.Papers;
using ResearchAgent.Writing.Formats;

namespace ResearchAgent.Web.Library;

/// <summary>The form in which a person corrects a paper's record. Only what is other than before counts as set by hand.</summary>
internal sealed class PaperForm
{
    /// <summary>Longer than any title; a form is no place for texts.</summary>
    public const int MaxLine = 2000;

    private readonly List<Func<Paper, Paper>> _changes = [];
    private readonly List<string> _fields = [];

    private PaperForm()
    {
    }

    public IReadOnlyList<string> Fields => _fields;

    public bool IsEmpty => _changes.Count == 0;

    public Paper Apply(Paper paper) => _changes.Aggregate(paper, (current, change) => change(current));

    /// <exception cref="PaperEditException">A value cannot be so, or the paper is another than the one that the form showed.</exception>
    public static PaperForm Read(IFormCollection form, Paper stored)
    {
        if (form["was"] != stored.RecordHash)
        {
            throw new PaperEditException("Somebody changed this paper while you did. Open it again, and make your change on what it is now.");
        }

        var read = new PaperForm();
        read.Line(form, "title", EditedFieldNames.Title, stored.Title, v => v ?? throw Wrong("", "no title; a paper has one"), (p, v) => p with { Title = v! });
        read.Line(form, "venue", EditedFieldNames.Venue, stored.Venue, v => v, (p, v) => p with { Venue = v });
        read.Line(form, "doi", EditedFieldNames.Doi, stored.Doi, v => v is null ? null : PaperId.NormalizeDoi(v) ?? throw Wrong(v, "no DOI; it looks like 10.1000/xyz"), (p, v) => p with { Doi = v });
        read.Line(form, "arxiv", EditedFieldNames.ArxivId, stored.ArxivId, v => v is null ? null : PaperId.NormalizeArxivId(v) ?? throw Wrong(v, "no arXiv id; it looks like 2305.04091"), (p, v) => p with { ArxivId = v });
        read.Line(form, "url", EditedFieldNames.Url, stored.Url, v => v, (p, v) => p with { Url = v });
        read.Line(form, "type", EditedFieldNames.Type, stored.Type, v => v, (p, v) => p with { Type = v });
        read.Line(form, "year", EditedFieldNames.Year, stored.Year?.ToString(CultureInfo.InvariantCulture), v => v, (p, v) => p with { Year = v is null ? null : Year(v) });
        read.Line(form, "key", null, stored.Key.Value, v => v is not null && IsKey(v) ? v : throw Wrong(v ?? "", "no citation key; letters, digits and : - _ . + / may stand there"), (p, v) => p with { Key = new CitationKey(v!) });
        read.Lines(form, "authors", EditedFieldNames.Authors, stored.Authors, (p, v) => p with { Authors = v });
        read.Lines(form, "tags", EditedFieldNames.Tags, stored.Tags, (p, v) => p with { Tags = [.. v.Distinct(StringComparer.OrdinalIgnoreCase)] });
        foreach (var name in form.Keys.Where(k => k.StartsWith(EditedFieldNames.FieldPrefix, StringComparison.Ordinal)))
        {
            var field = name[EditedFieldNames.FieldPrefix.Length..];
            if (stored.Fields.TryGetValue(field, out var values) && values.Count == 1)
            {
                read.Line(form, name, name, values[0], v => v, (p, v) => p with { Fields = With(p.Fields, field, v) });
            }
        }

        if (SingleLine.Of(form["new-field"].ToString()) is { Length: > 0 } added)
        {
            read.Line(form, "new-value", EditedFieldNames.FieldPrefix + added, null, v => v, (p, v) => p with { Fields = With(p.Fields, added, v) });
        }

        return read;
    }

    private void Line(IFormCollection form, string name, string? field, string? stored, Func<string?, string?> check, Func<Paper, string?, Paper> set)
    {
        if (!form.TryGetValue(name, out var given))
        {
            return;
        }

        var line = SingleLine.Of(given.ToString());
        if (line.Length > MaxLine && line != stored)
        {
            throw Wrong(line[..50] + "…", $"too long; up to {MaxLine} characters may stand there");
        }

        if (line == SingleLine.Of(stored ?? ""))
        {
            return;
        }

        var value = check(line.Length > 0 ? line : null);
        if (value != stored)
        {
            Set(field, p => set(p, value));
        }
    }

    // One a line.
    private void Lines(IFormCollection form, string name, string field, IReadOnlyList<string> stored, Func<Paper, IReadOnlyList<string>, Paper> set)
    {
        if (form.TryGetValue(name, out var given))
        {
            List<string> lines = [.. given.ToString().Split('\n').Select(SingleLine.Of).Where(l => l.Length > 0)];
            if (!lines.SequenceEqual(stored.Select(SingleLine.Of)))
            {
                Set(field, p => set(p, lines));
            }
        }
    }

    private void Set(string? field, Func<Paper, Paper> change)
    {
        _changes.Add(change);
        if (field is not null)
        {
            _fields.Add(field);
        }
    }

    private static int Year(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var year) && year is > 0 and <= 9999 ? year : throw Wrong(text, "no year; it is a number up to 9999");

    private static bool IsKey(string text) => text.All(c => char.IsAsciiLetterOrDigit(c) || c is ':' or '-' or '_' or '.' or '+' or '/');

    private static Dictionary<string, IReadOnlyList<string>> With(IReadOnlyDictionary<string, IReadOnlyList<string>> fields, string name, string? value)
    {
        var changed = fields.ToDictionary();
        changed.Remove(name);
        if (value is not null)
        {
            changed[name] = [value];
        }

        return changed;
    }

    private static PaperEditException Wrong(string value, string what) => new($"'{value}' is {what}.");
}
