"""The ablation as a Markdown table: table.py OUT [NAME=FOLDER ...]. FOLDER holds model/card.json and evaluation/evaluation.json, as a row of OUT does."""
import json, pathlib, sys

NAMES = {
    "sites": "two tidy sites", "contrast": "+ contrast, resolution, noise, artefacts", "vessels": "+ vessels, sinuses, dura", "lesions": "+ lesions of all kinds",
    "anatomy": "+ real anatomy, ventricles", "masks": "+ mask faults (all)", "alpha95": "all, alpha 0.95", "component": "all, VSS by component",
}


def text(e, digits=2):
    if e is None or e["value"] is None:
        return "–"
    interval = "" if e["low"] is None else f" ({e['low']:.{digits}f} to {e['high']:.{digits}f})"
    return f"{e['value']:.{digits}f}{interval}"


out = pathlib.Path(sys.argv[1])
rows = [(title, out / name) for name, title in NAMES.items() if (out / name / "evaluation/evaluation.json").exists()]
rows += [(a.split("=")[0], pathlib.Path(a.split("=")[1])) for a in sys.argv[2:]]
cases = [c["case"] for c in json.loads((rows[0][1] / "evaluation/evaluation.json").read_text())["cases"]]
print("| | phantoms: sensitivity | FP per scan | panoptic quality | real: FP per scan | " + " | ".join(cases) + " |")
print("|---" * (5 + len(cases)) + "|")
for title, folder in rows:
    points = json.loads((folder / "model/card.json").read_text())["validation"]["ensemble"]["points"]
    held = next((p["heldOut"] for p in points if p["point"] == "balanced"), None) or {}
    real = json.loads((folder / "evaluation/evaluation.json").read_text())
    cells = []
    for c in real["cases"]:
        found = [l for l in c["lesions"] if l["referenceVolumeMm3"] >= 100]
        best = max((l["dice"] or 0 for l in found if l["detected"]), default=None)
        cells.append(f"{c['falsePositives']} FP" if not found else f"{'missed' if best is None else f'Dice {best:.2f}'}, {c['falsePositives']} FP")
    estimates = [text(held.get(k)) for k in ("sensitivity", "falsePositivesPerCase", "panopticQuality")]
    print(f"| {title} | " + " | ".join(estimates + [text(real["summary"]["falsePositivesPerPatient"])] + cells) + " |")
