/* Places: which sites a tensor's rows stand for, and stencils between them.

   A struct lgt_sites is a periodic lattice of extents L_0, ..., L_{D-1}, or
   a list of entries on one: entry i is at lattice site site[i] and, for
   fields with several links a site, in direction direction[i].  Tensors on
   the same object may be combined; operations refuse to mix objects.

   Site index: x_0 + L_0 (x_1 + L_1 (x_2 + ...)), direction 0 fastest.

   A stencil says which input row each (output row, tap) reads, and its
   transpose.  From lattice to lattice it is separable, O(D L k) memory; as
   soon as a list takes part it is an explicit table.  */

#ifndef LGT_SITES_H
#define LGT_SITES_H

#include <lgt/context.h>

#ifdef __cplusplus
extern "C" {
#endif

#define LGT_STENCIL_MAX_DIM 6

struct lgt_sites
{
  int ndim;
  int extent[LGT_STENCIL_MAX_DIM];
  int32_t volume;         /* sites of the lattice */
  int32_t count;          /* rows: volume, or entries of the list */
  const struct lgt_sites *lattice;      /* the whole one; itself if no list */
  const int32_t *site;    /* host, count entries; NULL for the lattice */
  const int32_t *direction;             /* host; NULL: no direction */
  /* The same tables on the device; NULL for the lattice.  */
  const int32_t *device_site, *device_direction;
  /* Transpose, on the device: entry of (site, direction) or -1,
     [volume * directions]; directions = 1 + the largest direction.  */
  const int32_t *device_entry;
  int directions;
};

/* The whole lattice.  LGT_EINVAL: NDIM not in 1..6, an extent below 1, or
   more than 2^31 - 1 sites.  */
enum lgt_status lgt_sites_new (struct lgt_context *context, int ndim,
                               const int *extent, struct lgt_sites **sites,
                               struct lgt_error *error);

/* A list of COUNT >= 1 entries on LATTICE (kept by reference).  DIRECTION
   may be NULL.  The arrays are copied.  No (site, direction) may appear
   twice (LGT_EINVAL).  */
enum lgt_status lgt_sites_list (struct lgt_context *context,
                                const struct lgt_sites *lattice,
                                int32_t count, const int32_t *site,
                                const int32_t *direction,
                                struct lgt_sites **list,
                                struct lgt_error *error);

void lgt_sites_free (struct lgt_context *context, struct lgt_sites *sites);

/* Taps of a stencil, tap number t = t_0 + k_0 (t_1 + k_1 (...)), direction 0
   fastest.  Tap t_d of direction d reads x_d + dilation_d (t_d - (k_d - 1)/2)
   (integer division: an even kernel reaches one further ahead than behind),
   reduced modulo L_d as often as needed, so any kernel extent fits any
   lattice.  */
struct lgt_stencil
{
  int ndim;
  int kernel[LGT_STENCIL_MAX_DIM], dilation[LGT_STENCIL_MAX_DIM];
  int taps;
  const struct lgt_sites *in, *out;
  /* Device tables, one of the two forms.
     separable: row (x) of tap (t) = sum_d table[offset[d] + x_d * k_d + t_d]
     and the transpose likewise (the output site whose tap t reads input x).
     explicit: row = rows[out * taps + t], back = rows[in * taps + t] with
     -1 where no output reads that input through that tap.  */
  int separable;
  int offset[LGT_STENCIL_MAX_DIM];
  const int32_t *forward, *transposed;
};

/* KERNEL and DILATION have the lattice's ndim entries, each at least 1; IN
   and OUT are on the same lattice; an explicit forward table needs every row
   it reads to be in IN (LGT_EINVAL names the first one that is not).  */
enum lgt_status lgt_stencil_new (struct lgt_context *context,
                                 const struct lgt_sites *in,
                                 const struct lgt_sites *out,
                                 const int *kernel, const int *dilation,
                                 struct lgt_stencil **stencil,
                                 struct lgt_error *error);
void lgt_stencil_free (struct lgt_context *context, struct lgt_stencil *);

#ifdef __cplusplus
}
#endif

#endif
