using BrainMets.Statistics;
using CsCheck;

namespace BrainMets.Tests.Statistics;

public sealed class PatientSignFlipTests
{
    // Scores 2, -1, 2, 0, 1. Of the 16 sums of 2, 2, 1 and 1 with signs, 6 arises once and 4 twice, on either side.
    [Fact]
    public void The_example_of_the_documentation()
    {
        (bool, bool)[][] patients =
        [
            [(true, false), (true, false), (true, true)],
            [(false, true)],
            [(true, false), (true, false)],
            [],
            [(true, false), (false, false)],
        ];

        var result = PatientSignFlip.Detections(patients, new SignFlipOptions());

        Assert.Equal((4.0, 5, 4), (result.Sum, result.Patients, result.NonZero));
        Assert.Equal(6 / 16.0, result.PValue);
        Assert.Null(result.Resamples);
    }

    [Fact]
    public void P_is_the_share_of_enumerated_signs() => Gen.Select(Gen.Int[-3, 3].Array[1, 9], Gen.Enum<Alternative>()).Sample(
        (whole, alternative) =>
        {
            double[] scores = [.. whole.Select(s => s / 3.0)]; // thirds: sums that are equal on paper are not in binary
            var sums = Enumerable.Range(0, 1 << whole.Length).Select(bits => whole.Select((s, i) => (bits >> i & 1) == 0 ? s : -s).Sum());
            var observed = whole.Sum();

            var result = PatientSignFlip.Test(scores, new SignFlipOptions { Alternative = alternative });

            var share = sums.Average(s => alternative switch
            {
                Alternative.Less => s <= observed,
                Alternative.Greater => s >= observed,
                _ => Math.Abs(s) >= Math.Abs(observed),
            } ? 1.0 : 0);
            Assert.Equal(whole.All(s => s == 0) ? null : share, result.PValue);
        },
        iter: 300);

    [Fact]
    public void Above_twenty_patients_random_signs_come_near_the_normal_distribution_and_follow_the_seed()
    {
        double[] scores = [.. Enumerable.Range(0, 60).Select(i => i % 3 == 0 ? -1.0 : 1.0)]; // sum 20, standard deviation sqrt(60)
        SignFlipResult Test(int seed) => PatientSignFlip.Test(scores, new SignFlipOptions
        {
            Seed = seed,
            Alternative = Alternative.Greater,
        });

        // P(sum at least 20) of 60 coins: normal with half a step of 2, z = 19 / 7.746 = 2.453.
        Assert.Equal(0.0071, Test(1).PValue!.Value, 0.001);
        Assert.Equal(Test(1), Test(1));
        Assert.NotEqual(Test(1).PValue, Test(2).PValue);
        Assert.Equal((100_000, 1), (Test(1).Resamples, Test(1).Seed));
    }

    [Fact]
    public void More_lesions_of_the_same_patients_do_not_make_p_smaller()
    {
        (bool, bool)[][] Patients(int lesions) =>
            [.. Enumerable.Range(0, 6).Select(i => Enumerable.Repeat(i < 5 ? (true, false) : (false, true), lesions).ToArray())];

        var (few, many) = (PatientSignFlip.Detections(Patients(1), new()), PatientSignFlip.Detections(Patients(20), new()));

        Assert.Equal(14 / 64.0, few.PValue); // 5 or 6 of 6 on one side: 2 (1 + 6)
        Assert.Equal(few.PValue, many.PValue);
    }

    [Fact]
    public void Without_a_patient_who_differs_nothing_can_be_tested()
    {
        Assert.Null(PatientSignFlip.Test([0, 0], new SignFlipOptions()).PValue);
        Assert.Null(PatientSignFlip.Test([], new SignFlipOptions()).PValue);
    }

    [Fact]
    public void Wrong_arguments_are_refused()
    {
        Assert.Throws<ArgumentException>(() => PatientSignFlip.Test([double.NaN], new SignFlipOptions()));
        Assert.Throws<ArgumentException>(() => PatientSignFlip.Test([1], new SignFlipOptions { Resamples = 10 }));
    }
}
