#include "tuning.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Whether NETWORK has such a layer.  What is no network at all is found
   later, when it is read.  */
static int
wants (const struct lgt_config_node *network)
{
  const struct lgt_config_node *layers = lgt_config_child (network, "layers");

  for (int l = 0; layers && l < lgt_config_count (layers); l++)
    {
      const struct lgt_config_node *conv
        = lgt_config_child (lgt_config_item (layers, l), "conv");
      const struct lgt_config_node *algorithm
        = conv ? lgt_config_child (conv, "algorithm") : NULL;

      if (algorithm && lgt_config_is (algorithm, "tuned"))
        return 1;
    }
  return 0;
}

const char *
lgt_app_wisdom_file (void)
{
  const char *file = getenv ("LGT_WISDOM");

  return file && *file ? file : "wisdom.yaml";
}

enum lgt_status
lgt_app_wisdom (const struct lgt_config_node *root,
                struct lgt_wisdom **wisdom, struct lgt_error *error)
{
  const struct lgt_config_node *networks = lgt_config_child (root,
                                                             "networks");
  struct lgt_wisdom *found;
  enum lgt_status status;
  int wanted = 0;

  for (int i = 0; networks && i < lgt_config_count (networks); i++)
    wanted |= wants (lgt_config_item (networks, i));
  if (!wanted)
    return LGT_OK;
  found = lgt_wisdom_new ();
  if (!found)
    return lgt_fail (error, LGT_ENOMEM, "no memory for wisdom");
  status = lgt_wisdom_load (found, lgt_app_wisdom_file (), error);
  if (status == LGT_OK)
    *wisdom = found;
  else
    lgt_wisdom_free (found);
  return status == LGT_EIO ? LGT_OK : status;
}

/* Whether batches before number N have as many packs as that one.  */
static int
repeats (const struct lgt_model *model, const int *batch, int n)
{
  const int lanes = lgt_model_lanes (model);

  for (int i = 0; i < n; i++)
    if (lgt_packs_for (batch[i], lanes) == lgt_packs_for (batch[n], lanes))
      return 1;
  return 0;
}

enum lgt_status
lgt_app_shapes (const struct lgt_model *model, const int *batch, int batches,
                struct lgt_app_shape **shapes, int *count,
                struct lgt_error *error)
{
  const int convolutions = lgt_model_convolutions (model);
  const size_t most = (size_t) batches * (size_t) convolutions;
  struct lgt_app_shape *list = calloc (most + 1, sizeof *list);
  int n = 0;

  if (!list)
    return lgt_fail (error, LGT_ENOMEM, "no memory for shapes");
  for (int b = 0; b < batches; b++)
    for (int c = 0; c < convolutions && !repeats (model, batch, b); c++)
      {
        const struct lgt_model_convolution conv
          = lgt_model_convolution (model, c, batch[b]);
        int i = 0;

        while (i < n && memcmp (&list[i].of.key, &conv.key, sizeof conv.key))
          i++;
        if (i == n)
          list[n++] = (struct lgt_app_shape) { .of = conv,
                                               .batch = batch[b] };
        list[i].tuned |= conv.tuned;
        list[i].unknown |= conv.tuned && !conv.known;
      }
  *shapes = list;
  *count = n;
  return LGT_OK;
}

void
lgt_app_warn_untuned (const struct lgt_app *app,
                      const struct lgt_model *model, const int *batch,
                      int batches, const char *command)
{
  struct lgt_app_shape *shapes;
  int count, tuned = 0, unknown = 0;

  if (lgt_app_shapes (model, batch, batches, &shapes, &count, NULL)
      != LGT_OK)
    return;
  for (int i = 0; i < count; i++)
    {
      tuned += shapes[i].tuned;
      unknown += shapes[i].unknown;
    }
  free (shapes);
  if (unknown)
    lgt_app_message (app, "%s: %d of %d shapes of convolutions with "
                     "algorithm: tuned are not there, going on with auto; to "
                     "add them: %s", lgt_app_wisdom_file (), unknown, tuned,
                     command);
}

/* ---- in a checkpoint ---- */

enum lgt_status
lgt_app_algorithms (const struct lgt_model *model, const int *batch,
                    int batches, char **text, struct lgt_error *error)
{
  enum { LINE = LGT_SLICE_NAME + 32 };
  const int convolutions = lgt_model_convolutions (model);
  char *to = malloc ((size_t) batches * (size_t) convolutions * LINE + 1);
  size_t used = 0;

  if (!to)
    return lgt_fail (error, LGT_ENOMEM, "no memory for algorithms");
  to[0] = '\0';
  for (int b = 0; b < batches; b++)
    for (int c = 0; c < convolutions && !repeats (model, batch, b); c++)
      {
        const struct lgt_model_convolution conv
          = lgt_model_convolution (model, c, batch[b]);

        used += (size_t) snprintf (to + used, LINE, "%s %d: %s\n", conv.name,
                                   conv.key.packs,
                                   lgt_conv_algorithm_name
                                   (conv.params.algorithm));
      }
  *text = to;
  return LGT_OK;
}

enum lgt_status
lgt_app_keep_algorithms (struct lgt_model *model, const char *text,
                         struct lgt_error *error)
{
  enum lgt_status status = LGT_OK;

  for (const char *line = text; *line && status == LGT_OK;
       line += strcspn (line, "\n"), line += *line != '\0')
    {
      char name[LGT_SLICE_NAME], word[16];
      int packs, algorithm = LGT_CONV_DIRECT;

      if (sscanf (line, "%63s %d: %15s", name, &packs, word) != 3)
        return lgt_fail (error, LGT_EDATA, "convolutions: not NAME PACKS: "
                         "ALGORITHM: %.40s", line);
      while (algorithm <= LGT_CONV_FFT
             && strcmp (word, lgt_conv_algorithm_name
                              ((enum lgt_conv_algorithm) algorithm)))
        algorithm++;
      if (algorithm > LGT_CONV_FFT)
        return lgt_fail (error, LGT_EDATA, "%s was computed by \"%s\", which "
                         "this program does not know", name, word);
      status = lgt_model_keep_algorithm (model, name, packs,
                                         (enum lgt_conv_algorithm) algorithm,
                                         error);
    }
  return status;
}
