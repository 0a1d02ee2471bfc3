using ResearchAgent.LlamaEngine.Chat;
using Xunit;

namespace ResearchAgent.LlamaEngine.Tests.Engine;

/// <summary>stories260K, a small model that was really trained; on one thread, as every model in tests is.</summary>
internal static class Stories
{
    public static async Task<LlamaModel> LoadAsync(int contextLength = 512) =>
        await LlamaModel.LoadAsync(new LlamaModelOptions(Path()) { Threads = 1, ContextLength = contextLength }, null, null, TestContext.Current.CancellationToken);

    public static string Path()
    {
        var folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(System.IO.Path.Combine(folder, "ResearchAgent.sln")))
        {
            folder = System.IO.Path.GetDirectoryName(folder.TrimEnd(System.IO.Path.DirectorySeparatorChar));
        }

        var path = System.IO.Path.GetFullPath(System.IO.Path.Combine(folder ?? "", "../shared/data/weights/stories260k/stories260K.f32.gguf"));
        Assert.SkipUnless(File.Exists(path), $"the weights of stories260K are not here ('{path}')");
        return path;
    }
}
