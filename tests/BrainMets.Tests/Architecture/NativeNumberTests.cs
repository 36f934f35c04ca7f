using System.Reflection;
using System.Reflection.Emit;
using BrainMets.Measurements;
using BrainMets.Model;

namespace BrainMets.Tests.Architecture;

/// <summary>
/// Reads the compiled library, the measurements and these tests: whoever calls a tensor operation that makes or takes a number object must
/// be TensorArithmetic, which keeps the object alive (see there). A call of a + b anywhere else would now and then read freed memory.
/// </summary>
public sealed class NativeNumberTests
{
    private const BindingFlags All =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    private static readonly Assembly Binding = typeof(TorchSharp.torch).Assembly;

    private static readonly Dictionary<short, OpCode> Codes = typeof(OpCodes).GetFields()
        .Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => code.Value);     // every field of OpCodes is an OpCode

    private readonly Dictionary<MethodBase, bool> known = [];

    [Fact]
    public void Only_TensorArithmetic_hands_numbers_to_the_native_library()
    {
        var escapes =
            (from type in new[] { typeof(DeepMedic).Assembly, typeof(PublishedTiling).Assembly,
                typeof(NativeNumberTests).Assembly }.SelectMany(assembly => assembly.GetTypes())
             where type.FullName != "BrainMets.Model.TensorArithmetic"
             from method in type.GetMembers(All).OfType<MethodBase>()
             from callee in Calls(method)
             where callee.DeclaringType?.Assembly == Binding && MakesNumbers(callee)
             select $"{type.FullName}.{method.Name} calls {callee.DeclaringType?.Name}.{callee}").ToList();

        Assert.True(escapes.Count == 0, string.Join('\n', escapes));
    }

    private bool MakesNumbers(MethodBase method)
    {
        if (known.TryGetValue(method, out var makes))
        {
            return makes;
        }

        known[method] = false;                                              // while we look: a recursive call adds nothing
        return known[method] = IsNumber(method) || method.GetParameters().Any(p => p.ParameterType == typeof(TorchSharp.Scalar)) ||
            Calls(method).Any(callee => callee.DeclaringType?.Assembly == Binding && MakesNumbers(callee));
    }

    private static bool IsNumber(MethodBase method) => method is MethodInfo { ReturnType: var type } && type == typeof(TorchSharp.Scalar);

    /// <summary>The methods a body calls, from its instructions.</summary>
    private static IEnumerable<MethodBase> Calls(MethodBase method)
    {
        var code = method.GetMethodBody()?.GetILAsByteArray() ?? [];
        var typeArguments = method.DeclaringType is { IsGenericType: true } type ? type.GetGenericArguments() : null;
        var methodArguments = method.IsGenericMethod ? method.GetGenericArguments() : null;
        for (var at = 0; at < code.Length;)
        {
            var value = code[at] == 0xFE ? (short)(0xFE00 | code[at + 1]) : code[at];
            at += code[at] == 0xFE ? 2 : 1;
            var operation = Codes[value];
            if (operation.OperandType == OperandType.InlineMethod &&
                method.Module.ResolveMethod(BitConverter.ToInt32(code, at), typeArguments, methodArguments) is { } callee)
            {
                yield return callee;
            }

            at += operation.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(code, at)),
                _ => 4,
            };
        }
    }
}
