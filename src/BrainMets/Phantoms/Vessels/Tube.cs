using System.Numerics;

namespace BrainMets.Phantoms.Vessels;

/// <summary>A chain of points in head mm with a radius at each, filled with one kind of blood (or choroid plexus).</summary>
internal sealed record Tube(TubeKind Kind, IReadOnlyList<(Vector3 Point, float Radius)> Nodes);
