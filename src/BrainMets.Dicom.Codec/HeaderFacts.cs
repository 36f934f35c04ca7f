namespace BrainMets.Dicom.Codec;

/// <summary>What a header announces of the pixels that follow it.</summary>
/// <param name="ImpliedPixelBytes">Rows x columns x frames x samples x bits, in bytes; 0 when it states no image.</param>
/// <param name="IsBigEndian">Whether numbers in the file are big endian.</param>
/// <param name="IsDeflated">Whether the whole data set is deflated, so that its end shows at reading.</param>
/// <param name="IsCompressed">Whether the pixels are encapsulated.</param>
internal sealed record HeaderFacts(long ImpliedPixelBytes, bool IsBigEndian, bool IsDeflated, bool IsCompressed);
