using BrainMets.Evaluation;

namespace BrainMets.Reporting;

/// <summary>
/// What of the figures is owed to definitions and not to the method: empty masks, the score of a challenge, and the same masks under other
/// rules. What was not asked for is said to be absent, with the way to get it.
/// </summary>
internal static class DefinitionsSection
{
    public const string Id = "definitions";

    public const string Name = "Definitions";

    public static Html Render(EvaluationResult evaluation) => Html.Of($"""
        <h2 id="{Id}">What depends on definitions</h2>
        <p class="quiet">The same masks give other figures under other definitions. Before figures of two publications are compared, three things
        must agree: what is done with empty masks, whether penalties are averaged in, and the rules of matching and of distance.</p>
        {EmptyMasks.Render(evaluation)}{ChallengeScore.Render(evaluation)}{MatchingSensitivitySection.Render(evaluation)}
        """);
}
