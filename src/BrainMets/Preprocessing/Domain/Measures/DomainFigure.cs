namespace BrainMets.Preprocessing;

/// <summary>A figure that is compared with a range: how it is called and what it may mean when it lies outside.</summary>
/// <param name="Name">Stable, for scripts.</param>
/// <param name="Title">For people, beginning a sentence.</param>
/// <param name="Unit">Empty for a figure without dimension.</param>
/// <param name="Below">A sentence on what a smaller value may mean.</param>
/// <param name="Above">A sentence on what a larger value may mean.</param>
internal sealed record InputMeasure(string Name, string Title, string Unit, string Below, string Above)
{
    public InputShiftItem Compare(double? measured, MeasureRange trained)
    {
        var check = new InputShiftItem { Name = Name, Unit = Unit, TrainedFor = trained, Level = InputShiftLevel.Green, Sentence = $"{Title} cannot be measured in this scan." };
        if (measured is not { } exact || !double.IsFinite(exact))
        {
            return check;
        }

        var value = Math.Round(exact, 4);
        var (level, text) = (trained.LevelOf(value), $"{Title} {InputShiftItem.Text(value, Unit)}");
        return check with
        {
            Value = value,
            Level = level,
            Sentence = level == InputShiftLevel.Green ? $"{text}, as trained for ({trained})." : $"{text}, trained for {trained}: {(trained.IsAbove(value) ? Above : Below)}",
        };
    }
}
