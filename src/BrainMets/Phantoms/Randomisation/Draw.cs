namespace BrainMets.Phantoms;

/// <summary>Ranges and chances of one ingredient's random stream.</summary>
internal sealed class RandomDraw(Random random)
{
    public double Between(double low, double high) => low + ((high - low) * random.NextDouble());

    /// <summary>Even on a logarithmic scale; both ends above 0.</summary>
    public double Logarithmic(double low, double high) => low * Math.Pow(high / low, random.NextDouble());

    public bool Happens(double chance) => random.NextDouble() < chance;

    public T OneOf<T>(params ReadOnlySpan<T> choices) => choices[random.Next(choices.Length)];
}
