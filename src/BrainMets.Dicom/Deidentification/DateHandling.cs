namespace BrainMets.Dicom;

/// <summary>What becomes of dates. Times of day are dropped in any case.</summary>
public enum DateHandling
{
    /// <summary>Emptied, or 1900-01-01 where the standard wants one.</summary>
    Drop,

    /// <summary>All of a patient moved back by the same number of days, so that the time between two scans stays.</summary>
    Shift,
}
