using System.Numerics;

namespace BrainMets.Preprocessing;

/// <summary>Checks of a scan: errors that end its preparation, and warnings.</summary>
internal static class InputChecks
{
    private const double SmallestUsualBrainMl = 900;
    private const double LargestUsualBrainMl = 2000;

    /// <exception cref="InvalidInputException">The images are invalid.</exception>
    public static void Refuse(CaseImages images)
    {
        var voxels = images.T1c.Voxels;
        if (VoxelValues.IndexOfNonFinite(voxels) is >= 0 and var index)
        {
            throw new InvalidInputException(
                images.CaseId,
                    $"the T1c holds {voxels[index]} at voxel {images.T1c.Size.Position(index)}; every voxel must be a finite number. "
                        + "Export the image again.");
        }

        if (!voxels.AsSpan().ContainsAnyExcept(voxels[0]))
        {
            throw new InvalidInputException(
                images.CaseId,
                    $"every voxel of the T1c is {voxels[0]}; a scan has varying intensities. Check that the export worked and that this "
                        + "is the right file.");
        }

        RefuseOtherGrid(images, images.Reference, "reference mask");
        RefuseOtherGrid(images, images.BrainMask, "brain mask");
        if (images.BrainMask is { } brain && !brain.Voxels.AsSpan().ContainsAnyExcept((byte)0))
        {
            throw new InvalidInputException(images.CaseId,
                "the given brain mask is empty; it must be non-zero inside the brain. Give another mask, or none to have the brain found.");
        }
    }

    /// <exception cref="InvalidInputException">No brain was found.</exception>
    public static IReadOnlyList<string> Warnings(
        CaseImages images, (Volume<byte> Mask, BrainOrigin Origin) brain, Volume<byte>? reference, PreprocessingOptions options)
    {
        var brainMl = brain.Mask.Voxels.AsSpan().Count((byte)1) * brain.Mask.Geometry.VoxelVolumeMm3 / 1000;
        if (brainMl == 0 || (brain.Origin != BrainOrigin.Given && brainMl < options.MinBrainVolumeMl))
        {
            throw new InvalidInputException(images.CaseId, FormattableString.Invariant(
                $"no brain found: {brainMl:0} mL look like brain, expected at least {options.MinBrainVolumeMl:0} mL in a T1 post-contrast scan of the head ({images.T1c.Geometry}). {Looks(images)}Check that this is the right series, or give a brain mask."));
        }

        var warnings = new List<string>();
        if (brainMl is < SmallestUsualBrainMl or > LargestUsualBrainMl)
        {
            warnings.Add(FormattableString.Invariant(
                $"The brain mask holds {brainMl:0} mL; adults have {SmallestUsualBrainMl:0} to {LargestUsualBrainMl:0} mL. Check the mask; give a brain mask if it is wrong."));
        }

        warnings.AddRange(RangeWarnings(images.T1c));
        if (reference is not null && LesionsOutside(reference, brain.Mask) is var outside && outside > 0)
        {
            warnings.Add(
                $"{outside} reference lesion(s) lie wholly outside the brain mask; they cannot be found. Check the mask; give a brain "
                    + "mask if it is wrong.");
        }

        return warnings;
    }

    /// <summary>
    /// What is inconsistent with a T1 scan of a head, to suggest what a scan without a brain may be; empty or with a space at its end.
    /// </summary>
    private static string Looks(CaseImages images) => string.Concat(
        InputShiftCheck.JudgeWithoutBrain(images).Doubts.Where(check => check != BrainChecks.Missing)
            .Select(check => check.Sentence + " "));

    private static IEnumerable<string> RangeWarnings(Volume<float> image)
    {
        var (negative, airOfCt, others) = VoxelValues.Count(image.Voxels);

        if (airOfCt > 0.1 * image.Voxels.Length)
        {
            yield return $"{100.0 * airOfCt / image.Voxels.Length:0} % of the voxels lie between -1100 and -900, as air does in CT; only "
                + "T1 post-contrast MRI is supported.";
        }
        else if (negative > 0.2 * others)
        {
            yield return $"{100.0 * negative / others:0} % of the voxels are negative; MRI magnitude images are not. The image seems to "
                + "be normalised already, which is harmless if the change was linear.";
        }
    }

    private static int LesionsOutside(Volume<byte> reference, Volume<byte> brain)
    {
        var (labels, count) = ConnectedComponents.Label(reference, Connectivity.Corners26);
        var touched = new bool[count + 1];
        for (var i = 0; i < labels.Voxels.Length; i++)
        {
            touched[labels.Voxels[i]] |= brain.Voxels[i] != 0;
        }

        return touched.Skip(1).Count(t => !t);
    }

    private static void RefuseOtherGrid(CaseImages images, Volume<byte>? mask, string name)
    {
        if (mask is not null && !mask.Geometry.SameGridAs(images.T1c.Geometry))
        {
            throw new InvalidInputException(
                images.CaseId,
                    $"the {name} lies on another grid than the T1c. Mask: {mask.Geometry}. T1c: {images.T1c.Geometry}. Resample the mask "
                        + "to the image's grid.");
        }
    }
}

/// <summary>Tests of the raw voxels of a scan, each in one pass over the memory.</summary>
internal static class VoxelValues
{
    /// <summary>Vectors are counted in 32 bits; a piece of this length cannot overflow them.</summary>
    private const int PieceLength = 1 << 20;

    /// <summary>Index of the first NaN or infinity; -1 when all values are finite, as in IndexOf of spans.</summary>
    public static int IndexOfNonFinite(ReadOnlySpan<float> values)
    {
        var width = Vector<float>.Count;
        var first = 0;

        // Only of a finite number the difference to itself is 0.
        while (first <= values.Length - width && new Vector<float>(values[first..]) is var v && Vector.EqualsAll(v - v, Vector<float>.Zero))
        {
            first += width;
        }

        for (var i = first; i < values.Length; i++)
        {
            if (!float.IsFinite(values[i]))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>
    /// How many voxels are negative and not the corner's value, lie between -1100 and -900 as air does in CT, or differ from the corner's
    /// value.
    /// </summary>
    public static (long Negative, long AirOfCt, long Others) Count(ReadOnlySpan<float> values)
    {
        var counts = (Negative: 0L, AirOfCt: 0L, Others: 0L);
        for (var first = 0; first < values.Length; first += PieceLength)
        {
            var (negative, air, others) = CountPiece(values.Slice(first, Math.Min(PieceLength, values.Length - first)), values[0]);
            counts = (counts.Negative + negative, counts.AirOfCt + air, counts.Others + others);
        }

        return counts;
    }

    private static (long Negative, long AirOfCt, long Others) CountPiece(ReadOnlySpan<float> values, float corner)
    {
        var (negative, air, others) = (Vector<int>.Zero, Vector<int>.Zero, Vector<int>.Zero);
        var (lowest, highest, corners) = (new Vector<float>(-1100), new Vector<float>(-900), new Vector<float>(corner));
        var whole = values.Length - (values.Length % Vector<float>.Count);
        for (var i = 0; i < whole; i += Vector<float>.Count)
        {
            // A comparison that holds is -1 in its lane.
            var value = new Vector<float>(values[i..]);
            var differs = Vector.OnesComplement(Vector.Equals(value, corners));
            others -= differs;
            negative -= Vector.LessThan(value, Vector<float>.Zero) & differs;
            air -= Vector.GreaterThanOrEqual(value, lowest) & Vector.LessThanOrEqual(value, highest);
        }

        var counts = (Negative: (long)Vector.Sum(negative), AirOfCt: (long)Vector.Sum(air), Others: (long)Vector.Sum(others));
        foreach (var value in values[whole..])
        {
            counts.AirOfCt += value is >= -1100 and <= -900 ? 1 : 0;
            counts.Others += value != corner ? 1 : 0;
            counts.Negative += value < 0 && value != corner ? 1 : 0;
        }

        return counts;
    }
}
