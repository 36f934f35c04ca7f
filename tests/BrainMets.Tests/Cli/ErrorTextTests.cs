using BrainMets.Cli;

namespace BrainMets.Tests.Cli;

public sealed class ErrorTextTests
{
    [Fact]
    public void Bad_data_speak_for_themselves() =>
        Assert.Equal(("a.nii: spacing is 0 mm.", 1), ErrorText.Describe(new InvalidInputException("a.nii", "spacing is 0 mm.")));

    [Fact]
    public void A_bad_argument_is_wrong_usage_and_hides_our_names() =>
        Assert.Equal(("Seed is -1.", 2), ErrorText.Describe(new ArgumentException("Seed is -1.", "seed")));

    [Fact]
    public void What_parallel_work_threw_is_told_as_if_it_had_been_thrown_alone() =>
        Assert.Equal(("a.nii: is damaged.", 1),
            ErrorText.Describe(new AggregateException(new AggregateException(new InvalidInputException("a.nii", "is damaged.")))));

    [Fact]
    public void A_fault_of_ours_says_so() =>
        Assert.StartsWith("This is an error in BrainMets, not in your data: InvalidOperationException: x",
            ErrorText.Describe(new InvalidOperationException("x")).Paragraph, StringComparison.Ordinal);

    [Fact]
    public void A_missing_native_library_sends_to_the_doctor() =>
        Assert.Contains(
            "mets doctor", ErrorText.Describe(new TypeInitializationException("T", new DllNotFoundException("libtorch"))).Paragraph,
                StringComparison.Ordinal);
}
