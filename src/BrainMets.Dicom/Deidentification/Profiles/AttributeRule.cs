namespace BrainMets.Dicom;

/// <summary>One line of the allow-list.</summary>
internal sealed record AttributeRule
{
    public required string Tag { get; init; }

    /// <summary>Keyword of PS3.6, for people.</summary>
    public required string Name { get; init; }

    /// <summary>Representations the value may have, with | between them.</summary>
    public required string Vr { get; init; }

    public required AttributeAction Do { get; init; }

    /// <summary>What stands there when the value cannot; "{gggg,eeee}" is the number in that attribute beside it. Of dates: empty, remove or dummy.</summary>
    public string? Otherwise { get; init; }

    public DicomTag Key => DicomTag.Parse(Tag);

    public bool Allows(string vr) => Vr.Split('|').Contains(vr);
}
