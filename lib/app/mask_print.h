/* Pictures of masks, inside lib/app.  */

#ifndef LGT_MASK_PRINT_H
#define LGT_MASK_PRINT_H

#include <stdio.h>

#include <lgt/mask.h>

/* Draw MASK on STREAM: directions 0 and 1 as a picture, 0 to the right and 1
   upward, every combination of the other coordinates as a slice with a
   title.  COLOUR: active links in bold red, the others faint.  */
void lgt_mask_draw (const struct lgt_mask *mask, int colour, FILE *stream);

#endif
