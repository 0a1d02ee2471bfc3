using System.Collections.ObjectModel;
using System.ComponentModel;
using System.Reflection;
using System.Runtime.Loader;
using Microsoft.SemanticKernel;

namespace ResearchAgent.Plugins;

/// <summary>
/// Loads an assembly of plugins: each public class with a public constructor without parameters and at least one public
/// method with <see cref="KernelFunctionAttribute"/>. Its other references come from beside it. It is isolated from our
/// versions of them, not from the machine: it may do whatever the program may.
/// </summary>
/// <remarks>
/// A method changes something outside the conversation (<see cref="FunctionTraits.Writes"/>) unless its author marked it
/// with <c>[ReadOnly(true)]</c> of System.ComponentModel.
/// </remarks>
public static class CompiledPlugins
{
    private const string Suffix = "Plugin";

    private static readonly ReadOnlyDictionary<string, object?> Writes = new(new Dictionary<string, object?> { [FunctionTraits.WritesProperty] = true });

    /// <param name="path">A full path: one that depends on the current folder would run whatever lies there.</param>
    /// <returns>One for each such class, called like it without "Plugin" at its end. They stay loaded.</returns>
    /// <exception cref="PluginException">The file is missing or cannot be loaded, or holds no such class.</exception>
    public static IReadOnlyList<KernelPlugin> Load(string path)
    {
        if (!Path.IsPathFullyQualified(path))
        {
            throw new PluginException(path, "not a full path. Name a compiled plugin by its full path in Plugins:Compiled.");
        }

        if (!File.Exists(path))
        {
            throw new PluginException(path, "the file is missing. Mend or remove it in Plugins:Compiled.");
        }

        try
        {
            List<KernelPlugin> plugins = [.. new Context(Path.GetFullPath(path)).Load().GetExportedTypes()
                .Where(t => t is { IsClass: true, IsAbstract: false, ContainsGenericParameters: false } && t.GetConstructor(Type.EmptyTypes) is not null)
                .Select(t => (Type: t, Methods: t.GetMethods().Where(m => m.GetCustomAttribute<KernelFunctionAttribute>() is not null).ToList()))
                .Where(t => t.Methods.Count > 0)
                .Select(t => Create(t.Type, t.Methods))];
            return plugins.Count > 0
                ? plugins
                : throw new PluginException(path, "holds no plugin: no public class has a public constructor without parameters and a public method with [KernelFunction]. Mend or remove it in Plugins:Compiled.");
        }
        catch (Exception e) when (e is BadImageFormatException or IOException or UnauthorizedAccessException or TypeLoadException or ReflectionTypeLoadException or MissingMemberException or TargetInvocationException or ArgumentException or KernelException)
        {
            throw new PluginException(path, $"cannot be loaded ({(e.InnerException ?? e).Message.TrimEnd('.')}). Build it for this version of the program, or remove it from Plugins:Compiled.", e);
        }
    }

    private static KernelPlugin Create(Type type, IEnumerable<MethodInfo> methods)
    {
        var plugin = Activator.CreateInstance(type);
        var name = type.Name.EndsWith(Suffix, StringComparison.Ordinal) && type.Name != Suffix ? type.Name[..^Suffix.Length] : type.Name;
        return KernelPluginFactory.CreateFromFunctions(
            name,
            type.GetCustomAttribute<DescriptionAttribute>()?.Description,
            methods.Select(m => KernelFunctionFactory.CreateFromMethod(
                m,
                m.IsStatic ? null : plugin,
                new KernelFunctionFromMethodOptions { AdditionalMetadata = m.GetCustomAttribute<ReadOnlyAttribute>() is { IsReadOnly: true } ? null : Writes })));
    }

    private sealed class Context(string path) : AssemblyLoadContext(Path.GetFileNameWithoutExtension(path))
    {
        // A [KernelFunction], a Kernel, a ChatMessage or an ILogger must be the same type on both sides.
        private static readonly HashSet<string?> Shared =
            [.. typeof(KernelFunction).Assembly.GetReferencedAssemblies().Append(typeof(KernelFunction).Assembly.GetName()).Select(a => a.Name)];

        private readonly AssemblyDependencyResolver _beside = new(path);

        public Assembly Load() => LoadFromAssemblyPath(path);

        protected override Assembly? Load(AssemblyName assemblyName) =>
            !Shared.Contains(assemblyName.Name) && _beside.ResolveAssemblyToPath(assemblyName) is { } file ? LoadFromAssemblyPath(file) : null;

        protected override IntPtr LoadUnmanagedDll(string unmanagedDllName) =>
            _beside.ResolveUnmanagedDllToPath(unmanagedDllName) is { } file ? LoadUnmanagedDllFromPath(file) : IntPtr.Zero;
    }
}
