namespace ResearchAgent.Writing.Styles;

/// <summary>Puts an entry together part by part: one space between parts, and never two marks where one is due.</summary>
internal sealed class EntryText
{
    private readonly List<StyledRun> _runs = [];

    public IReadOnlyList<StyledRun> Runs => _runs;

    /// <summary>Text after a space; nothing for none.</summary>
    public EntryText Add(string? text, bool isItalic = false)
    {
        if (text is { Length: > 0 })
        {
            if (_runs.Count > 0 && _runs[^1].Text[^1] is not (' ' or '(' or '['))
            {
                Append(" ", isItalic: false);
            }

            Append(text, isItalic);
        }

        return this;
    }

    public EntryText Italic(string? text) => Add(text, isItalic: true);

    /// <summary>Text right behind what is there.</summary>
    public EntryText Join(string? text, bool isItalic = false)
    {
        if (text is { Length: > 0 })
        {
            Append(text, isItalic);
        }

        return this;
    }

    public EntryText AddAll(IEnumerable<StyledRun> runs)
    {
        var isFirst = true;
        foreach (var run in runs)
        {
            _ = isFirst ? Add(run.Text, run.IsItalic) : Join(run.Text, run.IsItalic);
            isFirst = false;
        }

        return this;
    }

    /// <summary>A full stop, unless what is there ends in a mark of its own.</summary>
    public EntryText Stop() => _runs.Count == 0 || EndsInMark(withComma: true) ? this : Join(".");

    /// <summary>A comma; "?" and "!" stand for it, the full stop of an abbreviation does not.</summary>
    public EntryText Comma() => _runs.Count == 0 || EndsInMark(withComma: false) ? this : Join(",");

    private bool EndsInMark(bool withComma)
    {
        var last = _runs[^1].Text.TrimEnd('”', '’', ' ');
        return last.Length > 0 && (last[^1] is '?' or '!' or ',' || (withComma && last[^1] is '.' or '…'));
    }

    // Neighbours in one face are one run.
    private void Append(string text, bool isItalic)
    {
        if (_runs.Count > 0 && _runs[^1].IsItalic == isItalic)
        {
            _runs[^1] = new StyledRun(_runs[^1].Text + text, isItalic);
        }
        else
        {
            _runs.Add(new StyledRun(text, isItalic));
        }
    }
}
