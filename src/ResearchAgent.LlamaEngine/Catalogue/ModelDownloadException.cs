namespace ResearchAgent.LlamaEngine.Catalogue;

/// <summary>A download failed or was refused; nothing half-done was installed. The message says what to do.</summary>
public sealed class ModelDownloadException(Uri url, string message, Exception? innerException = null) : Exception(message, innerException)
{
    public Uri Url { get; } = url;

    /// <summary>An address as messages and records may show it: query and user name can be credentials.</summary>
    public static string Show(Uri url) => url.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);
}
