using ResearchAgent.Reasoning;
using ResearchAgent.Reasoning.Contradictions;

namespace ResearchAgent.Writing;

/// <summary>Puts a disagreement into words: both sides in the third person, neither taken.</summary>
public static class ContradictionWriter
{
    private const string Nobody = "The authors";

    /// <returns>Unverified claims, one for each sentence.</returns>
    public static Disagreement Tell(Contradiction found) => new(
        found.Subject,
        found.Kind,
        found.Reason,
        found.Score,
        found.IsWithinOnePaper,
        new Claim(ThirdPerson.Report(found.First.Text, found.First.Paper), [found.First.Cite()]),
        new Claim(ThirdPerson.Report(found.Second.Text, found.Second.Paper), [found.Second.Cite()]));

    /// <returns>One unverified sentence that cites both: "The evidence disagrees: Dua et al. report that ..., whereas Wang et al. report that ...".</returns>
    public static Claim Summarize(Contradiction found) => new(
        $"The evidence disagrees: {Side(found.First, "one paper reports")}, whereas {Side(found.Second, found.IsWithinOnePaper ? "the same paper also reports" : "another paper reports")}.",
        [found.First.Cite(), found.Second.Cite()]);

    // A sentence that speaks of its authors already says who reports.
    private static string Side(PaperSentence sentence, string nameless)
    {
        var subject = ThirdPerson.SubjectWithTitle(sentence.Paper);
        var text = ThirdPerson.Report(sentence.Text, sentence.Paper).TrimEnd('.');
        var who = subject == Nobody ? nameless : ThirdPerson.ContinueWith(subject) + " report";
        return subject != Nobody && text.StartsWith(subject, StringComparison.Ordinal) ? ThirdPerson.ContinueWith(text) : $"{who} that {ThirdPerson.ContinueWith(text)}";
    }
}
