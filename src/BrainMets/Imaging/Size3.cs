namespace BrainMets.Imaging;

/// <summary>Number of voxels along x, y and z. Memory order: x runs fastest, then y, then z.</summary>
public readonly record struct Size3(int X, int Y, int Z)
{
    public long Count => (long)X * Y * Z;

    public int Index(int x, int y, int z) => x + (X * (y + (Y * z)));

    public (int X, int Y, int Z) Position(int index) => (index % X, index / X % Y, index / (X * Y));

    public bool Contains(int x, int y, int z) =>
        (uint)x < (uint)X && (uint)y < (uint)Y && (uint)z < (uint)Z;

    public override string ToString() => $"{X} x {Y} x {Z}";
}
