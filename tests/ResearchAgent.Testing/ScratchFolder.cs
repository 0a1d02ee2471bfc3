namespace ResearchAgent.Testing;

/// <summary>A folder of its own for one test, removed after it.</summary>
public sealed class ScratchFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("research-test-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
