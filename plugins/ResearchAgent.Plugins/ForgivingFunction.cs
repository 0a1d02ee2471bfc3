using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.SemanticKernel;
using ResearchAgent.Indexing;
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
        });

    private static async Task<string> InvokeAsync(KernelFunction function, Kernel kernel, KernelArguments given, CancellationToken cancellationToken)
    {
        var arguments = new KernelArguments();
        foreach (var parameter in function.Metadata.Parameters)
        {
            if (Text(given.GetValueOrDefault(parameter.Name)) is not { } text)
            {
                if (parameter.IsRequired)
                {
                    return $"Error: {function.Name} was called without {parameter.Name}. Call again with {parameter.Name}: {parameter.Description}";
                }
            }
            else if (parameter.ParameterType != typeof(int))
            {
                arguments[parameter.Name] = text;
            }
            else if (decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out var number) && number == Math.Truncate(number) && Math.Abs(number) <= int.MaxValue)
            {
                arguments[parameter.Name] = (int)number;
            }
            else
            {
                return $"Error: {parameter.Name} is {Input.Echo(text)}. Call again with a whole number: {parameter.Description}";
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
        catch (Exception e) when (e is LibraryException or DbException or IOException)
        {
            LogUnreadable(kernel.LoggerFactory.CreateLogger(typeof(ForgivingFunction)), function.Name, e);
            return $"Error: {function.Name} could not read the library. Do not call it again; tell the user that the library cannot be read.";
        }
    }

    // A model that is asked for text may send any JSON.
    private static string? Text(object? value) => value switch
    {
        JsonElement { ValueKind: JsonValueKind.Null or JsonValueKind.Undefined } => null,
        JsonElement { ValueKind: JsonValueKind.String } json => json.GetString(),
        JsonElement json => json.GetRawText(),
        null or string => (string?)value,
        IConvertible or IFormattable => Convert.ToString(value, CultureInfo.InvariantCulture),
        _ => JsonSerializer.Serialize(value),
    };

    [LoggerMessage(Level = LogLevel.Error, Message = "{Function} could not read the library.")]
    private static partial void LogUnreadable(ILogger logger, string function, Exception exception);
}
