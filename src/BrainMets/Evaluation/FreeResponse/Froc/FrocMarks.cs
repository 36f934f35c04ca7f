namespace BrainMets.Evaluation;

/// <summary>
/// The lesions and candidates of all patients, sorted once by confidence, so that a curve of resampled patients is one walk over them.
/// </summary>
internal sealed class FrocMarks
{
    private readonly int[] _lesionsOf;

    // One entry a lesion found or a candidate, the highest confidence first.
    private readonly (double Confidence, int Patient, Kind Kind)[] _marks;

    /// <param name="patients">In the order of the bootstrap.</param>
    /// <param name="counts">Which reference lesions the curve is of; false candidates all stay.</param>
    public FrocMarks(IReadOnlyList<PatientRatings> patients, Func<RatedLesion, bool> counts)
    {
        _lesionsOf = [.. patients.Select(p => p.Lesions.Count(counts))];
        var lesions = from i in Enumerable.Range(0, patients.Count)
                      from l in patients[i].Lesions
                      where counts(l) && l.Confidence is not null
                      select (l.Confidence!.Value, i, Kind.Lesion); // filtered
        var candidates = from i in Enumerable.Range(0, patients.Count)
                         from c in patients[i].Candidates
                         select (c.Confidence, i, c.IsMatched ? Kind.Matched : Kind.False);
        _marks = [.. lesions.Concat(candidates).OrderByDescending(m => m.Item1)];
    }

    private enum Kind
    {
        Lesion,
        Matched,
        False,
    }

    /// <summary>Patients with at least one lesion of the curve.</summary>
    public int PatientsWithLesions => _lesionsOf.Count(n => n > 0);

    /// <summary>Patients with a lesion of the rarer outcome: found at any confidence, or not at all.</summary>
    public int PatientsWithRarerOutcome
    {
        get
        {
            var found = new int[_lesionsOf.Length];
            foreach (var mark in _marks.Where(m => m.Kind == Kind.Lesion))
            {
                found[mark.Patient]++;
            }

            return Math.Min(found.Count(n => n > 0), found.Zip(_lesionsOf).Count(n => n.First < n.Second));
        }
    }

    /// <summary>False positives that a rate per patient allows. A rate such as 1/12 times 12 patients is 1, whatever rounding says.</summary>
    public static double Limit(double rate, int patients) => rate * patients * (1 + 1e-9);

    /// <summary>The curve of the patients as they are.</summary>
    public FrocCurve Curve()
    {
        var (patients, lesions) = (_lesionsOf.Length, _lesionsOf.Sum());
        var points = new List<FrocPoint>();
        var at = 0;
        for (var counts = default(Counts); at < _marks.Length;)
        {
            var confidence = _marks[at].Confidence;
            counts = Next(counts, ref at, null);
            points.Add(new FrocPoint(
                confidence,
                counts.Found,
                counts.Matched,
                counts.False,
                lesions == 0 ? null : (double)counts.Found / lesions,
                (double)counts.False / patients));
        }

        return new FrocCurve { Patients = patients, Lesions = lesions, Points = points };
    }

    /// <summary>
    /// What the curve of resampled patients shows: the sensitivities of the step curve and of the interpolated one at each rate, and the
    /// average precision. Null when no lesion was drawn. The same as making the curve and asking it, in one pass.
    /// </summary>
    /// <param name="weights">How often each patient was drawn.</param>
    /// <param name="rates">False positives per patient, ascending.</param>
    public (double[] Step, double[] Interpolated, double AveragePrecision)? Read(int[] weights, IReadOnlyList<double> rates)
    {
        var (patients, lesions) = (weights.Sum(), _lesionsOf.Zip(weights, (n, w) => n * w).Sum());
        if (lesions == 0)
        {
            return null;
        }

        var (step, interpolated, precision) = (new double[rates.Count], new double[rates.Count], 0.0);
        var (rate, at) = (0, 0);
        var before = default(Counts);
        while (at < _marks.Length)
        {
            var after = Next(before, ref at, weights);
            for (; rate < rates.Count && Limit(rates[rate], patients) is var limit && limit < after.False; rate++)
            {
                var share = (limit - before.False) / (after.False - before.False);
                step[rate] = (double)before.Found / lesions;
                interpolated[rate] = (before.Found + (share * (after.Found - before.Found))) / lesions;
            }

            precision += after.Found == before.Found
                ? 0
                : (double)(after.Found - before.Found) / lesions * after.Matched / (after.Matched + after.False);
            before = after;
        }

        Array.Fill(step, (double)before.Found / lesions, rate, rates.Count - rate);
        Array.Fill(interpolated, (double)before.Found / lesions, rate, rates.Count - rate);
        return (step, interpolated, precision);
    }

    /// <summary>Adds all marks of the next lower confidence: they come and go together.</summary>
    private Counts Next(Counts counts, ref int at, int[]? weights)
    {
        for (var confidence = _marks[at].Confidence; at < _marks.Length && _marks[at].Confidence == confidence; at++)
        {
            var weight = weights is null ? 1 : weights[_marks[at].Patient];
            switch (_marks[at].Kind)
            {
                case Kind.Lesion:
                    counts.Found += weight;
                    break;
                case Kind.Matched:
                    counts.Matched += weight;
                    break;
                default:
                    counts.False += weight;
                    break;
            }
        }

        return counts;
    }

    private record struct Counts(int Found, int Matched, int False);
}
