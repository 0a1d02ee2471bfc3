using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using AngleSharp.Html;
using ResearchAgent.Ingestion;

namespace ResearchAgent.Readers.FullText;

/// <summary>
/// XML of strangers as a tree of local names: namespaces differ between editions of one format and say nothing that the
/// names do not. A DTD is skipped, so that no entity is expanded or fetched; HTML's named characters are known without it.
/// </summary>
internal static class XmlTree
{
    /// <summary>Ten times the longest articles; a tree takes some ten times its file.</summary>
    public const int MaxBytes = 32 * 1024 * 1024;

    /// <summary>Articles nest some 25 deep, with formulas 50. What walks the tree may recurse that far.</summary>
    public const int MaxDepth = 200;

    private const int MaxElements = 2_000_000;

    private static readonly string[] OwnEntities = ["amp", "lt", "gt", "quot", "apos"];

    /// <summary>The local name of the root element and its namespace; null when the file does not begin like XML.</summary>
    public static (string Name, string Namespace)? RootOf(SourceFile file)
    {
        try
        {
            using var reader = XmlReader.Create(new MemoryStream(file.Start.ToArray()), Settings());
            return reader.MoveToContent() == XmlNodeType.Element ? (reader.LocalName, reader.NamespaceURI) : null;
        }
        catch (Exception e) when (e is XmlException or NotSupportedException or ArgumentException)
        {
            return null;
        }
    }

    /// <returns>The root, or the failure to report.</returns>
    public static async Task<(XElement? Root, ReadFailure? Failure)> LoadAsync(SourceFile file, CancellationToken cancellationToken)
    {
        if (new FileInfo(file.Path).Length is var length && length > MaxBytes)
        {
            return (null, new ReadFailure(file.Path, 0, string.Create(CultureInfo.InvariantCulture, $"the file has {length:N0} bytes, more than {MaxBytes:N0}. Split it into one file per paper.")));
        }

        var bytes = WithoutNamedCharacters(await File.ReadAllBytesAsync(file.Path, cancellationToken));
        return Parse(file.Path, bytes, cancellationToken);
    }

    /// <summary>As <see cref="LoadAsync"/>, from memory; <paramref name="path"/> is for messages.</summary>
    public static (XElement? Root, ReadFailure? Failure) Parse(string path, byte[] bytes, CancellationToken cancellationToken)
    {
        try
        {
            using var reader = XmlReader.Create(new MemoryStream(bytes), Settings());
            var (root, problem) = Build(reader, cancellationToken);
            return root is null ? (null, new ReadFailure(path, ((IXmlLineInfo)reader).LineNumber, problem!)) : (root, null);
        }
        catch (XmlException e)
        {
            var end = e.Message.IndexOf(" Line ", StringComparison.Ordinal);
            return (null, new ReadFailure(path, e.LineNumber, $"the XML is damaged or breaks off here ({RecordText.Shown(end < 0 ? e.Message : e.Message[..end]).Trim('\'').TrimEnd('.')}). Get the file again from its source."));
        }
        catch (Exception e) when (e is NotSupportedException or ArgumentException)
        {
            return (null, new ReadFailure(path, 1, $"the XML is in an encoding that is not known here ({RecordText.Shown(e.Message).Trim('\'').TrimEnd('.')}). Save it as UTF-8."));
        }
    }

    private static XmlReaderSettings Settings() => new()
    {
        DtdProcessing = DtdProcessing.Ignore,
        XmlResolver = null,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
    };

    // A loop, not XElement.Load: depth and size are known before there is a tree to walk, and it can be stopped.
    private static (XElement? Root, string? Problem) Build(XmlReader reader, CancellationToken cancellationToken)
    {
        XElement? root = null;
        XElement? current = null;
        var elements = 0;
        while (reader.Read())
        {
            switch (reader.NodeType)
            {
                case XmlNodeType.Element:
                    if (++elements % 1024 == 0)
                    {
                        cancellationToken.ThrowIfCancellationRequested();
                    }

                    if (reader.Depth > MaxDepth || elements > MaxElements)
                    {
                        return (null, reader.Depth > MaxDepth
                            ? $"the element '{reader.LocalName}' is nested more than {MaxDepth} levels deep. This is no article; get the file again from its source."
                            : string.Create(CultureInfo.InvariantCulture, $"the file has more than {MaxElements:N0} elements. Split it into one file per paper."));
                    }

                    var element = new XElement(reader.LocalName);
                    var isEmpty = reader.IsEmptyElement;
                    AddAttributes(reader, element);
                    current?.Add(element);
                    root ??= element;
                    current = isEmpty ? current : element;
                    break;
                case XmlNodeType.EndElement:
                    current = current!.Parent;
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace:
                    current?.Add(reader.Value);
                    break;
            }
        }

        return (root, root is null ? "the file holds no element. Get it again from its source." : null);
    }

    private static void AddAttributes(XmlReader reader, XElement element)
    {
        while (reader.MoveToNextAttribute())
        {
            if (reader.Prefix != "xmlns" && reader.Name != "xmlns" && element.Attribute(reader.LocalName) is null)
            {
                element.SetAttributeValue(reader.LocalName, reader.Value);
            }
        }
    }

    // "&nbsp;" becomes "&#160;" in the bytes, whatever the encoding: all that have named characters write them in ASCII, but UTF-16.
    private static byte[] WithoutNamedCharacters(byte[] bytes)
    {
        if (bytes.AsSpan().IndexOf((byte)'&') < 0)
        {
            return bytes;
        }

        MemoryStream? changed = null;
        var copied = 0;
        for (var at = 0; at < bytes.Length;)
        {
            var found = bytes.AsSpan(at).IndexOf((byte)'&');
            if (found < 0)
            {
                break;
            }

            var start = at + found;
            var end = start + 1;
            while (end < bytes.Length && end - start < 32 && char.IsAsciiLetterOrDigit((char)bytes[end]))
            {
                end++;
            }

            at = end;
            if (end == start + 1 || end == bytes.Length || bytes[end] != ';')
            {
                continue;
            }

            var name = Encoding.ASCII.GetString(bytes, start + 1, end - start - 1);
            if (!OwnEntities.Contains(name) && HtmlEntityProvider.Resolver.GetSymbol(name + ";") is { Length: > 0 } symbol)
            {
                changed ??= new MemoryStream(bytes.Length + 1024);
                changed.Write(bytes, copied, start - copied);
                foreach (var rune in symbol.EnumerateRunes())
                {
                    changed.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"&#{rune.Value};")));
                }

                copied = end + 1;
            }
        }

        if (changed is null)
        {
            return bytes;
        }

        changed.Write(bytes, copied, bytes.Length - copied);
        return changed.ToArray();
    }
}
