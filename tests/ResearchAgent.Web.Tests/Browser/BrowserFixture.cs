using Microsoft.Playwright;
using Xunit;

namespace ResearchAgent.Web.Tests.Browser;

/// <summary>
/// A real Chromium, started once for all tests that use it. RESEARCH_TEST_CHROMIUM names the program; without it, and
/// without one in the usual places, these tests skip.
/// </summary>
public sealed class BrowserFixture : IAsyncLifetime
{
    private static readonly string[] Usual = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        if (Program() is not { } program)
        {
            return;
        }

        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = program,

            // Without a sandbox where the tests run as root; and nothing is asked of the network.
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
    }

    /// <summary>A fresh profile of the browser with one page. Skips the test where there is no browser.</summary>
    /// <param name="look">Null for a desktop in light colours.</param>
    public async Task<PageUnderTest> OpenAsync(string address, Look? look = null)
    {
        Assert.SkipWhen(_browser is null, "There is no Chromium here. Install it (apt-get install chromium), or name it in RESEARCH_TEST_CHROMIUM.");
        look ??= Look.Desktop;
        var context = await _browser!.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = address,
            ViewportSize = new ViewportSize { Width = look.Width, Height = look.Height },
            ColorScheme = look.IsDark ? ColorScheme.Dark : ColorScheme.Light,
            HasTouch = look.IsPhone,
            ReducedMotion = ReducedMotion.Reduce,
            AcceptDownloads = true,
        });
        await context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        context.SetDefaultTimeout(30_000);
        return new PageUnderTest(context, await context.NewPageAsync());
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }

    private static string? Program() => Environment.GetEnvironmentVariable("RESEARCH_TEST_CHROMIUM") is { Length: > 0 } named ? named : Array.Find(Usual, File.Exists);
}

/// <summary>What a person holds: a screen and its colours.</summary>
public sealed record Look(string Name, int Width, int Height, bool IsDark, bool IsPhone)
{
    public static Look Desktop { get; } = new("desktop-light", 1280, 860, false, false);

    public static Look DarkDesktop { get; } = new("desktop-dark", 1280, 860, true, false);

    public static Look Phone { get; } = new("phone-light", 375, 760, false, true);

    public static Look DarkPhone { get; } = new("phone-dark", 375, 760, true, true);
}

/// <summary>A page, and what the browser complained of: errors of scripts, of the security policy, of requests.</summary>
public sealed class PageUnderTest : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly List<string> _complaints = [];

    internal PageUnderTest(IBrowserContext context, IPage page)
    {
        (_context, Page) = (context, page);
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
            {
                _complaints.Add(message.Text);
            }
        };
        page.PageError += (_, error) => _complaints.Add(error);
        page.Dialog += (_, dialog) =>
        {
            _complaints.Add("dialog: " + dialog.Message);
            _ = dialog.DismissAsync();
        };
    }

    public IPage Page { get; }

    public IReadOnlyList<string> Complaints => _complaints;

    /// <summary>Into the folder of the test's output, to be looked at.</summary>
    public async Task ShootAsync(string name)
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "screenshots");
        Directory.CreateDirectory(folder);
        await Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, name + ".png"), FullPage = true });
    }

    /// <summary>How many pixels of the page stick out at the right; 0 is as it should be.</summary>
    public Task<int> OverhangAsync() => Page.EvaluateAsync<int>("() => Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth)");

    public ValueTask DisposeAsync() => _context.DisposeAsync();
}
