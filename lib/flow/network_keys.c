/* The keys of a network.  */

#include "keys.h"

static const struct lgt_key input_keys[] = {
  { .name = "loops", .kind = LGT_KEY_NODE,
    LGT_AT (struct lgt_net_inputs, loops), .fallback = "auto",
    .help = "auto: [plaquette], and none for a scalar field. Closed loops that the network sees where they contain no active "
            "link: plaquette, rectangle, chair, crown, { rectangle: [R, T] }, "
            "{ path: \"+0 +1 -0 -1\", orbit: true }" },
  { .name = "features", .kind = LGT_KEY_NODE,
    LGT_AT (struct lgt_net_inputs, features), .fallback = "auto",
    .help = "functions of a loop W that the network sees: for U(1) cos and "
            "sin, both; for SU(N) a list of re_tr, im_tr, re_tr_p2, im_tr_p2, "
            "parts of tr W / N and tr W^2 / N. auto: [cos, sin], [re_tr] for "
            "SU(2), [re_tr, im_tr] for larger N. Of a scalar field where it "
            "is frozen: a list of phi, phi2; auto: [phi]" },
  { .name = "star", .kind = LGT_KEY_BOOL,
    LGT_AT (struct lgt_net_inputs, star), .fallback = "false",
    .help = "gather, for each active link, the frozen loops that touch its "
            "staples into one vector, on which the layers work link by link "
            "(kernel: 1)" },
  { .name = "staple_pairs", .kind = LGT_KEY_BOOL,
    LGT_AT (struct lgt_net_inputs, staple_pairs), .fallback = "false",
    .help = "with star: also the loops that two staples of the link itself "
            "make, re_tr and im_tr (cos and sin) of each pair" },
  { .name = NULL }
};

static const struct lgt_key cp_keys[] = {
  { .name = "rank", .kind = LGT_KEY_INT,
    LGT_AT (struct lgt_cp_config, rank), .allowed = "[1, 4096]",
    .help = "number of products in the sum" },
  { .name = NULL }
};

static const struct lgt_key tucker_keys[] = {
  { .name = "ranks", .kind = LGT_KEY_INTS,
    LGT_AT (struct lgt_tucker_config, ranks), .allowed = "[1, 4096]",
    .length_min = 2, .length_max = 2,
    .help = "two numbers: channels that enter the core, channels that leave "
            "it" },
  { .name = NULL }
};

static const struct lgt_choice weights[] = {
  { .name = "dense", .keys = lgt_no_keys, .help = "the whole kernel" },
  { .name = "cp", .keys = cp_keys,
    .help = "a sum of products of factors: one for the channels that enter, "
            "one for each direction, one for those that leave" },
  { .name = "tucker", .keys = tucker_keys,
    .help = "a smaller kernel between two matrices over channels" },
  { .name = NULL }
};

static const struct lgt_key conv_keys[] = {
  { .name = "channels", .kind = LGT_KEY_INT,
    LGT_AT (struct lgt_net_conv, channels), .allowed = "[1, 4096]",
    .words = "output",
    .help = "output channels; \"output\" in the last layer: as many as the "
            "transformation has parameters" },
  { .name = "kernel", .kind = LGT_KEY_INTS,
    LGT_AT (struct lgt_net_conv, kernel), .fallback = "3",
    .allowed = "[1, 63]",
    .help = "taps of the kernel: one number, or one for each direction" },
  { .name = "dilation", .kind = LGT_KEY_INTS,
    LGT_AT (struct lgt_net_conv, dilation), .fallback = "1",
    .allowed = "[1, 1024]",
    .help = "sites from tap to tap: one number, or one for each direction" },
  { .name = "groups", .kind = LGT_KEY_INT,
    LGT_AT (struct lgt_net_conv, groups), .fallback = "1",
    .allowed = "[1, 4096]",
    .help = "parts of the channels that do not see each other; must divide "
            "those that enter and those that leave" },
  { .name = "boundary", .kind = LGT_KEY_NAMES,
    LGT_AT (struct lgt_net_conv, boundary), .fallback = "circular",
    .allowed = "circular zero",
    .help = "beyond the lattice's ends: the other end, or zeros (which "
            "breaks translation invariance); one word, or one for each "
            "direction" },
  { .name = "weights", .kind = LGT_KEY_CHOICE,
    LGT_AT (struct lgt_net_conv, weights), .fallback = "dense",
    .choices = weights, .help = "how the kernel is kept" },
  { .name = "algorithm", .kind = LGT_KEY_NAME,
    LGT_AT (struct lgt_net_conv, algorithm), .fallback = "auto",
    .allowed = "auto direct sum gemm fft tuned",
    .help = "how it is computed; the results differ in rounding alone. "
            "auto: direct, or fft where that is surely faster; tuned: the "
            "fastest by lgt-bench conv --tune, from the file LGT_WISDOM or "
            "wisdom.yaml, and auto where that has no entry" },
  { .name = "activation", .kind = LGT_KEY_NAME,
    LGT_AT (struct lgt_net_conv, activation), .fallback = "identity",
    .allowed = "identity tanh leaky_relu silu gelu",
    .help = "function applied to the result" },
  { .name = "slope", .kind = LGT_KEY_REAL,
    LGT_AT (struct lgt_net_conv, slope), .fallback = "0.01",
    .allowed = "[0, 1]", .help = "slope of leaky_relu below 0" },
  { .name = "bias", .kind = LGT_KEY_BOOL, LGT_AT (struct lgt_net_conv, bias),
    .fallback = "true", .help = "add a number to each output channel" },
  { .name = "start", .kind = LGT_KEY_NAME,
    LGT_AT (struct lgt_net_conv, start), .fallback = "random",
    .allowed = "random identity",
    .help = "first weights: uniform in +- 1/sqrt(fan-in) (cp and tucker: of "
            "the same variance), or such that the transformation begins as "
            "the identity" },
  { .name = NULL }
};

const struct lgt_choice lgt_net_layers[] = {
  { .name = "conv", .keys = conv_keys,
    .help = "convolution in all directions of the lattice" },
  { .name = NULL }
};

const struct lgt_key lgt_network_keys[] = {
  { .name = "inputs", .kind = LGT_KEY_TABLE,
    LGT_AT (struct lgt_network_config, inputs), .fallback = "{}",
    .table = input_keys, .help = "what the network sees" },
  { .name = "layers", .kind = LGT_KEY_CHOICES,
    LGT_AT (struct lgt_network_config, layers), .choices = lgt_net_layers,
    .help = "its layers, the last one with channels: output" },
  { .name = NULL }
};
