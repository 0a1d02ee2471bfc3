using ResearchAgent.Papers;
using ResearchAgent.Writing;
using ResearchAgent.Writing.Styles;
using Xunit;

namespace ResearchAgent.Tests.Styles;

/// <summary>
/// What the five styles print of real works. Each string was checked against the style's manual and against what citeproc-js
/// prints with the style's official file; where the two differ the manual is followed.
/// </summary>
public sealed class CitationStyleTests
{
    [Theory]
    [InlineData("LeCun", "LeCun, Y., Bengio, Y., & Hinton, G. (2015). Deep learning. *Nature*, *521*(7553), 436–444. https://doi.org/10.1038/nature14539")]
    [InlineData("Watson", "Watson, J. D., & Crick, F. H. C. (1953). Molecular structure of nucleic acids: A structure for deoxyribose nucleic acid. *Nature*, *171*(4356), 737–738. https://doi.org/10.1038/171737a0")]
    [InlineData("Jumper", "Jumper, J., Evans, R., Pritzel, A., Green, T., Figurnov, M., Ronneberger, O., & Tunyasuvunakool, K. (2021). Highly accurate protein structure prediction with AlphaFold. *Nature*, *596*(7873), 583–589. https://doi.org/10.1038/s41586-021-03819-2")]
    [InlineData("Srivastava", "Srivastava, N., Hinton, G., Krizhevsky, A., Sutskever, I., & Salakhutdinov, R. (2014). Dropout: A simple way to prevent neural networks from overfitting. *Journal of Machine Learning Research*, *15*(56), 1929–1958. http://jmlr.org/papers/v15/srivastava14a.html")]
    [InlineData("Vaswani", "Vaswani, A., Shazeer, N., Parmar, N., Uszkoreit, J., Jones, L., Gomez, A. N., Kaiser, Ł., & Polosukhin, I. (2017). Attention is all you need. In *Advances in Neural Information Processing Systems* (Vol. 30). Curran Associates.")]
    [InlineData("Devlin", "Devlin, J., Chang, M.-W., Lee, K., & Toutanova, K. (2019). BERT: Pre-training of deep bidirectional transformers for language understanding. In *Proceedings of NAACL-HLT 2019* (pp. 4171–4186). Association for Computational Linguistics. https://doi.org/10.18653/v1/N19-1423")]
    [InlineData("Goodfellow", "Goodfellow, I., Bengio, Y., & Courville, A. (2016). *Deep learning*. MIT Press. http://www.deeplearningbook.org")]
    [InlineData("Knuth", "Knuth, D. E. (1997). *The art of computer programming: Fundamental algorithms* (3rd ed., Vol. 1). Addison-Wesley.")]
    [InlineData("Rumelhart", "Rumelhart, D. E., Hinton, G. E., & Williams, R. J. (1986). Learning internal representations by error propagation. In D. E. Rumelhart & J. L. McClelland (Eds.), *Parallel distributed processing: Explorations in the microstructure of cognition* (Vol. 1, pp. 318–362). MIT Press.")]
    [InlineData("Fielding", "Fielding, R. T. (2000). *Architectural styles and the design of network-based software architectures* [Doctoral dissertation]. University of California, Irvine.")]
    [InlineData("Brown", "Brown, T. B., Mann, B., Ryder, N., Subbiah, M., Kaplan, J., Dhariwal, P., Neelakantan, A., Shyam, P., Sastry, G., Askell, A., & Agarwal, S. (2020). *Language models are few-shot learners* (arXiv:2005.14165). arXiv. https://doi.org/10.48550/arXiv.2005.14165")]
    [InlineData("Page", "Page, L., Brin, S., Motwani, R., & Winograd, T. (1999). *The PageRank citation ranking: Bringing order to the web* (Technical Report No. 1999-66). Stanford InfoLab. http://ilpubs.stanford.edu:8090/422/")]
    [InlineData("PyTorch", "PyTorch Contributors. (n.d.). *PyTorch documentation*. Retrieved March 1, 2024, from https://pytorch.org/docs/")]
    [InlineData("Iris", "Fisher, R. A. (1988). *Iris* [Data set]. UCI Machine Learning Repository. https://doi.org/10.24432/C56C76")]
    [InlineData("ScikitLearn", "The scikit-learn developers. (2024). *scikit-learn* (Version 1.4.0) [Computer software]. Zenodo. https://doi.org/10.5281/zenodo.591564")]
    public void Apa_prints(string work, string expected) => Assert.Equal(expected, Entry(CitationStyle.Apa, KnownWork.Called(work)));

    [Theory]
    [InlineData("LeCun", "Y. LeCun, Y. Bengio, and G. Hinton, “Deep learning,” *Nature*, vol. 521, no. 7553, pp. 436–444, May 2015, doi: 10.1038/nature14539.")]
    [InlineData("Watson", "J. D. Watson and F. H. C. Crick, “Molecular structure of nucleic acids: A structure for deoxyribose nucleic acid,” *Nature*, vol. 171, no. 4356, pp. 737–738, 1953, doi: 10.1038/171737a0.")]
    [InlineData("Jumper", "J. Jumper *et al.*, “Highly accurate protein structure prediction with AlphaFold,” *Nature*, vol. 596, no. 7873, pp. 583–589, 2021, doi: 10.1038/s41586-021-03819-2.")]
    [InlineData("Srivastava", "N. Srivastava, G. Hinton, A. Krizhevsky, I. Sutskever, and R. Salakhutdinov, “Dropout: A simple way to prevent neural networks from overfitting,” *Journal of Machine Learning Research*, vol. 15, no. 56, pp. 1929–1958, 2014. [Online]. Available: http://jmlr.org/papers/v15/srivastava14a.html")]
    [InlineData("Vaswani", "A. Vaswani *et al.*, “Attention is all you need,” in *Advances in Neural Information Processing Systems*, vol. 30, 2017.")]
    [InlineData("Devlin", "J. Devlin, M.-W. Chang, K. Lee, and K. Toutanova, “BERT: Pre-training of deep bidirectional transformers for language understanding,” in *Proceedings of NAACL-HLT 2019*, Jun. 2019, pp. 4171–4186, doi: 10.18653/v1/N19-1423.")]
    [InlineData("Goodfellow", "I. Goodfellow, Y. Bengio, and A. Courville, *Deep Learning*. Cambridge, MA: MIT Press, 2016. [Online]. Available: http://www.deeplearningbook.org")]
    [InlineData("Knuth", "D. E. Knuth, *The Art of Computer Programming: Fundamental Algorithms*, 3rd ed., vol. 1. Reading, MA: Addison-Wesley, 1997.")]
    [InlineData("Rumelhart", "D. E. Rumelhart, G. E. Hinton, and R. J. Williams, “Learning internal representations by error propagation,” in *Parallel Distributed Processing: Explorations in the Microstructure of Cognition*, vol. 1, D. E. Rumelhart and J. L. McClelland, Eds. Cambridge, MA: MIT Press, 1986, pp. 318–362.")]
    [InlineData("Fielding", "R. T. Fielding, “Architectural styles and the design of network-based software architectures,” Ph.D. dissertation, University of California, Irvine, 2000.")]
    [InlineData("Brown", "T. B. Brown *et al.*, “Language models are few-shot learners,” 2020, *arXiv:2005.14165*.")]
    [InlineData("Page", "L. Page, S. Brin, R. Motwani, and T. Winograd, “The PageRank citation ranking: Bringing order to the web,” Stanford InfoLab, Tech. Rep. 1999-66, 1999. [Online]. Available: http://ilpubs.stanford.edu:8090/422/")]
    [InlineData("PyTorch", "PyTorch Contributors. “PyTorch documentation.” Accessed: Mar. 1, 2024. [Online]. Available: https://pytorch.org/docs/")]
    [InlineData("Iris", "R. A. Fisher, 1988, “Iris,” UCI Machine Learning Repository, doi: 10.24432/C56C76.")]
    [InlineData("ScikitLearn", "The scikit-learn developers, *scikit-learn*, version 1.4.0. (2024). Zenodo, doi: 10.5281/zenodo.591564.")]
    public void Ieee_prints(string work, string expected) => Assert.Equal(expected, Entry(CitationStyle.Ieee, KnownWork.Called(work)));

    [Theory]
    [InlineData("LeCun", "LeCun, Yann, Yoshua Bengio, and Geoffrey Hinton. 2015. “Deep Learning.” *Nature* 521 (7553): 436–44. https://doi.org/10.1038/nature14539.")]
    [InlineData("Watson", "Watson, J. D., and F. H. C. Crick. 1953. “Molecular Structure of Nucleic Acids: A Structure for Deoxyribose Nucleic Acid.” *Nature* 171 (4356): 737–38. https://doi.org/10.1038/171737a0.")]
    [InlineData("Jumper", "Jumper, John, Richard Evans, Alexander Pritzel, Tim Green, Michael Figurnov, Olaf Ronneberger, and Kathryn Tunyasuvunakool. 2021. “Highly Accurate Protein Structure Prediction with AlphaFold.” *Nature* 596 (7873): 583–89. https://doi.org/10.1038/s41586-021-03819-2.")]
    [InlineData("Srivastava", "Srivastava, Nitish, Geoffrey Hinton, Alex Krizhevsky, Ilya Sutskever, and Ruslan Salakhutdinov. 2014. “Dropout: A Simple Way to Prevent Neural Networks from Overfitting.” *Journal of Machine Learning Research* 15 (56): 1929–58. http://jmlr.org/papers/v15/srivastava14a.html.")]
    [InlineData("Vaswani", "Vaswani, Ashish, Noam Shazeer, Niki Parmar, Jakob Uszkoreit, Llion Jones, Aidan N. Gomez, Łukasz Kaiser, and Illia Polosukhin. 2017. “Attention Is All You Need.” In *Advances in Neural Information Processing Systems*. Vol. 30. Curran Associates.")]
    [InlineData("Devlin", "Devlin, Jacob, Ming-Wei Chang, Kenton Lee, and Kristina Toutanova. 2019. “BERT: Pre-training of Deep Bidirectional Transformers for Language Understanding.” In *Proceedings of NAACL-HLT 2019*, 4171–86. Minneapolis, Minnesota: Association for Computational Linguistics. https://doi.org/10.18653/v1/N19-1423.")]
    [InlineData("Goodfellow", "Goodfellow, Ian, Yoshua Bengio, and Aaron Courville. 2016. *Deep Learning*. Cambridge, MA: MIT Press. http://www.deeplearningbook.org.")]
    [InlineData("Knuth", "Knuth, Donald E. 1997. *The Art of Computer Programming: Fundamental Algorithms*. 3rd ed. Vol. 1. Reading, MA: Addison-Wesley.")]
    [InlineData("Rumelhart", "Rumelhart, David E., Geoffrey E. Hinton, and Ronald J. Williams. 1986. “Learning Internal Representations by Error Propagation.” In *Parallel Distributed Processing: Explorations in the Microstructure of Cognition*, edited by David E. Rumelhart and James L. McClelland, 1:318–62. Cambridge, MA: MIT Press.")]
    [InlineData("Fielding", "Fielding, Roy Thomas. 2000. “Architectural Styles and the Design of Network-Based Software Architectures.” PhD diss., University of California, Irvine.")]
    [InlineData("Brown", "Brown, Tom B., Benjamin Mann, Nick Ryder, Melanie Subbiah, Jared Kaplan, Prafulla Dhariwal, Arvind Neelakantan, et al. 2020. “Language Models Are Few-Shot Learners.” Preprint, submitted July 22, 2020. https://arxiv.org/abs/2005.14165.")]
    [InlineData("Page", "Page, Lawrence, Sergey Brin, Rajeev Motwani, and Terry Winograd. 1999. *The PageRank Citation Ranking: Bringing Order to the Web*. Technical Report 1999-66. Stanford InfoLab. http://ilpubs.stanford.edu:8090/422/.")]
    [InlineData("PyTorch", "PyTorch Contributors. n.d. “PyTorch Documentation.” Accessed March 1, 2024. https://pytorch.org/docs/.")]
    [InlineData("Iris", "Fisher, R. A. 1988. “Iris.” UCI Machine Learning Repository. https://doi.org/10.24432/C56C76.")]
    [InlineData("ScikitLearn", "The scikit-learn developers. 2024. *scikit-learn*. V. 1.4.0. Zenodo. https://doi.org/10.5281/zenodo.591564.")]
    public void Chicago_prints(string work, string expected) => Assert.Equal(expected, Entry(CitationStyle.Chicago, KnownWork.Called(work)));

    [Theory]
    [InlineData("LeCun", "LeCun Y, Bengio Y, Hinton G. Deep learning. Nature. 2015 May 28;521(7553):436-44. doi: 10.1038/nature14539.")]
    [InlineData("Watson", "Watson JD, Crick FH. Molecular structure of nucleic acids: a structure for deoxyribose nucleic acid. Nature. 1953;171(4356):737-8. doi: 10.1038/171737a0.")]
    [InlineData("Jumper", "Jumper J, Evans R, Pritzel A, Green T, Figurnov M, Ronneberger O, et al. Highly accurate protein structure prediction with AlphaFold. Nature. 2021;596(7873):583-9. doi: 10.1038/s41586-021-03819-2.")]
    [InlineData("Srivastava", "Srivastava N, Hinton G, Krizhevsky A, Sutskever I, Salakhutdinov R. Dropout: a simple way to prevent neural networks from overfitting. Journal of Machine Learning Research [Internet]. 2014;15(56):1929-58. Available from: http://jmlr.org/papers/v15/srivastava14a.html")]
    [InlineData("Vaswani", "Vaswani A, Shazeer N, Parmar N, Uszkoreit J, Jones L, Gomez AN, et al. Attention is all you need. In: Advances in Neural Information Processing Systems. Vol. 30. Curran Associates, Inc.; 2017.")]
    [InlineData("Devlin", "Devlin J, Chang MW, Lee K, Toutanova K. BERT: pre-training of deep bidirectional transformers for language understanding. In: Proceedings of NAACL-HLT 2019. Minneapolis, Minnesota: Association for Computational Linguistics; 2019. p. 4171-86. doi: 10.18653/v1/N19-1423.")]
    [InlineData("Goodfellow", "Goodfellow I, Bengio Y, Courville A. Deep learning [Internet]. Cambridge, MA: MIT Press; 2016. Available from: http://www.deeplearningbook.org")]
    [InlineData("Knuth", "Knuth DE. The art of computer programming: fundamental algorithms. 3rd ed. Vol. 1. Reading, MA: Addison-Wesley; 1997.")]
    [InlineData("Rumelhart", "Rumelhart DE, Hinton GE, Williams RJ. Learning internal representations by error propagation. In: Rumelhart DE, McClelland JL, editors. Parallel distributed processing: explorations in the microstructure of cognition. Vol. 1. Cambridge, MA: MIT Press; 1986. p. 318-62.")]
    [InlineData("Fielding", "Fielding RT. Architectural styles and the design of network-based software architectures [dissertation]. University of California, Irvine; 2000.")]
    [InlineData("Brown", "Brown TB, Mann B, Ryder N, Subbiah M, Kaplan J, Dhariwal P, et al. Language models are few-shot learners. arXiv [Preprint]. 2020 Jul 22. Available from: https://arxiv.org/abs/2005.14165")]
    [InlineData("Page", "Page L, Brin S, Motwani R, Winograd T. The PageRank citation ranking: bringing order to the web [Internet]. Stanford InfoLab; 1999. Report No.: 1999-66. Available from: http://ilpubs.stanford.edu:8090/422/")]
    [InlineData("PyTorch", "PyTorch Contributors. PyTorch documentation [Internet]. [date unknown] [cited 2024 Mar 1]. Available from: https://pytorch.org/docs/")]
    [InlineData("Iris", "Fisher RA. Iris [dataset]. UCI Machine Learning Repository; 1988. doi: 10.24432/C56C76.")]
    [InlineData("ScikitLearn", "The scikit-learn developers. scikit-learn [computer program]. Version 1.4.0. Zenodo; 2024. doi: 10.5281/zenodo.591564.")]
    public void Vancouver_prints(string work, string expected) => Assert.Equal(expected, Entry(CitationStyle.Vancouver, KnownWork.Called(work)));

    [Theory]
    [InlineData("LeCun", "Yann LeCun, Yoshua Bengio, and Geoffrey Hinton. 2015. Deep learning. *Nature* 521, 7553 (May 2015), 436–444. https://doi.org/10.1038/nature14539")]
    [InlineData("Watson", "J. D. Watson and F. H. C. Crick. 1953. Molecular Structure of Nucleic Acids: A Structure for Deoxyribose Nucleic Acid. *Nature* 171, 4356 (1953), 737–738. https://doi.org/10.1038/171737a0")]
    [InlineData("Jumper", "John Jumper, Richard Evans, Alexander Pritzel, Tim Green, Michael Figurnov, Olaf Ronneberger, and Kathryn Tunyasuvunakool. 2021. Highly accurate protein structure prediction with AlphaFold. *Nature* 596, 7873 (2021), 583–589. https://doi.org/10.1038/s41586-021-03819-2")]
    [InlineData("Srivastava", "Nitish Srivastava, Geoffrey Hinton, Alex Krizhevsky, Ilya Sutskever, and Ruslan Salakhutdinov. 2014. Dropout: A Simple Way to Prevent Neural Networks from Overfitting. *Journal of Machine Learning Research* 15, 56 (2014), 1929–1958. Retrieved from http://jmlr.org/papers/v15/srivastava14a.html")]
    [InlineData("Vaswani", "Ashish Vaswani, Noam Shazeer, Niki Parmar, Jakob Uszkoreit, Llion Jones, Aidan N. Gomez, Łukasz Kaiser, and Illia Polosukhin. 2017. Attention is All you Need. In *Advances in Neural Information Processing Systems*, Vol. 30. Curran Associates, Inc.")]
    [InlineData("Devlin", "Jacob Devlin, Ming-Wei Chang, Kenton Lee, and Kristina Toutanova. 2019. BERT: Pre-training of Deep Bidirectional Transformers for Language Understanding. In *Proceedings of NAACL-HLT 2019*. Association for Computational Linguistics, Minneapolis, Minnesota, 4171–4186. https://doi.org/10.18653/v1/N19-1423")]
    [InlineData("Goodfellow", "Ian Goodfellow, Yoshua Bengio, and Aaron Courville. 2016. *Deep Learning*. MIT Press, Cambridge, MA. Retrieved from http://www.deeplearningbook.org")]
    [InlineData("Knuth", "Donald E. Knuth. 1997. *The Art of Computer Programming: Fundamental Algorithms* (3rd ed.). Vol. 1. Addison-Wesley, Reading, MA.")]
    [InlineData("Rumelhart", "David E. Rumelhart, Geoffrey E. Hinton, and Ronald J. Williams. 1986. Learning internal representations by error propagation. In *Parallel Distributed Processing: Explorations in the Microstructure of Cognition*, David E. Rumelhart and James L. McClelland (Eds.), Vol. 1. MIT Press, Cambridge, MA, 318–362.")]
    [InlineData("Fielding", "Roy Thomas Fielding. 2000. *Architectural Styles and the Design of Network-based Software Architectures*. Ph.D. Dissertation. University of California, Irvine.")]
    [InlineData("Brown", "Tom B. Brown, Benjamin Mann, Nick Ryder, Melanie Subbiah, Jared Kaplan, Prafulla Dhariwal, Arvind Neelakantan, Pranav Shyam, Girish Sastry, Amanda Askell, and Sandhini Agarwal. 2020. Language Models are Few-Shot Learners. arXiv:2005.14165. Retrieved from https://arxiv.org/abs/2005.14165")]
    [InlineData("Page", "Lawrence Page, Sergey Brin, Rajeev Motwani, and Terry Winograd. 1999. *The PageRank Citation Ranking: Bringing Order to the Web*. Technical Report 1999-66. Stanford InfoLab. Retrieved from http://ilpubs.stanford.edu:8090/422/")]
    [InlineData("PyTorch", "PyTorch Contributors. [n. d.]. *PyTorch Documentation*. Retrieved March 1, 2024 from https://pytorch.org/docs/")]
    [InlineData("Iris", "R. A. Fisher. 1988. Iris. UCI Machine Learning Repository. https://doi.org/10.24432/C56C76")]
    [InlineData("ScikitLearn", "The scikit-learn developers. 2024. *scikit-learn* (Version 1.4.0). Zenodo. https://doi.org/10.5281/zenodo.591564")]
    public void Acm_prints(string work, string expected) => Assert.Equal(expected, Entry(CitationStyle.Acm, KnownWork.Called(work)));

    [Theory]
    [InlineData("apa", "Ames, A., & Boes, B. (Eds.). (2001). *Handbook of things*. Springer.")]
    [InlineData("ieee", "A. Ames and B. Boes, Eds., *Handbook of Things*. Berlin: Springer, 2001.")]
    [InlineData("chicago", "Ames, Ann, and Bo Boes, eds. 2001. *Handbook of Things*. Berlin: Springer.")]
    [InlineData("vancouver", "Ames A, Boes B, editors. Handbook of things. Berlin: Springer; 2001.")]
    [InlineData("acm", "Ann Ames and Bo Boes (Eds.). 2001. *Handbook of Things*. Springer, Berlin.")]
    public void A_book_without_authors_stands_under_its_editors(string style, string expected) =>
        Assert.Equal(expected, Entry(style, KnownWork.Work("book", "Handbook of Things", "", 2001, "editor=Ann Ames|Bo Boes; publisher=Springer; publisher-place=Berlin")));

    [Theory]
    [InlineData("apa", "On nothing. (n.d.). *Journal of Nothing*, *3*, 103–104.")]
    [InlineData("ieee", "“On nothing,” *Journal of Nothing*, vol. 3, pp. 103–104.")]
    [InlineData("chicago", "“On Nothing.” n.d. *Journal of Nothing* 3: 103–4.")]
    [InlineData("vancouver", "On nothing. Journal of Nothing. [date unknown];3:103-4.")]
    [InlineData("acm", "On nothing. [n. d.]. *Journal of Nothing* 3, 103–104.")]
    public void Without_author_and_date_the_title_comes_first(string style, string expected) =>
        Assert.Equal(expected, Entry(style, KnownWork.Work("article-journal", "On nothing", "", null, "volume=3; page=103-104") with { Venue = "Journal of Nothing" }));

    [Theory]
    [InlineData("apa", "van den Berg, J.-P., & King, M. L., Jr. (2017). Why? *Journal*, *18*, Article 7.")]
    [InlineData("ieee", "J.-P. van den Berg and M. L. King Jr., “Why?” *Journal*, vol. 18, Art. no. 7, 2017.")]
    [InlineData("chicago", "van den Berg, Jean-Pierre, and Martin Luther King Jr. 2017. “Why?” *Journal* 18: 7.")]
    [InlineData("vancouver", "van den Berg JP, King ML Jr. Why? Journal. 2017;18:7.")]
    [InlineData("acm", "Jean-Pierre van den Berg and Martin Luther King Jr. 2017. Why? *Journal* 18, Article 7 (2017).")]
    public void Particles_hyphens_suffixes_and_question_marks(string style, string expected) =>
        Assert.Equal(expected, Entry(style, KnownWork.Work("article-journal", "Why?", "Jean-Pierre van den Berg; King, Jr., Martin Luther", 2017, "volume=18; number=7") with { Venue = "Journal" }));

    [Theory]
    [InlineData("apa", "Dua, D., Gupta, S., et al. (2022). Successive prompting for decomposing complex questions. *EMNLP*. https://doi.org/10.18653/v1/2022.emnlp-main.81")]
    [InlineData("ieee", "D. Dua, S. Gupta, *et al.*, “Successive prompting for decomposing complex questions,” in *EMNLP*, 2022, doi: 10.18653/v1/2022.emnlp-main.81.")]
    [InlineData("chicago", "Dua, Dheeru, Shivanshu Gupta, et al. 2022. “Successive Prompting for Decomposing Complex Questions.” In *EMNLP*. https://doi.org/10.18653/v1/2022.emnlp-main.81.")]
    [InlineData("vancouver", "Dua D, Gupta S, et al. Successive prompting for decomposing complex questions. In: EMNLP. 2022. doi: 10.18653/v1/2022.emnlp-main.81.")]
    [InlineData("acm", "Dheeru Dua, Shivanshu Gupta, et al. 2022. Successive Prompting for Decomposing Complex Questions. In *EMNLP*. https://doi.org/10.18653/v1/2022.emnlp-main.81")]
    public void A_reading_list_says_little_and_is_printed_all_the_same(string style, string expected) =>
        Assert.Equal(expected, Entry(style, Formats.Sample.Dua));

    [Theory]
    [InlineData("apa", "Wang, L., & Müller, Z. (2023). *Plan-and-solve prompting: Improving LLM reasoning* (arXiv:2305.04091). arXiv. https://doi.org/10.48550/arXiv.2305.04091")]
    [InlineData("ieee", "L. Wang and Z. Müller, “Plan-and-solve prompting: Improving LLM reasoning,” 2023, *arXiv:2305.04091*.")]
    [InlineData("chicago", "Wang, Lei, and Zoë Müller. 2023. “Plan-and-Solve Prompting: Improving LLM Reasoning.” Preprint, arXiv. https://arxiv.org/abs/2305.04091.")]
    [InlineData("vancouver", "Wang L, Müller Z. Plan-and-solve prompting: improving LLM reasoning. arXiv [Preprint]. 2023. Available from: https://arxiv.org/abs/2305.04091")]
    [InlineData("acm", "Lei Wang and Zoë Müller. 2023. Plan-and-Solve Prompting: Improving LLM Reasoning. arXiv:2305.04091. Retrieved from https://arxiv.org/abs/2305.04091")]
    public void A_paper_with_an_arxiv_id_and_no_venue_is_a_preprint(string style, string expected) =>
        Assert.Equal(expected, Entry(style, Formats.Sample.Wang));

    [Theory]
    [InlineData("apa", "*Notes*. (2020).")]
    [InlineData("ieee", "*Notes*, 2020.")]
    [InlineData("chicago", "*Notes*. 2020.")]
    [InlineData("vancouver", "Notes. 2020.")]
    [InlineData("acm", "*Notes*. 2020.")]
    public void A_title_and_a_year_alone(string style, string expected) => Assert.Equal(expected, Entry(style, KnownWork.Work(null, "Notes.", "others", 2020)));

    [Fact]
    public void Apa_names_twenty_authors_and_of_more_the_first_nineteen_and_the_last()
    {
        string Of(int count) => Entry(CitationStyle.Apa, KnownWork.Work("book", "Notes", string.Join("; ", Enumerable.Range(0, count).Select(i => $"{(char)('A' + i)}. Name")), 2020));

        Assert.StartsWith("Name, A., Name, B.,", Of(20), StringComparison.Ordinal);
        Assert.Contains("Name, S., & Name, T. (2020)", Of(20), StringComparison.Ordinal);
        Assert.Contains("Name, S., … Name, U. (2020)", Of(21), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ieee", 6, "A. Name, B. Name, C. Name, D. Name, E. Name, and F. Name, *Notes*, 2020.")]
    [InlineData("ieee", 7, "A. Name *et al.*, *Notes*, 2020.")]
    [InlineData("vancouver", 6, "Name A, Name B, Name C, Name D, Name E, Name F. Notes. 2020.")]
    [InlineData("vancouver", 7, "Name A, Name B, Name C, Name D, Name E, Name F, et al. Notes. 2020.")]
    [InlineData("chicago", 10, "Name, A., B. Name, C. Name, D. Name, E. Name, F. Name, G. Name, H. Name, I. Name, and J. Name. 2020. *Notes*.")]
    [InlineData("chicago", 11, "Name, A., B. Name, C. Name, D. Name, E. Name, F. Name, G. Name, et al. 2020. *Notes*.")]
    public void Long_lists_of_authors_are_cut(string style, int count, string expected) =>
        Assert.Equal(expected, Entry(style, KnownWork.Work("book", "Notes", string.Join("; ", Enumerable.Range(0, count).Select(i => $"{(char)('A' + i)}. Name")), 2020)));

    [Theory]
    [InlineData("Watson, J.D.", "J. D. Watson", "Watson, J. D.", "Watson JD")]
    [InlineData("J.-P. Sartre", "J.-P. Sartre", "Sartre, J.-P.", "Sartre JP")]
    [InlineData("Chang, Ming\u2010Wei", "Ming-Wei Chang", "Chang, M.-W.", "Chang MW")]
    [InlineData("Gomez AN, A.", "A. Gomez AN", "Gomez AN, A.", "Gomez AN A")]
    [InlineData("Wu, AB", "AB Wu", "Wu, A. B.", "Wu AB")]
    [InlineData("Henry Ford III", "Henry Ford III", "Ford, H., III", "Ford H 3rd")]
    [InlineData("García Márquez, Gabriel José de la Concordia", "Gabriel José de la Concordia García Márquez", "García Márquez, G. J. de la C.", "García Márquez GJ")]
    [InlineData("王, 伟", "伟 王", "王, 伟", "王 伟")]
    [InlineData("George A Garinis", "George A. Garinis", "Garinis, G. A.", "Garinis GA")]
    [InlineData("Plato", "Plato", "Plato", "Plato")]
    [InlineData("{World Health Organization}", "World Health Organization", "World Health Organization", "World Health Organization")]
    public void Names_are_taken_apart(string name, string acm, string apa, string vancouver)
    {
        var work = KnownWork.Work("book", "Notes", "", 2020) with { Authors = [name] };

        Assert.StartsWith(acm + ". 2020", Entry(CitationStyle.Acm, work), StringComparison.Ordinal);
        Assert.StartsWith(apa.TrimEnd('.') + ". (2020)", Entry(CitationStyle.Apa, work), StringComparison.Ordinal);
        Assert.StartsWith(vancouver + ". Notes", Entry(CitationStyle.Vancouver, work), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("apa", "*PeerJ*, *6*, Article e4890.")]
    [InlineData("ieee", "*PeerJ*, vol. 6, Art. no. e4890, May 2018.")]
    [InlineData("chicago", "*PeerJ* 6 (May): e4890.")]
    [InlineData("vancouver", "PeerJ. 2018 May 30;6:e4890.")]
    [InlineData("acm", "*PeerJ* 6, Article e4890 (May 2018).")]
    public void An_article_may_have_a_number_instead_of_pages(string style, string end) =>
        Assert.EndsWith(end, Entry(style, KnownWork.Work("article-journal", "Notes", "A. Name", 2018, "volume=6; page=e4890; number=e4890; issued=2018-05-30") with { Venue = "PeerJ" }), StringComparison.Ordinal);

    [Fact]
    public void An_article_without_volume_has_its_date() => Assert.EndsWith(
        "*Annals*, March 9, 2021, 1–23.",
        Entry(CitationStyle.Chicago, KnownWork.Work("article-journal", "Notes", "A. Name", 2021, "page=1-23; issued=2021-03-09") with { Venue = "Annals" }),
        StringComparison.Ordinal);

    [Theory]
    [InlineData("Journal of Applied Ichthyology", "J. Appl. Ichthyol.", "*J. Appl. Ichthyol.*, vol.", "J Appl Ichthyol. 2020")]
    [InlineData("Revista de Gestão e Organizações", "RGC", "*Revista de Gestão e Organizações*, vol.", "Revista de Gestão e Organizações. 2020")]
    public void An_abbreviated_title_is_taken_where_it_can_be_recognised(string venue, string brief, string ieee, string vancouver)
    {
        var work = KnownWork.Work("article-journal", "Notes", "A. Name", 2020, $"volume=1; container-title-short={brief}") with { Venue = venue };

        Assert.Contains(ieee, Entry(CitationStyle.Ieee, work), StringComparison.Ordinal);
        Assert.Contains(vancouver, Entry(CitationStyle.Vancouver, work), StringComparison.Ordinal);
    }

    [Fact]
    public void A_thesis_that_can_be_had_names_its_school_in_brackets() => Assert.EndsWith(
        "[Master’s thesis, MIT]. https://example.org/t",
        Entry(CitationStyle.Apa, KnownWork.Work("thesis", "Notes", "A. Name", 2020, "genre=Master's thesis; publisher=MIT") with { Url = "https://example.org/t" }),
        StringComparison.Ordinal);

    [Fact]
    public void Quotation_marks_inside_a_quoted_title_are_single() => Assert.Contains(
        "“‘Why Should I Trust You?’: Explaining the Predictions of Any Classifier.”",
        Entry(CitationStyle.Chicago, KnownWork.Work("paper-conference", "\"Why Should I Trust You?\": Explaining the Predictions of Any Classifier", "A. Name", 2016)),
        StringComparison.Ordinal);

    [Theory]
    [InlineData("EMNLP", "", "paper-conference")]
    [InlineData("NeurIPS 2022", "", "paper-conference")]
    [InlineData("Proceedings of the 3rd Workshop on Things", "page=1-9", "paper-conference")]
    [InlineData("TACL", "volume=3", "article-journal")]
    [InlineData("Proceedings of the National Academy of Sciences", "volume=3", "article-journal")]
    [InlineData("Nature", "", "article-journal")]
    [InlineData("CoRR", "", "article")]
    [InlineData("Big Book", "editor=B. Boes", "chapter")]
    [InlineData(null, "publisher=Springer", "book")]
    public void A_kind_that_nobody_said_is_told_by_what_is_there(string? venue, string fields, string type)
    {
        var unsaid = KnownWork.Work(null, "On Some Things", "A. Name", 2020, fields) with { Venue = venue };

        Assert.All(CitationStyle.All, style => Assert.Equal(Entry(style, unsaid with { Type = type }), Entry(style, unsaid)));
    }

    [Fact]
    public void Hostile_text_stays_on_one_line_and_holds_no_other_scheme()
    {
        foreach (var style in CitationStyle.All)
        {
            var entry = Entry(style, Formats.Sample.HostileReference with { Url = "javascript:alert(1)", Fields = new Dictionary<string, IReadOnlyList<string>> { [BibliographicField.Page] = ["--", ""], [BibliographicField.Editor] = [",", "{}", " "] } });

            Assert.DoesNotContain(entry, char.IsControl);
            Assert.DoesNotContain("javascript", entry, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Styles_are_found_by_name_whatever_the_case()
    {
        Assert.Same(CitationStyle.Apa, CitationStyle.Find(" APA"));
        Assert.Null(CitationStyle.Find("mla"));
    }

    private static string Entry(string style, Reference reference) => Entry(CitationStyle.Find(style)!, reference);

    private static string Entry(CitationStyle style, Reference reference) =>
        StyledRun.Print(Assert.Single(style.List([reference]).Entries).Runs, text => text, text => $"*{text}*");
}
