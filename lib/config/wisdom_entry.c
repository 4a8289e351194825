/* One entry of a file of wisdom, from YAML and to YAML.  */

#include <string.h>

#include "wisdom.h"

/* What the table of keys fills.  */
struct values
{
  const char *backend;
  int type, lanes, packs, groups, ins, outs, list, algorithm;
  struct lgt_ints in, out, kernel, dilation, stride, rows;
  struct lgt_config_node *boundary;
  struct times { double direct, sum, gemm, fft; } times;
};

#define COUNT "[1, 2147483647]"
static const char boundaries[] = "circular zero open";
static const char lists[] = "none in out both";

static const struct lgt_key time_keys[] = {
#define TIME(word)                                                      \
  { .name = #word, .kind = LGT_KEY_REAL, LGT_AT (struct times, word),   \
    .fallback = "", .allowed = "(0, inf)" }
  TIME (direct), TIME (sum), TIME (gemm), TIME (fft),
  { .name = NULL }
};

static const struct lgt_key keys[] = {
#define INT(word)                                                       \
  { .name = #word, .kind = LGT_KEY_INT, LGT_AT (struct values, word),   \
    .allowed = COUNT }
#define INTS(word)                                                      \
  { .name = #word, .kind = LGT_KEY_INTS, LGT_AT (struct values, word),  \
    .allowed = COUNT, .length_min = 1, .length_max = LGT_STENCIL_MAX_DIM }
  { .name = "backend", .kind = LGT_KEY_TEXT,
    LGT_AT (struct values, backend) },
  { .name = "type", .kind = LGT_KEY_NAME, LGT_AT (struct values, type),
    .allowed = "float32 float64" },
  INT (lanes), INT (packs), INTS (in), INTS (out), INTS (kernel),
  INTS (dilation), INTS (stride),
  { .name = "boundary", .kind = LGT_KEY_NODE,
    LGT_AT (struct values, boundary) },
  { .name = "rows", .kind = LGT_KEY_INTS, LGT_AT (struct values, rows),
    .allowed = COUNT, .length_min = 2, .length_max = 2 },
  { .name = "list", .kind = LGT_KEY_NAME, LGT_AT (struct values, list),
    .allowed = lists },
  INT (groups), INT (ins), INT (outs),
  { .name = "algorithm", .kind = LGT_KEY_NAME,
    LGT_AT (struct values, algorithm), .allowed = "direct sum gemm fft" },
  { .name = "milliseconds", .kind = LGT_KEY_TABLE,
    LGT_AT (struct values, times), .table = time_keys },
  { .name = NULL }
};


static enum lgt_status
read_boundary (struct lgt_config_node *node, int ndim,
               enum lgt_boundary *boundary, struct lgt_error *error)
{
  if (lgt_config_kind (node) != LGT_CONFIG_SEQUENCE
      || lgt_config_count (node) != ndim)
    return lgt_config_fail (error, node, "boundary must be a list of %d "
                            "words", ndim);
  for (int d = 0; d < ndim; d++)
    {
      const struct lgt_config_node *item = lgt_config_item (node, d);
      const char *word = lgt_config_scalar (item);
      struct lgt_error own;
      int value;

      if (lgt_parse_word (word ? word : "", "boundary", boundaries, &value,
                          &own) != LGT_OK)
        return lgt_config_fail (error, item, "%s", own.text);
      boundary[d] = (enum lgt_boundary) value;
    }
  return LGT_OK;
}

enum lgt_status
lgt_wisdom_read_ (struct lgt_config_node *node,
                  struct lgt_wisdom_entry *entry, struct lgt_error *error)
{
  struct lgt_wisdom_key *k = &entry->key;
  struct values v = { .backend = NULL };
  const struct
  {
    const char *name;
    const struct lgt_ints *from;
    int *to, count;       /* 0: one number a direction */
  } list[] = {
    { "in", &v.in, k->in, 0 }, { "out", &v.out, k->out, 0 },
    { "kernel", &v.kernel, k->window.kernel, 0 },
    { "dilation", &v.dilation, k->window.dilation, 0 },
    { "stride", &v.stride, k->window.stride, 0 },
    { "rows", &v.rows, k->rows, 2 }
  };
  enum lgt_status status = lgt_config_fill (node, keys, &v, error);

  if (status != LGT_OK)
    return status;
  memset (entry, 0, sizeof *entry);
  if (strlen (v.backend) >= sizeof k->backend)
    return lgt_config_fail (error, node, "the backend's name is too long");
  strcpy (k->backend, v.backend);
  k->type = (enum lgt_type) v.type;
  k->lanes = v.lanes;
  k->packs = v.packs;
  k->ndim = v.in.count;
  k->groups = v.groups;
  k->ins = v.ins;
  k->outs = v.outs;
  k->list[0] = v.list & 1;
  k->list[1] = v.list >> 1;
  for (size_t i = 0; i < sizeof list / sizeof *list; i++)
    if ((status = lgt_config_spread (node, list[i].name, list[i].from,
                                     list[i].count ? list[i].count
                                                   : k->ndim,
                                     list[i].to, error)))
      return status;
  status = read_boundary (v.boundary, k->ndim, k->window.boundary, error);
  if (status != LGT_OK)
    return status;
  entry->algorithm
    = (enum lgt_conv_algorithm) (LGT_CONV_DIRECT + v.algorithm);
  entry->milliseconds[LGT_CONV_DIRECT] = v.times.direct;
  entry->milliseconds[LGT_CONV_SUM] = v.times.sum;
  entry->milliseconds[LGT_CONV_GEMM] = v.times.gemm;
  entry->milliseconds[LGT_CONV_FFT] = v.times.fft;
  return LGT_OK;
}

/* ---- to YAML ---- */

/* Word I of WORDS; it has 16 bytes.  */
static const char *
word_of (const char *words, int i, char word[16])
{
  while (i-- > 0)
    words = strchr (words, ' ') + 1;
  snprintf (word, 16, "%.*s", (int) strcspn (words, " "), words);
  return word;
}

static enum lgt_status
add_numbers (struct lgt_config_node *node, const char *key, int n,
             const int *value, struct lgt_error *error)
{
  struct lgt_config_node *list;
  enum lgt_status status = lgt_config_add (node, key, &list, error, "[]");

  for (int i = 0; i < n && status == LGT_OK; i++)
    status = lgt_config_add (list, NULL, NULL, error, "%d", value[i]);
  return status;
}

static enum lgt_status
add_boundary (struct lgt_config_node *node, const struct lgt_wisdom_key *k,
              struct lgt_error *error)
{
  struct lgt_config_node *list;
  enum lgt_status status
    = lgt_config_add (node, "boundary", &list, error, "[]");
  char word[16];

  for (int d = 0; d < k->ndim && status == LGT_OK; d++)
    status = lgt_config_add (list, NULL, NULL, error, "%s",
                             word_of (boundaries, (int) k->window.boundary[d],
                                      word));
  return status;
}

static enum lgt_status
add_times (struct lgt_config_node *node, const struct lgt_wisdom_entry *e,
           struct lgt_error *error)
{
  static const char *const name[] = { NULL, "direct", "sum", "gemm", "fft" };
  struct lgt_config_node *times;
  enum lgt_status status
    = lgt_config_add (node, "algorithm", NULL, error, "%s",
                      name[e->algorithm]);

  if (status == LGT_OK)
    status = lgt_config_add (node, "milliseconds", &times, error, "{}");
  for (int a = LGT_CONV_DIRECT; a <= LGT_CONV_FFT && status == LGT_OK; a++)
    if (e->milliseconds[a] > 0)
      {
        char text[32];

        snprintf (text, sizeof text, "%.4g", e->milliseconds[a]);
        status = lgt_config_add (times, name[a], NULL, error, "%s", text);
      }
  return status;
}

enum lgt_status
lgt_wisdom_write_ (struct lgt_config_node *list,
                   const struct lgt_wisdom_entry *entry,
                   struct lgt_error *error)
{
  const struct lgt_wisdom_key *k = &entry->key;
  struct lgt_config_node *node;
  char word[16];
  enum lgt_status status;

  if ((status = lgt_config_add (list, NULL, &node, error, "{}"))
      || (status = lgt_config_add (node, "backend", NULL, error, "\"%s\"",
                                   k->backend))
      || (status = lgt_config_add (node, "type", NULL, error, "%s",
                                   k->type == LGT_F32 ? "float32"
                                                      : "float64"))
      || (status = lgt_config_add (node, "lanes", NULL, error, "%d",
                                   k->lanes))
      || (status = lgt_config_add (node, "packs", NULL, error, "%d",
                                   k->packs))
      || (status = add_numbers (node, "in", k->ndim, k->in, error))
      || (status = add_numbers (node, "out", k->ndim, k->out, error))
      || (status = add_numbers (node, "kernel", k->ndim, k->window.kernel,
                                error))
      || (status = add_numbers (node, "dilation", k->ndim,
                                k->window.dilation, error))
      || (status = add_numbers (node, "stride", k->ndim, k->window.stride,
                                error))
      || (status = add_boundary (node, k, error))
      || (status = add_numbers (node, "rows", 2, k->rows, error))
      || (status = lgt_config_add (node, "list", NULL, error, "%s",
                                   word_of (lists,
                                            k->list[0] + 2 * k->list[1],
                                            word)))
      || (status = lgt_config_add (node, "groups", NULL, error, "%d",
                                   k->groups))
      || (status = lgt_config_add (node, "ins", NULL, error, "%d", k->ins))
      || (status = lgt_config_add (node, "outs", NULL, error, "%d",
                                   k->outs)))
    return status;
  return add_times (node, entry, error);
}
