#!/bin/sh
# The default flow reaches what the demonstration promises (minutes): ESS at
# least 0.75 and KL below 0.2 with 65536 proposals, plaquette and <Q^2> within
# 4 sigmas of exact.
set -u
. "$top_srcdir/tests/tap.sh"
. "$top_srcdir/tests/report.sh"
cd "$tmp" || exit 99

check "lgt-train without a configuration" lgt-train -q
lgt-sample -q run -n 65536 --format=tsv > report.tsv
check "ESS at least 0.75" reaches ess '>=' 0.75
check "KL below 0.2" reaches kl '<=' 0.2
for quantity in plaquette_reweighted plaquette_chain q2_reweighted q2_chain; do
  check "$quantity is exact" exact $quantity
done
finish
