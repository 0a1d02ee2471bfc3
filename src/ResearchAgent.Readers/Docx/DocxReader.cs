using System.Runtime.CompilerServices;
using DocumentFormat.OpenXml.Packaging;
using ResearchAgent.Ingestion;
using ResearchAgent.Papers;
using ResearchAgent.Readers.FullText;

namespace ResearchAgent.Readers.Docx;

/// <summary>
/// Reads manuscripts from Word. Deletions that are tracked are left out and insertions kept; hidden and white text is
/// kept apart. The old binary .doc is refused with a word on what to do.
/// </summary>
public sealed class DocxReader : IPaperReader
{
    public string Name => "docx";

    public IReadOnlyList<string> Extensions { get; } = [".docx", ".docm", ".dotx", ".doc"];

    public bool ReadsBytes => true;

    public bool Recognizes(SourceFile file) => IsOld(file) || file.Start.Span is [(byte)'P', (byte)'K', 3, 4, ..];

    public async IAsyncEnumerable<ReadResult> ReadAsync(SourceFile file, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (IsOld(file))
        {
            yield return new ReadFailure(file.Path, 0, "the file is in Word's old binary form, or it is protected with a password. Save it as .docx without a password and add that.");
            yield break;
        }

        if (await DocxGuard.ProblemAsync(file.Path, cancellationToken) is { } problem)
        {
            yield return new ReadFailure(file.Path, 0, problem);
            yield break;
        }

        cancellationToken.ThrowIfCancellationRequested();
        yield return Read(file.Path);
    }

    // The header of Microsoft's compound files, which protected .docx have as well.
    private static bool IsOld(SourceFile file) => file.Start.Span is [0xD0, 0xCF, 0x11, 0xE0, ..];

    private static ReadResult Read(string path)
    {
        try
        {
            using var document = WordprocessingDocument.Open(path, isEditable: false, new OpenSettings { MaxCharactersInPart = DocxGuard.MaxPartBytes });
            if (document.MainDocumentPart?.Document?.Body is not { } body)
            {
                return new ReadFailure(path, 0, "the file holds no Word document (no body). Save it again from Word.");
            }

            var sections = new SectionWriter();
            var text = new DocxBody(document.MainDocumentPart, sections);
            text.Read(body);
            var properties = document.PackageProperties;
            var title = RecordText.OneLine(properties.Title ?? "");

            // Templates leave "Document1" or "Microsoft Word - paper.doc" there.
            var isStated = title.Contains(' ', StringComparison.Ordinal) && !title.StartsWith("Microsoft Word", StringComparison.OrdinalIgnoreCase) && (text.Title is null || PaperId.NormalizeTitle(text.Title) == PaperId.NormalizeTitle(title));
            return RecordRules.Check(new PaperRecord(path, 1, text.Title ?? (isStated ? title : text.FirstHeading ?? title))
            {
                Authors = text.Authors.Count > 0 ? text.Authors : isStated ? AuthorNames.Split(properties.Creator ?? "") : [],
                Tags = [.. (properties.Keywords ?? "").Split([',', ';'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(RecordText.OneLine).Distinct(StringComparer.Ordinal)],
                Sections = sections.ToSections(),
                References = text.References,
                Flags = sections.ToFlags(),
                Authority = RecordAuthority.Guessed,
            });
        }
        catch (Exception e) when (e is OpenXmlPackageException or System.Xml.XmlException or FormatException or InvalidDataException or ArgumentException or InvalidOperationException or NotSupportedException or UriFormatException or KeyNotFoundException or NullReferenceException or OverflowException or IndexOutOfRangeException)
        {
            // The package library throws many things at damaged packages.
            return new ReadFailure(path, 0, $"the Word file is damaged ({RecordText.Shown(e.Message).Trim('\'').TrimEnd('.')}). Open it in Word and save it again.");
        }
    }
}
