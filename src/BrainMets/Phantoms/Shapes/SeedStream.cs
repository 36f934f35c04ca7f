namespace BrainMets.Phantoms;

/// <summary>
/// Independent seeds from one seed, so that a case (or a part of it) does not depend on what was made before it or on threads.
/// The mixing is SplitMix64 (Steele, Lea and Flood 2014).
/// </summary>
internal static class SeedStream
{
    public static int Derive(int seed, int item)
    {
        var mixed = Mix(((ulong)(uint)seed << 32) | (uint)item);
        return (int)(mixed & 0x7FFFFFFF);
    }

    public static ulong Mix(ulong value)
    {
        value += 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
