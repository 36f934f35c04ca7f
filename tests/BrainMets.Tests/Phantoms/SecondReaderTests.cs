using BrainMets.Phantoms;
using BrainMets.Tests.Support;

namespace BrainMets.Tests.Phantoms;

[Slow(8)]
public sealed class SecondReaderTests
{
    [Fact]
    public void A_lesion_of_twenty_cubic_millimetres_is_found_as_often_as_the_model_says() =>
        Assert.Equal(0.6, new ReaderModel { SensitivityAtTwentyMm3 = 0.6 }.Sensitivity(0.02, 0.8), 9);

    [Fact]
    public void Sensitivity_rises_with_volume_and_with_enhancement()
    {
        var model = new ReaderModel();
        double[] volumesCc = [0.01, 0.03, 0.1, 0.3, 1, 5];

        var bySize = volumesCc.Select(volume => model.Sensitivity(volume, 0.8)).ToList();

        Assert.Equal(bySize.Order(), bySize);
        Assert.True(bySize[0] < 0.5 && bySize[^1] > 0.98);
        Assert.True(model.Sensitivity(0.05, 0.5) < model.Sensitivity(0.05, 1));
    }

    [Fact]
    public void In_cases_small_lesions_are_missed_more_often_than_large_ones()
    {
        var site = SiteCases.Coarse with
        {
            Lesions = SiteCases.Coarse.Lesions with { MedianCount = 20, MedianVolumeCc = 0.06, VolumeQuartileRangeCc = 0.2 },
        };

        var lesions = PhantomCohort.Create(site, 6, 3).SelectMany(phantom => phantom.TrueLesions).OrderBy(l => l.VolumeMm3).ToList();

        double Found(IEnumerable<PhantomLesion> some) => some.Average(l => l.SeenBySecondReader ? 1.0 : 0);
        var third = lesions.Count / 3;
        Assert.True(Found(lesions.Take(third)) + 0.1 < Found(lesions.TakeLast(third)));
        Assert.True(Found(lesions.TakeLast(third)) > 0.85);
    }

    [Fact]
    public void The_reader_draws_what_was_seen_and_not_what_was_missed()
    {
        var site = SiteCases.Coarse with { Reader = new ReaderModel { FalsePositiveChance = 0 } };
        var phantom = PhantomCohort.CreateOne(site, 2, 3);
        var blindReader = new ReaderModel { FalsePositiveChance = 0, SensitivityAtTwentyMm3 = 1e-9, LogOddsSlope = 0 };
        var blind = SiteCases.Coarse with { Reader = blindReader };

        Assert.Contains((byte)1, phantom.SecondReader.Voxels);
        Assert.DoesNotContain((byte)1, PhantomCohort.CreateOne(blind, 2, 3).SecondReader.Voxels);
    }

    [Fact]
    public void A_reader_agrees_better_on_large_lesions()
    {
        PhantomCase Case(double volumeCc) => PhantomCohort.CreateOne(
            SiteCases.Coarse with
            {
                Lesions = SiteCases.Coarse.Lesions with { MedianVolumeCc = volumeCc, VolumeQuartileRangeCc = 0 },
                Reader = new ReaderModel { FalsePositiveChance = 0, SensitivityAtTwentyMm3 = 1 - 1e-9 },
            },
            0,
            8);

        var (small, large) = (Dice(Case(0.05)), Dice(Case(2)));

        Assert.InRange(large, 0.8, 0.99);
        Assert.True(small < large);
    }

    private static double Dice(PhantomCase phantom)
    {
        var (reference, reader) = (phantom.Reference.Voxels, phantom.SecondReader.Voxels);
        var both = reference.Where((r, i) => r != 0 && reader[i] != 0).Count();
        return 2.0 * both / (reference.Count(r => r != 0) + reader.Count(r => r != 0));
    }
}
