using ResearchAgent.Writing;

namespace ResearchAgent.Reasoning;

/// <summary>The sentence that states a paper's contribution and can stand alone.</summary>
public static class Contribution
{
    // On the scale of ContributionSentence's scores (predicted ROUGE-1 within a paper): a sentence that leans on
    // another one must be clearly better to be chosen.
    private const double LeansBackCost = 0.05;

    // What a paper does tells more than what the field is like.
    private const double IdeaBonus = 0.02;

    /// <param name="sentences">Of one paper, in reading order, at least one. Only the first passage is looked at: an abstract comes first.</param>
    public static PaperSentence Of(IReadOnlyList<PaperSentence> sentences)
    {
        var first = sentences.Where(s => s.Passage.Id == sentences[0].Passage.Id).ToList();
        var scores = ContributionSentence.Scores([.. first.Select(s => s.Text)], first[0].Paper.Title);
        return first.Zip(scores, (s, score) => (Sentence: s, Score: Worth(s, score))).MaxBy(s => s.Score).Sentence;
    }

    private static double Worth(PaperSentence sentence, double score) =>
        score
        - (ThirdPerson.LeansBack(sentence.Text) ? LeansBackCost : 0)
        + (IdeaBonus * Math.Clamp(RhetoricalRoles.Score(RhetoricalRole.Idea, sentence.Text, sentence.RelativePosition), -1, 2));
}
