namespace BrainMets.Preprocessing;

/// <summary>How a brain is found in a head. docs/brain-extraction.md compares them and says where weights come from.</summary>
public enum BrainExtractionMethod
{
    /// <summary><see cref="BrainExtraction"/>: intensity and morphology, without weights.</summary>
    Builtin,

    /// <summary>The published network MindGrab from its file model.bin.</summary>
    Mindgrab,

    /// <summary>The published network SynthStrip from a safetensors file.</summary>
    Synthstrip,
}
