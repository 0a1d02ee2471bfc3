using ResearchAgent.Ingestion;

namespace ResearchAgent.Readers;

/// <summary>What every record must keep to, whatever file it comes from.</summary>
internal static class RecordRules
{
    /// <summary>The longest real titles have some 400 characters; beyond that it is text that slipped into the title.</summary>
    public const int MaxTitleLength = 500;

    /// <summary>The record, or the failure that keeps it out of the library.</summary>
    public static ReadResult Check(PaperRecord record) => CheckBibliographic(record) switch
    {
        PaperRecord { Sections: var sections } checkedRecord when sections.Any(s => s.Text.Length > 0) => checkedRecord,
        PaperRecord => new ReadFailure(record.Path, record.Line, $"the paper {RecordText.Shown(record.Title)} has no text. Add its abstract or a note."),
        var failure => failure,
    };

    /// <summary>As <see cref="Check"/>, but the record may have no text: an entry of a bibliography often has no abstract.</summary>
    public static ReadResult CheckBibliographic(PaperRecord record)
    {
        if (record.Title.Length == 0)
        {
            return Failure("the title is missing or empty. Give the record a title.");
        }

        if (record.Title.Length > MaxTitleLength)
        {
            return Failure($"the title {RecordText.Shown(record.Title)} has {record.Title.Length} characters, more than {MaxTitleLength}. Shorten it, or put the text where the abstract belongs.");
        }

        // Identity is made of letters and digits: all titles such as "???" would be the same paper.
        if (!record.Title.Any(char.IsLetterOrDigit) && !record.Title.Any(char.IsSurrogate))
        {
            return Failure($"the title {RecordText.Shown(record.Title)} has no letter or digit. Correct it.");
        }

        return record;

        ReadFailure Failure(string message) => new(record.Path, record.Line, message);
    }
}
