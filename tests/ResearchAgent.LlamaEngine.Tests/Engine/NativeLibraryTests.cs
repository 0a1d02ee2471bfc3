using System.Runtime.InteropServices;
using ResearchAgent.Testing;
using Xunit;

namespace ResearchAgent.LlamaEngine.Tests.Engine;

public sealed class NativeLibraryTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_library_that_comes_with_the_program_is_the_release_that_is_read() => NativeLayout.Check(Packaged("llama"));

    [Fact]
    public void A_file_that_is_no_library_is_named()
    {
        var path = Path.Combine(_folder.Path, "libllama.so");
        File.WriteAllText(path, "Dear reader, this is a letter.");
        var error = Assert.Throws<ModelLoadException>(() => NativeLayout.Check(path));
        Assert.Equal(path, error.ModelPath);
        Assert.Contains("cannot be loaded", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("\n", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_library_of_something_else_is_told_by_what_it_lacks()
    {
        var path = Packaged("ggml-base");
        var error = Assert.Throws<ModelLoadException>(() => NativeLayout.Check(path));
        Assert.Contains($"'{path}', which is no llama.cpp: it lacks llama_model_default_params", error.Message, StringComparison.Ordinal);
    }

    // Any of the variants for kinds of processors: the check runs no code that needs one.
    private static string Packaged(string name)
    {
        var file = OperatingSystem.IsWindows() ? $"{name}.dll" : OperatingSystem.IsMacOS() ? $"lib{name}.dylib" : $"lib{name}.so";
        var folder = Path.Combine(AppContext.BaseDirectory, "runtimes", RuntimeInformation.RuntimeIdentifier, "native");
        var path = Directory.Exists(folder) ? Directory.EnumerateFiles(folder, file, SearchOption.AllDirectories).Order(StringComparer.Ordinal).FirstOrDefault() : null;
        Assert.SkipWhen(path is null, $"the package has no {file} for {RuntimeInformation.RuntimeIdentifier}");
        return path;
    }
}
