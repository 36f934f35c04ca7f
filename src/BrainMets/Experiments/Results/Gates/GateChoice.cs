namespace BrainMets.Experiments;

/// <summary>On whom the strategy's gate was chosen, and why not on others.</summary>
public sealed record GateChoice
{
    /// <summary>Fewer validation patients make a choice a matter of chance. It would still be honest: the test patients are others.</summary>
    public const int LeastPatients = 5;

    /// <summary>Reference lesions of at least the preset's minimum volume; a gate divides them in two.</summary>
    public const int LeastLesions = 10;

    /// <summary>Validation or Test.</summary>
    public required GateSource ChosenOn { get; init; }

    /// <summary>Why not on validation patients; null where it was.</summary>
    public required string? Why { get; init; }

    /// <summary>Patients set aside for validation that none of the strategy's networks learned from and no test set holds.</summary>
    public required int Patients { get; init; }

    /// <summary>Their reference lesions of at least the preset's minimum volume.</summary>
    public required int ReferenceLesions { get; init; }

    /// <summary>Their cases by id.</summary>
    public required IReadOnlyList<string> Cases { get; init; }
}
