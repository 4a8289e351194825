#!/bin/sh
# The tools with a flow of a scalar field: training and its resumption, samples
# beside exact answers, ensembles and their evaluation, chains, the examples.
set -u
. "$top_srcdir/tests/tap.sh"
. "$top_srcdir/tests/report.sh"
. "$top_srcdir/tests/interrupt.sh"

OMP_NUM_THREADS=1
export OMP_NUM_THREADS
cd "$tmp" || exit 99

# A free field, which is exactly known without GSL, from a prior that is not
# it.
cat > free.yaml << 'END'
lgt: 1
lattice: { shape: [4, 4] }
group: { scalar: {} }
action: [ { phi4: { m2: 1.0, lambda: 0.0 } } ]
prior: { gaussian: { sigma: 0.4 } }
networks:
  net:
    layers:
      - conv: { channels: 6, kernel: 3 }
      - conv: { channels: output, kernel: 3, start: identity }
flow:
  - sweep:
      repeat: 2
      mask: { steps: [1, 1], width: 2, offsets: all }
      layer: { scalar_coupling: { transform: { affine: {} }, network: net } }
train:
  batch: 64
  report: 1
  estimator: { path_gradient: {} }
  stages: [ { steps: 150, rate: 1.0e-2 } ]
END

training ()
{
  status 0 lgt-train -q free.yaml --output=run &&
    cut -f 5 run/train.tsv |
    awk 'NR == 2 { first = $1 } { last = $1 }
         END { print first, last; exit !(NR == 151 && last < first - 0.3) }'
}

# To the same weights as without the interruption.
resumption ()
{
  interrupt free.yaml stopped && test $got -eq 143 &&
    lgt-train -q --resume=stopped &&
    cmp run/checkpoint.h5 stopped/checkpoint.h5
}

samples ()
{
  lgt-sample -q run -n 20000 --format=tsv --output=drawn.h5 > report.tsv &&
    reaches ess '>=' 0.5 && reaches kl '<=' 0.4 &&
    for row in phi2_reweighted phi2_chain abs_m_reweighted abs_m_chain; do
      exact $row || return 1
    done
}

# Evaluated, proposals have the log q that they were drawn with.
evaluation ()
{
  status 0 lgt-sample -q run -n 0 --evaluate=drawn.h5 --output=again.h5 \
    --format=tsv && grep -q '^ess_forward' out &&
    lgt-info drawn.h5 > one && lgt-info again.h5 > two &&
    grep -q 'phi' one && grep '<phi^2>' one > a && grep '<phi^2>' two > b &&
    test -s a && cmp a b
}

# Chains of proposals alone, measured, and exact.
chains ()
{
  lgt-sample -q run --mix=0 --chains=32 -n 400 --format=tsv > report &&
    cut -f 1,2,3,7 report > report.tsv && exact phi2 && exact abs_m
}

# Sweeps and stochastic steps are of links.
refusals ()
{
  status 2 lgt-sample -q run -n 10 --set stochastic.steps=2 &&
    one_line lgt-sample && grep -q 'for links' err &&
    status 2 lgt-sample -q run --mix=1 -n 10 && one_line lgt-sample
}

examples ()
{
  for file in phi4-2d phi4-4d; do
    status 0 lgt-train -q "$top_srcdir/examples/$file.yaml" --output=$file \
      --set train.stages.0.steps=2 --set train.batch=4 || return 1
  done
}

check "the loss falls" training
check "a stopped training goes on to the same bits" resumption
check "reweighted and along the chain, <phi^2> and <|M|> are exact" samples
check "an ensemble is evaluated" evaluation
check "chains of proposals are exact" chains
check "what is for links alone is refused" refusals
check "the examples train" examples
finish
