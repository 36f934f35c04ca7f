namespace BrainMets.Evaluation;

/// <summary>
/// The band that holds F1 at all gates at once: sup-t (<see cref="ConfidenceBands"/>) on the scale of angles, since F1 may be 0 or 1. The standard errors are multiplied by
/// sqrt(n / (n - 1)), n being the patients with a lesion or a prediction, and the band is nowhere narrower than the pointwise interval.
/// </summary>
internal static class SimultaneousBand
{
    /// <summary>One entry a gate; null where F1 has no interval at that gate.</summary>
    /// <param name="table">Patients by gates.</param>
    /// <param name="bootstrap">The draws behind the pointwise intervals.</param>
    /// <param name="pointwise">F1 at each gate.</param>
    public static Interval?[] Of(PatientGateCounts table, PatientBootstrap bootstrap, IReadOnlyList<Estimate> pointwise)
    {
        var contributing = table.ByPatient.Count(gates => gates.Any(c => c.Items > 0));
        var drawn = pointwise.Select(f1 => f1.Low is not null).ToArray();
        if (contributing < 2 || !drawn.Contains(true))
        {
            return new Interval?[pointwise.Count];
        }

        var bands = new ConfidenceBands(
            [.. pointwise.Select(f1 => f1.Value ?? double.NaN)],
            [.. bootstrap.Counts().Select(times => Resampled(table, times))],
            drawn,
            (BandScale.Angle, Math.Sqrt(contributing / (contributing - 1.0))));
        return [.. pointwise.Select((f1, gate) => bands.Simultaneous(gate) is { } wide && f1 is { Low: { } low, High: { } high }
            ? new Interval(Math.Min(wide.Low, low), Math.Max(wide.High, high))
            : (Interval?)null)];
    }

    /// <summary>F1 at every gate with each patient so many times; NaN where it has no value.</summary>
    private static double[] Resampled(PatientGateCounts table, int[] times)
    {
        var (hits, items) = (new long[table.ByPatient[0].Length], new long[table.ByPatient[0].Length]);
        foreach (var (patient, gates) in table.ByPatient.Index().Where(p => times[p.Index] > 0))
        {
            for (var gate = 0; gate < gates.Length; gate++)
            {
                hits[gate] += times[patient] * gates[gate].Hits;
                items[gate] += times[patient] * gates[gate].Items;
            }
        }

        return [.. hits.Zip(items, (h, n) => n > 0 ? (double)h / n : double.NaN)];
    }
}
