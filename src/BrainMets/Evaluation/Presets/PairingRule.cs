namespace BrainMets.Evaluation;

/// <summary>How pairs are chosen among the reference and predicted lesions that may pair.</summary>
public enum PairingRule
{
    /// <summary>One to one: as many pairs as possible, and of those solutions the largest summed intersection over union.</summary>
    MostPairs,

    /// <summary>One to one: the largest summed Dice, whatever the number of pairs.</summary>
    GreatestDice,

    /// <summary>Every lesion with every prediction that it may pair with; a prediction may serve several lesions.</summary>
    ManyToMany,

    /// <summary>
    /// The best overlap first; further predictions that overlap a found lesion, however little, join it as long as that raises the intersection over union of all of them
    /// with it.
    /// </summary>
    MergePredictions,
}
