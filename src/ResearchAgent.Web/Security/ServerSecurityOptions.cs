using System.Net;

namespace ResearchAgent.Web.Security;

/// <summary>Who may reach the server, and how much of it. Checked when it is added, all errors shown together.</summary>
public sealed class ServerSecurityOptions
{
    /// <summary>Whoever has the key has the library; a shorter one can be guessed.</summary>
    public const int MinApiKeyCharacters = 16;

    /// <summary>The addresses the server listens on. Any but loopback asks for an <see cref="ApiKey"/>.</summary>
    public IReadOnlyList<IPAddress> Bind { get; set; } = [IPAddress.Loopback];

    /// <summary>0 takes a free port.</summary>
    public int Port { get; set; } = 5075;

    /// <summary>The key that every request must show; null asks for none. Never logged.</summary>
    public string? ApiKey { get; set; }

    /// <summary>Further names the server answers to, as 'name' (at any port) or 'name:port'.</summary>
    public IReadOnlyList<string> AllowedHosts { get; set; } = [];

    /// <summary>Further origins whose pages may call, such as 'https://papers.example' where a proxy adds TLS.</summary>
    public IReadOnlyList<string> AllowedOrigins { get; set; } = [];

    /// <summary>Where the keys that protect cookies are kept, so that logins outlive a restart; null keeps them in memory.</summary>
    public string? KeyFolder { get; set; }

    /// <summary>The largest request body where an endpoint sets none of its own, see <see cref="UploadLimit"/>.</summary>
    public long MaxBodyBytes { get; set; } = 1024 * 1024;

    /// <summary>Requests a minute and client; a page with all its parts takes some thirty.</summary>
    public int RequestsPerMinute { get; set; } = 1200;

    /// <summary>Requests a minute and client where a model has to work, see <see cref="RateLimits.Ask"/>.</summary>
    public int AsksPerMinute { get; set; } = 30;

    /// <summary>Wrong keys a minute and address. Beyond it no key is looked at, not even the right one.</summary>
    public int WrongKeysPerMinute { get; set; } = 10;

    /// <summary>What is wrong with these options, one sentence each.</summary>
    public IEnumerable<string> Problems()
    {
        if (Bind.Count == 0)
        {
            yield return "The server has no address to listen on. Name one with --bind, or leave --bind out for this computer only.";
        }

        if (string.IsNullOrEmpty(ApiKey))
        {
            foreach (var open in Bind.Where(a => !IPAddress.IsLoopback(a)))
            {
                yield return $"The address '{open}' can be reached from other computers, so an API key is needed. Set one in the environment, or bind 127.0.0.1 only.";
            }
        }
        else if (ApiKey.Length < MinApiKeyCharacters || ApiKey.Any(c => c is <= ' ' or > '~'))
        {
            yield return $"The API key must have at least {MinApiKeyCharacters} characters, all printable ASCII without blanks. Make one with: openssl rand -hex 24";
        }

        if (Port is < 0 or > 65535)
        {
            yield return $"The port {Port} is none. Give one from 1 to 65535, or 0 for a free one.";
        }

        foreach (var host in AllowedHosts.Where(h => h.Contains('/', StringComparison.Ordinal) || h.Contains('*', StringComparison.Ordinal) || !Uri.TryCreate($"http://{h}/", UriKind.Absolute, out _)))
        {
            yield return $"The allowed host '{host}' is no host name. Give 'name' or 'name:port', without scheme, path or star.";
        }

        foreach (var origin in AllowedOrigins.Where(o => o == "null" || !Uri.TryCreate(o, UriKind.Absolute, out var uri) || uri.AbsolutePath is not ("/" or "") || o.EndsWith('/')))
        {
            yield return $"The allowed origin '{origin}' is none. Give scheme, host and port only, such as 'https://papers.example'.";
        }

        if (MaxBodyBytes <= 0 || RequestsPerMinute <= 0 || AsksPerMinute <= 0 || WrongKeysPerMinute <= 0)
        {
            yield return "Each limit of the server must be above zero. Leave it out for its default.";
        }
    }
}
