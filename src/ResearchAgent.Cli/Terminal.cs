using System.Text;
using Spectre.Console;

namespace ResearchAgent.Cli;

/// <summary>
/// Where a run writes: results to <see cref="Out"/>, notes and progress to <see cref="Error"/>. Wraps and colours only
/// on a real terminal; a pipe gets plain text, one paragraph a line.
/// </summary>
public sealed class Terminal
{
    // A pipe has no width: what reads it does its own wrapping.
    private const int Unwrapped = 1_000_000;
    private const int WidestProse = 100;

    /// <param name="isInteractive">Is the output a screen?</param>
    /// <param name="isErrorInteractive">Is the error stream a screen? Progress shows there, also while the output goes into a pipe.</param>
    public Terminal(TextWriter output, TextWriter error, TextReader input, bool isInteractive, bool isErrorInteractive = false)
    {
        Out = output;
        Error = error;
        Input = input;
        IsInteractive = isInteractive;
        Console = Create(output, isInteractive);
        Progress = Create(error, isErrorInteractive);
    }

    public TextWriter Out { get; }

    public TextWriter Error { get; }

    public TextReader Input { get; }

    /// <summary>Is the result read by a person on a screen?</summary>
    public bool IsInteractive { get; }

    public IAnsiConsole Console { get; }

    public IAnsiConsole Progress { get; }

    public static Terminal OfConsole() =>
        new(System.Console.Out, System.Console.Error, System.Console.In, !System.Console.IsOutputRedirected, !System.Console.IsErrorRedirected);

    /// <summary>A paragraph, wrapped on a screen.</summary>
    /// <param name="indent">Spaces before every line of it.</param>
    public void Paragraph(string text, Style? style = null, int indent = 0)
    {
        if (!IsInteractive)
        {
            Out.WriteLine(new string(' ', indent) + text);
        }
        else if (indent > 0)
        {
            Console.Write(new Padder(new Spectre.Console.Text(text, style), new Padding(indent, 0, 0, 0)));
        }
        else
        {
            Console.Write(new Spectre.Console.Text(text, style));
            Console.WriteLine();
        }
    }

    public void Line() => Out.WriteLine();

    private static IAnsiConsole Create(TextWriter writer, bool isInteractive)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new PlainOutput(writer, isInteractive),
            Ansi = isInteractive ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = isInteractive && Environment.GetEnvironmentVariable("NO_COLOR") is null ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = isInteractive ? InteractionSupport.Detect : InteractionSupport.No,
        });
        return console;
    }

    private sealed class PlainOutput(TextWriter writer, bool isInteractive) : IAnsiConsoleOutput
    {
        public TextWriter Writer => writer;

        public bool IsTerminal => isInteractive;

        public int Width => isInteractive ? Math.Clamp(WindowWidth(), 40, WidestProse) : Unwrapped;

        public int Height => 40;

        public void SetEncoding(Encoding encoding)
        {
            // Set once for the process, in Program.
        }

        private static int WindowWidth()
        {
            try
            {
                return System.Console.WindowWidth;
            }
            catch (IOException)
            {
                return 80;
            }
        }
    }
}
