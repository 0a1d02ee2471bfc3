using ResearchAgent.Papers;
using ResearchAgent.Reasoning.Contradictions;
using ResearchAgent.Verification;
using ResearchAgent.Writing;

namespace ResearchAgent.Tests.Formats;

/// <summary>One small text of each kind, and text that attacks every format.</summary>
internal static class Sample
{
    public const string Hostile =
        "50% of $x_1$ & {#~^} <script>alert(\"1\")</script> \\input{/etc/passwd} | `rm` [a](http://evil.example) **b** @article{x,\r\n\ty = {z}}\u001b[31m\u202e";

    public static readonly Reference Dua = Reference("Dua2022SuccessivePrompting", "2212.04092", "Successive Prompting for Decomposing Complex Questions") with
    {
        Authors = ["Dheeru Dua", "Shivanshu Gupta", "others"],
        Year = 2022,
        Venue = "EMNLP",
        ArxivId = "2212.04092",
        Doi = "10.18653/v1/2022.emnlp-main.81",
    };

    public static readonly Reference Wang = Reference("Wang2023PlanAndSolve", "2305.04091", "Plan-and-Solve Prompting: Improving LLM Reasoning") with
    {
        Authors = ["Wang, Lei", "Müller, Zoë"],
        Year = 2023,
        ArxivId = "2305.04091",
        Url = "https://arxiv.org/abs/2305.04091",
    };

    public static readonly Claim Gain = Claim("Successive prompting gains 5% in F1.", Dua);

    public static readonly Claim Both = Claim("Both decompose the question", Dua, Wang);

    public static readonly Claim Wrong = Claim("It gains 50%.", Wang) with { Verdict = Verdict.NumberMismatch };

    public static readonly Answer Answer = new()
    {
        Question = "Does decomposition help?",
        Claims = [Gain, Both, Wrong],
        Confidence = 0.8125,
        Nearest = [Wang],
        References = [Dua, Wang],
        Trace = Trace(),
    };

    public static readonly Answer Abstention = new()
    {
        Question = "What is the boiling point of water?",
        Claims = [],
        Confidence = 0.1,
        Abstention = "The library does not answer this.",
        Nearest = [Wang, Dua],
        References = [],
        Trace = Trace(),
    };

    public static readonly Comparison Comparison = new()
    {
        Request = "Compare Dua and Wang",
        Papers = [Dua, Wang],
        Rows =
        [
            new ComparisonRow("Gain | F1", [Claim("5%", Dua), null]),
            new ComparisonRow("Data", [Claim("DROP, \"synthetic\"", Dua), Wrong]),
        ],
        Contrast = [Both],
        References = [Dua],
        Trace = Trace(),
    };

    public static readonly Review Review = new()
    {
        Topic = "Prompting & planning",
        IsRelatedWork = false,
        Themes = [new Theme("Decomposition", [Gain, Both]), new Theme("Planning", [Wrong])],
        References = [Dua, Wang],
        Trace = Trace() with { Writer = new Writer(Writer.Fluent) { Model = "qwen3-4b", Fallback = "1 of 2 parts are extractive: the model wrote nothing", Dropped = 3 } },
    };

    public static readonly Contradictions Contradictions = new()
    {
        Topic = "decomposition",
        Sentences = 12,
        Papers = 2,
        Pairs = [new Disagreement("prompting DROP", ContradictionKind.Number, "5% against 2%", 0.75, false, Gain, Claim("Wang et al. measure a gain of 2%.", Wang))],
        References = [Dua, Wang],
        Trace = Trace(),
    };

    public static readonly Reference HostileReference = Reference("Hostile2020", "2001.00001", "{Un\"balanced\\ } " + Hostile) with
    {
        Authors = ["Bobby and Tables", "a, b, c, d", "{\\input x", "Jürgen Çelik 王", Hostile, ""],
        Venue = Hostile,
        Doi = "10.1/a}{b\\c%d\"e",
        ArxivId = "2001.00001}, evil = {x",
        Url = "https://x.example/a b}{%20%\\é",
    };

    /// <summary>Every text field is an attack, in every kind.</summary>
    public static IEnumerable<GroundedText> HostileTexts()
    {
        var claim = new Claim(Hostile, [new Citation(HostileReference.Key, HostileReference.Paper, new Quote(new PassageId(HostileReference.Paper, 0, 1), 0, Hostile))])
        {
            Verdict = Verdict.Supported,
        };
        var wrong = claim with { Verdict = Verdict.Unlocated };
        yield return Answer with { Question = Hostile, Claims = [claim, wrong], References = [HostileReference] };
        yield return Abstention with { Question = Hostile, Abstention = Hostile, Nearest = [HostileReference] };
        yield return Comparison with
        {
            Request = Hostile,
            Papers = [HostileReference],
            Rows = [new ComparisonRow("*" + Hostile, [claim]), new ComparisonRow("[2pt] " + Hostile, [wrong])],
            Contrast = [claim],
        };
        yield return Contradictions with { Topic = Hostile, Pairs = [new Disagreement(Hostile, ContradictionKind.Polarity, Hostile, 1, true, claim, wrong)], References = [HostileReference] };
        yield return Review with { Topic = Hostile, Themes = [new Theme(Hostile, [claim, wrong])], References = [HostileReference] };
    }

    private static Reference Reference(string key, string arxivId, string title) =>
        new(new CitationKey(key), new PaperId("arxiv:" + arxivId), title);

    private static Claim Claim(string text, params Reference[] cited) => new(text, [.. cited.Select(Cite)])
    {
        Verdict = Verdict.Supported,
    };

    private static Citation Cite(Reference reference) =>
        new(reference.Key, reference.Paper, new Quote(new PassageId(reference.Paper, 2, 1), 17, $"We find *it* in {reference.Year}."));

    private static Trace Trace() => new(Writer.Extractive, "arxiv-static", [new TraceStep("retrieve", "8 passages of 2 papers", 12.0625)]);
}
