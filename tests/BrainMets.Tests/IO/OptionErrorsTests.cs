namespace BrainMets.Tests.IO;

public sealed class OptionErrorsTests
{
    [Fact]
    public void Every_error_is_listed()
    {
        var errors = new OptionErrors("Some options");
        errors.AddIf(true, "a is 1; must be 2");
        errors.AddIf(false, "b is right");
        errors.AddRange(["c is 3; must be 4"]);

        Assert.Equal("Some options: a is 1; must be 2; c is 3; must be 4.", Assert.Throws<ArgumentException>(errors.ThrowIfAny).Message);
    }

    [Fact]
    public void Without_errors_nothing_is_thrown() => new OptionErrors("Some options").ThrowIfAny();
}
