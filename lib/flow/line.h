/* Transformations of the line: const type objects (lgt/ops_scalar.h has the
   formulas).  */

#ifndef LGT_FLOW_LINE_H
#define LGT_FLOW_LINE_H

#include <lgt/config.h>
#include <lgt/ops.h>

struct lgt_line_type
{
  size_t config_size;
  /* Components of raw.  */
  int (*raw) (const void *config);
  /* The map f (. | raw') with f (-x | raw') = -f (x | raw) has raw'[i] =
     raw[COMP[i]], and for the last component, which is a shift if there is
     one, -raw.  Returns whether COMP is other than 0, 1, 2, ...  */
  int (*mirror) (const void *config, int *comp);
  int (*has_shift) (const void *config);
  /* y and log |det|.  */
  lgt_var (*apply) (struct lgt_tape *tape, const void *config, lgt_var x,
                    lgt_var raw, int inverse, lgt_var *log_det);
};

/* The alternatives of the key "transform" of a scalar coupling; each one's
   type is a const struct lgt_line_type.  */
extern const struct lgt_choice lgt_line_types[];

enum { LGT_LINE_CONFIG = 64 };          /* bytes that any config fits in */
enum { LGT_LINE_RAW_MAX = 3 * LGT_LINE_MAX + 1 };

#endif
