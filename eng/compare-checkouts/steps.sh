# Sourced by eng/compare-checkouts.sh: the fixed set of commands. A step is a function that runs in its own folder (work/STEP) and finds the others beside it. Words:
# commands.sh. Whoever changes this file has the old checkout run again. The whole set should take less than ten minutes on two cores.
# shellcheck shell=bash disable=SC2034,SC2154

steps=(phantoms prepare train killed-train model predict predict-real predict-dicom evaluate sweep compare combine import import-dicom deidentify experiment report errors info
    old-report old-train old-predict old-model old-experiment)
declare -A needs=(
    [phantoms]='' [prepare]='phantoms' [train]='phantoms' [killed-train]='phantoms' [model]='phantoms train' [predict]='phantoms train model'
    [predict-real]='' [predict-dicom]='' [evaluate]='phantoms predict' [sweep]='phantoms predict' [compare]='phantoms predict' [combine]='phantoms predict'
    [import]='phantoms predict' [import-dicom]='predict-dicom' [deidentify]='predict-dicom' [experiment]='phantoms'
    [report]='train predict evaluate sweep compare combine experiment' [errors]='phantoms train predict' [info]=''
    [old-report]='' [old-train]='phantoms' [old-predict]='phantoms' [old-model]='phantoms' [old-experiment]='phantoms'
)
steps_on_real_scans='predict-real predict-dicom import-dicom deidentify'

step_phantoms() {
    run gk phantom --site gk-like --cases 4 --seed 1 -o gk
    run ucsf phantom --site ucsf-like --cases 3 --seed 2 -o ucsf
    run bcm phantom --site bcm-like --cases 1 --seed 3 -o bcm
    run randomised phantom --site randomised --cases 2 --seed 4 -o randomised
    run faint phantom --site randomised --faint --without vessels --cases 1 --seed 5 -o faint
    run replay phantom --replay faint/randomised-0001/draw.json -o replay
}

step_prepare() {
    run bcm prepare -d ../phantoms/bcm/dataset.json -o bcm
    run gk prepare -d ../phantoms/gk/dataset.json -c compact -o gk
    run again prepare -d ../phantoms/gk/dataset.json -c compact -o gk --resume
    run randomised prepare -d ../phantoms/randomised/dataset.json -o randomised
}

step_train() {
    cp "$here/compare-checkouts/tiny.json" .
    run run train -c tiny.json -d ../phantoms/ucsf/dataset.json -o run
    run other train -c tiny.json -d ../phantoms/ucsf/dataset.json -d ../phantoms/bcm/dataset.json --seed 7 -o other
    run again train -c tiny.json -d ../phantoms/ucsf/dataset.json -o run --resume
}

# Killed after its first epoch and resumed: the same network as without. What the kill left is kept aside for the new checkout to go on with.
step_killed_train() {
    cp "$here/compare-checkouts/tiny.json" .
    local run=$root/aside/killed-train/run
    rm -rf "${run%/run}"
    killed "[ -s '$run/log.jsonl' ]" train -c tiny.json -d ../phantoms/ucsf/dataset.json -o "$run"
    copied "$run" run
    run resumed train -c tiny.json -d ../phantoms/ucsf/dataset.json -o run --resume
    without_killed_parts run
}

# How many files of events there are depends on the moment of the kill, and so does what a kill left half written.
without_killed_parts() { rm -rf "$1"/tensorboard "$1"/*.partial "$1"/*/*.partial; }

step_model() {
    run pair assemble -m ../train/run -m ../train/other -d ../phantoms/gk/dataset.json --name tiny-pair --trained-on "Four phantoms." --limits "For nothing." -o pair
    printf '%s\n' gk-like-0001 gk-like-0003 >cases.txt
    run compact assemble -m phantom-compact -d ../phantoms/gk/dataset.json --cases cases.txt --name compact-again -o compact
    # One that is killed when the first case is predicted, for the new checkout to go on with.
    local half=$root/aside/killed-model/pair
    rm -rf "$half"
    killed "[ -e '$half/work/gk-like-0001/done' ]" \
        assemble -m ../train/run -m ../train/other -d ../phantoms/gk/dataset.json --name tiny-pair --trained-on "Four phantoms." --limits "For nothing." -o "$half"
}

step_predict() {
    local gk=../phantoms/gk
    run tiny predict -i $gk/dataset.json -m ../train/run --save-probability -o tiny
    run compact predict -i $gk/dataset.json -m phantom-compact --save-probability -o compact
    run points predict -i $gk/gk-like-0001/t1c.nii.gz -m phantom-compact --operating-point sensitive --brain-mask $gk/gk-like-0001/brain.nii.gz -o points
    run together predict -i $gk/gk-like-0002/t1c.nii.gz -m ../train/run -m ../train/other/checkpoints/best.safetensors --mirror -o together
    printf '%s\n' "$PWD/$gk/gk-like-0003/t1c.nii.gz" >list.txt
    run confirmed predict -i list.txt -m ../train/run --confirm-with phantom-compact --save-probability -o confirmed
    mkdir scans
    ln -s ../../phantoms/gk/gk-like-0004/t1c.nii.gz scans/four.nii.gz
    run model predict -i scans -m ../model/pair --save-probability -o model
    run thresholds predict -i scans -m phantom-compact --threshold 0.6 --outline-threshold 0.3 -o thresholds
    rm scans/four.nii.gz
    # A bad scan does not end the batch.
    mkdir batch
    head -c 5000 $gk/gk-like-0001/t1c.nii.gz >batch/broken.nii.gz
    cp $gk/gk-like-0002/t1c.nii.gz batch/whole.nii.gz
    ends 3 batch predict -i batch -m ../train/run -o batch-predicted
    rm -r batch
}

step_predict_real() {
    local dev=$testdata/real-dev
    printf '%s\n' "$dev/btp01-pre/t1c.nii.gz" "$dev/tcga-tcia03-265/t1c.nii.gz" | nl -w1 -s' ' | while read -r number file; do ln -s "$file" "scan-$number.nii.gz"; done
    cat >dataset.json <<'DATASET'
{ "name": "real", "site": "public", "cases": [
  { "id": "btp01-pre", "patient": "btp01", "t1c": "scan-1.nii.gz" }, { "id": "tcga-tcia03-265", "patient": "tcga-tcia03-265", "t1c": "scan-2.nii.gz" } ] }
DATASET
    run shipped predict -i dataset.json --save-probability -o shipped
    run judged evaluate --reference "$dev/dataset.json" --prediction shipped --allow-missing -o judged
    rm scan-*.nii.gz # The scans stay where they are.
}

# 120 slices from the scanner with the model that is shipped.
step_predict_dicom() {
    mkdir "$root/aside/exam" 2>/dev/null && tar -xJf "$testdata/vs-seg-001/t1gd_dicom_120slices.tar.xz" -C "$root/aside/exam"
    run shipped predict -i "$root/aside/exam" --save-probability -o shipped
}

step_evaluate() {
    local gk=../phantoms/gk compact=../predict/compact
    run masks evaluate --reference $gk/dataset.json --prediction $compact --definitions -o masks
    run tiny evaluate --reference $gk/dataset.json --prediction ../predict/tiny -o tiny
    run maps evaluate --reference $gk/dataset.json --prediction $compact --threshold 0.5 --outline-threshold 0.3 --min-predicted-volume 10 -o maps
    run reader evaluate --reference $gk/gk-like-0001/reference.nii.gz --prediction $gk/gk-like-0001/reader2.nii.gz --tolerance 0.5,3 -o reader
    run labels evaluate --reference $gk/gk-like-0001/reference.nii.gz --prediction $compact/gk-like-0001/lesions.nii.gz --prediction-labels each -o labels
    run rules evaluate --reference $gk/dataset.json --prediction $compact --min-iou 0.3 --min-volume 20 --connectivity 6 --assignment greatest-dice -o rules
    for preset in brats2026 picai panoptica; do
        run $preset evaluate --reference $gk/dataset.json --prediction $compact --matching $preset --seed 3 -o $preset
    done
    run align evaluate --reference $gk/gk-like-0001/reference.nii.gz --prediction $gk/gk-like-0002/reference.nii.gz --align -o align
}

step_sweep() {
    local gk=../phantoms/gk
    run compact evaluate --sweep --reference $gk/dataset.json --prediction ../predict/compact --false-positive-budget 2 -o compact
    run tiny evaluate --sweep --reference $gk/dataset.json --prediction ../predict/tiny --candidate-threshold 0.3 --confidence mean --outline-threshold 0.2 --threshold 0.7 -o tiny
}

step_compare() {
    local gk=../phantoms/gk
    run readers compare --reference $gk/dataset.json --reader compact=../predict/compact --reader reader2=$gk/dataset.json#reader2 --reader tiny=../predict/tiny \
        --margin f1=0.1 --margin lesionDice=0.1 --margin lesionHd95Mm=1 -o readers
    run maps compare --reference $gk/dataset.json --reader compact=../predict/compact --reader tiny=../predict/tiny --threshold compact=0.4 --threshold tiny=0.6 \
        --min-predicted-volume 5 --matching any-overlap --seed 2 -o maps
    for consensus in majority staple; do
        run $consensus compare --consensus $consensus --reader compact=../predict/compact --reader reader2=$gk/dataset.json#reader2 --reader tiny=../predict/tiny -o $consensus
    done
}

step_combine() {
    local gk=../phantoms/gk
    run chosen combine --small tiny=../predict/tiny --large compact=../predict/compact --reference $gk/dataset.json --choose-gate --ensemble-threshold 0.5 -o chosen
    run given combine --small tiny=../predict/tiny --large compact=../predict/compact --gate-cc 0.2 -o given
    run judged evaluate --reference $gk/dataset.json --prediction given -o judged
}

# The data sets in the shapes of docs/importing.md, of phantoms; what they are made of is not compared again.
step_import() {
    local source=$root/aside/import one=$root/work/phantoms/gk/gk-like-0001 two=$root/work/phantoms/gk/gk-like-0002 scan
    rm -rf "$source"
    put() { # put FROM TO
        mkdir -p "$(dirname "$source/$2")"
        cp "$1" "$source/$2"
    }

    for scan in 100101A 100101B 100102A; do
        put "$one/t1c.nii.gz" "ucsf/UCSF_BrainMetastases_TRAIN/$scan/${scan}_T1post.nii.gz"
        put "$one/reference.nii.gz" "ucsf/UCSF_BrainMetastases_TRAIN/$scan/${scan}_seg.nii.gz"
    done
    printf '%s\n' 'SubjectID,Prior Craniotomy/Biopsy/Resection,BraTS_ID' 100101A,No,BraTS-MET-00500-000 100101B,Yes, 100102A,No, >"$source/table.csv"
    run ucsf import "$source/ucsf" --layout ucsf-bmsr -o ucsf
    run ucsf-first import "$source/ucsf" --layout ucsf-bmsr --metadata "$source/table.csv" --first-only --pre-treatment-only --copy -o ucsf-first

    for scan in 00001-000 00001-001 00002-000; do
        put "$two/t1c.nii.gz" "brats/TrainingData/BraTS-MET-$scan/BraTS-MET-$scan-t1c.nii.gz"
        put "$two/reference.nii.gz" "brats/TrainingData/BraTS-MET-$scan/BraTS-MET-$scan-seg.nii.gz"
    done
    put "$two/t1c.nii.gz" brats/ValidationData/BraTS-MET-00009-000/BraTS-MET-00009-000-t1c.nii.gz
    run brats import "$source/brats" --layout brats-mets -o brats
    # A map of several labels: the components of the second reader's mask.
    put ../predict/compact/gk-like-0002/lesions.nii.gz brats/TrainingData/BraTS-MET-00002-000/BraTS-MET-00002-000-seg.nii.gz
    run brats-labels import "$source/brats" --layout brats-mets --labels any --keep-without-mask --site north -o brats-labels

    for scan in 005 006; do
        put "$one/t1c.nii.gz" "stanford/train/Mets_$scan/bravo.nii.gz"
        put "$one/t1c.nii.gz" "stanford/train/Mets_$scan/t1_gd.nii.gz"
        put "$one/reference.nii.gz" "stanford/train/Mets_$scan/seg.nii.gz"
    done
    put "$one/t1c.nii.gz" stanford/test/Mets_300/bravo.nii.gz
    run stanford import "$source/stanford" --layout brainmetshare --channel bravo -o stanford
    ends 2 stanford-asked import "$source/stanford" --layout brainmetshare -o stanford-asked

    for scan in 11/studyId/501 11/studyId/502 12/studyId/503; do
        put "$two/t1c.nii.gz" "nyu/imaging/patientId/$scan/RTSTRUCT_MRI.nii.gz"
        put "$two/reference.nii.gz" "nyu/imaging/patientId/$scan/RTSTRUCT_segmentation.nii.gz"
    done
    put "$one/reference.nii.gz" nyu/imaging/patientId/12/studyId/503/RTSTRUCT_segmentation.nii.gz # another grid: a fault
    ends 3 nyu import "$source/nyu" --layout nyumets --channel RTSTRUCT_MRI -o nyu

    for scan in P1_1 P1_2 P2_1; do
        put "$two/t1c.nii.gz" "nnunet/imagesTr/${scan}_0000.nii.gz"
        put "$one/t1c.nii.gz" "nnunet/imagesTr/${scan}_0001.nii.gz"
        put ../predict/compact/gk-like-0001/lesions.nii.gz "nnunet/labelsTr/$scan.nii.gz"
    done
    put "$one/t1c.nii.gz" nnunet/imagesTs/P3_1_0001.nii.gz
    printf '%s\n' '{ "channel_names": { "0": "T1", "1": "T1c" }, "labels": { "background": 0, "core": 1, "edema": 2, "enhancing": [3, 4, 5, 6, 7, 8, 9] }, "numTraining": 3, "file_ending": ".nii.gz" }' \
        >"$source/nnunet/dataset.json"
    run nnunet import "$source/nnunet" --layout nnunet --channel T1c --labels core,enhancing --patient '^(P[0-9]+)_' --site north -o nnunet
    ends 2 nnunet-asked import "$source/nnunet" --layout nnunet -o nnunet-asked

    for scan in pre post; do
        put "$one/t1c.nii.gz" "bids/sub-01/ses-$scan/anat/sub-01_ses-${scan}_ce-gadolinium_T1w.nii.gz"
        put "$one/reference.nii.gz" "bids/derivatives/manual/sub-01/ses-$scan/anat/sub-01_ses-${scan}_space-orig_label-tumor_mask.nii.gz"
    done
    put "$two/t1c.nii.gz" bids/sub-02/anat/sub-02_ce-gadolinium_T1w.nii.gz
    put "$two/reference.nii.gz" bids/derivatives/manual/sub-02/anat/sub-02_space-orig_label-tumor_mask.nii.gz
    put "$two/brain.nii.gz" bids/derivatives/hd-bet/sub-02/anat/sub-02_desc-brain_mask.nii.gz
    run bids import "$source/bids" --layout bids --site north -o bids

    put "$one/t1c.nii.gz" csv/scans/a.nii.gz
    put "$two/t1c.nii.gz" 'csv/scans/b, two.nii.gz'
    put "$one/reference.nii.gz" csv/masks/a.nii.gz
    put "$one/reader2.nii.gz" csv/anna/a.nii.gz
    put "$one/brain.nii.gz" csv/brain/a.nii.gz
    put "$two/reference.nii.gz" csv/masks/b.nii.gz
    printf '%s\n' 'id,patient,t1c,reference,brainMask,priorOf,site,reader:anna' 'A1,P1,scans/a.nii.gz,masks/a.nii.gz,brain/a.nii.gz,B1,south,anna/a.nii.gz' \
        'B1,P1,"scans/b, two.nii.gz",masks/b.nii.gz,,,,' >"$source/csv/cases.csv"
    run csv import "$source/csv/cases.csv" --layout csv --site north -o csv
}

step_import_dicom() {
    local source=$root/aside/import-dicom exam=$root/aside/exam predicted=$root/work/predict-dicom/shipped
    rm -rf "$source"
    mkdir -p "$source/exam/P.P" "$source/exam/O.A"
    cp -l "$exam"/*.dcm "$source/exam/"
    cp "$testdata/vs-seg-001/rtstruct_recreated.dcm" "$source/exam/P.P/"
    cp "$(find "$predicted" -name rtstruct.dcm)" "$source/exam/O.A/"
    run gk import "$source" --layout gk-hippo --reference 'P\.P.*/ TV$' -o gk
    run dicom import "$source" --layout dicom --name exam --site here --reference 'P\.P.*/ TV$' --reader 'found=O\.A' -o dicom
    run unread import "$exam" --layout dicom --keep-without-mask -o unread
    ends 1 fixtures import "$old_checkout/tests/BrainMets.Tests/Fixtures/dicom" --layout dicom --keep-without-mask -o fixtures
    rm -rf gk/images dicom/images # The same bytes as in unread.
}

step_deidentify() {
    local source=$root/aside/deidentify
    rm -rf "$source"
    mkdir -p "$source/exam"
    for number in 025 026 027 028; do cp "$root/aside/exam/1-$number.dcm" "$source/exam/"; done
    cp "$testdata/vs-seg-001/rtstruct_recreated.dcm" "$source/exam/"
    cp "$(find ../predict-dicom/shipped -name segmentation.dcm)" "$source/exam/"
    cp "$old_checkout"/tests/BrainMets.Tests/Fixtures/dicom/*.dcm "$source/"
    # A key whose secret is known: the secret of a new key is drawn anew each time.
    printf '%s\n' '{ "schemaVersion": 1, "secret": "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=", "patients": {}, "uids": {} }' >drop.key.json
    cp drop.key.json shift.key.json
    run drop deidentify "$source" --key drop.key.json -o drop
    run shift deidentify "$source" --key shift.key.json --dates shift -o shift
}

step_experiment() {
    cp "$here/compare-checkouts/experiment.json" .
    run outline experiment run experiment.json --dry-run -o unused
    run only experiment run experiment.json --only main-alpha0.95 -o tiny
    # One that is killed while the second network is trained, for the new checkout to go on with.
    local half=$root/aside/killed-experiment/tiny
    copied tiny "$half"
    killed "[ -s '$half/models/main-alpha0.5/log.jsonl' ]" experiment run experiment.json -o "$half" --resume
    run resumed experiment run experiment.json -o tiny --resume
    run verify experiment verify tiny
}

# Reports are made again from what is in the folders.
step_report() {
    local folder
    for folder in train/run evaluate/masks evaluate/tiny evaluate/maps sweep/compact sweep/tiny compare/readers compare/maps compare/majority compare/staple combine/chosen combine/given \
        predict/compact/gk-like-0001 predict/tiny/gk-like-0002 predict/model/four predict/confirmed/t1c experiment/tiny; do
        report "../$folder" "${folder//\//-}"
    done
}

# report FOLDER NAME: the report of a copy; of the copy only what a report writes is kept.
report() {
    copied "$1" "$root/aside/report/$2"
    rm -rf "$root/aside/report/$2"/{report.html,figures,tables}
    run "$2" report "$root/aside/report/$2"
    mkdir -p "$2"
    local part
    for part in report.html figures tables; do [ ! -e "$root/aside/report/$2/$part" ] || mv "$root/aside/report/$2/$part" "$2/"; done
    rm -rf "$root/aside/report"
}

# What users do wrong: the exit code, and what is said.
step_errors() {
    local gk=../phantoms/gk
    ends 2 command predicct
    ends 2 option predict -i $gk/dataset.json --treshold 0.5 -o option-out
    ends 2 value predict -i $gk/dataset.json --threshold 2 -o value-out
    ends 2 not-empty predict -i $gk/dataset.json -m ../train/run -o ../predict/tiny
    ends 1 no-model predict -i $gk/dataset.json -m no-such-model -o no-model-out
    ends 1 no-dataset train -c compact -d missing.json -o no-dataset-out
    printf '%s\n' '{ "extends": "compact", "training": { "epoch": 3 } }' >misspelt.json
    ends 1 misspelt train -c misspelt.json -d $gk/dataset.json -o misspelt-out
    printf '%s\n' '{ "name": "x", "cases": [ { "id": "a", "patient": "a", "t1c": "none.nii.gz", "refernce": "b" } ] }' >wrong-key.json
    ends 1 wrong-key predict -i wrong-key.json -o wrong-key-out
    ends 1 grid evaluate --reference $gk/gk-like-0001/reference.nii.gz --prediction $gk/gk-like-0002/reference.nii.gz -o grid-out
    ends 1 one-side evaluate --reference $gk/dataset.json --prediction ../predict/points -o one-side-out
    ends 1 masks-swept evaluate --sweep --reference $gk/dataset.json --prediction ../predict/points -o masks-swept-out
    ends 1 nothing-to-report report .
    ends 1 no-experiment experiment verify .
    printf '%s\n' '{ "extends": "compact", "experiment": { "dataSets": { "a": { "file": "none.json" } }, "trainingSets": { "m": [ { "dataSet": "b" } ] }, "tests": ["a"], "grid": [] } }' >plan.json
    ends 1 plan experiment run plan.json -o plan-out
    ends 1 other-layout import $gk --layout ucsf-bmsr -o other-layout-out
}

step_info() {
    local command
    run text info
    run json info --json
    run doctor doctor
    for command in '' demo experiment 'experiment run' 'experiment verify' phantom import deidentify prepare train assemble predict evaluate compare combine report bench \
        'bench inference' 'bench training' 'bench evaluation' 'bench scaling' info doctor; do
        # shellcheck disable=SC2086 # a command may be two words
        run "help${command:+-${command// /-}}" $command --help
    done
}

# Folders that the old checkout made: the new one must be able to report, resume, verify and use them. -----------------------------------------------------------------

step_old_report() {
    local folder
    for folder in train/run evaluate/masks sweep/compact compare/readers combine/chosen predict/compact/gk-like-0001 experiment/tiny; do
        report "$made/work/$folder" "${folder//\//-}"
    done
}

step_old_train() {
    cp "$here/compare-checkouts/tiny.json" .
    copied "$made/aside/killed-train/run" killed
    run killed train -c tiny.json -d ../phantoms/ucsf/dataset.json -o killed --resume
    without_killed_parts killed
    copied "$made/work/train/run" finished
    run finished train -c tiny.json -d ../phantoms/ucsf/dataset.json -o finished --resume
    copied "$made/work/prepare/gk" prepared
    touch -d '2001-01-01' prepared/*.prepared
    run prepared prepare -d ../phantoms/gk/dataset.json -c compact -o prepared --resume
    find prepared -name '*.prepared' ! -newermt '2002-01-01' | sort >kept.txt
}

step_old_predict() {
    local gk=../phantoms/gk
    run run predict -i $gk/gk-like-0001/t1c.nii.gz -m "$made/work/train/run" --save-probability -o run
    run model predict -i $gk/gk-like-0002/t1c.nii.gz -m "$made/work/model/pair" --save-probability -o model
    run checkpoint predict -i $gk/gk-like-0003/t1c.nii.gz -m "$made/work/experiment/tiny/models/main-alpha0.5/checkpoints/best.safetensors" -o checkpoint
    # A batch that lacks a case goes on with that case.
    copied "$made/work/predict/compact" compact
    rm -rf compact/gk-like-0003
    run resumed predict -i $gk/dataset.json -m phantom-compact --save-probability -o compact --resume
    # What the old checkout predicted, evaluated, compared and combined by this one.
    run evaluated evaluate --reference $gk/dataset.json --prediction "$made/work/predict/compact" -o evaluated
    run swept evaluate --sweep --reference $gk/dataset.json --prediction "$made/work/predict/tiny" -o swept
    run compared compare --reference $gk/dataset.json --reader compact="$made/work/predict/compact" --reader combined="$made/work/combine/given" -o compared
    run combined combine --small tiny="$made/work/predict/tiny" --large compact="$made/work/predict/compact" --reference $gk/dataset.json -o combined
    if [ -d "$made/work/import/csv" ]; then run imported prepare -d "$made/work/import/csv/dataset.json" -o imported; fi
}

# A model that was being assembled: some maps of its networks are there, card and weights are not.
step_old_model() {
    copied "$made/aside/killed-model/pair" pair
    run pair assemble -m "$made/work/train/run" -m "$made/work/train/other" -d ../phantoms/gk/dataset.json --name tiny-pair --trained-on "Four phantoms." --limits "For nothing." \
        -o pair --resume
}

step_old_experiment() {
    cp "$here/compare-checkouts/experiment.json" .
    copied "$made/work/experiment/tiny" finished
    run verify experiment verify finished
    # A finished experiment: nothing is made again.
    as_of_old finished
    run finished experiment run experiment.json -o finished --resume
    made_again finished >made-again.txt
    # One that lacks some pieces: those are made again, and the whole is the same.
    rm -rf finished/comparisons finished/predictions/main-alpha0.5 finished/strategy
    run lacking experiment run experiment.json -o finished --resume
    made_again finished >made-again-of-lacking.txt
    # One that was killed while a network was trained.
    copied "$made/aside/killed-experiment/tiny" killed
    run killed experiment run experiment.json -o killed --resume
    # Data and prepared cases are those of the step experiment; what was written of the training before the kill depends on the moment.
    rm -rf {finished,killed}/{data,prepared} killed/models/main-alpha0.5/{tensorboard,piece.json}
}

# as_of_old FOLDER, made_again FOLDER: the pieces of an experiment whose record was written since.
as_of_old() { find "$1" -name piece.json -exec touch -d 2001-01-01 {} +; }
made_again() { find "$1" -name piece.json -newermt 2002-01-01 | sort; }
