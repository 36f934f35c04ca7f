"""Makes a dataset.json of the real test scans: real_scans.py DATA OUT. A development tool; needs nibabel and dcm2niix.

DATA is a folder with vs-seg-001, pyradiomics, brats2015-pat0001 and t1gd-no-lesion as tests know it (BRAINMETS_TESTDATA). NRRD is
read here because it is no format of the product.
"""
import gzip, json, pathlib, subprocess, sys, tarfile
import nibabel as nib
import numpy as np

DATA, OUT = map(pathlib.Path, sys.argv[1:3])
OUT.mkdir(parents=True, exist_ok=True)


def nrrd(path):
    head, _, data = path.read_bytes().partition(b"\n\n")
    fields = dict(line.split(": ", 1) for line in head.decode().splitlines() if ": " in line)
    numbers = lambda text: [float(v) for v in text.strip("()").split(",")]
    kind = {"short": "<i2", "unsigned short": "<u2", "unsigned char": "u1", "uint8": "u1", "float": "<f4", "double": "<f8", "int": "<i4"}[fields["type"]]
    voxels = np.frombuffer(gzip.decompress(data) if fields["encoding"].startswith("gz") else data, kind)
    affine = np.eye(4)
    affine[:3, :3] = np.array([numbers(v) for v in fields["space directions"].split()]).T
    affine[:3, 3] = numbers(fields["space origin"])
    assert fields["space"] == "left-posterior-superior", fields["space"]
    return voxels.reshape([int(s) for s in fields["sizes"].split()], order="F"), np.diag([-1, -1, 1, 1]) @ affine


def save(name, voxels, affine):
    nib.save(nib.as_closest_canonical(nib.Nifti1Image(voxels, affine)), OUT / name)
    return name


def case(name, image, reference):
    return {"id": name, "patient": name, "t1c": image, "reference": reference}


cases = []
with tarfile.open(DATA / "vs-seg-001/t1gd_dicom_120slices.tar.xz") as tar:
    tar.extractall(OUT / "dicom")
subprocess.run(["dcm2niix", "-z", "y", "-f", "vs", "-o", OUT, OUT / "dicom"], check=True, stdout=subprocess.DEVNULL)
image = nib.load(OUT / "vs.nii.gz")
save("vs.nii.gz", np.asarray(image.dataobj), image.affine)
truth = nib.load(DATA / "vs-seg-001/plastimatch_mask_TV.nii.gz")
cases.append(case("vs", "vs.nii.gz", save("vs-truth.nii.gz", (np.asarray(truth.dataobj) > 0).astype("u1"), truth.affine)))
for number in (1, 2):
    image, affine = nrrd(DATA / f"pyradiomics/brain{number}_image.nrrd")
    label, label_affine = nrrd(DATA / f"pyradiomics/brain{number}_label.nrrd")
    cases.append(case(f"brain{number}", save(f"brain{number}.nii.gz", image.astype("f4"), affine),
                      save(f"brain{number}-truth.nii.gz", (label > 0).astype("u1"), label_affine)))
image, labels = nib.load(DATA / "brats2015-pat0001/T1c_subtrMeanDivStd.nii.gz"), nib.load(DATA / "brats2015-pat0001/OTMultiClass.nii.gz")
core = np.isin(np.asarray(labels.dataobj), (1, 3, 4)).astype("u1")  # necrosis, the rest of the core, enhancing; not oedema
cases.append(case("brats", save("brats.nii.gz", np.asarray(image.dataobj), image.affine), save("brats-truth.nii.gz", core, image.affine)))
image = nib.load(DATA / "t1gd-no-lesion/MR_Gd_skullstripped_T1c.nii.gz")
cases.append(case("t1gd", save("t1gd.nii.gz", np.asarray(image.dataobj), image.affine),
                  save("t1gd-truth.nii.gz", np.zeros(image.shape, "u1"), image.affine)))
(OUT / "dataset.json").write_text(json.dumps({"name": "real test scans", "cases": cases}, indent=2) + "\n")
