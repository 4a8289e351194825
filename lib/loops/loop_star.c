/* Loops that touch the staples of a link.  */

#include <stdlib.h>
#include <string.h>

#include <lgt/schedule.h>

/* Two of struct lgt_star_based are the same loop only if number and base
   agree: a loop without backtracking is never its own reverse.  */
static int
ascending (const void *a, const void *b)
{
  const struct lgt_star_based *x = a, *y = b;

  if (x->loop != y->loop)
    return x->loop < y->loop ? -1 : 1;
  for (int nu = 0; nu < LGT_MAX_DIM; nu++)
    if (x->at[nu] != y->at[nu])
      return x->at[nu] < y->at[nu] ? -1 : 1;
  return 0;
}

/* The link that STEP from X passes; X goes on to its end.  */
static struct lgt_star_link
take_step (int step, int *x)
{
  struct lgt_star_link link = { .mu = abs (step) - 1 };

  x[link.mu] -= step < 0;
  memcpy (link.at, x, sizeof link.at);
  x[link.mu] += step > 0;
  return link;
}

/* The star of a link of direction MU, into LINK; returns how many.  */
static int
star_links (int ndim, int mu, struct lgt_star_link *link)
{
  struct lgt_loop plaquette[2 * LGT_MAX_DIM];
  int n = 0;

  lgt_loop_plaquettes_of (ndim, mu, plaquette);
  for (int k = 0; k < 2 * (ndim - 1); k++)
    {
      int x[LGT_MAX_DIM] = { 0 };

      take_step (plaquette[k].steps[0], x);
      for (int i = 1; i < 4; i++)
        link[n++] = take_step (plaquette[k].steps[i], x);
    }
  return n;
}

/* The ways in which the LOOPS canonical loops pass the COUNT links of STAR,
   into PLACE, which may be NULL; returns how many.  */
static size_t
places (int loops, const struct lgt_loop *loop, int count,
        const struct lgt_star_link *star, struct lgt_star_based *place)
{
  size_t n = 0;

  for (int k = 0; k < loops; k++)
    for (int s = 0; s < count; s++)
      {
        int x[LGT_MAX_DIM] = { 0 };

        for (int i = 0; i < loop[k].length; i++)
          {
            struct lgt_star_link link = take_step (loop[k].steps[i], x);

            if (link.mu != star[s].mu)
              continue;
            if (place)
              {
                place[n].loop = k;
                for (int nu = 0; nu < LGT_MAX_DIM; nu++)
                  place[n].at[nu] = star[s].at[nu] - link.at[nu];
              }
            n++;
          }
      }
  return n;
}

/* PLACE's COUNT loops, sorted, without duplicates, as *STAR, which PLACE
   then belongs to.  */
static enum lgt_status
keep (const struct lgt_loop *loop, size_t count, struct lgt_star_based *place,
      struct lgt_star *star, struct lgt_error *error)
{
  size_t room = 0;

  qsort (place, count, sizeof *place, ascending);
  for (size_t i = 0; i < count; i++)
    if (!i || ascending (&place[i], &place[star->loops - 1]) != 0)
      {
        place[star->loops++] = place[i];
        room += (size_t) loop[place[i].loop].length;
      }
  star->based = place;
  star->first = malloc (((size_t) star->loops + 1) * sizeof *star->first);
  star->link = malloc ((room + 1) * sizeof *star->link);
  if (!star->first || !star->link)
    {
      lgt_star_free (star);
      return lgt_fail (error, LGT_ENOMEM, "no memory for the loops around a "
                       "star");
    }
  star->first[0] = 0;
  for (int k = 0; k < star->loops; k++)
    {
      const struct lgt_loop *path = &loop[place[k].loop];
      int x[LGT_MAX_DIM];

      memcpy (x, place[k].at, sizeof x);
      for (int i = 0; i < path->length; i++)
        star->link[star->first[k] + i] = take_step (path->steps[i], x);
      star->first[k + 1] = star->first[k] + path->length;
    }
  return LGT_OK;
}

enum lgt_status
lgt_star_new (int ndim, int mu, int loops, const struct lgt_loop *loop,
              struct lgt_star *star, struct lgt_error *error)
{
  struct lgt_star_link link[6 * LGT_MAX_DIM];
  struct lgt_star result = { .mu = mu, .ndim = ndim };
  struct lgt_loop_list list = { .count = 0 };
  struct lgt_star_based *place = NULL;
  size_t n = 0;
  int links;
  enum lgt_status status = LGT_OK;

  if (ndim < 1 || ndim > LGT_MAX_DIM || mu < 0 || mu >= ndim)
    return lgt_fail (error, LGT_EINVAL, "no link of direction %d in %d "
                     "dimensions", mu, ndim);
  for (int k = 0; k < loops && !status; k++)
    {
      status = lgt_loop_check (&loop[k], ndim, error);
      if (!status && !lgt_loop_closed (&loop[k], NULL))
        status = lgt_fail (error, LGT_EINVAL, "loop %d does not close on the "
                           "infinite lattice", k);
      if (!status)
        status = lgt_loop_list_add (&list, &loop[k], error);
    }
  if (!status)
    {
      lgt_loop_list_normalize (&list);
      links = star_links (ndim, mu, link);
      n = places (list.count, list.loop, links, link, NULL);
      place = malloc ((n + 1) * sizeof *place);
      if (!place)
        status = lgt_fail (error, LGT_ENOMEM, "no memory for the loops "
                           "around a star");
      else
        {
          places (list.count, list.loop, links, link, place);
          status = keep (list.loop, n, place, &result, error);
        }
    }
  lgt_loop_list_free (&list);
  if (!status)
    *star = result;
  return status;
}

void
lgt_star_free (struct lgt_star *star)
{
  free (star->first);
  free (star->link);
  free (star->based);
  *star = (struct lgt_star) { .loops = 0 };
}

int
lgt_star_frozen (const struct lgt_star *star, const struct lgt_mask *mask,
                 const int *coords)
{
  int frozen = 0;

  for (int k = 0; k < star->loops; k++)
    {
      int i = star->first[k];

      for (; i < star->first[k + 1]; i++)
        {
          int x[LGT_MAX_DIM];

          for (int nu = 0; nu < star->ndim; nu++)
            x[nu] = coords[nu] + star->link[i].at[nu];
          if (lgt_mask_active_at (mask, x, star->link[i].mu))
            break;
        }
      frozen += i == star->first[k + 1];
    }
  return frozen;
}
