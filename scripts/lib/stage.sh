# Sourced by scripts/quickstart: how it talks. A long step is one line that changes, on a terminal; elsewhere, as in a log, a few
# lines in all. Colour only on a terminal.
# shellcheck shell=bash

if [[ -t 1 && -z ${NO_COLOR:-} && ${TERM:-dumb} != dumb ]]; then is_terminal=yes; else is_terminal=no; fi
# How many lines about progress may still be written where lines cannot change.
progress_left=6
watch_log=$(mktemp "${TMPDIR:-/tmp}/sluice-watch.XXXXXX")
# How long the last `watch` took.
watched=
# The process group of the command that is being watched.
watch_group=

paint() { if [[ $is_terminal == yes ]]; then printf '\033[%sm%s\033[0m' "$1" "$2"; else printf '%s' "$2"; fi; }

mark() { if [[ $1 == good ]]; then paint 32 "✓"; else paint 31 "✗"; fi; }

clear_line() { [[ $is_terminal == no ]] || printf '\r\033[K'; }

line() { printf '%s\n' "$1"; }

# Indents what is piped in.
lines() { sed 's/^/    /'; }

title() { printf '\n%s\n' "$(paint 1 "$1")"; }

pad() { printf "%-$1s" "$2"; }

# watch LABEL COMMAND...: runs the command with its output in $watch_log, shows that it lives, and ends as it ends.
watch() {
    local label=$1 begin=$SECONDS next=30 pid status=0 last
    shift
    # A group of its own, so that whoever interrupts the script can end all of it.
    set -m
    "$@" >"$watch_log" 2>&1 </dev/null &
    pid=$! watch_group=$!
    set +m
    while kill -0 "$pid" 2>/dev/null; do
        last=$(tail -c 300 "$watch_log" | tr '\r' '\n' | tail -n 1 | tr -dc '[:print:]')
        if [[ $is_terminal == yes ]]; then
            last="$label, $((SECONDS - begin)) s: $last"
            printf '\r\033[K… %s' "${last:0:$(($(tput cols 2>/dev/null || echo 80) - 3))}"
        elif ((SECONDS - begin >= next && progress_left > 0)); then
            printf '… %s, %d s: %.60s\n' "$label" "$((SECONDS - begin))" "$last"
            next=$((next * 2)) progress_left=$((progress_left - 1))
        fi
        sleep 0.2
    done
    wait "$pid" || status=$?
    watch_group=
    clear_line
    # shellcheck disable=SC2034
    watched="$((SECONDS - begin)) s"
    return "$status"
}

# Ends the command that is being watched, and removes its log.
end_watch() {
    [[ -z $watch_group ]] || kill -- "-$watch_group" 2>/dev/null || true
    rm -f -- "$watch_log"
    clear_line
}

# What went wrong in the last `watch`.
show_end() {
    grep -E '(error|warning): ' "$watch_log" | sort -u | head -n 20 >&2 || true
    say "--- the last lines:"
    tail -n 20 "$watch_log" >&2
}

fail() {
    show_end
    exit 1
}

# One line about the run that `sluice wait` has just followed in environment $1: its tests, its training, the gate, its end.
run_in_short() {
    awk -v environment="$1" '
        $3 == "Succeeded" && /passed/ { tests += $(NF - 1) }
        $2 == "train" && $3 == "Succeeded" { training = $5 " " $6; sub(/[:,]$/, "", training) }
        /^  (Passed|Failed) / {
            split($0, cells, /  +/)
            metric = cells[3]
            sub(/ .*/, "", metric)
            sub(/^[^ ]+ /, "", cells[3])
            gate = gate ", " metric " " cells[4] " (" cells[3] ")"
        }
        /^churn-[a-z]+-[0-9]+  (Succeeded|Failed) after/ { run = $1; status = $2; took = $4 " " $5; sub(/:$/, "", took) }
        / is now champion of / { champion = ", " $2 " is champion" }
        END {
            printf "%s in %s: %d tests, trained in %s", run, took, tests, training
            if (environment != "prod") printf "%s", gate
            printf "%s\n", status == "Succeeded" ? champion : ": Failed"
        }' "$watch_log"
}

# What each check of the gate says, from the same.
gate_checks() {
    awk '
        /^  (Passed|Failed|Skipped|Inconclusive|Overridden) / {
            split($0, cells, /  +/)
            reason = $0
            sub(/^.*  /, "", reason)
            printf "    gate: %s, %s: %s\n", cells[2], cells[3], reason
        }' "$watch_log"
}
