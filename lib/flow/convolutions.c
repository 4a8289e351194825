#include "convolutions.h"

#include <stdlib.h>
#include <string.h>

/* Room for one more of SIZE bytes in *ARRAY.  */
static enum lgt_status
grow (void *array, int count, int *room, size_t size,
      struct lgt_error *error)
{
  const int more = 2 * *room + 16;
  void *old, *grown;

  if (count < *room)
    return LGT_OK;
  memcpy (&old, array, sizeof old);
  grown = realloc (old, (size_t) more * size);
  if (!grown)
    return lgt_fail (error, LGT_ENOMEM, "no memory for convolutions");
  memcpy (array, &grown, sizeof grown);
  *room = more;
  return LGT_OK;
}

enum lgt_status
lgt_convolutions_add (struct lgt_convolutions *list,
                      struct lgt_convolution *conv, struct lgt_error *error)
{
  for (int s = 0; list && s < conv->stages; s++)
    {
      enum lgt_status status;

      if (conv->stage[s].stencil->taps == 1)
        continue;
      status = grow (&list->of, list->count, &list->room, sizeof *list->of,
                     error);
      if (status != LGT_OK)
        return status;
      list->of[list->count++]
        = (struct lgt_convolution_place) { conv, s };
    }
  return LGT_OK;
}

void
lgt_convolutions_free (struct lgt_convolutions *list)
{
  free (list->of);
  free (list->keep);
  memset (list, 0, sizeof *list);
}

static struct lgt_kept_algorithm *
find (const struct lgt_convolutions *list, int weight, int packs)
{
  for (int i = 0; list && i < list->kept; i++)
    if (list->keep[i].weight == weight && list->keep[i].packs == packs)
      return &list->keep[i];
  return NULL;
}

enum lgt_status
lgt_convolutions_keep (struct lgt_convolutions *list, int weight, int packs,
                       enum lgt_conv_algorithm algorithm,
                       struct lgt_error *error)
{
  struct lgt_kept_algorithm *old = find (list, weight, packs);
  enum lgt_status status;

  if (old)
    {
      old->algorithm = algorithm;
      return LGT_OK;
    }
  status = grow (&list->keep, list->kept, &list->kept_room,
                 sizeof *list->keep, error);
  if (status == LGT_OK)
    list->keep[list->kept++]
      = (struct lgt_kept_algorithm) { weight, packs, algorithm };
  return status;
}

struct lgt_convolution_choice
lgt_convolution_choose (const struct lgt_convolution *conv, int s,
                        const char *backend, const struct lgt_view *x)
{
  const struct lgt_convolution_stage *stage = &conv->stage[s];
  const int groups = stage->params.groups ? stage->params.groups : 1;
  const struct lgt_shape in = { x->shape.packs, stage->stencil->in->count,
                                stage->in, x->shape.lanes };
  const struct lgt_shape kernel
    = { 1, 1, stage->out * (stage->in / groups) * stage->stencil->taps, 1 };
  const struct lgt_view input = lgt_view_dense (NULL, x->type, in, NULL);
  const struct lgt_view weight = lgt_view_dense (NULL, x->type, kernel, NULL);
  const struct lgt_kept_algorithm *kept
    = find (conv->list, stage->weight, in.packs);
  struct lgt_convolution_choice c = {
    .key = lgt_wisdom_key (backend, &stage->params, &input, &weight),
    .algorithm = stage->params.algorithm
  };

  if (stage->tuned)
    {
      c.algorithm = lgt_wisdom_find (conv->wisdom, &c.key);
      c.known = c.algorithm != LGT_CONV_AUTO;
      if (c.algorithm == LGT_CONV_FFT && !stage->fft)
        c.algorithm = LGT_CONV_AUTO;
    }
  if (kept)
    {
      c.algorithm = kept->algorithm;
      c.known = 1;
    }
  if (c.algorithm == LGT_CONV_AUTO)
    c.algorithm = lgt_conv_choose (backend, &stage->params, &input, &weight);
  return c;
}
