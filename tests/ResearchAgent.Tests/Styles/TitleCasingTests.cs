using ResearchAgent.Writing.Styles;
using Xunit;

namespace ResearchAgent.Tests.Styles;

public sealed class TitleCasingTests
{
    [Theory]
    [InlineData("Attention Is All You Need", "Attention is all you need")]
    [InlineData("Chain-of-Thought Prompting Elicits Reasoning in Large Language Models", "Chain-of-thought prompting elicits reasoning in large language models")]
    [InlineData("Self-Refine: Iterative Refinement with Self-Feedback", "Self-Refine: Iterative refinement with self-feedback")]
    [InlineData("Training LeNet and GPT-3 on ImageNet with mBART", "Training LeNet and GPT-3 on ImageNet with mBART")]
    [InlineData("Bayesian Optimization Meets Markov Chains in English Wikipedia", "Bayesian optimization meets Markov chains in English Wikipedia")]
    [InlineData("Newton's Method for the Schrödinger Equation", "Newton's method for the Schrödinger equation")]
    [InlineData("What Works? Why Not", "What works? Why not")]
    [InlineData("The Role of Vitamin D in Colorectal Cancer", "The role of vitamin D in colorectal cancer")]
    [InlineData("Infant sleep: a telephone survey", "Infant sleep: A telephone survey")]
    [InlineData("Learning from mBERT: word2vec revisited", "Learning from mBERT: word2vec revisited")]
    public void Sentence_case_lowers_headlines(string title, string expected) => Assert.Equal(expected, TitleCasing.Sentence(title, language: null, capitalAfterColon: true));

    [Theory]
    [InlineData("Quantum walks on Cayley graphs of the Higman group")]
    [InlineData("Adventures of a mathematician in Göttingen and Los Alamos")]
    [InlineData("On the Riemann hypothesis")]
    [InlineData("DEEP LEARNING FOR ALL")]
    [InlineData("Die Grundlagen der Mathematik")]
    public void Sentence_case_leaves_what_is_not_clearly_a_headline(string title) => Assert.Equal(title, TitleCasing.Sentence(title, language: null, capitalAfterColon: true));

    [Fact]
    public void Sentence_case_leaves_other_languages() => Assert.Equal("Numerische Mathematik Heute", TitleCasing.Sentence("Numerische Mathematik Heute", "de-DE", capitalAfterColon: true));

    [Theory]
    [InlineData("Dropout: A Simple Way to Prevent Overfitting", "Dropout: a simple way to prevent overfitting")]
    [InlineData("Visual words: A survey", "Visual words: a survey")]
    [InlineData("Visual words: BERT and friends", "Visual words: BERT and friends")]
    public void Medline_begins_a_subtitle_in_lower_case(string title, string expected) => Assert.Equal(expected, TitleCasing.Sentence(title, language: null, capitalAfterColon: false));

    [Theory]
    [InlineData("Attention is all you need", "Attention Is All You Need")]
    [InlineData("Language models are few-shot learners", "Language Models Are Few-Shot Learners")]
    [InlineData("BERT: Pre-training of deep bidirectional transformers", "BERT: Pre-training of Deep Bidirectional Transformers")]
    [InlineData("State-of-the-art methods: a survey", "State-of-the-Art Methods: A Survey")]
    [InlineData("What to look for", "What to Look For")]
    [InlineData("After the games are over: what to do", "After the Games Are Over: What to Do")]
    [InlineData("the role of vitamin A in milk", "The Role of Vitamin A in Milk")]
    [InlineData("Bringing Order To The Web", "Bringing Order to the Web")]
    [InlineData("word2vec, iPhone and mBART don't care", "word2vec, iPhone and mBART Don't Care")]
    [InlineData("La théorie des graphes", "La théorie des graphes")]
    public void Headline_case_raises_all_but_small_words(string title, string expected) => Assert.Equal(expected, TitleCasing.Headline(title, language: null));
}
