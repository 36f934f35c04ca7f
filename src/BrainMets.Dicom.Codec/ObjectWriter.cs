using BrainMets.IO;

namespace BrainMets.Dicom.Codec;

/// <summary>Writes a data set as a DICOM file.</summary>
internal static class ObjectWriter
{
    private static readonly DicomTag Pixels = new(0x7FE0, 0x0010);

    public static void Answer(string path, string pixelsOf, DicomDataset dataset, BinaryWriter answers)
    {
        using var source = pixelsOf.Length > 0 ? Source(pixelsOf) : null;
        MemoryBound.ForFile((1L << 30) + (pixelsOf.Length > 0 ? new FileInfo(pixelsOf).Length : 0));
        using var writer = new gdcm.Writer();
        var file = writer.GetFile();
        Fill(file.GetDataSet(), dataset);
        var syntax = gdcm.TransferSyntax.TSType.ExplicitVRLittleEndian;
        if (source is not null)
        {
            syntax = CopyPixels(source.GetFile(), file.GetDataSet());
        }

        using var transfer = new gdcm.TransferSyntax(syntax);
        var header = file.GetHeader();
        header.SetDataSetTransferSyntax(transfer);
        gdcm.FileMetaInformation.SetImplementationClassUID("2.25.188305839741957350371406219861238476531");
        gdcm.FileMetaInformation.SetImplementationVersionName("BRAINMETS");
        gdcm.FileMetaInformation.SetSourceApplicationEntityTitle("BRAINMETS");
        header.FillFromDataSet(file.GetDataSet());
        AtomicFile.WriteByPath(path, temporary =>
        {
            writer.SetFileName(temporary);
            if (!writer.Write())
            {
                throw new DicomFileException($"{path} cannot be written as DICOM; is the disk full?");
            }
        });
        answers.Write(DicomCodec.AnswerMark);
        answers.Write(true);
    }

    private static gdcm.Reader Source(string path)
    {
        PixelEnd.Check(path, HeaderReader.Facts(HeaderReader.Read(path)));             // a copy of a scan that was cut off would look whole
        MemoryBound.ForFile(new FileInfo(path).Length);
        var reader = new gdcm.Reader();
        reader.SetFileName(path);
        return reader.Read() ? reader : throw new DicomFileException($"{path} cannot be read; its pixel data are to be copied.");
    }

    private static gdcm.TransferSyntax.TSType CopyPixels(gdcm.File source, gdcm.DataSet target)
    {
        using var syntax = source.GetHeader().GetDataSetTransferSyntax();
        using var tag = new gdcm.Tag(Pixels.Group, Pixels.Element);
        if (source.GetDataSet().FindDataElement(tag))
        {
            using var pixels = new gdcm.DataElement(source.GetDataSet().GetDataElement(tag));
            using var words = new gdcm.VR(gdcm.VR.VRType.OW);
            if (!syntax.IsEncapsulated())
            {
                pixels.SetVR(words);                                // right for any number of bits, and an implicit file names none
            }

            target.Replace(pixels);
        }

        // Values were read as little endian, and big endian and deflated files are not written any more.
        return syntax.IsEncapsulated()
            ? gdcm.TransferSyntax.GetTSType(syntax.GetString())
            : gdcm.TransferSyntax.TSType.ExplicitVRLittleEndian;
    }

    private static void Fill(gdcm.DataSet target, DicomDataset source)
    {
        foreach (var element in source.Where(element => element.Tag.Group != 0x0002))
        {
            using var tag = new gdcm.Tag(element.Tag.Group, element.Tag.Element);
            using var vr = new gdcm.VR(gdcm.VR.GetVRType(element.Vr));
            using var length = new gdcm.VL((uint)element.Value.Length);
            using var made = new gdcm.DataElement(tag, length, vr);
            if (element.Items is { } items)
            {
                SetItems(made, items);
            }
            else
            {
                made.SetByteValue(element.Value.ToArray(), length);
            }

            target.Replace(made);
        }
    }

    private static void SetItems(gdcm.DataElement target, IReadOnlyList<DicomDataset> items)
    {
        using var sequence = gdcm.SequenceOfItems.New();
        sequence.SetLengthToUndefined();
        foreach (var source in items)
        {
            using var item = new gdcm.Item();
            item.SetVLToUndefined();
            Fill(item.GetNestedDataSet(), source);
            sequence.AddItem(item);
        }

        target.SetValue(sequence.__deref__());
        target.SetVLToUndefined();
    }
}
