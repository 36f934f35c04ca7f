#!/usr/bin/env bash
# Checks the two walks of docs/architecture.md: every file they name exists, every line holds the call that is quoted for it, and the
# numbers of files in the headings are right. With --update, line numbers and numbers of files are corrected where a call has moved; a
# call that is gone is an error in any case.
# usage: eng/check-walks.sh [--update]
set -uo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
page=$root/docs/architecture.md
update=${1:-}
[ -z "$update" ] || [ "$update" = --update ] || { echo "usage: eng/check-walks.sh [--update]" >&2; exit 2; }

# A row is "| `file:line` | `call` | `file` |", with paths below src; a heading of a walk ends in "(N files to open, M in all)".
row='^\| `([^`:]+):([0-9]+)` \| `([^`]+)` \| `([^`]+)` \|$'
heading='^### (.*) \(([0-9]+) files to open, ([0-9]+) in all\)$'

errors=0 rows=0
complain() { echo "docs/architecture.md: $*" >&2; errors=$((errors + 1)); }

# The line of a file that holds the text and is nearest to the line given; nothing when none does.
nearest() {
    grep -nF -- "$2" "$1" | cut -d: -f1 | awk -v at="$3" '{ d = $1 > at ? $1 - at : at - $1 } NR == 1 || d < best { best = d; line = $1 } END { print line }'
}

# Corrects or complains of the heading of the walk that ends here.
close_walk() {
    [ "$place" -ge 0 ] || return 0
    local files=${#opened[@]} all=${#named[@]}
    if [ "$files" != "$stated_opened" ] || [ "$all" != "$stated_all" ]; then
        if [ "$update" = --update ]; then
            lines[place]="### $title ($files files to open, $all in all)"
        else
            complain "$title names $files files to open and $all in all; the heading says $stated_opened and $stated_all."
        fi
    fi
}

mapfile -t lines <"$page"
declare -A opened=() named=()
place=-1 title='' stated_opened=0 stated_all=0
for ((i = 0; i < ${#lines[@]}; i++)); do
    if [[ ${lines[i]} =~ ^# ]]; then
        close_walk
        place=-1 opened=() named=()
        if [[ ${lines[i]} =~ $heading ]]; then
            place=$i title=${BASH_REMATCH[1]} stated_opened=${BASH_REMATCH[2]} stated_all=${BASH_REMATCH[3]}
        fi
    elif [ "$place" -ge 0 ] && [[ ${lines[i]} =~ $row ]]; then
        file=${BASH_REMATCH[1]} line=${BASH_REMATCH[2]} call=${BASH_REMATCH[3]} next=${BASH_REMATCH[4]}
        rows=$((rows + 1)) opened[$file]=1 named[$file]=1 named[$next]=1
        [ -f "$root/src/$next" ] || complain "there is no src/$next."
        if [ ! -f "$root/src/$file" ]; then
            complain "there is no src/$file."
        elif ! sed -n "${line}p" "$root/src/$file" | grep -qF -- "$call"; then
            found=$(nearest "$root/src/$file" "$call" "$line")
            if [ -z "$found" ]; then
                complain "src/$file does not hold '$call'. Follow the lesion there, and correct the row."
            elif [ "$update" = --update ]; then
                lines[i]="| \`$file:$found\` | \`$call\` | \`$next\` |"
            else
                complain "src/$file:$line does not hold '$call'; line $found does. Run eng/check-walks.sh --update."
            fi
        fi
    fi
done
close_walk
[ "$rows" -gt 0 ] || complain "holds no row of a walk."
[ "$update" != --update ] || printf '%s\n' "${lines[@]}" >"$page"
[ "$errors" = 0 ] && echo "$rows calls are where docs/architecture.md says."
[ "$errors" = 0 ]
