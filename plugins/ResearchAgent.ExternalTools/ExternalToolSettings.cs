namespace ResearchAgent.ExternalTools;

/// <summary>The servers whose tools may be used, each under the name that its plugin gets.</summary>
public sealed record ExternalToolSettings
{
    /// <summary>The library's folder: where commands run, and what a relative path of a document starts from. Need not be there yet.</summary>
    public required string Folder { get; init; }

    public IReadOnlyDictionary<string, McpServerSettings> Mcp { get; init; } = new Dictionary<string, McpServerSettings>();

    public IReadOnlyDictionary<string, OpenApiSettings> OpenApi { get; init; } = new Dictionary<string, OpenApiSettings>();
}

/// <summary>What holds for a server of either kind.</summary>
public abstract record ServerSettings
{
    /// <summary>The tools that become functions, by the names that the server gives them. There is no default and no wildcard.</summary>
    public IReadOnlyList<string> Allow { get; init; } = [];

    /// <summary>Admits a server on another machine, by https alone.</summary>
    public bool AllowRemote { get; init; }

    /// <summary>Names the environment variable that holds the key; empty: no key is sent.</summary>
    public string ApiKeyVariable { get; init; } = "";

    /// <summary>In "Authorization" the key goes as a bearer token.</summary>
    public abstract string ApiKeyHeader { get; init; }

    /// <summary>For one call. Starting a server may take longer.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);
}

/// <summary>A server of the Model Context Protocol: a program to start, or an address.</summary>
public sealed record McpServerSettings : ServerSettings
{
    /// <summary>A program, started without a shell; it speaks on its standard streams.</summary>
    public string Command { get; init; } = "";

    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>
    /// What the program finds in its environment beside PATH, HOME and their like: nothing else of ours is handed on. A
    /// value "$NAME" stands for our own variable of that name, so that no secret need stand in a file.
    /// </summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Instead of a command: where the server is reached by streamable HTTP.</summary>
    public string Endpoint { get; init; } = "";

    public override string ApiKeyHeader { get; init; } = "Authorization";
}

/// <summary>A web service that an OpenAPI document describes.</summary>
public sealed record OpenApiSettings : ServerSettings
{
    /// <summary>The file, JSON or YAML. It is never fetched: what a model may call must not change by itself.</summary>
    public string Document { get; init; } = "";

    /// <summary>Where the service is; empty: where the document says.</summary>
    public string Address { get; init; } = "";

    public override string ApiKeyHeader { get; init; } = "X-Api-Key";
}
