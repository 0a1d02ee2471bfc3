using System.Net;

namespace ResearchAgent.ExternalTools;

/// <summary>Where a server is reached, and how: nothing leaves the machine unless the settings say so, and then only encrypted.</summary>
internal static class ServerAddress
{
    /// <param name="setting">"Plugins:OpenApi:library:Address".</param>
    /// <exception cref="ExternalToolException">It is no address, or on another machine.</exception>
    public static Uri Check(string server, string setting, string address, bool allowRemote)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
        {
            throw new ExternalToolException(server, $"{setting} is '{ToolText.Name(address)}', which is no address. It looks like http://127.0.0.1:8080.");
        }

        return uri.UserInfo.Length > 0 ? throw new ExternalToolException(server, $"{setting} holds a name or password. Take it out; ApiKeyVariable names the environment variable that holds a key.")
            : uri.IsLoopback ? uri
            : !allowRemote ? throw new ExternalToolException(server, $"{setting} is on another machine ('{uri.Host}'), and what a model sends to the tools would go there. Set AllowRemote to true to allow that, or use a server on this machine.")
            : uri.Scheme != "https" ? throw new ExternalToolException(server, $"{setting} is on another machine ('{uri.Host}') and not encrypted. Use an address that begins with https://.")
            : uri;
    }

    /// <summary>No redirect is followed, no cookie kept; on this machine no proxy is asked, which might be on another. Calls are timed elsewhere.</summary>
    public static HttpClient Client(Uri address) => new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = !address.IsLoopback, AutomaticDecompression = DecompressionMethods.None })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <returns>The header that carries the key; null when none is asked for.</returns>
    /// <exception cref="ExternalToolException">The environment variable is not set, or no header takes what it holds. Neither is printed.</exception>
    public static ServerKey? Key(string server, ServerSettings settings)
    {
        if (string.IsNullOrWhiteSpace(settings.ApiKeyVariable))
        {
            return null;
        }

        var key = Environment.GetEnvironmentVariable(settings.ApiKeyVariable);
        return string.IsNullOrEmpty(key) ? throw new ExternalToolException(server, $"the environment variable '{ToolText.Name(settings.ApiKeyVariable)}', which ApiKeyVariable names, is not set. Put the key there.")
            : !key.All(c => c is > ' ' and <= '~') ? throw new ExternalToolException(server, $"the environment variable '{ToolText.Name(settings.ApiKeyVariable)}' holds spaces or letters that no key has.")
            : !settings.ApiKeyHeader.All(c => char.IsAsciiLetterOrDigit(c) || c == '-') || settings.ApiKeyHeader.Length == 0 ? throw new ExternalToolException(server, $"ApiKeyHeader is '{ToolText.Name(settings.ApiKeyHeader)}', which is no name of a header. It looks like X-Api-Key.")
            : new ServerKey(settings.ApiKeyHeader, key);
    }
}

/// <summary>A key and the header it goes in. Not a record: nothing may print it.</summary>
internal sealed class ServerKey(string header, string key)
{
    public string Header => header;

    public string Value => header.Equals("Authorization", StringComparison.OrdinalIgnoreCase) ? $"Bearer {key}" : key;

    /// <summary>A server may say in its answer what it was sent.</summary>
    public string TakeOut(string text) => text.Replace(key, "[key left out]", StringComparison.Ordinal);
}
