using BrainMets.Preprocessing;
using CsCheck;

namespace BrainMets.Tests.Preprocessing;

public sealed class VoxelValuesTests
{
    [Fact]
    public void Counts_equal_those_of_one_voxel_after_the_other() =>
        Gen.OneOf(Gen.Const(0f), Gen.Float[-1200, 300], Gen.Const(-1100f), Gen.Const(-900f), Gen.Const(-1000f)).Array[1, 90]
            .Sample(values =>
        {
            var (negative, air, others) = VoxelValues.Count(values);

            Assert.Equal(values.Count(v => v < 0 && v != values[0]), negative);
            Assert.Equal(values.Count(v => v is >= -1100 and <= -900), air);
            Assert.Equal(values.Count(v => v != values[0]), others);
        });

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void The_first_value_that_is_not_finite_is_found_wherever_it_stands(float wild)
    {
        for (var place = 0; place < 40; place++)
        {
            var values = Enumerable.Range(0, 41).Select(i => i == place || i == 40 ? wild : i).ToArray();

            Assert.Equal(place, VoxelValues.IndexOfNonFinite(values));
        }
    }

    [Fact]
    public void The_largest_numbers_are_finite() =>
        Assert.Equal(-1, VoxelValues.IndexOfNonFinite([.. Enumerable.Repeat(float.MaxValue, 20), float.MinValue, float.Epsilon, -0f]));
}
