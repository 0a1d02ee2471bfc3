using System.Globalization;
using System.IO.Compression;
using System.Xml;
using ResearchAgent.Readers.FullText;

namespace ResearchAgent.Readers.Docx;

/// <summary>Looks into a Word package before it is opened: how much it unpacks to, and how deep its XML is, which later code walks by recursion.</summary>
internal static class DocxGuard
{
    /// <summary>The text of a thesis is some ten million bytes of XML.</summary>
    public const int MaxPartBytes = 64 * 1024 * 1024;

    private const int MaxEntries = 10_000;

    /// <returns>Null for a package that can be opened.</returns>
    public static async Task<string?> ProblemAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            await using var stream = File.OpenRead(path);
            using var zip = new ZipArchive(stream, ZipArchiveMode.Read);
            if (zip.Entries.Count > MaxEntries)
            {
                return $"the file has more than {MaxEntries} parts. Save it again from Word.";
            }

            var parts = zip.Entries.Where(e => Path.GetExtension(e.FullName).ToLowerInvariant() is ".xml" or ".rels").ToList();
            if (parts.Count == 0 || !parts.Any(p => p.FullName == "[Content_Types].xml"))
            {
                return "the file is no Word document: its archive has no '[Content_Types].xml'. Save it again from Word.";
            }

            foreach (var part in parts)
            {
                if (await ProblemOfAsync(part, cancellationToken) is { } problem)
                {
                    return problem;
                }
            }

            return null;
        }
        catch (XmlException e)
        {
            return $"the Word file is damaged ({RecordText.Shown(e.Message).Trim('\'').TrimEnd('.')}). Open it in Word and save it again.";
        }
        catch (Exception e) when (e is InvalidDataException or NotSupportedException or ArgumentException or EndOfStreamException)
        {
            return $"the Word file is damaged or breaks off ({RecordText.Shown(e.Message).Trim('\'').TrimEnd('.')}). Open it in Word and save it again.";
        }
    }

    private static async Task<string?> ProblemOfAsync(ZipArchiveEntry part, CancellationToken cancellationToken)
    {
        if (part.Length > MaxPartBytes)
        {
            return TooLarge(part);
        }

        // What the archive says of itself need not be true.
        await using var content = await part.OpenAsync(cancellationToken);
        using var xml = XmlReader.Create(content, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = MaxPartBytes });
        for (var nodes = 0; xml.Read(); nodes++)
        {
            if (nodes % 4096 == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            if (xml.Depth > XmlTree.MaxDepth)
            {
                return $"its part {RecordText.Shown(part.FullName)} is nested more than {XmlTree.MaxDepth} levels deep. This is no manuscript; save it again from Word.";
            }
        }

        return null;
    }

    private static string TooLarge(ZipArchiveEntry part) => string.Create(
        CultureInfo.InvariantCulture, $"its part {RecordText.Shown(part.FullName)} unpacks to {part.Length:N0} bytes, more than {MaxPartBytes:N0}. Split it into one file per paper.");
}
