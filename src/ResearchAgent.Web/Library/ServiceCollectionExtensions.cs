using Microsoft.Extensions.DependencyInjection;
using ResearchAgent.Hosting;

namespace ResearchAgent.Web.Library;

internal static class ServiceCollectionExtensions
{
    /// <summary>What stands behind the pages of the library: uploads, failures, the papers' files.</summary>
    public static IServiceCollection AddLibraryPages(this IServiceCollection services, ServerOptions options) => services
        .AddSingleton<UploadFolder>()
        .AddSingleton<FailedUploads>()
        .AddSingleton<LibraryUploads>()
        .AddSingleton<FailedFiles>()
        .AddSingleton<RecentOutcomes>()
        .AddSingleton(services => new PaperFiles(services.GetRequiredService<Session>(), services.GetRequiredService<UploadFolder>(), options));
}
