using System.Runtime.CompilerServices;
using System.Xml;
using System.Xml.Linq;

namespace ResearchAgent.Readers;

/// <summary>The elements of one name in an XML file, one at a time. External entities are never loaded and a DTD is refused.</summary>
internal static class XmlRecords
{
    private static readonly XmlReaderSettings Settings = new()
    {
        Async = true,
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        MaxCharactersInDocument = 512L * 1024 * 1024,

        // Programs write control characters that XML forbids; RecordText removes them.
        CheckCharacters = false,
    };

    /// <returns>Elements with the line where they begin; at the end the error that stopped reading, if one did.</returns>
    public static async IAsyncEnumerable<(XElement? Element, int Line, string? Error)> ReadAsync(
        TextReader text, Func<XmlReader, bool> isRecord, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var reader = XmlReader.Create(text, Settings);
        var isAhead = false;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            XElement? element = null;
            var line = 0;
            string? error = null;
            try
            {
                if (!isAhead && !await reader.ReadAsync())
                {
                    yield break;
                }

                isAhead = false;
                line = ((IXmlLineInfo)reader).LineNumber;
                if (reader.NodeType == XmlNodeType.Element && isRecord(reader))
                {
                    // Reading an element moves on to what follows it.
                    element = (XElement)await XNode.ReadFromAsync(reader, cancellationToken);
                    isAhead = !reader.EOF;
                }
            }
            catch (XmlException e)
            {
                (line, error) = (e.LineNumber, RecordText.OneLine(e.Message).TrimEnd('.'));
            }

            if (error is not null)
            {
                yield return (null, line, error);
                yield break;
            }

            if (element is not null)
            {
                yield return (element, line, null);
            }
            else if (reader.EOF)
            {
                yield break;
            }
        }
    }
}
