#!/bin/sh
# The tools with SU(N): training, sampling, ensembles, examples.
set -u
. "$top_srcdir/tests/tap.sh"
. "$top_srcdir/tests/interrupt.sh"

unset LGT_WISDOM
# Threads of tests that run side by side would wait for each other.
OMP_NUM_THREADS=1
export OMP_NUM_THREADS
examples=$(cd "$top_srcdir/examples" && pwd)
cd "$tmp" || exit 99

cat > su2.yaml << 'EOF'
lgt: 1
lattice: { shape: [4, 4] }
group: { su: { n: 2 } }
action: [ { wilson: { beta: 1.0 } } ]
precision: { links: float64, network: float64 }
networks:
  near:
    inputs: { loops: [plaquette, rectangle], features: [re_tr] }
    layers:
      - conv: { channels: 4, kernel: 3 }
      - conv: { channels: output, kernel: 1, start: identity }
flow:
  - sweep:
      mask: { directions: each, steps: { along: 2, across: 1 }, width: 4, offsets: all }
      layer: { spectral_coupling: { active: { learned: { count: 1 } }, network: near } }
train:
  batch: 16
  report: 10
  stages: [ { steps: 40, rate: 1.0e-2 } ]
EOF

# Four dimensions, another N, other layers.
cat > su3.yaml << 'EOF'
lgt: 1
lattice: { shape: [2, 2, 2, 2] }
group: { su: { n: 3 } }
action: [ { wilson: { beta: 1.0 } } ]
networks:
  around:
    inputs: { star: true, staple_pairs: true, loops: [plaquette], features: [re_tr, im_tr] }
    layers:
      - conv: { channels: 4, kernel: 1 }
      - conv: { channels: output, kernel: 1, start: identity }
flow:
  - sweep:
      mask: { directions: each, steps: { along: 1, across: 1 }, width: 2, offsets: all }
      layer: { masked_stout: { network: around } }
train:
  batch: 8
  report: 5
  stages: [ { steps: 5, rate: 1.0e-2 } ]
EOF

tsv ()
{
  lgt-sample -q --format=tsv "$@"
}

# COLUMN of the row QUANTITY in FILE.
cell ()
{
  awk -F '\t' -v q="$1" -v c="$2" '$1 == q { print $c }' "$3"
}

# TOOL refuses: status, one line that has PATTERN, no file or folder.
refuses ()
{
  tool=$1 wanted=$2 pattern=$3
  shift 3
  status "$wanted" "$tool" --quiet --output=refused.h5 "$@" &&
    one_line "$tool" && grep -q -e "$pattern" err &&
    test -z "$(ls -a | grep refused)"
}

# The loss falls from the first row to the last.
train_su2 ()
{
  status 0 lgt-train su2.yaml --output=two && grep -q 'SU(2), 4x4' err &&
    cut -f 5 two/train.tsv |
    awk 'NR == 2 { first = $1 } { last = $1 }
         END { print first, last; exit !(NR == 5 && last < first - 0.1) }'
}

train_su3 ()
{
  status 0 lgt-train su3.yaml --output=three &&
    grep -q 'SU(3), 2x2x2x2' err && test "$(wc -l < three/train.tsv)" -eq 2 &&
    test -z "$(tail -n 1 three/train.tsv | cut -f 6)"
}

# No charge.  Two dimensions: exact answers stand beside, and hold.
report ()
{
  tsv two -n 4000 --output=two.h5 > rows &&
    test "$(grep -v '^#' rows | cut -f 1 | tr '\n' ' ' | sed 's/kl //')" \
      = "ess acceptance max_share tau_int plaquette_reweighted plaquette_chain " &&
    { lgt-train --version | grep -q 'no GSL' ||
      awk -F '\t' '
        $1 == "kl" { kl = $2 > 0 && $2 < 0.6 }
        /^plaquette/ { d = ($2 - $4) / $3; n += $3 > 0 && $4 != "" &&
                       d < 5 && d > -5 }
        END { exit !(kl && n == 2) }' rows; }
}

no_exact_value ()
{
  tsv "$@" -n 100 > unknown && cat unknown && ! grep -q '^kl' unknown &&
    test -n "$(cell plaquette_chain 2 unknown)" &&
    test -z "$(cell plaquette_chain 4 unknown)"
}

other_actions ()
{
  no_exact_value three &&
    no_exact_value two --set 'action=[{ wilson: { beta: 1 } },
      { loops: { class: rectangle, coefficient: 0.1 } }]' &&
    no_exact_value two \
      --set 'action=[{ improved: { beta: 1, c1: -0.331 } }]'
}

threads ()
{
  tsv two -n 500 > one && tsv two -n 500 --threads=2 --batch=77 | diff one - &&
    tsv three -n 100 > one && tsv three -n 100 --threads=2 | diff one -
}

# log q of what was drawn is found again: the forward ESS along the chain is
# near the ESS, and what is written again gives it once more.
evaluate ()
{
  tsv two -n 0 --evaluate=two.h5 --output=again.h5 > given &&
    tsv two -n 0 --evaluate=again.h5 | diff given - &&
    test "$(cell plaquette_chain 2 given)" = "$(cell plaquette_chain 2 rows)" &&
    paste -d ' ' given rows | cat &&
    awk -v a="$(cell ess 2 rows)" -v b="$(cell ess_forward 2 given)" \
      'BEGIN { exit !(b > 0 && a - b < 0.1 && b - a < 0.1) }'
}

# Number 90 of a configuration: link (site 1, direction 1), element (0, 0).
off_the_group ()
{
  tsv three -n 9 --output=three.h5 > out &&
    "$top_builddir/tests/alter_link" three.h5 off.h5 7 90 0.02 &&
    refuses lgt-sample 1 \
      'off.h5: configuration 7: link (site 1,0,0,0, direction 1) is off SU(3) by 0.0' \
      three -n 0 --evaluate=off.h5 &&
    "$top_builddir/tests/alter_link" three.h5 nan.h5 0 1151 nan &&
    refuses lgt-sample 1 \
      'configuration 0: link (site 1,1,1,1, direction 3) is not finite' \
      three -n 0 --evaluate=nan.h5
}

# Rounding, of float32 too, is none of its business.
nearly_on_the_group ()
{
  "$top_builddir/tests/alter_link" three.h5 near.h5 7 90 1e-7 &&
    status 0 lgt-sample -q three -n 0 --evaluate=near.h5
}

another_n ()
{
  refuses lgt-sample 1 '2, 2, 2, 2, 4, 3, 3, 2.*4, 4, 2, 2, 2, 2' two -n 0 \
    --evaluate=three.h5 &&
    refuses lgt-sample 1 'weights do not fit' two --set group.su.n=3 &&
    refuses lgt-train 1 'weights do not fit' su2.yaml --init-from=two \
      --set group.su.n=3
}

# Weights know neither lattice nor beta: with a rate too small to change them
# they come out as they went in.
init_from ()
{
  status 0 lgt-train -q su2.yaml --init-from=two --output=larger \
    --set 'lattice.shape=[8, 4]' --set action.0.wilson.beta=2 \
    --set 'train.stages=[{ steps: 1, rate: 1e-30 }]' &&
    tsv two -n 500 --weights=best > one &&
    tsv larger -n 500 --weights=last --set 'lattice.shape=[4, 4]' \
      --set action.0.wilson.beta=1 | diff one - &&
    tsv su2.yaml -n 500 > untrained && ! cmp -s one untrained
}

# Stopped and resumed: the bits of a run that was left alone.
resume ()
{
  sed 's/report: 10/report: 1/; s/steps: 40/steps: 600/' su2.yaml > long.yaml
  lgt-train -q long.yaml --output=whole || return 1
  interrupt long.yaml stopped
  test $got -eq 143 && test "$(wc -l < stopped/train.tsv)" -lt 600 &&
    lgt-train -q --resume=stopped &&
    cmp whole/checkpoint.h5 stopped/checkpoint.h5
}

# What a first try gets wrong: status 2, a line that helps.
wrong ()
{
  pattern=$1
  shift
  refuses lgt-train 2 "$pattern" su2.yaml "$@"
}

layer=flow.0.sweep.layer
coupling=$layer.spectral_coupling

wrong_loops ()
{
  wrong 'active: { learned: {' --set "$coupling.active=[learned]" &&
    wrong '"lerned" is no loop; known are' \
      --set "$coupling.active={ lerned: {} }" &&
    wrong '"stapel" is no loop; known are .*staple5' \
      --set "$coupling.active={ learned: { paths: [stapel] } }" &&
    wrong 'empty list' --set "$coupling.active={ learned: { paths: [] } }" &&
    wrong 'does not close' --set "$coupling.active={ path: '+0 +1 -0' }" &&
    wrong 'second active link; use a wider mask' \
      --set flow.0.sweep.mask.width=1 &&
    wrong 'in 2 dimensions there is no such loop' \
      --set 'action=[{ loops: { class: chair, coefficient: 1 } }]'
}

wrong_network ()
{
  wrong '"re_trace" is no feature .*re_tr_p2' \
    --set 'networks.near.inputs.features=[re_trace]' &&
    wrong 'no network called "far"' --set "$coupling.network=far" &&
    wrong "'network' is missing" --set "$layer={ masked_stout: {} }" &&
    wrong 'kernel: 1' --set networks.near.inputs.star=true &&
    wrong 'need star: true' --set networks.near.inputs.staple_pairs=true
}

wrong_group ()
{
  wrong 'n must be from 2 to 8, is 9' --set 'group={ su: { n: 9 } }' &&
    wrong "did you mean 'su'" --set 'group={ su3: {} }' &&
    wrong 'for su, not for u1' --set 'group=u1' &&
    wrong 'links of SU(N) are float64' --set precision.links=float32 &&
    wrong 'a flow without layers' --set 'flow=[]'
}

# Every default filled in, and two steps on a small lattice.
example ()
{
  status 0 lgt-train --print-config "$examples/$1.yaml" && cp out whole.yaml &&
    lgt-train --print-config whole.yaml | diff whole.yaml - &&
    status 0 lgt-train -q "$examples/$1.yaml" --output="$1" \
      --set "lattice.shape=$2" --set train.batch=2 \
      --set train.stages.0.steps=2 && test -s "$1/checkpoint.h5"
}

# Two rows of nine numbers.
compare ()
{
  LGT_SECONDS=0.1 LGT_SAMPLES=16 LGT_ROWS="pairs stout" \
    LGT_SET='lattice.shape=[2, 2, 2, 2]' sh "$examples/su3-4d.sh" compared \
    > out && cat out &&
    awk -F '\t' 'NF != 9 { bad = 1 }
      NR > 1 && !($2 > 0 && $3 > 0 && $4 >= 20 && $7 > 0 && $9 == 16) { bad = 1 }
      END { exit bad || NR != 3 }' out &&
    status 2 env LGT_ROWS=nine sh "$examples/su3-4d.sh" compared &&
    grep -q 'no row nine' err
}

check "SU(2) in two dimensions is trained" train_su2
check "SU(3) in four dimensions is trained" train_su3
check "what is reported, beside exact answers" report
check "actions without exact answers" other_actions
check "threads and batches change no number" threads
check "log q of given configurations" evaluate
check "a link off the group is refused by its number" off_the_group
check "a link off by rounding is not" nearly_on_the_group
check "another N" another_n
check "weights serve another lattice and beta" init_from
check "interrupted and resumed: the same bits" resume
check "loops that are not there" wrong_loops
check "networks that do not fit" wrong_network
check "groups that do not fit" wrong_group
check "examples/su2-2d.yaml" example su2-2d '[4, 4]'
check "examples/su2-3d.yaml" example su2-3d '[4, 4, 4]'
check "examples/su3-2d.yaml" example su3-2d '[4, 4]'
check "examples/su3-4d.yaml" example su3-4d '[2, 2, 2, 2]'
check "examples/su3-4d.sh" compare
finish
