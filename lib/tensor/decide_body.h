/* Whether a step is taken and what all its weights need, one text for host
   and device, in scalar double.  */

#ifndef LGT_DECIDE_BODY_H
#define LGT_DECIDE_BODY_H

/* LOG_BETA1 and LOG_BETA2 are -inf for beta = 0.  HISTORY has ROWS rows.  */
LGT_BODY void
lgt_decide (double log_beta1, double log_beta2, double norm_squared,
            double loss, double note, double *control, double *history,
            int rows)
{
  const double norm = sqrt (norm_squared);
  const double guard = control[LGT_CONTROL_GUARD];
  const double clip = control[LGT_CONTROL_CLIP];
  const double row = control[LGT_CONTROL_ROW];
  const int guarded = isfinite (norm_squared) && guard > 0 && norm > guard;
  const int taken = isfinite (norm_squared) && isfinite (loss) && !guarded;
  double factor = control[LGT_CONTROL_SCALE];
  double t;

  if (taken)
    control[LGT_CONTROL_UPDATES] += 1;
  t = control[LGT_CONTROL_UPDATES];
  if (clip > 0 && fabs (factor) * norm > clip)
    factor *= clip / (fabs (factor) * norm);
  control[LGT_CONTROL_TAKEN] = taken;
  control[LGT_CONTROL_FACTOR] = factor;
  /* 1 - beta^t without cancellation; 1 for beta = 0.  */
  control[LGT_CONTROL_CORRECT1] = t > 0 ? -expm1 (t * log_beta1) : 0;
  control[LGT_CONTROL_CORRECT2] = t > 0 ? -expm1 (t * log_beta2) : 0;
  if (!(row >= 0 && row < rows))
    return;
  history += (int) row * LGT_HISTORY_NUMBERS;
  history[LGT_HISTORY_LOSS] = loss;
  history[LGT_HISTORY_NOTE] = note;
  history[LGT_HISTORY_NORM] = norm;
  history[LGT_HISTORY_OUTCOME]
    = taken ? LGT_STEP_TAKEN
      : guarded ? LGT_STEP_GUARDED : LGT_STEP_NOT_FINITE;
}

#endif
