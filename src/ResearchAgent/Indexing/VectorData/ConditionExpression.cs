using System.Linq.Expressions;
using ResearchAgent.Papers;

namespace ResearchAgent.Indexing.VectorData;

/// <summary>
/// Reads out of a condition what the index can check by itself: comparisons of <see cref="PaperPassage.Paper"/> (equality)
/// and <see cref="PaperPassage.Year"/> (==, &gt;, &gt;=, &lt;, &lt;=) with a value, joined by &amp;&amp;. What it admits
/// may be more than the condition does, never less: the condition itself must still be applied.
/// </summary>
internal static class ConditionExpression
{
    public static PassageFilter ToFilter(Expression<Func<PaperPassage, bool>>? condition) =>
        condition is null ? PassageFilter.None : Narrow(PassageFilter.None, condition.Body, condition.Parameters[0]);

    private static PassageFilter Narrow(PassageFilter filter, Expression condition, ParameterExpression passage)
    {
        if (condition is not BinaryExpression binary)
        {
            return filter;
        }

        if (binary.NodeType is ExpressionType.AndAlso)
        {
            return Narrow(Narrow(filter, binary.Left, passage), binary.Right, passage);
        }

        return PropertyOf(binary.Left, passage) is { } left ? Narrow(filter, left, binary.NodeType, binary.Right, passage)
            : PropertyOf(binary.Right, passage) is { } right ? Narrow(filter, right, Mirrored(binary.NodeType), binary.Left, passage)
            : filter;
    }

    private static PassageFilter Narrow(PassageFilter filter, string property, ExpressionType comparison, Expression other, ParameterExpression passage)
    {
        if (property is not (nameof(PaperPassage.Paper) or nameof(PaperPassage.Year)) || Mentions.Of(passage, other))
        {
            return filter;
        }

        // Where year + 1 would overflow nothing is narrowed.
        return (property, comparison, ValueOf(other)) switch
        {
            (nameof(PaperPassage.Paper), ExpressionType.Equal, string paper) => filter with { Papers = [new PaperId(paper)] },
            (nameof(PaperPassage.Year), ExpressionType.Equal, int year) => From(To(filter, year), year),
            (nameof(PaperPassage.Year), ExpressionType.GreaterThanOrEqual, int year) => From(filter, year),
            (nameof(PaperPassage.Year), ExpressionType.LessThanOrEqual, int year) => To(filter, year),
            (nameof(PaperPassage.Year), ExpressionType.GreaterThan, int year and < int.MaxValue) => From(filter, year + 1),
            (nameof(PaperPassage.Year), ExpressionType.LessThan, int year and > int.MinValue) => To(filter, year - 1),
            _ => filter,
        };
    }

    private static PassageFilter From(PassageFilter filter, int year) => filter with { FromYear = Math.Max(filter.FromYear ?? year, year) };

    private static PassageFilter To(PassageFilter filter, int year) => filter with { ToYear = Math.Min(filter.ToYear ?? year, year) };

    // "p.Year", "p.Year.Value" and "(int)p.Year", but not "(byte)p.Year", which compares something else.
    private static string? PropertyOf(Expression side, ParameterExpression passage) => side switch
    {
        MemberExpression { Expression: var owner, Member.Name: var name } when owner == passage => name,
        MemberExpression { Expression: { } owner, Member.Name: nameof(Nullable<>.Value) } when owner.Type == typeof(int?) => PropertyOf(owner, passage),
        UnaryExpression { NodeType: ExpressionType.Convert, Operand: var operand } when IsInt(side.Type) && IsInt(operand.Type) => PropertyOf(operand, passage),
        _ => null,
    };

    private static bool IsInt(Type type) => type == typeof(int) || type == typeof(int?);

    private static ExpressionType Mirrored(ExpressionType comparison) => comparison switch
    {
        ExpressionType.GreaterThan => ExpressionType.LessThan,
        ExpressionType.GreaterThanOrEqual => ExpressionType.LessThanOrEqual,
        ExpressionType.LessThan => ExpressionType.GreaterThan,
        ExpressionType.LessThanOrEqual => ExpressionType.GreaterThanOrEqual,
        _ => comparison,
    };

    private static object? ValueOf(Expression value) => value is ConstantExpression constant
        ? constant.Value
        : Expression.Lambda<Func<object?>>(Expression.Convert(value, typeof(object))).Compile(preferInterpretation: true)();

    private sealed class Mentions(ParameterExpression sought) : ExpressionVisitor
    {
        private bool _found;

        public static bool Of(ParameterExpression sought, Expression expression)
        {
            var visitor = new Mentions(sought);
            visitor.Visit(expression);
            return visitor._found;
        }

        protected override Expression VisitParameter(ParameterExpression node)
        {
            _found |= node == sought;
            return node;
        }
    }
}
