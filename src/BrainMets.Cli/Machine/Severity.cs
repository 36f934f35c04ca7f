namespace BrainMets.Cli;

/// <summary>How bad a finding is.</summary>
internal enum CheckStatus
{
    Fine,

    /// <summary>Works, but the user may want to know.</summary>
    Unusual,

    /// <summary>Some command will fail.</summary>
    Broken,
}
