using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using ResearchAgent.Text;

namespace ResearchAgent.Reasoning;

/// <summary>
/// Finds the sentence of an abstract that best states what the paper contributes: a linear model over features that a
/// reader can check by eye. It knows the English of computer science ("we propose", "in this paper"); an
/// abstract without such cues is judged by its title and by what its sentences share. Thread-safe.
/// </summary>
public static partial class ContributionSentence
{
    // Ridge regression (lambda 300 on features scaled to unit variance) of each sentence's ROUGE-1 against the human
    // summaries, both less their mean in the paper, on the 619 papers of SciTLDR dev and nothing else. Refit with
    // ContributionSentenceFit in the tests. A weight is the ROUGE-1 (0 to 1) that one unit of its feature is worth.
    // Ten-fold cross-validated ROUGE-1 on dev 39.0 (a little flattered: the features were chosen on dev too); measured once
    // on SciTLDR test ROUGE-1/2/L 39.2/20.4/33.1, where the best sentence there is has 45.8 and the first 28.2.
    // Tried and dropped, each worth 0.05 or less in cross-validation on top of these: place in the abstract, cosines of
    // static vectors with title and abstract, result words, contrast words, leading pronouns, numbers, links, formulas,
    // "novel", names before a colon.
    private static readonly Feature[] Model =
    [
        new("has a cue", 0.0169, s => One(s.HasCue)),
        new("is the first with a cue", 0.0493, s => One(s.CuesBefore == 0 && s.HasCue)),
        new("follows the first with a cue", 0.0224, s => One(s.CuesBefore == 1 && s.FollowsCue)),
        new("opens with 'we propose'", 0.0376, s => One(OpensWithProposal().IsMatch(s.Text))),
        new("says 'we study'", -0.0126, s => One(Studies().IsMatch(s.Text))),
        new("names a kind of result", 0.0104, s => One(NamesKind().IsMatch(s.Text))),
        new("background words, up to 3", -0.0105, s => Math.Min(3, Background().Count(s.Text))),
        new("title terms, share of all", 0.0507, s => s.TitleTerms),
        new("title terms, where it announces", 0.0552, s => s.Announces ? s.TitleTerms : 0),
        new("overlap with the title", 0.2509, s => s.TitleOverlap),
        new("overlap with the rest", 0.4079, s => s.RestOverlap),
        new("sentences sharing its terms", 0.2049, s => s.Centrality),
        new("missing to 15 words", -0.1147, s => Math.Max(0, 15.0 - s.Words.Count) / 15),
        new("beyond 30 words, where it announces", -0.1020, s => s.Announces ? Math.Clamp((s.Words.Count - 30) / 30.0, 0, 1) : 0),
    ];

    /// <summary>What each feature is called and is worth, in the order of <see cref="Features"/>.</summary>
    public static IReadOnlyList<(string Feature, double Weight)> Weights { get; } = [.. Model.Select(f => (f.Name, f.Weight))];

    /// <summary>The index of the sentence that best states the contribution; the earliest of equals.</summary>
    /// <param name="sentences">The abstract in order: the first cue counts more than later ones.</param>
    /// <param name="title">May be empty; about 2 ROUGE-1 (x 100) are lost then, on SciTLDR dev.</param>
    /// <exception cref="ArgumentException">There is no sentence.</exception>
    public static int Best(IReadOnlyList<string> sentences, string title)
    {
        if (sentences.Count == 0)
        {
            throw new ArgumentException("An abstract without a sentence states no contribution.", nameof(sentences));
        }

        var scores = Scores(sentences, title);
        return Enumerable.Range(0, scores.Count).MaxBy(i => scores[i]);
    }

    /// <summary>
    /// How well each sentence states the contribution, higher is better: the ROUGE-1 expected against a human one-sentence
    /// summary, up to a constant of the paper. Compare within one abstract only; most lie between -0.1 and 0.4.
    /// </summary>
    public static IReadOnlyList<double> Scores(IReadOnlyList<string> sentences, string title) =>
        [.. Features(sentences, title).Select(values => values.Zip(Model, (value, feature) => value * feature.Weight).Sum())];

    /// <summary>The values behind <see cref="Scores"/>: a row for each sentence, in it a value for each of <see cref="Weights"/>.</summary>
    public static IReadOnlyList<IReadOnlyList<double>> Features(IReadOnlyList<string> sentences, string title) =>
        [.. Read(sentences, title).Select(s => (IReadOnlyList<double>)[.. Model.Select(f => f.ValueOf(s))])];

    private static List<Sentence> Read(IReadOnlyList<string> sentences, string title)
    {
        var titleTerms = Terms.SetOf(title);
        var titleWords = Tokenizer.Words(title).ToList();
        var words = sentences.Select(s => Tokenizer.Words(s).ToList()).ToList();
        var terms = sentences.Select(Terms.SetOf).ToList();
        var wordCounts = Count(words.SelectMany(w => w));
        var termCounts = Count(terms.SelectMany(t => t));
        var allWords = words.Sum(w => w.Count);

        var read = new List<Sentence>(sentences.Count);
        var cuesBefore = 0;
        var followsCue = false;
        for (var i = 0; i < sentences.Count; i++)
        {
            var announces = Announces().IsMatch(sentences[i]);
            var hasCue = announces || OtherCue().IsMatch(sentences[i]) || Studies().IsMatch(sentences[i]);
            var inTitle = terms[i].Count(titleTerms.Contains);
            read.Add(new Sentence(sentences[i], words[i], announces, hasCue, cuesBefore, followsCue)
            {
                TitleTerms = titleTerms.Count == 0 ? 0 : (double)inTitle / titleTerms.Count,
                TitleOverlap = Overlap(words[i], Count(titleWords), titleWords.Count),
                RestOverlap = Overlap(words[i], Less(wordCounts, words[i]), allWords - words[i].Count),
                Centrality = sentences.Count == 1 || terms[i].Count == 0 ? 0 : terms[i].Average(t => (termCounts[t] - 1.0) / (sentences.Count - 1)),
            });
            cuesBefore += hasCue ? 1 : 0;
            followsCue = hasCue;
        }

        return read;
    }

    // F1 of shared words, function words included: it rewards a length near that of the other text, as ROUGE does.
    private static double Overlap(List<string> words, Dictionary<string, int> others, int otherCount)
    {
        var shared = Count(words).Sum(w => Math.Min(w.Value, others.GetValueOrDefault(w.Key)));
        return shared == 0 ? 0 : 2.0 * shared / (words.Count + otherCount);
    }

    private static Dictionary<string, int> Less(Dictionary<string, int> counts, List<string> words)
    {
        var rest = new Dictionary<string, int>(counts, StringComparer.Ordinal);
        foreach (var word in words)
        {
            rest[word]--;
        }

        return rest;
    }

    private static Dictionary<string, int> Count(IEnumerable<string> words)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var word in words)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(counts, word, out _)++;
        }

        return counts;
    }

    private static double One(bool holds) => holds ? 1 : 0;

    private const RegexOptions Loose = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;

    // "we", then up to two words ("we therefore propose", "we have developed").
    private const string We = @"\b(?:we|I|the authors)\s+(?:\w+,?\s+){0,2}?";
    private const string Paper = "(?:paper|work|article|study|report|manuscript|thesis|survey|review)";
    private const string Propose = @"(?:propos|introduc|present|develop|describ|devis)\w*";
    private const string Study = @"(?:study|studie[sd]|investigat|explor|analy[sz]|examin|consider|address|revisit|tackl|focus|aim|ask|seek|attempt)\w*";

    [GeneratedRegex(We + Propose + @"|\bin this " + Paper + @"\b|\bhere(?:in)?,? we\b|\b(?:this|our) " + Paper + @"\s+(?:\w+\s+)?(?:" + Propose + "|" + Study
        + @"|(?:show|demonstrat|provid|establish|extend|contribut|offer)\w*|is\b)", Loose)]
    private static partial Regex Announces();

    [GeneratedRegex(We + @"(?:design|creat|construct|formulat|suggest|deriv|provid|offer|buil[dt]|give|gave|contribut|defin|extend|us(?:e|ed|ing)\b|appl[yi]|train|combin|leverag|employ|adapt|learn|model|view|cast"
        + @"|show|demonstrat|find|found|prov[ei]|observ|establish|identif|discover|reveal|argu|illustrat)\w*", Loose)]
    private static partial Regex OtherCue();

    [GeneratedRegex(We + Study, Loose)]
    private static partial Regex Studies();

    [GeneratedRegex(@"^\W*(?:in this " + Paper + @"[^,]*, |here,? |to [^,]*, )?we " + Propose, Loose)]
    private static partial Regex OpensWithProposal();

    [GeneratedRegex(@"\b(?:an?|the|our|new|novel|simple|efficient|general)\s+(?:[\w-]+\s+){0,5}?(?:method|model|approach|framework|algorithm|system|architecture|technique|network|dataset|benchmark|task|loss"
        + @"|objective|strategy|mechanism|layer|procedure|scheme|paradigm|regularizer|metric|measure|theory|analysis|agent|pipeline|tool|library|corpus)\b", Loose)]
    private static partial Regex NamesKind();

    [GeneratedRegex(@"\b(?:recent(?:ly)?|ha(?:s|ve) (?:been|shown|become)|existing|traditional(?:ly)?|typically|often|usually|commonly|most|many|previous|prior|widely|popular|important|remains?|challeng\w+|difficult)\b", Loose)]
    private static partial Regex Background();

    private sealed record Feature(string Name, double Weight, Func<Sentence, double> ValueOf);

    private sealed record Sentence(string Text, List<string> Words, bool Announces, bool HasCue, int CuesBefore, bool FollowsCue)
    {
        public double TitleTerms { get; init; }

        public double TitleOverlap { get; init; }

        public double RestOverlap { get; init; }

        public double Centrality { get; init; }
    }
}
