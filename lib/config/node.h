/* Private to lib/config: nodes, and the memory that a document owns.  */

#ifndef LGT_CONFIG_NODE_H
#define LGT_CONFIG_NODE_H

#include <lgt/config.h>

struct lgt_config_pair
{
  const char *name;     /* NULL in a sequence */
  int line;             /* of the name */
  struct lgt_config_node *value;
};

struct lgt_config_node
{
  struct lgt_config *config;
  enum lgt_config_kind kind;
  bool quoted;          /* a scalar that is a text whatever it looks like */
  int line, count, room;
  const char *file, *text;
  struct lgt_config_pair *pair;
};

struct lgt_config_block
{
  struct lgt_config_block *next;
  max_align_t data[];
};

struct lgt_config
{
  struct lgt_config_block *blocks;
  struct lgt_config_node *root;
};

/* Memory that lives as long as CONFIG; NULL if there is none.  */
void *lgt_config_alloc (struct lgt_config *config, size_t bytes);
char *lgt_config_copy_text (struct lgt_config *config, const char *text,
                            size_t length);

/* A new, empty node at FILE:LINE (FILE is kept by reference).  */
struct lgt_config_node *lgt_config_node_new (struct lgt_config *config,
                                             enum lgt_config_kind kind,
                                             const char *file, int line);

/* Add a pair, or an item where NAME is NULL; false: no memory.  */
bool lgt_config_append (struct lgt_config_node *node, const char *name,
                        int line, struct lgt_config_node *value);

/* Parse TEXT into a node of CONFIG, placed in FILE: line by line where LINE
   is 0, else all at that line, or without lines where LINE is -1.  *NODE is
   NULL for a text without any value.  */
enum lgt_status lgt_config_read (struct lgt_config *config, const char *file,
                                 int line, const char *text, size_t length,
                                 struct lgt_config_node **node,
                                 struct lgt_error *error);

enum lgt_status lgt_config_no_memory (struct lgt_error *error);

/* "FILE:LINE: words" where the name of a key stands on another line than
   its value.  */
#if defined __GNUC__
__attribute__ ((format (printf, 4, 5)))
#endif
enum lgt_status lgt_config_fail_at (struct lgt_error *error, const char *file,
                                    int line, const char *format, ...);

/* TEXT fit for a message of one line: at most SIZE - 1 bytes, control
   characters as '?'.  */
void lgt_config_show (const char *text, char *shown, size_t size);

/* NODE in a few words: "3x", "the text '3'", "a list", "a mapping",
   "empty".  SHOWN has 64 bytes.  */
void lgt_config_show_node (const struct lgt_config_node *node,
                           char shown[64]);

bool lgt_config_empty (const struct lgt_config_node *node);

/* Whether WORD is one of the words in WORDS, separated by spaces (which, or
   -1), and the words with commas and "or" for a message.  */
int lgt_config_word (const char *words, const char *word);
void lgt_config_list_words (const char *words, char *list, size_t size);

/* Whether VALUE lies in the interval ALLOWED (NULL: any); if not, WANT
   becomes "at least 0", "from 1 to 64", ...  A malformed interval holds
   nothing.  */
bool lgt_config_allows (const char *allowed, double value, char want[96]);

/* What lgt_config_fill and lgt_config_choose do, short of filling; DEPTH
   bounds tables whose defaults contain themselves.  */
enum lgt_status lgt_config_check (struct lgt_config_node *mapping,
                                  const struct lgt_key *keys, int depth,
                                  struct lgt_error *error);
enum lgt_status lgt_config_choose_at (struct lgt_config_node *node,
                                      const char *what,
                                      const struct lgt_choice *choices,
                                      int depth, struct lgt_chosen *chosen,
                                      struct lgt_error *error);

/* The name in CANDIDATES (COUNT of them) that WORD was meant to be, or NULL
   if none is near.  */
const char *lgt_config_nearest (const char *word,
                                const char *const *candidates, int count);

#endif
