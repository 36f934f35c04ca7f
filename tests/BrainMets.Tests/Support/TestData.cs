namespace BrainMets.Tests.Support;

/// <summary>Real images, which are not part of the repository. Tests that need them skip where they are not.</summary>
public static class TestData
{
    private const string Variable = "BRAINMETS_TESTDATA";

    /// <summary>Absolute path of a file or folder of the real test data; skips the running test when there is none.</summary>
    public static string Path(params string[] parts)
    {
        var root = Environment.GetEnvironmentVariable(Variable);
        Assert.SkipWhen(
            string.IsNullOrEmpty(root), $"{Variable} is not set; this test needs {string.Join('/', parts)} of the real test data.");
        var path = System.IO.Path.Combine([root!, .. parts]);
        Assert.SkipUnless(System.IO.Path.Exists(path), $"{Variable} has no {string.Join('/', parts)}.");
        return path;
    }
}
