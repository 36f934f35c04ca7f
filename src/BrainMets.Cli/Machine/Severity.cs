namespace BrainMets.Cli.Machine;

/// <summary>How bad a finding is.</summary>
internal enum Severity
{
    Fine,

    /// <summary>Works, but the user may want to know.</summary>
    Unusual,

    /// <summary>Some command will fail.</summary>
    Broken,
}
