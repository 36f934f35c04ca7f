namespace BrainMets.Imaging;

/// <summary>Which neighbours count as touching: across faces (6), also edges (18), also corners (26).</summary>
public enum Connectivity
{
    Faces6 = 6,
    Edges18 = 18,
    Corners26 = 26,
}
