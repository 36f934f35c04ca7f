using BrainMets.Dicom.Codec;

// Reads requests from standard input and answers on standard output until the input ends; started by BrainMets.Dicom, not by people.
return DicomWorker.Run(Console.OpenStandardInput(), Console.OpenStandardOutput());
