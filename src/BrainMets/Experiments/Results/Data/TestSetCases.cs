namespace BrainMets.Experiments;

/// <summary>The cases that networks are judged on: those of a data set whose patients no network learned from.</summary>
public sealed record TestSetCases(string DataSet, int Patients, IReadOnlyList<TestCase> Cases);
