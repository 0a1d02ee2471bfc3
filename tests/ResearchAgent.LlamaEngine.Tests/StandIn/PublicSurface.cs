using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace ResearchAgent.LlamaEngine.Tests.StandIn;

/// <summary>The public members of a type, each as one line in the notation of the recorded list.</summary>
internal static class PublicSurface
{
    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void",
        [typeof(bool)] = "bool",
        [typeof(byte)] = "byte",
        [typeof(int)] = "int",
        [typeof(uint)] = "uint",
        [typeof(long)] = "long",
        [typeof(ulong)] = "ulong",
        [typeof(nint)] = "nint",
        [typeof(nuint)] = "nuint",
        [typeof(float)] = "float",
        [typeof(string)] = "string",
        [typeof(object)] = "object",
    };

    public static IEnumerable<string> Of(Type type)
    {
        if (type.IsEnum)
        {
            return Enum.GetNames(type).Select(n => $"{n}={Convert.ToInt64(Enum.Parse(type, n), CultureInfo.InvariantCulture)}");
        }

        const BindingFlags declared = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        return type.GetConstructors(declared).Select(c => $"ctor({Parameters(c)})")
            .Concat(type.GetFields(declared).Select(f => $"{(f.IsStatic ? "static " : "")}{Name(f.FieldType)} {f.Name};"))
            .Concat(type.GetProperties(declared).Select(Property))
            .Concat(type.GetMethods(declared).Where(m => !m.IsSpecialName || m.Name.StartsWith("op_", StringComparison.Ordinal)).Select(Method));
    }

    private static string Property(PropertyInfo property)
    {
        var isStatic = (property.GetMethod ?? property.SetMethod)!.IsStatic ? "static " : "";
        var setter = property.SetMethod is not { IsPublic: true } set ? ""
            : set.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) ? " init;" : " set;";
        return $"{isStatic}{Name(property.PropertyType)} {property.Name} {{ get;{setter} }}";
    }

    private static string Method(MethodInfo method) => $"{(method.IsStatic ? "static " : "")}{Name(method.ReturnType)} {method.Name}({Parameters(method)})";

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(p =>
        $"{(p.IsOut ? "out " : "")}{Name(p.ParameterType.IsByRef ? p.ParameterType.GetElementType()! : p.ParameterType)} {p.Name}{(p.HasDefaultValue ? $" = {p.DefaultValue ?? "default"}" : "")}"));

    private static string Name(Type type) =>
        Nullable.GetUnderlyingType(type) is { } value ? Name(value) + "?"
        : type.IsPointer ? Name(type.GetElementType()!) + "*"
        : type.IsArray ? Name(type.GetElementType()!) + "[]"
        : Keywords.TryGetValue(type, out var keyword) ? keyword
        : type.IsNested ? $"{Name(type.DeclaringType!)}.{type.Name}"
        : type.IsGenericType ? $"{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>"
        : type.Name;
}
