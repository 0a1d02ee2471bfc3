using System.Text;
using UglyToad.PdfPig;
using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.Core;
using UglyToad.PdfPig.Filters;
using UglyToad.PdfPig.Geometry;
using UglyToad.PdfPig.Graphics;
using UglyToad.PdfPig.Graphics.Colors;
using UglyToad.PdfPig.Graphics.Core;
using UglyToad.PdfPig.Graphics.Operations;
using UglyToad.PdfPig.Parser;
using UglyToad.PdfPig.PdfFonts;
using UglyToad.PdfPig.Tokenization.Scanner;
using UglyToad.PdfPig.Tokens;

namespace ResearchAgent.Readers.Pdf;

/// <summary>Runs a page's drawing operations and keeps its glyphs, each with the reason why it cannot be seen, if there is one.</summary>
internal sealed class InkProcessor : BaseStreamProcessor<PageInk>
{
    /// <summary>A dense page of a newspaper has some 20,000; more is a drawing made of text, or an attack.</summary>
    public const int MaxGlyphs = 200_000;

    /// <summary>Forms hold forms; a figure nests a handful deep. PdfPig follows a cycle of two until the stack ends.</summary>
    private const int MaxFormDepth = 24;

    /// <summary>A form that draws ten forms that draw ten forms each: no page needs so many.</summary>
    private const int MaxFormsPerPage = 20_000;

    private const float TinySize = 2;

    private const double ScanShare = 0.6;

    private readonly float _width;
    private readonly float _height;
    private readonly List<Glyph>[] _glyphs = [[], [], [], []];
    private readonly Backdrop _backdrop = new();
    private readonly Dictionary<IFont, FontFace> _faces = new(ReferenceEqualityComparer.Instance);
    private readonly Stack<PdfRectangle> _clips = new();
    private PdfRectangle _clip;
    private PdfRectangle? _path;
    private bool _pathIsRectangle;
    private bool _clipNext;
    private int _formDepth;
    private int _forms;
    private int _count;
    private double _pictured;
    private IColor? _lastColour;
    private (float R, float G, float B)? _lastRgb;

    public InkProcessor(
        int pageNumber,
        IResourceStore resources,
        IPdfTokenScanner scanner,
        IPageContentParser parser,
        ILookupFilterProvider filters,
        CropBox cropBox,
        UserSpaceUnit unit,
        PageRotationDegrees rotation,
        TransformationMatrix initialMatrix,
        ParsingOptions options)
        : base(pageNumber, resources, scanner, parser, filters, cropBox, unit, rotation, in initialMatrix, options)
    {
        var bounds = cropBox.GetVisibleBounds(rotation);
        _width = (float)(bounds.Width * unit.PointMultiples);
        _height = (float)(bounds.Height * unit.PointMultiples);
        _clip = new PdfRectangle(-1e6, -1e6, 1e6, 1e6);
    }

    public override PageInk Process(int pageNumberCurrent, IReadOnlyList<IGraphicsStateOperation> operations)
    {
        PageNumber = pageNumberCurrent;
        CloneAllStates();
        ProcessOperations(operations);

        var main = 0;
        for (var turn = 1; turn < 4; turn++)
        {
            main = _glyphs[turn].Count > _glyphs[main].Count ? turn : main;
        }

        var sideways = new StringBuilder();
        foreach (var glyph in _glyphs.Where((_, turn) => turn != main).SelectMany(g => g).Take(2000))
        {
            sideways.Append(glyph.Text);
        }

        var isTurned = main is 1 or 3;
        return new PageInk
        {
            Number = PageNumber,
            Width = isTurned ? _height : _width,
            Height = isTurned ? _width : _height,
            Glyphs = main == 0 ? _backdrop.Conceal(_glyphs[0]) : _glyphs[main],
            Sideways = sideways.ToString(),
            IsPicture = _pictured >= ScanShare * _width * _height,
        };
    }

    public override void RenderGlyph(
        IFont font,
        CurrentGraphicsState currentState,
        double fontSize,
        double pointSize,
        int code,
        string unicode,
        long currentOffset,
        in TransformationMatrix renderingMatrix,
        in TransformationMatrix textMatrix,
        in TransformationMatrix transformationMatrix,
        CharacterBoundingBox characterBoundingBox)
    {
        if (++_count > MaxGlyphs)
        {
            throw new PageTooLargeException(PageNumber);
        }

        if (unicode.Length == 0)
        {
            return;
        }

        var start = transformationMatrix.Transform(textMatrix.Transform(renderingMatrix.Transform(new PdfPoint(0, 0))));
        var end = transformationMatrix.Transform(textMatrix.Transform(renderingMatrix.Transform(new PdfPoint(characterBoundingBox.Width, 0))));
        var up = transformationMatrix.Transform(textMatrix.Transform(renderingMatrix.Transform(new PdfPoint(0, 1))));
        var size = (float)Math.Sqrt(((up.X - start.X) * (up.X - start.X)) + ((up.Y - start.Y) * (up.Y - start.Y)));
        if (!float.IsFinite(size) || !double.IsFinite(start.X + start.Y + end.X + end.Y))
        {
            return;
        }

        if (font is IType3Font && size is < 4 or > 40)
        {
            // The font's own matrix scales it: what it paints tells its size, an x being half as high.
            var top = transformationMatrix.Transform(textMatrix.Transform(renderingMatrix.Transform(new PdfPoint(0, characterBoundingBox.GlyphBounds.Height))));
            size = Math.Max(Math.Min(size, 12), (float)(1.4 * Math.Sqrt(((top.X - start.X) * (top.X - start.X)) + ((top.Y - start.Y) * (top.Y - start.Y)))));
        }

        // Which way the baseline runs; where it has no length the way up tells.
        var (dx, dy) = (end.X - start.X, end.Y - start.Y);
        if (Math.Abs(dx) + Math.Abs(dy) < 1e-6)
        {
            (dx, dy) = (up.Y - start.Y, start.X - up.X);
        }

        var turn = Math.Abs(dx) >= Math.Abs(dy) ? (dx >= 0 ? 0 : 2) : (dy >= 0 ? 1 : 3);
        var (x, y, endX) = turn switch
        {
            0 => (start.X, start.Y, end.X),
            1 => (start.Y, _width - start.X, end.Y),
            2 => (_width - start.X, _height - start.Y, _width - end.X),
            _ => (_height - start.Y, start.X, _height - end.Y),
        };
        var middle = ((start.X + end.X) / 2, ((start.Y + end.Y) / 2) + (turn == 0 ? 0.3 * size : 0));
        _glyphs[turn].Add(new Glyph(unicode, (float)x, (float)endX, (float)y, size, FaceOf(font), TextSequence, ConcealmentOf(currentState, size, middle, unicode)));
    }

    public override void PushState()
    {
        _clips.Push(_clip);
        base.PushState();
    }

    public override void PopState()
    {
        if (_clips.TryPop(out var clip))
        {
            _clip = clip;
        }

        base.PopState();
    }

    public override void BeginSubpath()
    {
    }

    public override PdfPoint? CloseSubpath() => null;

    public override void StrokePath(bool close)
    {
        // A thick line is a bar of colour, often with text on it.
        var state = GetCurrentState();
        var matrix = CurrentTransformationMatrix;
        var half = state.LineWidth / 2 * Math.Sqrt(Math.Abs((matrix.A * matrix.D) - (matrix.B * matrix.C)));
        if (_path is { } path && half > 2)
        {
            if (Intersect(new PdfRectangle(path.Left - half, path.Bottom - half, path.Right + half, path.Top + half), _clip) is { } shown)
            {
                _backdrop.Add(AreaOf(shown, Rgb(state, isStroke: true), isExact: false));
            }
        }

        ClosePath();
    }

    public override void FillPath(FillingRule fillingRule, bool close) => Fill();

    public override void FillStrokePath(FillingRule fillingRule, bool close) => Fill();

    public override void MoveTo(double x, double y) => Extend(x, y);

    public override void BezierCurveTo(double x2, double y2, double x3, double y3) => Extend(x3, y3);

    public override void BezierCurveTo(double x1, double y1, double x2, double y2, double x3, double y3) => Extend(x3, y3);

    public override void LineTo(double x, double y) => Extend(x, y);

    public override void Rectangle(double x, double y, double width, double height)
    {
        var isFirst = _path is null;
        Extend(x, y);
        Extend(x + width, y + height);
        _pathIsRectangle = isFirst;
    }

    public override void EndPath() => ClosePath();

    public override void ClosePath()
    {
        if (_clipNext && _path is { } path)
        {
            ClipTo(path);
        }

        (_path, _pathIsRectangle, _clipNext) = (null, false, false);
    }

    public override void ModifyClippingIntersect(FillingRule clippingRule) => _clipNext = true;

    public override void BeginMarkedContent(NameToken name, NameToken? propertyDictionaryName, DictionaryToken? properties)
    {
    }

    public override void EndMarkedContent()
    {
    }

    public override void PaintShading(NameToken shadingName) => _backdrop.Add(AreaOf(_clip, null, isExact: false));

    protected override void ProcessFormXObject(StreamToken formStream, NameToken xObjectName)
    {
        if (_formDepth >= MaxFormDepth || ++_forms > MaxFormsPerPage)
        {
            return;
        }

        _formDepth++;
        try
        {
            base.ProcessFormXObject(formStream, xObjectName);
        }
        finally
        {
            _formDepth--;
        }
    }

    protected override void ClipToRectangle(PdfRectangle rectangle, FillingRule clippingRule) =>
        ClipTo(CurrentTransformationMatrix.Transform(rectangle).Normalise());

    protected override void RenderXObjectImage(XObjectContentRecord xObjectContentRecord) => Picture(xObjectContentRecord.AppliedTransformation);

    protected override void RenderInlineImage(InlineImage inlineImage) => Picture(CurrentTransformationMatrix);

    private void Picture(TransformationMatrix matrix)
    {
        var bounds = Around(matrix.Transform(new PdfRectangle(0, 0, 1, 1)));
        if (Intersect(bounds, _clip) is { } shown && Intersect(shown, new PdfRectangle(0, 0, _width, _height)) is { } onPage)
        {
            _pictured += onPage.Width * onPage.Height;
            _backdrop.Add(AreaOf(onPage, null, isExact: false));
        }
    }

    private void Fill()
    {
        if (_path is { } path && Intersect(path, _clip) is { } shown)
        {
            var state = GetCurrentState();
            var alpha = (float)state.AlphaConstantNonStroking;
            var colour = state.SoftMask is null ? _backdrop.Tint(Rgb(state, isStroke: false), alpha, (float)(shown.Left + shown.Right) / 2, (float)(shown.Bottom + shown.Top) / 2) : null;
            _backdrop.Add(AreaOf(shown, colour, _pathIsRectangle && alpha > 0.95 && state.BlendMode == BlendMode.Normal));
        }

        ClosePath();
    }

    private PaintedArea AreaOf(PdfRectangle area, (float R, float G, float B)? colour, bool isExact) =>
        new((float)area.Left, (float)area.Bottom, (float)area.Right, (float)area.Top, colour, TextSequence, isExact);

    private void Extend(double x, double y)
    {
        var point = CurrentTransformationMatrix.Transform(new PdfPoint(x, y));
        CurrentPosition = point;
        _pathIsRectangle = false;
        _path = _path is { } path
            ? new PdfRectangle(Math.Min(path.Left, point.X), Math.Min(path.Bottom, point.Y), Math.Max(path.Right, point.X), Math.Max(path.Top, point.Y))
            : new PdfRectangle(point.X, point.Y, point.X, point.Y);
    }

    private void ClipTo(PdfRectangle area) => _clip = Intersect(_clip, Around(area)) ?? new PdfRectangle(-2e6, -2e6, -2e6, -2e6);

    private static PdfRectangle Around(PdfRectangle area) => new(
        Math.Min(Math.Min(area.TopLeft.X, area.TopRight.X), Math.Min(area.BottomLeft.X, area.BottomRight.X)),
        Math.Min(Math.Min(area.TopLeft.Y, area.TopRight.Y), Math.Min(area.BottomLeft.Y, area.BottomRight.Y)),
        Math.Max(Math.Max(area.TopLeft.X, area.TopRight.X), Math.Max(area.BottomLeft.X, area.BottomRight.X)),
        Math.Max(Math.Max(area.TopLeft.Y, area.TopRight.Y), Math.Max(area.BottomLeft.Y, area.BottomRight.Y)));

    private static PdfRectangle? Intersect(PdfRectangle a, PdfRectangle b)
    {
        var (left, bottom) = (Math.Max(a.Left, b.Left), Math.Max(a.Bottom, b.Bottom));
        var (right, top) = (Math.Min(a.Right, b.Right), Math.Min(a.Top, b.Top));
        return left <= right && bottom <= top ? new PdfRectangle(left, bottom, right, top) : null;
    }

    private Concealment ConcealmentOf(CurrentGraphicsState state, float size, (double X, double Y) middle, string text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return Concealment.None;
        }

        var mode = state.FontState.TextRenderingMode;
        if (mode is TextRenderingMode.Neither or TextRenderingMode.NeitherClip)
        {
            return Concealment.Invisible;
        }

        var isFilled = mode is not (TextRenderingMode.Stroke or TextRenderingMode.StrokeClip);
        if ((isFilled ? state.AlphaConstantNonStroking : state.AlphaConstantStroking) < 0.05)
        {
            return Concealment.Transparent;
        }

        if (size < TinySize)
        {
            return Concealment.Tiny;
        }

        if (middle.X < 0 || middle.Y < 0 || middle.X > _width || middle.Y > _height)
        {
            return Concealment.OffPage;
        }

        // A box around curves is not what clips: only text well outside of it is surely gone.
        if (middle.X < _clip.Left - size || middle.X > _clip.Right + size || middle.Y < _clip.Bottom - size || middle.Y > _clip.Top + size)
        {
            return Concealment.Clipped;
        }

        return Rgb(state, !isFilled) is { } colour && _backdrop.Swallows(colour, (float)middle.X, (float)middle.Y)
            ? Concealment.SameColour
            : Concealment.None;
    }

    private (float R, float G, float B)? Rgb(CurrentGraphicsState state, bool isStroke)
    {
        // In a colour space that PdfPig does not know the colour stays what it was: it says nothing.
        var space = isStroke ? state.ColorSpaceContext?.CurrentStrokingColorSpace : state.ColorSpaceContext?.CurrentNonStrokingColorSpace;
        if (space is UnsupportedColorSpaceDetails)
        {
            return null;
        }

        var colour = isStroke ? state.CurrentStrokingColor : state.CurrentNonStrokingColor;
        if (!ReferenceEquals(colour, _lastColour))
        {
            _lastColour = colour;
            if (colour is null or PatternColor)
            {
                _lastRgb = null;
            }
            else
            {
                var (r, g, b) = colour.ToRGBValues();
                _lastRgb = ((float)r, (float)g, (float)b);
            }
        }

        return _lastRgb;
    }

    private FontFace FaceOf(IFont font)
    {
        if (!_faces.TryGetValue(font, out var face))
        {
            var details = font.Details;
            var name = font.Name?.Data ?? details.Name ?? "";
            name = name.IndexOf('+', StringComparison.Ordinal) is 6 ? name[7..] : name;
            _faces[font] = face = new FontFace(name, details.IsBold || FontNames.IsBold(name), details.IsItalic || FontNames.IsItalic(name));
        }

        return face;
    }
}
