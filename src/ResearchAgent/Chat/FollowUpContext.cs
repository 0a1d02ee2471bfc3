using System.Text.RegularExpressions;
using ResearchAgent.Papers;
using ResearchAgent.Writing;

namespace ResearchAgent.Chat;

/// <summary>What a follow-up can refer to.</summary>
/// <param name="Subjects">The papers of the last answer that cited any: "it" is the first, "they" are all.</param>
/// <param name="Numbered">What "the second one" counts: the papers of the last answer that cited several, else the subjects.</param>
/// <param name="Cited">Every paper that was cited, the latest mention first.</param>
/// <param name="Question">The last question as it was read; null before the first.</param>
public sealed partial record FollowUpContext(IReadOnlyList<Reference> Subjects, IReadOnlyList<Reference> Numbered, IReadOnlyList<Reference> Cited, string? Question)
{
    public static FollowUpContext Of(IReadOnlyList<ChatTurn> turns)
    {
        var citing = turns.Select(t => t.Answer.References).Where(r => r.Count > 0).ToList();
        var subjects = citing.LastOrDefault() ?? [];
        return new FollowUpContext(
            subjects,
            citing.LastOrDefault(r => r.Count > 1) ?? subjects,
            [.. Enumerable.Reverse(citing).SelectMany(r => r).DistinctBy(r => r.Paper)],
            turns.Count > 0 ? turns[^1].Question : null);
    }

    /// <summary>"The two", "both", "them": the subjects, or the list they came from, or the only one together with what was spoken of before it.</summary>
    public IReadOnlyList<Reference> Several =>
        Subjects.Count > 1 ? Subjects
        : Numbers(Subjects) ? Numbered
        : Cited.Count > 1 ? [Cited[1], Cited[0]] : Subjects;

    /// <summary>"The other one": of two, that which is not "it"; null when there are none.</summary>
    public Reference? Other =>
        Numbered.Count == 2 && Numbers(Subjects) ? Numbered.First(r => r.Paper != Subjects[0].Paper)
        : Cited.Count == 2 ? Cited[1] : null;

    /// <summary>
    /// What a question calls the paper. Of a long title its head alone: every word of a name counts as one that the question
    /// asks for, and its own paper holds them all.
    /// </summary>
    public static string Name(Reference reference)
    {
        var paper = new Paper { Id = reference.Paper, Key = reference.Key, Title = reference.Title };
        return paper.Nickname ?? (Head().Match(paper.ShortTitle) is { Success: true } head ? head.Value : paper.ShortTitle);
    }

    private bool Numbers(IReadOnlyList<Reference> papers) => papers.Count > 0 && Numbered.Count > 1 && Numbered.Any(r => r.Paper == papers[0].Paper);

    [GeneratedRegex(@"^\S+\s+\S+.*?(?=\?|\s(?:for|via|with|through|using|by)\s)")]
    private static partial Regex Head();
}
