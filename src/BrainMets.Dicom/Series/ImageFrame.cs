namespace BrainMets.Dicom;

/// <summary>One frame of an image object: what it is, where it lies, and how its stored values become intensities.</summary>
public sealed record ImageFrame
{
    public required SliceSource Source { get; init; }

    public required FramePlane Plane { get; init; }

    public required int Columns { get; init; }

    public required int Rows { get; init; }

    /// <summary>Intensity = slope x stored value + intercept.</summary>
    public double Slope { get; init; } = 1;

    public double Intercept { get; init; }

    public double? EchoTimeMs { get; init; }

    /// <summary>Magnitude, phase, real or imaginary, as far as the object says.</summary>
    public string Component { get; init; } = "MAGNITUDE";

    public int? InstanceNumber { get; init; }

    /// <summary>Distance along the normal.</summary>
    public double DepthMm => Plane.Position.Dot(Plane.Normal);
}
