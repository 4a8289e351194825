/* Wilson loops of every size on a random U(1) field, by a plan, and which of
   them a mask leaves alone.  Needs nothing but
   the folder of  make vendor LIB=loops.  */

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include <lgt/loop_plan.h>
#include <lgt/mask.h>

enum { SIDE = 8, LARGEST = 3 };

static int
complain (const struct lgt_error *error)
{
  fprintf (stderr, "%s\n", error->text);
  return 1;
}

int
main (void)
{
  const int extent[2] = { SIDE, SIDE };
  struct lgt_mask_condition stripes
    = { .directions = 1, .direction = { 1 }, .steps = { 1, 2 }, .width = 4,
        .offsets = 1 };
  struct lgt_loop_list all = { 0 };
  struct lgt_geom geom;
  struct lgt_mask mask;
  struct lgt_loop_plan *plan;
  struct lgt_error error;
  static double links[SIDE * SIDE * 2], angles[9 * SIDE * SIDE];
  static unsigned char active[SIDE * SIDE * 2], frozen[9 * SIDE * SIDE];
  int alone = 0;

  if (lgt_geom_init (&geom, 2, extent, &error)
      || lgt_mask_init (&mask, &geom, 1, &stripes, &error))
    return complain (&error);
  for (int a = 1; a <= LARGEST; a++)
    for (int b = 1; b <= LARGEST; b++)
      {
        struct lgt_loop loop = { 0 };

        for (int i = 0; i < 2 * (a + b); i++)
          loop.steps[loop.length++]
            = i < a ? 1 : i < a + b ? 2 : i < 2 * a + b ? -1 : -2;
        if (lgt_loop_list_add (&all, &loop, &error))
          return complain (&error);
      }
  if (lgt_loop_plan_new (2, all.count, all.loop, LGT_LOOP_PLAN_TRACES,
                         LGT_LOOP_PLAN_CHEAPER, &plan, &error))
    return complain (&error);

  srand (1);
  for (int i = 0; i < SIDE * SIDE * 2; i++)
    links[i] = rand () % 1000 * 0.006;
  if (lgt_loop_plan_angles (plan, &geom, links, angles, &error))
    return complain (&error);
  lgt_mask_links (&mask, active);
  if (lgt_loop_select (&geom, active, 0, all.count, all.loop, frozen,
                       &error))
    return complain (&error);

  /* Stokes: a rectangle's angle is the sum of the plaquettes inside.  */
  for (int i = 0; i < all.count; i++)
    for (int64_t x = 0; x < geom.volume; x++)
      {
        int a = i / LARGEST + 1, b = i % LARGEST + 1;
        double angle = angles[i * geom.volume + x], sum = 0;

        for (int k = 0; k < a * b; k++)
          {
            int shift[2] = { k / b, k % b };

            sum += angles[lgt_geom_shift (&geom, x, shift)];
          }
        if (!(fabs (sum - angle) < 1e-10))
          {
            fprintf (stderr, "loop %d at site %d: %g is not %g\n", i, (int) x,
                     angle, sum);
            return 1;
          }
        alone += frozen[x * all.count + i];
      }
  printf ("%d loops, %d multiplications a site instead of %d, %d frozen\n",
          all.count, plan->products, (int) plan->naive, alone);
  lgt_loop_plan_free (plan);
  lgt_loop_list_free (&all);
  return 0;
}
