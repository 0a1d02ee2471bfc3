using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using ResearchAgent.Retrieval.StaticVectors;
using ResearchAgent.Text;

namespace ResearchAgent.Reasoning.Contradictions;

/// <summary>
/// Finds sentences that speak of the same subject and disagree, by rules and word statistics alone. It prefers to miss
/// one over reporting two that can both hold: other data set, other method, other condition, other sense of the figure
/// all count as another subject. It does not infer, so most disagreements in free words escape it.
/// </summary>
public sealed class ContradictionFinder(StaticWordVectors words)
{
    /// <summary>Of the weight of the shorter statement's words, at least this must be shared. Chosen on the development half of the labelled pairs.</summary>
    private const double MinShared = 0.7;

    /// <summary>Of the weight of both statements' words.</summary>
    private const double MinOverlap = 0.45;

    /// <summary>Where each side has words that the other lacks, those are two conditions: the lesser of both may weigh this much of its statement.</summary>
    private const double MaxBothDiffer = 0.2;

    /// <summary>About one rare word and a common one. "A unified framework" is no subject.</summary>
    private const double MinSharedWeight = 1;

    /// <summary>A word in more statements than this leads to no pair of its own: pairs that share nothing rarer are about nothing in particular.</summary>
    private const int MaxStatementsPerWord = 60;

    /// <summary>By how many of its rarest words a statement is looked up.</summary>
    private const int KeysPerStatement = 6;

    private static readonly HashSet<string> TitleJoints = ["for", "via", "with", "through", "using", "by", "on", "in", "to"];

    /// <summary>Contradictions among these sentences, surest first; at most one for each pair of sentences.</summary>
    public IReadOnlyList<Contradiction> Among(IReadOnlyList<PaperSentence> sentences, CancellationToken cancellationToken = default)
    {
        var statements = Weigh(sentences, cancellationToken);
        var found = new Dictionary<(PaperSentence, PaperSentence), Contradiction>();
        foreach (var (first, second) in Candidates(statements, cancellationToken))
        {
            if (Judge(first, second) is { } contradiction
                && (!found.TryGetValue((contradiction.First, contradiction.Second), out var known) || known.Score < contradiction.Score))
            {
                found[(contradiction.First, contradiction.Second)] = contradiction;
            }
        }

        return
        [
            .. found.Values.OrderByDescending(c => c.Score)
                .ThenBy(c => c.First.Passage.Id.Value, StringComparer.Ordinal).ThenBy(c => c.First.Index)
                .ThenBy(c => c.Second.Passage.Id.Value, StringComparer.Ordinal).ThenBy(c => c.Second.Index),
        ];
    }

    private List<Weighed> Weigh(IReadOnlyList<PaperSentence> sentences, CancellationToken cancellationToken)
    {
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        var weights = new List<double>();
        var statements = new List<Weighed>();
        foreach (var sentence in sentences)
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var statement in Statement.Of(sentence))
            {
                var terms = statement.TopicSet.Select(Id).Order().Select(id => (id, weights[id])).ToArray();
                statements.Add(new Weighed(statement, terms, terms.Sum(t => t.Item2)));
            }
        }

        return statements;

        int Id(string term)
        {
            if (!ids.TryGetValue(term, out var id))
            {
                ids[term] = id = ids.Count;
                weights.Add(Weight(term));
            }

            return id;
        }
    }

    // An inverted index over each statement's rarest words, so that a library is not compared pair by pair.
    private static IEnumerable<(Weighed First, Weighed Second)> Candidates(List<Weighed> statements, CancellationToken cancellationToken)
    {
        var frequency = new Dictionary<int, int>();
        foreach (var (term, _) in statements.SelectMany(s => s.Terms))
        {
            CollectionsMarshal.GetValueRefOrAddDefault(frequency, term, out _)++;
        }

        var postings = new Dictionary<int, List<int>>();
        for (var i = 0; i < statements.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var seen = new HashSet<int>();
            foreach (var (term, _) in statements[i].Terms.Where(t => frequency[t.Id] > 1).OrderBy(t => frequency[t.Id]).ThenBy(t => t.Id).Take(KeysPerStatement))
            {
                var others = CollectionsMarshal.GetValueRefOrAddDefault(postings, term, out _) ??= [];
                foreach (var other in others.Where(seen.Add))
                {
                    yield return (statements[other], statements[i]);
                }

                if (others.Count < MaxStatementsPerWord)
                {
                    others.Add(i);
                }
            }
        }
    }

    private Contradiction? Judge(in Weighed one, in Weighed other)
    {
        var shared = one.SharedWith(other);
        var ofLesser = shared / Math.Min(one.Total, other.Total);
        var overlap = shared / (one.Total + other.Total - shared);
        if (shared < MinSharedWeight || ofLesser < MinShared || overlap < MinOverlap || Math.Min((one.Total - shared) / one.Total, (other.Total - shared) / other.Total) > MaxBothDiffer)
        {
            return null;
        }

        var (first, second) = (one.Statement, other.Statement);
        if (!MaySpeakOfTheSame(first, second))
        {
            return null;
        }

        var (kind, reason) = NumberConflict.Find(first, second) is { } numbers ? (ContradictionKind.Number, numbers)
            : PolarityConflict.Find(first, second) is { } polarity ? (ContradictionKind.Polarity, polarity)
            : (default, null);
        if (reason is null)
        {
            return null;
        }

        var likeness = Math.Max(0, TensorPrimitives.Dot<float>(words.Embed(first.Text), words.Embed(second.Text)));
        var subject = Subject(first, second);
        return new Contradiction(first.Sentence, second.Sentence, kind, subject, Math.Round((ofLesser + overlap + likeness) / 3, 3), reason);
    }

    private static bool MaySpeakOfTheSame(Statement first, Statement second)
    {
        // Within a passage authors contrast cases; they do not contradict themselves.
        if (first.IsHedged || second.IsHedged || first.Sentence.Passage.Id == second.Sentence.Passage.Id)
        {
            return false;
        }

        // Two papers' own methods are two things, unless one of them speaks of the other's by name.
        if (first.Sentence.Paper.Id != second.Sentence.Paper.Id && ((first.IsOwn && !Mentions(second, first)) || (second.IsOwn && !Mentions(first, second))))
        {
            return false;
        }

        // "At high sparsity" and "at low sparsity" are two cases, and so are "on the validation set" and "on the test set".
        return !first.Markers.Any(m => m.IsModifier && second.Markers.Any(o => o.IsModifier && o.Axis == m.Axis && o.Sign != m.Sign) && !second.Markers.Any(o => o.IsModifier && o.Axis == m.Axis && o.Sign == m.Sign))
            && first.Case.All(g => !second.Case.Contains(g.Key) || g.ToHashSet().SetEquals(second.Case[g.Key]))
            && !first.LeftOut.Overlaps(second.TopicSet.Except(second.LeftOut))
            && !second.LeftOut.Overlaps(first.TopicSet.Except(first.LeftOut))
            && (first.Names.All(second.Holds) || second.Names.All(first.Holds));
    }

    // By the name alone: "Successive Prompting", not "Successive Prompting for Decomposing Complex Questions".
    private static bool Mentions(Statement statement, Statement other)
    {
        var name = (other.Sentence.Paper.Nickname ?? "").Split(' ').TakeWhile(w => !TitleJoints.Contains(w));
        return Terms.SetOf(string.Join(' ', name)) is { Count: > 0 } terms && terms.IsSubsetOf(Terms.SetOf(statement.Sentence.Text));
    }

    // How often arXiv's abstracts use a word tells how much it says, the same for every library and for a handful of sentences.
    private double Weight(string stem)
    {
        var rank = Math.Min(30_000, words.FrequencyRank(stem));
        var share = Math.Log(rank + 20) / Math.Log(30_020);
        return share * share;
    }

    private string Subject(Statement first, Statement second)
    {
        var shared = Enumerable.Range(0, first.Topic.Count)
            .Where(i => second.TopicSet.Contains(first.Topic[i]) && !first.Topic.Take(i).Contains(first.Topic[i]))
            .OrderByDescending(i => Weight(first.Topic[i]))
            .Take(5)
            .Order();
        return string.Join(' ', shared.Select(first.Written));
    }

    /// <summary>A statement with its terms in order of their numbers.</summary>
    private readonly record struct Weighed(Statement Statement, (int Id, double Weight)[] Terms, double Total)
    {
        public double SharedWith(in Weighed other)
        {
            var shared = 0.0;
            for (int i = 0, j = 0; i < Terms.Length && j < other.Terms.Length;)
            {
                var order = Terms[i].Id.CompareTo(other.Terms[j].Id);
                shared += order == 0 ? Terms[i].Weight : 0;
                i += order <= 0 ? 1 : 0;
                j += order >= 0 ? 1 : 0;
            }

            return shared;
        }
    }
}
