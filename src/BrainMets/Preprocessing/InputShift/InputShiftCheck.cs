namespace BrainMets.Preprocessing;

/// <summary>
/// Compares a scan with what a model was trained for, before anything is predicted. It judges whether the scan is of the kind, not whether a prediction is right: green does not
/// mean that the result can be trusted. What each check measures and what it cannot see: docs/domain-guard.md.
/// </summary>
public static class InputShiftCheck
{
    /// <summary>Every check of a prepared scan.</summary>
    /// <param name="images">The scan as read.</param>
    /// <param name="prepared">The same scan prepared for the model.</param>
    /// <param name="trained">What the model was trained for; null for the defaults.</param>
    public static InputShiftResult Judge(CaseImages images, PreparedCase prepared, TrainingRange? trained = null)
    {
        var (domain, scan) = (trained ?? TrainingRange.Default, ScanMeasures.Of(ScanSamples.Of(images.T1c, prepared.Brain)));
        return InputShiftResult.Of([.. ScanChecks.Of(images, scan, domain), .. BrainChecks.Of(prepared, scan, domain)]);
    }

    /// <summary>The checks that need no brain, for a scan in which none was found or that could not be prepared: what it looks like instead. Red.</summary>
    /// <param name="images">The scan as read.</param>
    /// <param name="trained">What the model was trained for; null for the defaults.</param>
    public static InputShiftResult JudgeWithoutBrain(CaseImages images, TrainingRange? trained = null)
    {
        var scan = ScanMeasures.Of(ScanSamples.Of(images.T1c, brain: null));
        return InputShiftResult.Of([.. ScanChecks.Of(images, scan, trained ?? TrainingRange.Default), BrainChecks.Missing]);
    }
}
