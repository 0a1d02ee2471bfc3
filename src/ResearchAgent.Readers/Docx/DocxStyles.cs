using DocumentFormat.OpenXml.Wordprocessing;

namespace ResearchAgent.Readers.Docx;

/// <summary>What a paragraph is, as its style says it.</summary>
/// <param name="Level">Of a heading, from 1.</param>
internal readonly record struct ParagraphKind(int? Level, bool IsTitle, bool IsAuthor, bool IsCaption, bool IsContents);

/// <summary>
/// The styles of a document. Word translates the names that it shows, not those of its own styles; what people make for
/// themselves is based on Word's or has its outline level.
/// </summary>
internal sealed class DocxStyles
{
    /// <summary>Styles are based on each other a few times over; a circle ends here.</summary>
    private const int MaxBases = 12;

    private readonly Dictionary<string, Style> _styles = new(StringComparer.Ordinal);

    public DocxStyles(Styles? styles)
    {
        foreach (var style in styles?.Elements<Style>() ?? [])
        {
            if (style.StyleId?.Value is { } id)
            {
                _styles.TryAdd(id, style);
            }
        }
    }

    /// <param name="id">The paragraph's style.</param>
    /// <param name="outlineLevel">The paragraph's own outline level, from 0; 9 is running text.</param>
    public ParagraphKind KindOf(string? id, int? outlineLevel)
    {
        int? level = outlineLevel is >= 0 and < 9 ? outlineLevel + 1 : null;
        for (var bases = 0; id is not null && bases < MaxBases; bases++)
        {
            var style = _styles.GetValueOrDefault(id);
            var name = (style?.StyleName?.Val?.Value ?? id).ToLowerInvariant().Replace(" ", "", StringComparison.Ordinal);
            if (name.StartsWith("heading", StringComparison.Ordinal) && name.Length == 8 && name[7] is >= '1' and <= '9')
            {
                return new ParagraphKind(name[7] - '0', false, false, false, false);
            }

            if (name is "title" or "papertitle" or "articletitle" || name.StartsWith("toc", StringComparison.Ordinal) || name is "caption" or "figurecaption" or "tablecaption" or "author" or "authors")
            {
                return new ParagraphKind(null, name.EndsWith("title", StringComparison.Ordinal), name.StartsWith("author", StringComparison.Ordinal), name.EndsWith("caption", StringComparison.Ordinal), name.StartsWith("toc", StringComparison.Ordinal));
            }

            if (style?.StyleParagraphProperties?.OutlineLevel?.Val?.Value is >= 0 and < 9 and var outline)
            {
                level ??= outline + 1;
            }

            id = style?.BasedOn?.Val?.Value;
        }

        return new ParagraphKind(level, false, false, false, false);
    }

    /// <summary>Does a character style hide its text?</summary>
    public bool IsHidden(string? id)
    {
        for (var bases = 0; id is not null && bases < MaxBases; bases++)
        {
            var style = _styles.GetValueOrDefault(id);
            if (style?.StyleRunProperties?.Vanish is { } vanish)
            {
                return vanish.Val?.Value ?? true;
            }

            id = style?.BasedOn?.Val?.Value;
        }

        return false;
    }
}
