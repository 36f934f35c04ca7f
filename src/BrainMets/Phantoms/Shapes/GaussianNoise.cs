using MathNet.Numerics.Distributions;

namespace BrainMets.Phantoms;

/// <summary>
/// Normal deviates by the million: quantiles from a table of 4096, two of them added so that the tails are smooth. The counter is
/// hashed, so a seed gives the same deviates on every machine.
/// </summary>
internal sealed class GaussianNoise(ulong seed)
{
    private const int Bits = 12;
    private static readonly float[] Quantiles = MakeQuantiles();

    private ulong _state = seed;
    private ulong _left;
    private int _uses;

    public float Next()
    {
        if (_uses == 0)
        {
            _state += 0x9E3779B97F4A7C15;
            _left = SeedStream.Mix(_state);
            _uses = 2;
        }

        var first = (int)(_left & ((1 << Bits) - 1));
        var second = (int)((_left >> Bits) & ((1 << Bits) - 1));
        _left >>= 2 * Bits;
        _uses--;
        return Quantiles[first] + Quantiles[second];
    }

    private static float[] MakeQuantiles()
    {
        var count = 1 << Bits;
        return [.. Enumerable.Range(0, count).Select(i => (float)(Normal.InvCDF(0, 1, (i + 0.5) / count) / Math.Sqrt(2)))];
    }
}
