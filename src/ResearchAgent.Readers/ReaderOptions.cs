namespace ResearchAgent.Readers;

/// <summary>How files are read.</summary>
public sealed record ReaderOptions
{
    /// <summary>Read pages without text by optical character recognition, where the program "tesseract" is installed.</summary>
    public bool Ocr { get; init; }
}
