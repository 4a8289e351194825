/* Which links of a coupling layer are active?  */
#include <stdio.h>
#include <lgt/mask.h>

int
main (void)
{
  struct lgt_geom geom;
  struct lgt_mask mask;
  struct lgt_error error;
  struct lgt_mask_condition stripes
    = { .directions = 1, .direction = { 1 }, .steps = { 1, 2 }, .width = 4,
        .offsets = 1, .offset = { 0 } };

  if (lgt_geom_parse (&geom, "8x8", &error)
      || lgt_mask_init (&mask, &geom, 1, &stripes, &error))
    return puts (error.text), 1;
  printf ("%d of 128 links are active\n", (int) lgt_mask_count (&mask));
  return 0;
}
