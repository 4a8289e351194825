# Trainings that are stopped, for tests that look at what is left of them.

# interrupt FILE FOLDER: train FILE, which writes a row a step, and stop it
# after some steps; its status is in got, 0 if it had ended before the signal
# three times.
interrupt ()
{
  for once_more in 1 2 3; do
    rm -rf "$2"
    lgt-train -q "$1" --output="$2" 2> err &
    pid=$!
    while kill -0 $pid 2> /dev/null; do
      test ! -f "$2/train.tsv" || test "$(wc -l < "$2/train.tsv")" -lt 9 ||
        break
      sleep 0.01
    done
    kill -TERM $pid 2> /dev/null
    got=0
    wait $pid || got=$?
    echo "status $got"
    cat err
    test $got -eq 0 || break
  done
}
