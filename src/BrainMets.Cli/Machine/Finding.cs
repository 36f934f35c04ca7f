namespace BrainMets.Cli;

/// <summary>One thing looked at. <paramref name="Remedy"/> says how to mend it; null when there is nothing to mend.</summary>
internal sealed record CheckResult(string What, CheckStatus Severity, string Found, string? Remedy = null);
