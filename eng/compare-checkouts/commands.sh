# Sourced by eng/compare-checkouts.sh; how a step of steps.sh runs mets. It works in a folder of its own, of which every file is compared. Given are $checkout (whose mets),
# $made (what the old checkout made), $testdata (real scans, or empty) and $unexpected (commands that ended otherwise than they should).

# ends CODE NAME ARGUMENT...: runs mets; NAME.stdout, NAME.stderr and NAME.exit hold what came of it.
ends() {
    local wanted=$1 name=$2 code
    shift 2
    "$checkout/mets" "$@" --threads 2 --no-progress >"$name.stdout" 2>"$name.stderr" </dev/null
    code=$?
    echo "$code" >"$name.exit"
    if [ "$code" != "$wanted" ]; then
        unexpected=$((unexpected + 1))
        echo "$program: in $PWD, mets $* ended with $code, not $wanted: $(tail -n 3 "$name.stderr")" >&2
    fi
}

# run NAME ARGUMENT...: as ends, with success.
run() { ends 0 "$@"; }

# killed CONDITION ARGUMENT...: starts mets and kills it without warning once the condition holds. What it leaves depends on the moment: keep it out of the step's folder.
killed() {
    local condition=$1 process
    shift
    "$checkout/mets" "$@" --threads 2 --no-progress >/dev/null 2>&1 </dev/null &
    process=$! # ./mets becomes the program, so this is the program's own.
    until eval "$condition"; do
        if ! kill -0 "$process" 2>/dev/null; then
            unexpected=$((unexpected + 1))
            echo "$program: in $PWD, mets $* ended before it could be killed" >&2
            return
        fi
        sleep 0.05
    done
    kill -KILL "$process"
    wait "$process" 2>/dev/null
}

# copied FROM TO: a copy whose files are its own.
copied() {
    mkdir -p "$(dirname "$2")"
    rm -rf "$2"
    cp -a "$1" "$2"
}
