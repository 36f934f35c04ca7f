using TorchSharp;
using static TorchSharp.torch;

namespace BrainMets.Model;

/// <summary>
/// Tensor operations that take a number, and sums of tensors, safe from garbage collection. The binding hands a number to the native
/// library as an object with a finaliser and does not keep that object alive during the call (neither does a + b, which passes a hidden
/// factor of 1): a collection begun by another thread may free it while it is read, which ends in an error from deep inside or, worse, in
/// another number. Here every such object lives until its call is over. A test reads the compiled library and finds operations that go
/// round this class.
/// </summary>
internal static class TensorArithmetic
{
    private static readonly Scalar One = 1.ToScalar();

    public static Tensor Plus(this Tensor left, Tensor right) => left.add(right, One);

    public static Tensor Plus(this Tensor left, double right)
    {
        using var number = right.ToScalar();
        return left.add(number, One);
    }

    /// <summary>1 - value.</summary>
    public static Tensor OneMinus(this Tensor value) => value.neg().Plus(1);

    public static Tensor Times(this Tensor left, double right)
    {
        using var number = right.ToScalar();
        return left.mul(number);
    }

    /// <summary>target += addend.</summary>
    public static Tensor Add(this Tensor target, Tensor addend) => target.add_(addend, One);

    /// <summary>target += factor * addend.</summary>
    public static Tensor Add(this Tensor target, Tensor addend, double factor)
    {
        using var number = factor.ToScalar();
        return target.add_(addend, number);
    }

    /// <summary>target += factor * square of value.</summary>
    public static Tensor AddSquare(this Tensor target, Tensor value, double factor)
    {
        using var number = factor.ToScalar();
        return target.addcmul_(value, value, number);
    }

    /// <summary>target *= factor.</summary>
    public static Tensor Scale(this Tensor target, double factor)
    {
        using var number = factor.ToScalar();
        return target.mul_(number);
    }

    /// <summary>Every element of the target becomes the number.</summary>
    public static Tensor Fill(this Tensor target, long value)
    {
        using var number = value.ToScalar();
        return target.fill_(number);
    }

    public static Tensor Filled(int count, float value)
    {
        using var number = value.ToScalar();
        return full(count, number);
    }

    public static Tensor Is(this Tensor value, long number)
    {
        using var other = number.ToScalar();
        return value.eq(other);
    }

    public static Tensor IsAbove(this Tensor value, int number)
    {
        using var other = number.ToScalar();
        return value.gt(other);
    }

    public static Tensor IsAtLeast(this Tensor value, double number)
    {
        using var other = number.ToScalar();
        return value.ge(other);
    }
}
