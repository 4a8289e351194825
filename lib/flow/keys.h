/* Tables of keys that several files of lib/flow share.  */

#ifndef LGT_FLOW_KEYS_H
#define LGT_FLOW_KEYS_H

#include <lgt/config.h>
#include <lgt/ops.h>

/* ---- networks ---- */

struct lgt_net_inputs
{
  struct lgt_config_node *loops;
  struct lgt_config_node *features;
  bool star, staple_pairs;
};

struct lgt_network_config
{
  struct lgt_net_inputs inputs;
  struct lgt_config_node *layers;
};

enum { LGT_START_RANDOM, LGT_START_IDENTITY };

/* How a kernel is kept, in the order of the key's choices.  */
enum { LGT_KERNEL_DENSE, LGT_KERNEL_CP, LGT_KERNEL_TUCKER };

/* A word more than enum lgt_conv_algorithm has.  */
enum { LGT_NET_TUNED = LGT_CONV_FFT + 1 };

struct lgt_cp_config { int rank; };
struct lgt_tucker_config { struct lgt_ints ranks; };      /* in, out */

struct lgt_net_conv
{
  int channels;           /* LGT_WORD (0): output */
  struct lgt_ints kernel, dilation;
  int groups;
  struct lgt_ints boundary;             /* enum lgt_boundary */
  struct lgt_chosen weights;
  int algorithm;          /* enum lgt_conv_algorithm, or tuned */
  int activation;         /* enum lgt_activation */
  double slope;
  bool bias;
  int start;
};

extern const struct lgt_key lgt_network_keys[];
extern const struct lgt_choice lgt_net_layers[];

/* ---- transformations of a coupling layer ---- */

extern const struct lgt_choice lgt_transforms[];

#endif
