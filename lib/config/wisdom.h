/* An entry of a file of wisdom; not installed.  */

#ifndef LGT_CONFIG_WISDOM_H
#define LGT_CONFIG_WISDOM_H

#include <lgt/config.h>
#include <lgt/wisdom.h>

struct lgt_wisdom_entry
{
  struct lgt_wisdom_key key;
  enum lgt_conv_algorithm algorithm;
  double milliseconds[LGT_CONV_FFT + 1];
};

/* One item of the list  convolutions  and back.  */
enum lgt_status lgt_wisdom_read_ (struct lgt_config_node *node,
                                  struct lgt_wisdom_entry *entry,
                                  struct lgt_error *error);
enum lgt_status lgt_wisdom_write_ (struct lgt_config_node *list,
                                   const struct lgt_wisdom_entry *entry,
                                   struct lgt_error *error);

#endif
