/* Places: which sites a tensor's rows stand for, and stencils between them.

   A struct lgt_sites is a periodic lattice of extents L_0, ..., L_{D-1}, or
   a list of entries on one: entry i is at lattice site site[i] and, for
   fields with several links a site, in direction direction[i].  Tensors on
   the same object may be combined; operations refuse to mix objects.

   Site index: x_0 + L_0 (x_1 + L_1 (x_2 + ...)), direction 0 fastest.

   A stencil says which input row each (output row, tap) of a convolution
   reads, and its transpose.  */

#ifndef LGT_SITES_H
#define LGT_SITES_H

#include <lgt/context.h>

#ifdef __cplusplus
extern "C" {
#endif

#define LGT_STENCIL_MAX_DIM 6
#define LGT_STENCIL_PAD 16      /* entries that may be read past a table */

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

/* What lies beyond an end of the lattice.  */
enum lgt_boundary
{
  LGT_CIRCULAR,           /* the other end, as often as needed */
  LGT_ZERO,               /* zeros */
  LGT_OPEN                /* nothing: only outputs whose taps all lie inside */
};

/* The form of a stencil, by direction.  Taps t_d = 0, ..., kernel_d - 1;
   tap t of output x reads the input

     stride x + dilation (t - (kernel - 1)/2)       circular, zero
     stride x + dilation t                          open

   (integer division: in every direction alike an even kernel reaches one
   further ahead than behind).  Any kernel fits any lattice: a circular one
   may wrap more than once.  Outputs: ceil (L / stride) where the boundary is
   circular or zero, floor ((L - dilation (kernel - 1) - 1) / stride) + 1
   where it is open.  All zero: kernel 1.  */
struct lgt_window
{
  int kernel[LGT_STENCIL_MAX_DIM];      /* taps, at least 1 */
  int dilation[LGT_STENCIL_MAX_DIM];    /* between taps, at least 1 */
  int stride[LGT_STENCIL_MAX_DIM];      /* between outputs, at least 1 */
  enum lgt_boundary boundary[LGT_STENCIL_MAX_DIM];
};

/* KERNEL in all NDIM directions, dilation and stride 1, circular.  */
struct lgt_window lgt_window_cube (int ndim, int kernel);

/* The extents of the outputs of WINDOW on a lattice of NDIM extents IN.
   LGT_EINVAL: a number below 1, an unknown boundary, over 2^20 taps, or an
   open direction shorter than the kernel.  */
enum lgt_status lgt_window_extents (const struct lgt_window *window, int ndim,
                                    const int *in, int *out,
                                    struct lgt_error *error);

/* Which input row each (output row, tap) reads, and the transpose.  Tap
   number t = t_0 + k_0 (t_1 + k_1 (...)), direction 0 fastest.

   Directions are independent of each other, so the tables take O(D L k)
   memory: with out->extent and in->extent,

     input site of output site x through tap t
       = sum_d forward[forward_at[d] + x_d * kernel_d + t_d],
     output site whose tap t reads input site x
       = sum_d transposed[transposed_at[d] + x_d * kernel_d + t_d],

   where any term -1 means: none.  For a list one more table leads from the
   lattice site to its row, or to -1.  */
struct lgt_stencil
{
  int ndim, taps;
  struct lgt_window window;
  const struct lgt_sites *in, *out;
  int forward_at[LGT_STENCIL_MAX_DIM], transposed_at[LGT_STENCIL_MAX_DIM];
  const int32_t *forward, *transposed;  /* on the device */
  /* On the device, a row or -1 for each site of the lattice; NULL: sites are
     rows.  */
  const int32_t *in_row, *out_row;
  /* Whether some (row, tap) has none: forward only at zero boundaries.  */
  int forward_holes, transposed_holes;
  size_t bytes;           /* of all tables */
};

/* IN and OUT are lattices or lists.  OUT's lattice is IN's where the window
   keeps the extents, and else any lattice of those that lgt_window_extents
   finds.  LGT_EINVAL: that is not so; a list with several links at a site; a
   row that is read and not in IN (the message names the first one).  */
enum lgt_status lgt_stencil_new (struct lgt_context *context,
                                 const struct lgt_sites *in,
                                 const struct lgt_sites *out,
                                 const struct lgt_window *window,
                                 struct lgt_stencil **stencil,
                                 struct lgt_error *error);
void lgt_stencil_free (struct lgt_context *context, struct lgt_stencil *);

#ifdef __cplusplus
}
#endif

#endif
