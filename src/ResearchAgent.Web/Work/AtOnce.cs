namespace ResearchAgent.Web.Work;

/// <summary>Tells on the thread that reports and in its order, which <see cref="Progress{T}"/> does not.</summary>
internal sealed class AtOnce<T>(Action<T> tell) : IProgress<T>
{
    public void Report(T value) => tell(value);
}
