using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using ResearchAgent.Ingestion;
using ResearchAgent.Papers;
using ResearchAgent.Readers.Latex;
using Xunit;

namespace ResearchAgent.Readers.Tests.Latex;

public sealed class LatexReaderTests : IDisposable
{
    private const string Main =
        """
        \documentclass{article} % \title{Not this}
        \newcommand{\model}{\textsc{Bee}\xspace}
        \newcommand{\norm}[1]{\lVert #1 \rVert}
        \def\be{\begin{equation}}
        \def\ee{\end{equation}}
        \newtheorem{thm}{Theorem}
        \title{On Bees:\\ a Study\thanks{Paid by honey.}}
        \author{Ada Lovelace\thanks{Equal} \and Jos\'e Garc\'{\i}a\\ University of Bees\\ \texttt{j@bees.org}}
        \date{May 2021}
        \begin{document}
        \maketitle
        \begin{abstract}
        We study \model (at 95\% of \model hives)\footnote{Text.}, \model.
        \end{abstract}
        \section{Introduction}\label{sec:intro}
        Bees fly~\citep[see][p.~3]{wang20,li19}. \citet{wang20} agree, as do others \cite{none}. % Not this
         The rest
        of it\footnote{A note.} is in Section~\ref{sec:data} and Figure~\ref{fig:a}, see Eq.~(\ref{eq:x}).
        \input{parts/data}
        \begin{thebibliography}{2}
        \bibitem[Wang et~al.(2020)Wang, Xu, and Yu]{wang20} L.~Wang, B.~Xu, and C.~Yu. \newblock On wings. \newblock {\em J. Bees}, 2020. \href{https://doi.org/10.1000/wings}{Link}.
        \bibitem[Li(2019)]{li19} D.~Li. Hives. \emph{arXiv:1901.00001}, 2019.
        \end{thebibliography}
        \end{document}
        """;

    private const string Data =
        """
        \subsection{Data}\label{sec:data}
        We set \be x_i^{2} \leq \frac{a+b}{\norm{c}} \label{eq:x} \ee where $\alpha \in \mathbb{R}^n$.
        \iffalse Gone. \fi
        \begin{itemize}\item First \item Second\end{itemize}
        \begin{thm}[Flight] Bees fly. \end{thm}
        \begin{figure}[t]\centering\includegraphics[width=\linewidth]{a.pdf}\caption{A \emph{bee}.}\label{fig:a}\end{figure}
        \begin{table}\caption{Counts.}\begin{tabular}{l|r}\toprule Hive & Bees \\ \midrule A & 12 \\\cmidrule(lr){1-2} B & \textbf{7} \\ \bottomrule\end{tabular}\end{table}
        \begin{verbatim}
        100% \cite{x}
        \end{verbatim}
        """;

    private readonly TemporaryFiles _files = new();
    private readonly LatexReader _reader = new();

    [Theory]
    [InlineData("2105.01234v2.tar.gz")]
    [InlineData("2105.01234.tgz")]
    [InlineData("2105.01234.zip")]
    public async Task An_archive_of_arXiv_becomes_a_paper(string name)
    {
        var path = _files.Write(name, name.EndsWith(".zip", StringComparison.Ordinal) ? Zip(("main.tex", Main), ("parts/data.tex", Data)) : TarGz(("./main.tex", Main), ("parts/data.tex", Data), ("old.tex", @"\documentclass{a}\begin{document}x\end{document}")));

        Assert.IsType<LatexReader>(await TemporaryFiles.ReaderForAsync(path));
        var paper = await ReadPaperAsync(path);

        Assert.Equal("On Bees: a Study", paper.Title);
        Assert.Equal(["Ada Lovelace", "José García"], paper.Authors);
        Assert.Equal((2021, "2105.01234"), (paper.Year, paper.ArxivId));
        Assert.Equal(
            [
                new Section("Abstract", "We study Bee (at 95% of Bee hives), Bee."),
                new Section("Text", "Text."),
                new Section("Introduction", "Bees fly (see Wang et al., 2020; Li, 2019, p. 3). Wang et al. (2020) agree, as do others [none]. The rest of it is in Section 1.1 and Figure 1, see Eq.\n\nA note."),
                new Section(
                    "Introduction / Data",
                    "We set x_i^2 ≤ (a + b)/(‖c‖) where α ∈ ℝ^n.\n\nFirst\n\nSecond\n\nTheorem (Flight). Bees fly.\n\n100% \\cite{x}"),
                new Section("Figures and tables", "Figure 1: A bee.\n\nTable 1: Counts.\nHive | Bees\nA | 12\nB | 7") { Kind = SectionKind.Captions },
            ],
            paper.Sections);
        Assert.Equal("L. Wang, B. Xu, and C. Yu. On wings. J. Bees, 2020. Link.", paper.References[0].Text);
        Assert.Equal(("Wang et al., 2020", "10.1000/wings", 2020), (paper.References[0].Label, paper.References[0].Doi, paper.References[0].Year));
        Assert.Equal("1901.00001", paper.References[1].ArxivId);
    }

    [Fact]
    public async Task A_single_gzipped_file_is_a_paper_too()
    {
        var paper = await ReadPaperAsync(_files.Write("2105.01234.gz", Gzip(Encoding.UTF8.GetBytes(Simple("Text.")))));

        Assert.Equal("A Title", paper.Title);
    }

    [Fact]
    public async Task Works_come_from_bib_files_where_nothing_was_printed()
    {
        var path = _files.Write("a.tar.gz", TarGz(
            ("a.tex", Simple(@"As \citep{wang} and \citet{two} say.\bibliography{refs}")),
            ("refs.bib", "@article{wang, author={Wang, Lei and Xu, Bo and Yu, C.}, title={On {W}ings}, journal=\"J. Bees\", year=2020, volume={3}, pages={1--9}}\n@book{two, author={Li, D. and Ma, E.}, title={Hives}, year={2019}}\n@misc{uncited, title={No}}")));

        var paper = await ReadPaperAsync(path);

        Assert.Equal("As (Wang et al., 2020) and Li and Ma (2019) say.", Assert.Single(paper.Sections).Text);
        Assert.Equal(["Wang, Lei, Xu, Bo, Yu, C. (2020). On Wings. J. Bees 3: 1-9.", "Li, D., Ma, E. (2019). Hives."], paper.References.Select(r => r.Text));
    }

    [Fact]
    public async Task Works_printed_by_biblatex_are_read()
    {
        const string Bbl =
            """
            \entry{wang}{article}{}
              \name{author}{2}{}{%
                {{hash=1}{family={Wang}, familyi={W\bibinitperiod}, given={Lei}, giveni={L\bibinitperiod}}}%
                {{hash=2}{family={Xu}, familyi={X\bibinitperiod}, given={Bo}, giveni={B\bibinitperiod}}}%
              }
              \strng{namehash}{1}
              \field{title}{On Wings}
              \field{year}{2020}
              \field{journaltitle}{J. Bees}
              \verb{doi}
              \verb 10.1000/wings
              \endverb
            \endentry
            """;

        var paper = await ReadPaperAsync(_files.Write("a.tar.gz", TarGz(("a.tex", Simple(@"So \parencite{wang}.")), ("a.bbl", Bbl))));

        Assert.Equal("So (Wang and Xu, 2020).", Assert.Single(paper.Sections).Text);
        var work = Assert.Single(paper.References);
        Assert.Equal(("On Wings", "10.1000/wings", 2020, "J. Bees"), (work.Title, work.Doi, work.Year, work.Venue));
    }

    [Theory]
    [InlineData(@"\author{Ann Bee$^{1}$, Bob Cat$^{1,2}$ \& Cy Dog\\ $^1$University of X\\ a@b.c}", "Ann Bee|Bob Cat|Cy Dog")]
    [InlineData(@"\author{Ann Bee$^{\dagger}$\Thanks{ denotes equal contribution} \quad Bob Cat\footnotemark[1] \vspace{2pt} \\ $^\dagger$Uni X}", "Ann Bee|Bob Cat")]
    [InlineData(@"\author[1]{Ann Bee}\author[2]{Bob Cat}\affil[1]{Univ}", "Ann Bee|Bob Cat")]
    [InlineData(@"\author{\IEEEauthorblockN{Ann Bee, Bob Cat}\IEEEauthorblockA{Dept}}", "Ann Bee|Bob Cat")]
    [InlineData(@"\author{Ann Bee \\ Uni Town \And Bob Cat \\ MIT}", "Ann Bee|Bob Cat")]
    [InlineData(@"\author{\textbf{Ann Bee}\textsuperscript{1} \quad \textbf{Bob Cat}\textsuperscript{2}\\ Cy Dog \\ \textsuperscript{1}Google Research}", "Ann Bee|Bob Cat|Cy Dog")]
    [InlineData(@"\author{Ann Bee\inst{1}\orcidID{0000} \and Bob Cat\inst{2}}\institute{X}", "Ann Bee|Bob Cat")]
    public async Task Authors_are_found_in_many_forms(string author, string expected)
    {
        var paper = await ReadPaperAsync(_files.Write("a.tex", $@"\documentclass{{a}}\title{{T}}{author}\begin{{document}}Text.\end{{document}}"));

        Assert.Equal(expected.Split('|'), paper.Authors);
    }

    [Fact]
    public async Task Nothing_outside_of_the_folder_is_read()
    {
        var secret = _files.Write("secret.tex", "the secret");
        var folder = Directory.CreateDirectory(Path.Combine(Path.GetDirectoryName(secret)!, "paper")).FullName;
        File.CreateSymbolicLink(Path.Combine(folder, "link.tex"), secret);
        Directory.CreateSymbolicLink(Path.Combine(folder, "up"), Path.GetDirectoryName(secret)!);
        foreach (var name in new[] { "../secret", secret, "link", "up/secret", "/etc/passwd" })
        {
            var path = Path.Combine(folder, "main.tex");
            await File.WriteAllTextAsync(path, Simple($"\\input{{{name}}} Text."), TestContext.Current.CancellationToken);

            var failure = Assert.IsType<ReadFailure>(Assert.Single(await TemporaryFiles.ReadAsync(_reader, path)));

            Assert.Contains("is not beside it", failure.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("the secret", failure.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(@"\input{a}", "includes itself")]
    [InlineData(@"\input{missing}", "'missing' that the text includes is not beside it")]
    [InlineData(@"\begin{figure} open", "'figure' has no \\end")]
    public async Task What_would_be_a_part_of_a_paper_is_a_failure(string body, string message)
    {
        Assert.Contains(message, (await ReadFailureAsync("a.tex", Encoding.UTF8.GetBytes(Simple(body)))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_document_that_breaks_off_is_a_failure()
    {
        var text = Simple("Text.");

        Assert.Contains("breaks off", (await ReadFailureAsync("a.tex", Encoding.UTF8.GetBytes(text[..^10]))).Message, StringComparison.Ordinal);
        Assert.Contains("no \\begin{document}", (await ReadFailureAsync("a.tex", "\\section{A part} Text."u8.ToArray())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Damaged_and_foreign_archives_are_failures()
    {
        var whole = TarGz(("a.tex", Simple(string.Concat(Enumerable.Range(0, 5000).Select(i => $"Word{i * 7919} ")))));
        var damaged = whole.ToArray();
        damaged[whole.Length / 2] ^= 0x55;

        Assert.Contains("damaged or breaks off", (await ReadFailureAsync("a.tar.gz", whole[..(whole.Length / 2)])).Message, StringComparison.Ordinal);
        Assert.Contains("damaged or breaks off", (await ReadFailureAsync("b.tar.gz", damaged)).Message, StringComparison.Ordinal);
        Assert.Contains("holds no LaTeX document", (await ReadFailureAsync("c.zip", Zip(("readme.md", "Hello")))).Message, StringComparison.Ordinal);
        Assert.Contains("neither a gzip nor a zip", (await ReadFailureAsync("d.zip", "text"u8.ToArray())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_archive_that_unpacks_out_of_proportion_is_not_unpacked()
    {
        var bomb = Gzip(new byte[64 * 1024 * 1024]);

        Assert.Contains("times its size", (await ReadFailureAsync("bomb.gz", bomb)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(@"\def\a{\a\a}\a Text.")]
    [InlineData(@"\def\a{\b\b\b\b}\def\b{\c\c\c\c}\def\c{\d\d\d\d}\def\d{\e\e\e\e}\def\e{\f\f\f\f}\def\f{\g\g\g\g}\def\g{\h\h\h\h}\def\h{xxxxxxxxxxxxxxx}\a Text.")]
    [InlineData("{[REPEAT]} Text.")]
    [InlineData(@"\footnote{[REPEAT] Text.")]
    [InlineData(@"$\frac{[REPEAT] Text.")]
    [InlineData(@"\begin{itemize}[REPEAT] Text.")]
    public async Task Hostile_input_ends(string body)
    {
        var unit = body.Split("[REPEAT]")[0];
        var text = body.Contains("[REPEAT]", StringComparison.Ordinal) ? string.Concat(Enumerable.Repeat(unit, 50_000)) + " Text." : body;

        Assert.Single(await TemporaryFiles.ReadAsync(_reader, _files.Write("a.tex", Simple(text))));
    }

    public void Dispose() => _files.Dispose();

    private static string Simple(string body) => $"\\documentclass{{article}}\n\\title{{A Title}}\n\\begin{{document}}\n{body}\n\\end{{document}}\n";

    private static byte[] TarGz(params (string Name, string Text)[] files)
    {
        using var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Fastest, leaveOpen: true))
        using (var tar = new TarWriter(gzip))
        {
            foreach (var (name, text) in files)
            {
                tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(text)) });
            }
        }

        return bytes.ToArray();
    }

    private static byte[] Zip(params (string Name, string Text)[] files)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, text) in files)
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write(Encoding.UTF8.GetBytes(text));
            }
        }

        return bytes.ToArray();
    }

    private static byte[] Gzip(byte[] content)
    {
        using var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(content);
        }

        return bytes.ToArray();
    }

    private async Task<PaperRecord> ReadPaperAsync(string path) => Assert.IsType<PaperRecord>(Assert.Single(await TemporaryFiles.ReadAsync(_reader, path)));

    private async Task<ReadFailure> ReadFailureAsync(string name, byte[] bytes) =>
        Assert.IsType<ReadFailure>(Assert.Single(await TemporaryFiles.ReadAsync(_reader, _files.Write(name, bytes))));
}
