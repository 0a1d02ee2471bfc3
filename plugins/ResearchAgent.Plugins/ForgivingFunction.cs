using System.Data.Common;
using Microsoft.Extensions.Logging;
using Microsoft.SemanticKernel;
using ResearchAgent.Indexing;
using ResearchAgent.Notes;
using ResearchAgent.Retrieval;

namespace ResearchAgent.Plugins;

/// <summary>
/// A function as a small model calls it: an argument that is missing or of the wrong type, and a library that cannot be
/// read, come back as text. Anything unforeseen is thrown, for the host to log; so is <see cref="OperationCanceledException"/>.
/// </summary>
internal static partial class ForgivingFunction
{
    /// <summary>The kernel functions of an object, each as a small model may call it.</summary>
    public static KernelPlugin Plugin(string name, string description, object functions) =>
        KernelPluginFactory.CreateFromFunctions(name, description, KernelPluginFactory.CreateFromObject(functions, name).Select(Wrap));

    public static KernelFunction Wrap(KernelFunction function) => KernelFunctionFactory.CreateFromMethod(
        (Kernel kernel, KernelArguments arguments, CancellationToken cancellationToken) => InvokeAsync(function, kernel, arguments, cancellationToken),
        new KernelFunctionFromMethodOptions
        {
            FunctionName = function.Name,
            Description = function.Description,
            Parameters = function.Metadata.Parameters,
            ReturnParameter = function.Metadata.ReturnParameter,
            AdditionalMetadata = new(FunctionTraits.Of(function)),
        });

    private static async Task<string> InvokeAsync(KernelFunction function, Kernel kernel, KernelArguments given, CancellationToken cancellationToken)
    {
        var arguments = new KernelArguments();
        foreach (var parameter in function.Metadata.Parameters)
        {
            var type = parameter.ParameterType ?? typeof(string);
            if (Argument.Text(given.GetValueOrDefault(parameter.Name)) is not { } text || (type != typeof(string) && string.IsNullOrWhiteSpace(text)))
            {
                if (parameter.IsRequired)
                {
                    return $"Error: {function.Name} was called without {parameter.Name}. Call again with {parameter.Name}: {parameter.Description}";
                }
            }
            else if (Argument.Read(text, type) is { } value)
            {
                arguments[parameter.Name] = value;
            }
            else
            {
                return $"Error: {parameter.Name} is {Input.Echo(text)}. Call again with {Argument.Wanted(type)}: {parameter.Description}";
            }
        }

        try
        {
            // The caller's filters saw this call already; an empty kernel keeps them from seeing it twice.
            return (await function.InvokeAsync<string>(new Kernel(), arguments, cancellationToken))!;
        }
        catch (PaperNotFoundException e)
        {
            return Input.NoPaper(e.Name);
        }
        catch (NotesException e)
        {
            LogUnusable(kernel.LoggerFactory.CreateLogger(typeof(ForgivingFunction)), function.Name, e);
            return $"Error: {function.Name} could not use the notes. Do not call it again; tell the user that the notes are full or cannot be used, and that 'research notes add' says why.";
        }
        catch (Exception e) when (e is LibraryException or DbException or IOException)
        {
            LogUnreadable(kernel.LoggerFactory.CreateLogger(typeof(ForgivingFunction)), function.Name, e);
            return $"Error: {function.Name} could not read the library. Do not call it again; tell the user that the library cannot be read.";
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Function} could not read the library.")]
    private static partial void LogUnreadable(ILogger logger, string function, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Function} could not use the notes.")]
    private static partial void LogUnusable(ILogger logger, string function, Exception exception);
}
