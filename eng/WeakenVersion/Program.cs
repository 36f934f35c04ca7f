using BrainMets.Build;

// Why: libLibTorchSharp.so 0.107.0 demands GLIBCXX_3.4.32, which Debian 12, Ubuntu 22.04 and RHEL 9 lack, for one symbol that no
// relocation uses. This marks the demand weak in the copy in the output folder; package cache and system stay untouched.
// See docs/decisions/0002-weak-symbol-version.md.
const string Version = "GLIBCXX_3.4.32";
if (args is not [var library])
{
    Console.Error.WriteLine("usage: WeakenVersion LIBRARY.so");
    return 2;
}

if (!File.Exists(library) || HostLibstdcxx.Provides(Version))
{
    return 0;
}

var bytes = File.ReadAllBytes(library);
if (ElfVersionNeeds.Weaken(bytes, Version) == ElfVersionNeeds.Outcome.Weakened)
{
    // A new file moved over the old: the old one may be loaded by a running process, or be a link into the package cache.
    var temporary = library + ".new";
    File.WriteAllBytes(temporary, bytes);
    File.Move(temporary, library, overwrite: true);
    Console.WriteLine($"{Path.GetFileName(library)}: demand for {Version} made weak, this machine's libstdc++ is older");
}

return 0;
