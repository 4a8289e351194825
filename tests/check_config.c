/* Configurations: each kind of error with its exact place, defaults, --set.  */

#include "testutil.h"

#include <math.h>
#include <string.h>

#include "configcase.h"

#define COUNT(array) ((int) (sizeof (array) / sizeof (array)[0]))

/* Each text and its one message.  */
static const struct { const char *text, *message; } wrong[] = {
  /* Not this language.  */
  { "lgt: 1\nshape: [8, 8\n", "f.yaml:3: this is not YAML: did not find "
    "expected ',' or ']'" },
  { "lgt: 1\nshape: %3\n", "f.yaml:2: this is not YAML: found character "
    "that cannot start any token" },
  { "lgt: 1\nshape: 3\nlgt: 1\n",
    "f.yaml:3: key 'lgt' was given in line 1 already" },
  { "lgt: 1\nshape: 4\nprecision: { links: float32,\n  links: float64 }\n",
    "f.yaml:4: key 'links' was given in line 3 already" },
  { "- a\n- b\n", "f.yaml:1: a configuration must be a mapping (key: value), "
    "is a list" },
  { "hello", "f.yaml:1: a configuration must be a mapping (key: value), is "
    "a text" },
  { "lgt: 1\nshape: &a [8, 8]\n", "f.yaml:2: an anchor (&name) is no part of "
    "this language; write the value out" },
  { "lgt: 1\nshape: *a\n", "f.yaml:2: an alias (*name) is no part of this "
    "language; write the value out" },
  { "lgt: 1\nshape: !!int 3\n", "f.yaml:2: a tag (!name) is no part of this "
    "language; write the value out" },
  { "lgt: 1\n---\nlgt: 1\n", "f.yaml:2: a second document begins here; only "
    "one is allowed" },
  { "lgt: 1\n? [a, b]\n: 3\n", "f.yaml:2: a key must be a name, is a list or "
    "mapping" },
  { "lgt: 1\nshape: \"a\\0b\"\n", "f.yaml:2: a text with a zero byte" },
  { "lgt: 1\ntitle: \xff\n", "f.yaml:2: this is not YAML: invalid leading "
    "UTF-8 octet" },
  /* Version.  */
  { "shape: [8, 8]\n", "f.yaml:1: the version of the language is missing; "
    "add the line  lgt: 1" },
  { "", "f.yaml:1: the version of the language is missing; add the line  "
    "lgt: 1" },
  { "lgt: 2\n", "f.yaml:1: lgt: 2 is another version of the language; this "
    "program reads lgt: 1" },
  { "lgt: one\n", "f.yaml:1: lgt must be an integer, is one" },
  /* Keys.  */
  { "lgt: 1\nshape: 4\n\nkernal: 3\n", "f.yaml:4: unknown key 'kernal', did "
    "you mean 'kernel'?; known: lgt, shape, channels, kernel, directions, "
    "weights, title, precision, stages, named, action, transform, free" },
  { "lgt: 1\nshape: 4\nprecision:\n  q:\n    - 1\n", "f.yaml:4: unknown key "
    "'q'; known: links, network, ends" },
  { "lgt: 1\nkernel: 3\n", "f.yaml:1: key 'shape' is missing" },
  { "lgt: 1\nshape: 4\nstages:\n  - { steps: 1 }\n  - { rate: 1 }\n",
    "f.yaml:5: key 'steps' is missing: number of steps" },
  { "lgt: 1\nshape: 4\ntransform: { identity: { a: 1 } }\n", "f.yaml:3: "
    "unknown key 'a': there are no keys here" },
  /* Integers and lists of them.  */
  { "lgt: 1\nshape: [8, 3x]\n", "f.yaml:2: shape must be an integer, is 3x" },
  { "lgt: 1\nshape: [8,\n  2.0]\n", "f.yaml:3: shape must be an integer, is "
    "2.0" },
  { "lgt: 1\nshape: [8, 0x10]\n", "f.yaml:2: shape must be an integer, is "
    "0x10" },
  { "lgt: 1\nshape: [8, '8']\n", "f.yaml:2: shape must be an integer, is the "
    "text '8'" },
  { "lgt: 1\nshape: [8, [8]]\n", "f.yaml:2: shape must be an integer, is a "
    "list" },
  { "lgt: 1\nshape: [8, ]\nkernel:\n", "f.yaml:3: kernel must be a list of "
    "numbers, is empty" },
  { "lgt: 1\nshape: { x: 8 }\n", "f.yaml:2: shape must be a list of numbers, "
    "is a mapping" },
  { "lgt: 1\nshape: [0]\n", "f.yaml:2: shape must be at least 1, is 0" },
  { "lgt: 1\nshape: [-1]\n", "f.yaml:2: shape must be at least 1, is -1" },
  { "lgt: 1\nshape: []\n", "f.yaml:2: shape must have at least 1 item, has "
    "0" },
  { "lgt: 1\nshape: [1,1,1,1,1,1,1]\n", "f.yaml:2: shape must have at most 6 "
    "items, has 7" },
  { "lgt: 1\nshape: 99999999999999999999\n", "f.yaml:2: shape does not fit "
    "into an integer: 99999999999999999999" },
  { "lgt: 1\nshape: 2147483648\n", "f.yaml:2: shape does not fit into an "
    "integer: 2147483648" },
  { "lgt: 1\nshape: 1\nkernel: 100\n", "f.yaml:3: kernel must be from 1 to "
    "99, is 100" },
  { "lgt: 1\nshape: 1\nchannels: 0\n", "f.yaml:3: channels must be at least "
    "1, is 0 (or the word input or output)" },
  { "lgt: 1\nshape: 1\nchannels: out\n", "f.yaml:3: channels must be an "
    "integer, is out (or the word input or output)" },
  { "lgt: 1\nshape: 1\nkernel: [" "1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,"
    "1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]\n", "f.yaml:3: kernel has 33 "
    "numbers, at most 32 are allowed" },
  /* Numbers.  */
  { "lgt: 1\nshape: 1\nweights: nan\n", "f.yaml:3: weights must be a number, "
    "is nan" },
  { "lgt: 1\nshape: 1\nweights: [1, .inf]\n", "f.yaml:3: weights must be a "
    "number, is .inf" },
  { "lgt: 1\nshape: 1\nweights: [1, inf]\n", "f.yaml:3: weights must be a "
    "number, is inf" },
  { "lgt: 1\nshape: 1\nweights: 1e999\n", "f.yaml:3: weights does not fit "
    "into a number: 1e999" },
  { "lgt: 1\nshape: 1\nweights: 1.5e\n", "f.yaml:3: weights must be a "
    "number, is 1.5e" },
  { "lgt: 1\nshape: 1\nweights: 1,5\n", "f.yaml:3: weights must be a number, "
    "is 1,5" },
  { "lgt: 1\nshape: 1\nstages: [{ steps: 1, rate: 0 }]\n", "f.yaml:3: rate "
    "must be more than 0, is 0" },
  { "lgt: 1\nshape: 1\nstages: [{ steps: 9223372036854775808 }]\n",
    "f.yaml:3: steps does not fit into an integer: 9223372036854775808" },
  { "lgt: 1\nshape: 1\ntransform: { circular_rqs: { width: 1.5 } }\n",
    "f.yaml:3: width must be more than 0 and at most 1, is 1.5" },
  /* Truth, words, texts.  */
  { "lgt: 1\nshape: 1\ntransform: { circular_rqs: { bias: yes } }\n",
    "f.yaml:3: bias must be true or false, is yes" },
  { "lgt: 1\nshape: 1\nprecision: { links: float16 }\n", "f.yaml:3: links "
    "must be float32 or float64, is float16" },
  { "lgt: 1\nshape: 1\nprecision: { links: [float32] }\n", "f.yaml:3: links "
    "must be float32 or float64, is a list" },
  { "lgt: 1\nshape: 1\nprecision: { ends: zeros }\n", "f.yaml:3: ends must "
    "be joined or zero, is zeros" },
  { "lgt: 1\nshape: 1\nprecision:\n  ends: [zero,\n    0]\n", "f.yaml:5: "
    "ends must be joined or zero, is 0" },
  { "lgt: 1\nshape: 1\nprecision: { ends: [[zero]] }\n", "f.yaml:3: ends "
    "must be joined or zero, is a list" },
  { "lgt: 1\nshape: 1\nprecision: { ends: { zero: 1 } }\n", "f.yaml:3: ends "
    "must be a list of words, is a mapping" },
  { "lgt: 1\nshape: 1\nprecision: { ends: [zero, zero, zero, zero] }\n",
    "f.yaml:3: ends must have at most 3 items, has 4" },
  { "lgt: 1\nshape: 1\ntitle: [a]\n", "f.yaml:3: title must be a text, is a "
    "list" },
  { "lgt: 1\nshape: 1\ntitle:\n", "f.yaml:3: title must be a text, is "
    "empty" },
  /* Mappings and lists.  */
  { "lgt: 1\nshape: 1\nprecision: float32\n", "f.yaml:3: precision must be a "
    "mapping ({ key: value }), is float32" },
  { "lgt: 1\nshape: 1\nprecision: [1]\n", "f.yaml:3: precision must be a "
    "mapping ({ key: value }), is a list" },
  { "lgt: 1\nshape: 1\nstages: { steps: 1 }\n", "f.yaml:3: stages must be a "
    "list ([ ... ]), is a mapping" },
  { "lgt: 1\nshape: 1\nstages: [3]\n", "f.yaml:3: stages must be a mapping "
    "({ key: value }), is 3" },
  { "lgt: 1\nshape: 1\nnamed:\n  good: { bins: 3 }\n  bad: { bins: 1 }\n",
    "f.yaml:5: bins must be from 2 to 64, is 1" },
  { "lgt: 1\nshape: 1\nnamed: { a: 3 }\n", "f.yaml:3: a must be a mapping "
    "({ key: value }), is 3" },
  /* Choices.  */
  { "lgt: 1\nshape: 1\ntransform: circular_rgs\n", "f.yaml:3: unknown "
    "transform 'circular_rgs', did you mean 'circular_rqs'?; known: "
    "circular_rqs, identity, path" },
  { "lgt: 1\nshape: 1\ntransform:\n  spectral: {}\n", "f.yaml:4: unknown "
    "transform 'spectral'; known: circular_rqs, identity, path" },
  { "lgt: 1\nshape: 1\ntransform: { identity: {}, path: {} }\n", "f.yaml:3: "
    "transform must be one choice with its parameters below it, { name: "
    "{ ... } }; it has 2 keys: identity, path" },
  { "lgt: 1\nshape: 1\ntransform: {}\n", "f.yaml:3: transform must be a name "
    "or { name: { ... } }, is empty" },
  { "lgt: 1\nshape: 1\ntransform: [identity]\n", "f.yaml:3: transform must "
    "be a name or { name: { ... } }, is a list" },
  { "lgt: 1\nshape: 1\ntransform: { circular_rqs: 8 }\n", "f.yaml:3: the "
    "parameters of circular_rqs must be a mapping ({ key: value }), are 8" },
  { "lgt: 1\nshape: 1\naction:\n  - identity\n  - circular_rqs: { bins: 65 }"
    "\n", "f.yaml:5: bins must be from 2 to 64, is 65" },
};

START_TEST (test_messages_and_places)
{
  struct model model, before;
  struct lgt_config *config;
  struct lgt_error error = { .text = "" };

  memset (&model, 0x5a, sizeof model);
  before = model;
  ck_assert_int_eq (understand (wrong[_i].text, &model, &config, &error),
                    LGT_EINVAL);
  ck_assert_str_eq (error.text, wrong[_i].message);
  ck_assert_int_eq (error.code, LGT_EINVAL);
  ck_assert_mem_eq (&model, &before, sizeof model);
  lgt_config_free (config);
}
END_TEST

START_TEST (test_fill)
{
  static const char text[] =
    "lgt: 1\nshape: [8, 4]\nchannels: 16\nkernel: [3, 5]\n"
    "directions: [1, 0]\nweights: -.5e+1\ntitle: \"3\"\n"
    "precision: { links: float32 }\n"
    "stages:\n  - { steps: 9223372036854775807, rate: 2 }\n"
    "named: { a: { bins: 2 }, b: }\n"
    "action: [identity, { circular_rqs: }]\n"
    "transform: { circular_rqs: { bins: 5, bias: false } }\n"
    "free: { anything: [1, { x: y }] }\n";
  struct lgt_error error = { .text = "" };
  struct lgt_config *config;
  struct model model;
  struct spline spline;
  struct stage stage;
  struct lgt_chosen chosen;
  enum lgt_status status = understand (text, &model, &config, &error);

  ck_assert_msg (status == LGT_OK, "%s", error.text);
  ck_assert_int_eq (model.version, 1);
  ck_assert_int_eq (model.shape.count, 2);
  ck_assert_int_eq (model.shape.value[0], 8);
  ck_assert_int_eq (model.shape.value[1], 4);
  ck_assert (!model.shape.scalar);
  ck_assert_int_eq (model.channels, 16);
  ck_assert_int_eq (model.kernel.value[1], 5);
  ck_assert_int_eq (model.directions.count, 2);
  ck_assert_int_eq (model.weights.count, 1);
  ck_assert (model.weights.scalar);
  ck_assert_double_eq (model.weights.value[0], -5.0);
  ck_assert_str_eq (model.title, "3");
  ck_assert_int_eq (model.precision.links, 0);
  ck_assert_int_eq (model.precision.network, 0);
  ck_assert_int_eq (lgt_config_fill (lgt_config_item (model.stages, 0),
                                     stage_keys, &stage, &error), LGT_OK);
  ck_assert_int_eq (stage.steps, INT64_MAX);
  ck_assert_double_eq (stage.rate, 2.0);
  ck_assert_int_eq (lgt_config_count (model.named), 2);
  ck_assert_str_eq (lgt_config_name (model.named, 1), "b");
  ck_assert_int_eq (lgt_config_fill (lgt_config_child (model.named, "b"),
                                     spline_keys, &spline, &error), LGT_OK);
  ck_assert_int_eq (spline.bins, 8);
  ck_assert_int_eq (lgt_config_choose (lgt_config_item (model.action, 0),
                                       "action", transforms, &chosen,
                                       &error), LGT_OK);
  ck_assert_int_eq (chosen.index, 1);
  ck_assert_ptr_null (chosen.parameters);
  ck_assert_int_eq (model.transform.index, 0);
  ck_assert_ptr_eq (model.transform.choice, &transforms[0]);
  ck_assert_int_eq (lgt_config_fill_chosen (&model.transform, &spline,
                                            &error), LGT_OK);
  ck_assert_int_eq (spline.bins, 5);
  ck_assert (!spline.bias);
  ck_assert_double_eq (spline.width, 0.5);
  ck_assert_int_eq (lgt_config_line (model.transform.parameters), 13);
  ck_assert_str_eq (lgt_config_file (model.free), "f.yaml");
  lgt_config_free (config);
}
END_TEST

START_TEST (test_defaults)
{
  struct lgt_error error = { .text = "" };
  struct lgt_config *config;
  struct model model = { .title = "as it was", .free = NULL };
  struct spline spline = { .bins = 0 };
  int kernel[4];
  enum lgt_status status = understand ("lgt: 1\nshape: 4\n", &model, &config,
                                       &error);

  ck_assert_msg (status == LGT_OK, "%s", error.text);
  ck_assert (model.shape.scalar);
  ck_assert_int_eq (model.channels, LGT_WORD (1));
  ck_assert_int_eq (model.directions.count, -1);
  ck_assert_int_eq (model.weights.count, 2);
  ck_assert_double_eq (model.weights.value[1], 1e-3);
  ck_assert_str_eq (model.title, "as it was");
  ck_assert_ptr_null (model.free);
  ck_assert_int_eq (model.precision.links, 1);
  ck_assert_int_eq (lgt_config_count (model.stages), 1);
  ck_assert_int_eq (lgt_config_fill_chosen (&model.transform, &spline,
                                            &error), LGT_OK);
  ck_assert_int_eq (spline.bins, 8);

  ck_assert_int_eq (lgt_config_spread (lgt_config_root (config), "kernel",
                                       &model.kernel, 4, kernel, &error),
                    LGT_OK);
  for (int i = 0; i < 4; i++)
    ck_assert_int_eq (kernel[i], 3);
  model.kernel = (struct lgt_ints) { .count = 2, .value = { 1, 2 } };
  ck_assert_int_eq (lgt_config_spread (lgt_config_root (config), "kernel",
                                       &model.kernel, 4, kernel, &error),
                    LGT_EINVAL);
  ck_assert_str_eq (error.text, "f.yaml:1: kernel has 2 items, must have 4 "
                    "(one a direction) or be a single one without "
                    "brackets");
  lgt_config_free (config);
}
END_TEST

START_TEST (test_lists_of_words)
{
  struct lgt_error error = { .text = "" };
  struct lgt_config *config;
  struct model model;
  int ends[3];

  ck_assert_int_eq (understand ("lgt: 1\nshape: 4\nprecision:\n"
                                "  { links: float32, ends: [zero, joined] }\n",
                                &model, &config, &error), LGT_OK);
  ck_assert (!model.precision.ends.scalar);
  ck_assert_int_eq (model.precision.ends.count, 2);
  ck_assert_int_eq (model.precision.ends.value[0], 1);
  ck_assert_int_eq (model.precision.ends.value[1], 0);
  lgt_config_free (config);
  ck_assert_int_eq (understand ("lgt: 1\nshape: 4\nprecision: { ends: zero }",
                                &model, &config, &error), LGT_OK);
  ck_assert_int_eq (lgt_config_spread (lgt_config_child (lgt_config_root
                                                         (config),
                                                         "precision"), "ends",
                                       &model.precision.ends, 3, ends,
                                       &error), LGT_OK);
  for (int d = 0; d < 3; d++)
    ck_assert_int_eq (ends[d], 1);
  lgt_config_free (config);
}
END_TEST

/* A default that the user cannot see is placed where the mapping stands.  */
START_TEST (test_place_of_defaults)
{
  struct lgt_error error;
  struct lgt_config *config;
  struct model model;

  ck_assert_int_eq (understand ("lgt: 1\nshape: 4\nprecision:\n"
                                "  links: float32\n", &model, &config,
                                &error), LGT_OK);
  ck_assert_int_eq (lgt_config_line (lgt_config_child
                                     (lgt_config_child
                                      (lgt_config_root (config),
                                       "precision"), "network")), 4);
  lgt_config_free (config);
}
END_TEST

/* A bare name has no mapping.  */
START_TEST (test_no_mapping)
{
  struct lgt_error error;

  ck_assert_int_eq (lgt_config_fill (NULL, lgt_no_keys, NULL, &error),
                    LGT_OK);
  ck_assert_int_eq (lgt_config_fill (NULL, spline_keys, NULL, &error),
                    LGT_EINVAL);
}
END_TEST

/* A table's own faults.  */
START_TEST (test_wrong_tables)
{
  static const struct lgt_key size[] = {
    { .name = "a", .kind = LGT_KEY_INT64, LGT_AT (struct spline, bins),
      .fallback = "1" },
    { .name = NULL }
  };
  static const struct lgt_key fallback[] = {
    { .name = "a", .kind = LGT_KEY_NODE, .fallback = "[1" },
    { .name = NULL }
  };
  static const struct lgt_key interval[] = {
    { .name = "a", .kind = LGT_KEY_INT, .fallback = "1", .allowed = ">= 0" },
    { .name = NULL }
  };
  static const struct { const struct lgt_key *keys; const char *text; }
  tables[] = {
    { size, "table: the field of 'a' has 4 bytes, its kind needs 8" },
    { fallback, "table: default of 'a': f.yaml:1: this is not YAML: did not "
      "find expected ',' or ']'" },
    { interval, "f.yaml:1: a must be nothing (the interval in the table is "
      "wrong), is 1" },
  };

  for (int i = 0; i < COUNT (tables); i++)
    {
      struct lgt_config *config = parse ("");
      struct lgt_error error;

      ck_assert_int_eq (lgt_config_fill (lgt_config_root (config),
                                         tables[i].keys, NULL, &error),
                        LGT_EINVAL);
      ck_assert_str_eq (error.text, tables[i].text);
      lgt_config_free (config);
    }
}
END_TEST

static const struct { const char *set, *message; } sets[] = {
  { "shape", "--set shape: this must be PATH=VALUE, for example "
    "lattice.shape=[8,8]" },
  { "=3", "--set =3: this must be PATH=VALUE, for example "
    "lattice.shape=[8,8]" },
  { "a..b=3", "--set a..b=3: the path must be at most 40 keys with one dot "
    "between" },
  { ".a=3", "--set .a=3: the path must be at most 40 keys with one dot "
    "between" },
  { "a=", "--set a=: there is no value after '='" },
  { "a=[1", "--set a=[1: this is not YAML: did not find expected ',' or "
    "']'" },
  { "a={b: 1, b: 2}", "--set a={b: 1, b: 2}: key 'b' is given twice" },
  { "stages.x=3", "--set stages.x=3: 'x' must be the number of an item: a "
    "list stands there" },
  { "stages.2.steps=3", "--set stages.2.steps=3: there is no item 2: the "
    "list has 1 (from 0)" },
  { "title.x=3", "--set title.x=3: 'title' holds the value hello and nothing "
    "below it" },
  { "action.1.identity=3", "--set action.1.identity=3: there is no item 1: "
    "the list is empty" },
};

START_TEST (test_set_messages)
{
  static const char text[] = "lgt: 1\nshape: 4\nstages: [{ steps: 3 }]\n"
                             "title: hello\n";
  struct lgt_config *config = parse (text), *same = parse (text);
  struct lgt_error error = { .text = "" };
  char *before, *after;

  ck_assert_int_eq (lgt_config_set (config, sets[_i].set, &error),
                    LGT_EINVAL);
  ck_assert_str_eq (error.text, sets[_i].message);
  ck_assert_int_eq (lgt_config_text (config, &after, &error), LGT_OK);
  ck_assert_int_eq (lgt_config_text (same, &before, &error), LGT_OK);
  ck_assert_str_eq (after, before);
  free (before);
  free (after);
  lgt_config_free (config);
  lgt_config_free (same);
}
END_TEST

START_TEST (test_set)
{
  struct lgt_config *config = parse ("lgt: 1\nshape: 4\n"
                                     "stages: [{ steps: 3 }]\nnamed:\n");
  struct lgt_error error = { .text = "" };
  struct model model;
  struct stage stage;
  enum lgt_status status;

  ck_assert_int_eq (lgt_config_set (config, "shape=[6, 5]", &error), LGT_OK);
  ck_assert_int_eq (lgt_config_set (config, "stages.0.rate=5e-2", &error),
                    LGT_OK);
  ck_assert_int_eq (lgt_config_set (config, "stages.1.steps=7", &error),
                    LGT_OK);
  ck_assert_int_eq (lgt_config_set (config, "named.new.bins=4", &error),
                    LGT_OK);
  ck_assert_int_eq (lgt_config_set (config, "action.0.circular_rqs.bins=9",
                                    &error), LGT_OK);
  ck_assert_int_eq (lgt_config_set (config, "title=a=b", &error), LGT_OK);
  status = lgt_config_fill (lgt_config_root (config), model_keys, &model,
                            &error);
  ck_assert_msg (status == LGT_OK, "%s", error.text);
  ck_assert_int_eq (model.shape.value[1], 5);
  ck_assert_int_eq (lgt_config_count (model.stages), 2);
  ck_assert_int_eq (lgt_config_fill (lgt_config_item (model.stages, 0),
                                     stage_keys, &stage, &error), LGT_OK);
  ck_assert_double_eq (stage.rate, 0.05);
  ck_assert_int_eq (stage.steps, 3);
  ck_assert_str_eq (model.title, "a=b");
  ck_assert_int_eq (lgt_config_count (model.action), 1);

  /* What the tables refuse names the assignment.  */
  ck_assert_int_eq (lgt_config_set (config, "transform.circular_rqs.bins=-1",
                                    &error), LGT_OK);
  ck_assert_int_eq (lgt_config_fill (lgt_config_root (config), model_keys,
                                     NULL, &error), LGT_EINVAL);
  ck_assert_str_eq (error.text, "--set transform.circular_rqs.bins=-1: bins "
                    "must be from 2 to 64, is -1");
  ck_assert_int_eq (lgt_config_set (config, "transform.circular_rqs.bins=2",
                                    &error), LGT_OK);
  ck_assert_int_eq (lgt_config_set (config, "transform.circular_rqs.bin=2",
                                    &error), LGT_OK);
  ck_assert_int_eq (lgt_config_fill (lgt_config_root (config), model_keys,
                                     NULL, &error), LGT_EINVAL);
  ck_assert_str_eq (error.text, "--set transform.circular_rqs.bin=2: unknown "
                    "key 'bin', did you mean 'bins'?; known: bins, bias, "
                    "width");
  lgt_config_free (config);
}
END_TEST

START_TEST (test_making_documents)
{
  struct lgt_error error = { .text = "" };
  struct lgt_config *config = parse ("lgt: 1"), *other;
  struct lgt_config_node *root = lgt_config_root (config), *list;
  char *text;

  ck_assert_int_eq (lgt_config_add (root, "flow", &list, &error, "[]"),
                    LGT_OK);
  for (int i = 0; i < 2; i++)
    ck_assert_int_eq (lgt_config_add (list, NULL, NULL, &error,
                                      "{ steps: [%d, %d] }", i, i + 1),
                      LGT_OK);
  ck_assert_int_eq (lgt_config_add (root, "lgt", NULL, &error, "2"), LGT_OK);
  ck_assert_int_eq (lgt_config_add (root, NULL, NULL, &error, "2"),
                    LGT_EINVAL);
  ck_assert_int_eq (lgt_config_add (list, "key", NULL, &error, "2"),
                    LGT_EINVAL);
  ck_assert_int_eq (lgt_config_add (root, "x", NULL, &error, "[2"),
                    LGT_EINVAL);
  other = parse ("a: { b: \"1\" }");
  ck_assert_int_eq (lgt_config_add_copy (root, "copy",
                                         lgt_config_root (other), NULL,
                                         &error), LGT_OK);
  lgt_config_free (other);
  ck_assert_int_eq (lgt_config_text (config, &text, &error), LGT_OK);
  ck_assert_str_eq (text, "lgt: 2\nflow:\n- steps: [0, 1]\n- steps: [1, 2]\n"
                    "copy:\n  a:\n    b: \"1\"\n");
  free (text);
  lgt_config_free (config);
}
END_TEST

/* Nothing that nests without end, in the text or in a table, goes deep.  */
extern const struct lgt_key endless[];
const struct lgt_key endless[] = {
  { .name = "a", .kind = LGT_KEY_TABLE, .table = endless, .fallback = "{}" },
  { .name = NULL }
};

START_TEST (test_depth)
{
  enum { DEEP = 900 };
  char text[DEEP + 10];
  struct lgt_error error;
  struct lgt_config *config = NULL;

  memset (text, '[', DEEP);
  memcpy (text, "a: ", 3);
  ck_assert_int_eq (lgt_config_parse ("f", text, DEEP, &config, &error),
                    LGT_EINVAL);
  ck_assert_str_eq (error.text,
                    "f:1: more than 40 levels of lists and mappings");
  config = parse ("");
  ck_assert_int_eq (lgt_config_fill (lgt_config_root (config), endless, NULL,
                                     &error), LGT_EINVAL);
  ck_assert_str_eq (error.text, "table: defaults that contain themselves");
  lgt_config_free (config);
}
END_TEST

START_TEST (test_describe)
{
  char *text = NULL;
  size_t size;
  FILE *stream = open_memstream (&text, &size);

  lgt_config_describe (stream, model_keys, 2);
  fclose (stream);
  ck_assert_ptr_nonnull (strstr (text, "  channels: integer in [1, inf), or "
                                 "input or output; default output\n"));
  ck_assert_ptr_nonnull (strstr (text, "  shape: list of integers, or one in "
                                 "[1, inf); required\n"));
  ck_assert_ptr_nonnull (strstr (text, "bins: integer in [2, 64]; default 8\n"
                                 "          bins of the spline\n"));
  free (text);

  /* A table that contains itself ends.  */
  stream = open_memstream (&text, &size);
  lgt_config_describe (stream, endless, 0);
  fclose (stream);
  ck_assert_str_eq (text, "a: mapping; default {}\n    (as above)\n");
  free (text);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("config");
  TCase *tables = tcase_create ("tables");

  tcase_add_loop_test (tables, test_messages_and_places, 0, COUNT (wrong));
  tcase_add_test (tables, test_fill);
  tcase_add_test (tables, test_defaults);
  tcase_add_test (tables, test_place_of_defaults);
  tcase_add_test (tables, test_lists_of_words);
  tcase_add_test (tables, test_no_mapping);
  tcase_add_test (tables, test_wrong_tables);
  tcase_add_loop_test (tables, test_set_messages, 0, COUNT (sets));
  tcase_add_test (tables, test_set);
  tcase_add_test (tables, test_making_documents);
  tcase_add_test (tables, test_depth);
  tcase_add_test (tables, test_describe);
  suite_add_tcase (suite, tables);
  return run_suite (suite, CK_FORK);
}
