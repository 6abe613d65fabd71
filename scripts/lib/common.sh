# Sourced by the scripts beside it: where things are, the one set of build flags, and how a long step shows that it lives.
# shellcheck shell=bash

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cache=${SLUICE_CACHE:-$HOME/.cache/sluice}
uv_version=0.13.8

# Every build of the checkout uses exactly these flags: others would compile everything again. Warnings are errors by the manifest.
# shellcheck disable=SC2034
build_flags=(--explicit-target-dependency-import-check error)

say() { printf '%s\n' "$*" >&2; }

die() {
    say "error: $*"
    exit 1
}

# long LABEL COMMAND...: runs the command with its output in a file; says when it begins, every 30 s that it goes on, and how
# long it took. If it fails, shows the errors that it reported and the end of its output.
long() {
    local label=$1 log start status=0 ticker
    shift
    log=$(mktemp "${TMPDIR:-/tmp}/sluice-step.XXXXXX")
    start=$SECONDS
    say "==> $label"
    (
        trap 'kill "$nap" 2>/dev/null; exit 0' TERM
        while :; do
            sleep 30 &
            nap=$!
            wait "$nap"
            say "    $((SECONDS - start)) s: $(tail -c 300 "$log" | tr '\r' '\n' | tail -n 1 | cut -c 1-100)"
        done
    ) &
    ticker=$!
    "$@" >"$log" 2>&1 </dev/null || status=$?
    kill "$ticker" 2>/dev/null || true
    wait "$ticker" 2>/dev/null || true
    if ((status != 0)); then
        grep -E '(error|warning): ' "$log" | sort -u | head -n 40 >&2 || true
        say "--- the last lines:"
        tail -n 40 "$log" >&2
        rm -f "$log"
        say "error: $label failed with exit status $status after $((SECONDS - start)) s"
        return "$status"
    fi
    rm -f "$log"
    ((SECONDS - start < 5)) || say "    done after $((SECONDS - start)) s"
}

# The Python that environments are made with: 3.11 if it is there, otherwise a later python3.
find_python() {
    local candidate
    for candidate in /usr/bin/python3.11 python3.11 python3; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            "$candidate" -c 'import sys; print(sys.executable)'
            return
        fi
    done
    return 1
}

# uv lives in a virtual environment of its own; only uv comes into PATH, not that environment's Python.
tools=$cache/tools/uv-$uv_version
PATH=$tools/path:$PATH

# python_environment REQUIREMENTS [OPTION...]: sets `environment` to a virtual environment with exactly these packages, made once
# for each content of the file. The options are uv pip install's.
python_environment() {
    local requirements=$1 python digest
    python=$(find_python) || die "Python 3.11 or later is not installed"
    digest=$({ "$python" -VV && cat "$requirements"; } | sha256sum | cut -c 1-16)
    environment=$cache/python/$digest
    mkdir -p "$cache/python"
    exec 9>"$cache/python/$digest.lock"
    flock 9
    if [[ ! -e $environment/complete ]]; then
        rm -rf "$environment"
        long "installing the Python packages of ${requirements#"$root/"}" make_environment "$python" "$@"
    fi
    exec 9>&-
}

make_environment() {
    uv venv --quiet --python "$1" "$environment" &&
        uv pip install --quiet --compile-bytecode --python "$environment/bin/python" --requirement "${@:2}" &&
        touch "$environment/complete"
}
