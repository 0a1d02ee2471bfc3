using ResearchAgent.Papers;
using ResearchAgent.Writing;

namespace ResearchAgent.Tests.Styles;

/// <summary>Well-known works as a bibliography describes them.</summary>
internal static class KnownWork
{
    public static readonly Reference LeCun = Work("article-journal", "Deep learning", "Yann LeCun; Yoshua Bengio; Geoffrey Hinton", 2015,
        "volume=521; issue=7553; page=436-444; issued=2015-05-28") with
    { Venue = "Nature", Doi = "10.1038/nature14539" };

    public static readonly Reference Watson = Work("article-journal", "Molecular Structure of Nucleic Acids: A Structure for Deoxyribose Nucleic Acid", "J. D. Watson; Crick, F. H. C.", 1953,
        "volume=171; issue=4356; page=737-738") with
    { Venue = "Nature", Doi = "https://doi.org/10.1038/171737a0" };

    public static readonly Reference Jumper = Work("article-journal", "Highly accurate protein structure prediction with AlphaFold",
        "Jumper, John; Evans, Richard; Pritzel, Alexander; Green, Tim; Figurnov, Michael; Ronneberger, Olaf; Tunyasuvunakool, Kathryn", 2021,
        "volume=596; issue=7873; page=583-589") with
    { Venue = "Nature", Doi = "10.1038/s41586-021-03819-2" };

    public static readonly Reference Srivastava = Work("article-journal", "Dropout: A Simple Way to Prevent Neural Networks from Overfitting",
        "Nitish Srivastava; Geoffrey Hinton; Alex Krizhevsky; Ilya Sutskever; Ruslan Salakhutdinov", 2014, "volume=15; issue=56; page=1929--1958") with
    { Venue = "Journal of Machine Learning Research", Url = "http://jmlr.org/papers/v15/srivastava14a.html" };

    public static readonly Reference Vaswani = Work("paper-conference", "Attention is All you Need",
        "Ashish Vaswani; Noam Shazeer; Niki Parmar; Jakob Uszkoreit; Llion Jones; Aidan N. Gomez; Łukasz Kaiser; Illia Polosukhin", 2017, "volume=30; publisher=Curran Associates, Inc.") with
    { Venue = "Advances in Neural Information Processing Systems" };

    public static readonly Reference Devlin = Work("paper-conference", "BERT: Pre-training of Deep Bidirectional Transformers for Language Understanding",
        "Jacob Devlin; Ming-Wei Chang; Kenton Lee; Kristina Toutanova", 2019,
        "page=4171-4186; publisher=Association for Computational Linguistics; publisher-place=Minneapolis, Minnesota; issued=2019-06") with
    { Venue = "Proceedings of NAACL-HLT 2019", Doi = "10.18653/v1/N19-1423", ArxivId = "1810.04805" };

    public static readonly Reference Goodfellow = Work("book", "Deep Learning", "Ian Goodfellow; Yoshua Bengio; Aaron Courville", 2016, "publisher=MIT Press; publisher-place=Cambridge, MA") with
    { Url = "http://www.deeplearningbook.org" };

    public static readonly Reference Knuth = Work("book", "The Art of Computer Programming: Fundamental Algorithms", "Donald E. Knuth", 1997,
        "edition=3; volume=1; publisher=Addison-Wesley; publisher-place=Reading, MA");

    public static readonly Reference Rumelhart = Work("chapter", "Learning internal representations by error propagation", "Rumelhart, David E.; Hinton, Geoffrey E.; Williams, Ronald J.", 1986,
        "volume=1; page=318-362; publisher=MIT Press; publisher-place=Cambridge, MA; editor=Rumelhart, David E.|McClelland, James L.") with
    { Venue = "Parallel Distributed Processing: Explorations in the Microstructure of Cognition" };

    public static readonly Reference Fielding = Work("thesis", "Architectural Styles and the Design of Network-based Software Architectures", "Roy Thomas Fielding", 2000,
        "genre=PhD thesis; publisher=University of California, Irvine");

    public static readonly Reference Brown = Work("article", "Language Models are Few-Shot Learners",
        "Tom B. Brown; Benjamin Mann; Nick Ryder; Melanie Subbiah; Jared Kaplan; Prafulla Dhariwal; Arvind Neelakantan; Pranav Shyam; Girish Sastry; Amanda Askell; Sandhini Agarwal", 2020,
        "issued=2020-07-22") with
    { ArxivId = "2005.14165", Doi = "10.48550/arXiv.2005.14165" };

    public static readonly Reference Page = Work("report", "The PageRank Citation Ranking: Bringing Order to the Web", "Lawrence Page; Sergey Brin; Rajeev Motwani; Terry Winograd", 1999,
        "genre=Technical Report; number=1999-66; publisher=Stanford InfoLab") with
    { Url = "http://ilpubs.stanford.edu:8090/422/" };

    public static readonly Reference PyTorch = Work("webpage", "PyTorch Documentation", "{PyTorch Contributors}", null, "accessed=2024-03-01") with { Url = "https://pytorch.org/docs/" };

    public static readonly Reference Iris = Work("dataset", "Iris", "R. A. Fisher", 1988, "publisher=UCI Machine Learning Repository") with { Doi = "10.24432/C56C76" };

    public static readonly Reference ScikitLearn = Work("software", "scikit-learn", "{The scikit-learn developers}", 2024, "version=1.4.0; publisher=Zenodo") with { Doi = "10.5281/zenodo.591564" };

    /// <summary>By the name of the field above.</summary>
    public static Reference Called(string name) => (Reference)typeof(KnownWork).GetField(name)!.GetValue(null)!;

    /// <param name="authors">With semicolons between them.</param>
    /// <param name="fields">"volume=30; editor=A|B".</param>
    public static Reference Work(string? type, string title, string authors, int? year, string fields = "")
    {
        var key = CitationKey.Suggest(title, Split(authors, ';'), year);
        return new Reference(key, PaperId.For(title, null, year, null, null), title)
        {
            Type = type,
            Authors = Split(authors, ';'),
            Year = year,
            Fields = Split(fields, ';').Select(f => f.Split('=', 2)).ToDictionary(f => f[0], f => (IReadOnlyList<string>)Split(f[1], '|')),
        };
    }

    private static string[] Split(string text, char separator) => text.Split(separator, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
