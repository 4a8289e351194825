/* What the algorithms beside the direct one share.  Included like
   conv_form.h, after conv.h.  */

typedef REAL v_loose __attribute__ ((vector_size (LGT_VECTOR_BYTES),
                                     may_alias, aligned (sizeof (REAL))));

/* N elements: whole channels of a row are multiples of a vector, or few.  */
LGT_INLINE void
conv_copy (REAL *to, const REAL *from, int64_t n)
{
  int64_t i = 0;

  for (; i + VN <= n; i += VN)
    *(v_loose *) (to + i) = *(const v_loose *) (from + i);
  for (; i < n; i++)
    to[i] = from[i];
}

LGT_INLINE void
conv_zero (REAL *to, int64_t n)
{
  int64_t i = 0;

  for (; i + VN <= n; i += VN)
    *(v_loose *) (to + i) = (v_loose) { 0 };
  for (; i < n; i++)
    to[i] = 0;
}

/* The bias gradient alone, by the direct convolution's pull-back.  */
static enum lgt_status
conv_plain_bias (struct lgt_queue *queue, const struct lgt_conv_params *p,
                 const struct lgt_view *in, const struct lgt_view *db,
                 void *scratch, struct lgt_error *error)
{
  const struct lgt_view none = { 0 };
  const struct lgt_view all[7] = { in[0], in[1], in[2], none, none, in[4],
                                   none };
  const struct lgt_view out[3] = { none, none, *db };

  return db->data ? CONV_DIRECT (queue, p, all, out, scratch, error)
                  : LGT_OK;
}
