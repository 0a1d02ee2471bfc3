namespace ResearchAgent.Web.Tests.Work;

public sealed class FairQueueTests
{
}
