using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.Core;
using UglyToad.PdfPig.Fonts.Standard14Fonts;
using UglyToad.PdfPig.Writer;

namespace ResearchAgent.Readers.Tests.Pdf;

/// <summary>Builds papers: lines of text at places of A4 pages, in points from the lower left corner.</summary>
internal sealed class TestPdf : IDisposable
{
    public const float LeftColumn = 60;
    public const float RightColumn = 310;

    private readonly PdfDocumentBuilder _builder = new();
    private readonly PdfDocumentBuilder.AddedFont _regular;
    private readonly PdfDocumentBuilder.AddedFont _bold;
    private PdfPageBuilder? _page;

    public TestPdf()
    {
        _regular = _builder.AddStandard14Font(Standard14Font.TimesRoman);
        _bold = _builder.AddStandard14Font(Standard14Font.TimesBold);
    }

    public PdfPageBuilder Builder => _page!;

    public PdfDocumentBuilder.DocumentInformationBuilder Information => _builder.DocumentInformation;

    public TestPdf Page()
    {
        _page = _builder.AddPage(PageSize.A4);
        return this;
    }

    public TestPdf Text(string text, double x, double y, double size = 10, bool bold = false)
    {
        Builder.AddText(text, size, new PdfPoint(x, y), bold ? _bold : _regular);
        return this;
    }

    /// <summary>Lines of one column, each 12 points below the last.</summary>
    public TestPdf Column(double x, double y, params string[] lines)
    {
        foreach (var line in lines)
        {
            Text(line, x, y);
            y -= 12;
        }

        return this;
    }

    /// <summary>Title, authors, abstract and a heading: what a paper begins with.</summary>
    public TestPdf Front(string title = "A study of tides in small harbours")
    {
        return Page().Text(title, 130, 780, 18, bold: true).Text("Ada Lovelace and Alan Turing", 200, 750, 11)
            .Text("Abstract", 270, 725, 11, bold: true)
            .Column(LeftColumn, 708, "We measure the height of the water in many small harbours and compare it with the forecast of the", "office, which is wrong by less than ten percent in most of the cases that we have looked at so far.")
            .Text("1  Introduction", LeftColumn, 665, 12, bold: true);
    }

    public byte[] Build() => _builder.Build();

    public void Dispose() => _builder.Dispose();
}
