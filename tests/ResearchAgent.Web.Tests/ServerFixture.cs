using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using ResearchAgent.Hosting;
using ResearchAgent.Readers;
using ResearchAgent.Testing;
using ResearchAgent.Web.Work;
using Xunit;

namespace ResearchAgent.Web.Tests;

/// <summary>The real server on a free port of loopback, over a small real library of made papers; without a model.</summary>
public class ServerFixture : IAsyncLifetime
{
    private readonly ScratchFolder _folder = new();
    private ConfiguredAgent _agent = null!;

    public Session Session { get; private set; } = null!;

    public WebApplication Server { get; private set; } = null!;

    /// <summary>Such as http://127.0.0.1:40123, without a slash at the end.</summary>
    public string Address { get; private set; } = null!;

    /// <summary>Follows no redirect and keeps no cookie: each test sees the answer itself.</summary>
    public HttpClient Client { get; private set; } = null!;

    public FairQueue Queue => Server.Services.GetRequiredService<FairQueue>();

    public LibraryWork Work => Server.Services.GetRequiredService<LibraryWork>();

    /// <summary>The server's options; the port must stay 0. Tests ask more in a second than a person in a minute.</summary>
    protected virtual ServerOptions Options { get; } = new() { Security = new() { Port = 0, AsksPerMinute = 10_000 }, Concurrency = 2 };

    public async ValueTask InitializeAsync()
    {
        var token = TestContext.Current.CancellationToken;
        Session = await Session.OpenOrCreateAsync(new LibraryChoice(Path.Combine(_folder.Path, "library"), Indexes.Sqlite, WriterChoice.Extractive), token);
        var papers = Path.Combine(_folder.Path, "papers.jsonl");
        await File.WriteAllLinesAsync(papers, MadePapers.Lines, token);
        var report = await Session.Importer(new ReaderOptions(), []).ImportAsync([papers], null, null, token);
        Assert.Equal(MadePapers.Count, report.Added);
        await StartAsync(token);
    }

    /// <summary>Another client: to the server it comes from the same address, but shares no connection.</summary>
    public HttpClient NewClient() => new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = new Uri(Address) };

    /// <summary>Stops the server and starts it again over the same library, at another port.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        await StartAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Session.Dispose();
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        _agent = await ConfiguredAgent.OpenAsync(Session, approve: null, cancellationToken);
        Server = ResearchServer.Build(Session, _agent, Options);
        await Server.StartAsync(cancellationToken);
        Address = Server.Urls.First().TrimEnd('/');
        Client = NewClient();
    }

    private async Task StopAsync()
    {
        Client.Dispose();
        await Server.StopAsync(CancellationToken.None);
        await Server.DisposeAsync();
        await _agent.DisposeAsync();
    }
}
