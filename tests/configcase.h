/* A little language that has a key of every kind, for tests of lgt/config.h.  */

#ifndef LGT_TESTS_CONFIGCASE_H
#define LGT_TESTS_CONFIGCASE_H

#include <lgt/config.h>

struct spline { int bins; bool bias; double width; };

struct stage { int64_t steps; double rate; };

struct precision { int links, network; struct lgt_ints ends; };

struct model
{
  int version, channels;
  struct lgt_ints shape, kernel, directions;
  struct lgt_reals weights;
  const char *title;
  struct precision precision;
  struct lgt_config_node *stages, *named, *action, *free;
  struct lgt_chosen transform;
};

extern const struct lgt_key spline_keys[];
extern const struct lgt_choice transforms[];
extern const struct lgt_key stage_keys[];
extern const struct lgt_key model_keys[];

/* Parse TEXT as f.yaml and fill MODEL.  */
enum lgt_status understand (const char *text, struct model *model,
                            struct lgt_config **config,
                            struct lgt_error *error);
/* TEXT, which must be right.  */
struct lgt_config *parse (const char *text);

#endif
