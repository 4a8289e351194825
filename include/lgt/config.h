/* Configurations: YAML in which every value knows its place.

   The language is plain YAML (libyaml reads and writes it) with these rules.
   A duplicate key, an anchor, an alias, a tag, or more than one document is
   an error.  Numbers are decimal; trailing text, nan, inf and numbers that
   do not fit are errors; a text in quotes is never a number.  Truth is true
   or false.  Wherever there is a choice, a mapping with exactly one key
   names the type and holds its parameters,

       transform: { circular_rqs: { bins: 8, bias: true } }

   and the bare name will do where no parameter is given (activation: silu).

   A module says what it understands in a const table of keys.  From that one
   table come the filled C struct, every message about a wrong value, the
   complete configuration with its defaults (filling adds what was missing to
   the document, so that printing the document afterwards shows everything),
   and the text of the manual page:

       struct rqs { int bins; bool bias; };
       static const struct lgt_key rqs_keys[] = {
         { .name = "bins", .kind = LGT_KEY_INT, LGT_AT (struct rqs, bins),
           .fallback = "8", .allowed = "[2, 64]", .help = "bins" },
         { .name = "bias", .kind = LGT_KEY_BOOL, LGT_AT (struct rqs, bias),
           .fallback = "true", .help = "add a shift" },
         { .name = NULL }
       };

   Messages begin with the place: "flow.yaml:12: bins must be at least 2, is
   1", or "--set flow.0...bins=1: bins must ...".

   A document owns its nodes and texts: all pointers obtained from it, filled
   structs included, live until lgt_config_free.  One thread at a time uses a
   document.  */

#ifndef LGT_CONFIG_H
#define LGT_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <lgt/status.h>

#ifdef __cplusplus
extern "C" {
#endif

#define LGT_CONFIG_VERSION 1            /* the value of the key "lgt" */
#define LGT_CONFIG_MAX_LIST 32          /* numbers in a filled list */
#define LGT_CONFIG_MAX_DEPTH 40         /* mappings within mappings */
#define LGT_CONFIG_MAX_BYTES (1 << 22)  /* bytes of a document */

struct lgt_config;
struct lgt_config_node;

/* ---- Documents ---- */

/* A new document from the LENGTH bytes at TEXT; NAME stands for the file in
   messages.  An empty text is an empty mapping.  LGT_EINVAL: not this
   language (the message has the place); LGT_ENOMEM.  */
enum lgt_status lgt_config_parse (const char *name, const char *text,
                                  size_t length, struct lgt_config **config,
                                  struct lgt_error *error);

/* The same from FILE ("-" is standard input).  LGT_EIO if it cannot be
   read.  */
enum lgt_status lgt_config_load (const char *file, struct lgt_config **config,
                                 struct lgt_error *error);

void lgt_config_free (struct lgt_config *config);

/* The topmost node; always a mapping for a document that was accepted.  */
struct lgt_config_node *lgt_config_root (const struct lgt_config *config);

/* Require the key  lgt: 1  at the top.  LGT_EINVAL says to add it, or that
   the document is for another version.  */
enum lgt_status lgt_config_version (const struct lgt_config *config,
                                    struct lgt_error *error);

/* Replace or add one value: ASSIGNMENT is PATH=VALUE, PATH being keys and
   indices (from 0) with dots between, VALUE any YAML:

       action.0.wilson.beta=3        lattice.shape=[8, 8]

   Missing mappings and lists on the way are made; an index may be at most
   the number of items (then it appends).  Whether the key means anything is
   found later, by the tables, and the message then names this assignment.
   On failure the document is as before.  */
enum lgt_status lgt_config_set (struct lgt_config *config,
                                const char *assignment,
                                struct lgt_error *error);

/* The document as YAML, in block style with short lists on one line; parsing
   it again gives the same document.  *TEXT ends with a NUL, is the caller's
   and is released with free.  */
enum lgt_status lgt_config_text (const struct lgt_config *config, char **text,
                                 struct lgt_error *error);

/* ---- Nodes ---- */

enum lgt_config_kind
{
  LGT_CONFIG_SCALAR,
  LGT_CONFIG_SEQUENCE,
  LGT_CONFIG_MAPPING
};

enum lgt_config_kind lgt_config_kind (const struct lgt_config_node *node);

/* Where NODE stands: the file (or the --set that made it) and the line from
   1, or 0 where lines make no sense.  */
const char *lgt_config_file (const struct lgt_config_node *node);
int lgt_config_line (const struct lgt_config_node *node);

/* Fill ERROR with "FILE:LINE: " and the formatted words; LGT_EINVAL.  */
#if defined __GNUC__
__attribute__ ((format (printf, 3, 4)))
#endif
enum lgt_status lgt_config_fail (struct lgt_error *error,
                                 const struct lgt_config_node *node,
                                 const char *format, ...);

/* The items of a sequence or the pairs of a mapping; 0 for a scalar.  */
int lgt_config_count (const struct lgt_config_node *node);

/* Item or value I, and the name of pair I; NULL beyond the end or where
   NODE has none.  */
struct lgt_config_node *lgt_config_item (const struct lgt_config_node *node,
                                         int i);
const char *lgt_config_name (const struct lgt_config_node *node, int i);

/* The value of KEY in a mapping, or NULL.  */
struct lgt_config_node *lgt_config_child (const struct lgt_config_node *node,
                                          const char *key);

/* The text of a scalar, or NULL for a list or mapping.  */
const char *lgt_config_scalar (const struct lgt_config_node *node);

/* Whether NODE is the scalar WORD.  */
bool lgt_config_is (const struct lgt_config_node *node, const char *word);

/* ---- Values of nodes; NAME is what the message calls the value, ALLOWED
   an interval as in struct lgt_key or NULL ---- */

/* A list of integers.  COUNT < 0 means a word was given in its place (see
   lgt_key.words); SCALAR that one number stood there without brackets.  */
struct lgt_ints
{
  int count;
  bool scalar;
  int value[LGT_CONFIG_MAX_LIST];
};

struct lgt_reals
{
  int count;
  bool scalar;
  double value[LGT_CONFIG_MAX_LIST];
};

enum lgt_status lgt_config_int (const struct lgt_config_node *node,
                                const char *name, const char *allowed,
                                int *value, struct lgt_error *error);
enum lgt_status lgt_config_int64 (const struct lgt_config_node *node,
                                  const char *name, const char *allowed,
                                  int64_t *value, struct lgt_error *error);
enum lgt_status lgt_config_real (const struct lgt_config_node *node,
                                 const char *name, const char *allowed,
                                 double *value, struct lgt_error *error);
enum lgt_status lgt_config_bool (const struct lgt_config_node *node,
                                 const char *name, bool *value,
                                 struct lgt_error *error);
enum lgt_status lgt_config_ints (const struct lgt_config_node *node,
                                 const char *name, const char *allowed,
                                 struct lgt_ints *value,
                                 struct lgt_error *error);
enum lgt_status lgt_config_reals (const struct lgt_config_node *node,
                                  const char *name, const char *allowed,
                                  struct lgt_reals *value,
                                  struct lgt_error *error);

/* ALLOWED: words, separated by spaces; VALUE receives their numbers.  */
enum lgt_status lgt_config_names (const struct lgt_config_node *node,
                                  const char *name, const char *allowed,
                                  struct lgt_ints *value,
                                  struct lgt_error *error);

/* Strict numbers outside of documents (options of tools): all of TEXT is a
   decimal number that fits and lies in ALLOWED.  The message is "NAME must
   be ..., is ...".  */
enum lgt_status lgt_parse_int64 (const char *text, const char *name,
                                 const char *allowed, int64_t *value,
                                 struct lgt_error *error);
enum lgt_status lgt_parse_real (const char *text, const char *name,
                                const char *allowed, double *value,
                                struct lgt_error *error);

/* One or more integers with SEPARATOR between ("8x8", "1,2"), each in
   ALLOWED.  */
enum lgt_status lgt_parse_ints (const char *text, const char *name,
                                char separator, const char *allowed,
                                struct lgt_ints *value,
                                struct lgt_error *error);

/* Which of WORDS, separated by spaces, TEXT is.  */
enum lgt_status lgt_parse_word (const char *text, const char *name,
                                const char *words, int *value,
                                struct lgt_error *error);

/* The shortest decimal text that reads back as VALUE, in the C locale;
   "nan", "inf" and "-inf" for what is no number.  TEXT has 32 bytes.  */
void lgt_format_real (double value, char text[32]);

/* ---- Tables of keys ---- */

enum lgt_key_kind
{                       /* the field at offset is */
  LGT_KEY_INT,          /* int */
  LGT_KEY_INT64,        /* int64_t */
  LGT_KEY_REAL,         /* double */
  LGT_KEY_BOOL,         /* bool */
  LGT_KEY_TEXT,         /* const char *: any scalar, quoted or not */
  LGT_KEY_NAME,         /* int: which word of ALLOWED, from 0 */
  LGT_KEY_NAMES,        /* struct lgt_ints: numbers of words of ALLOWED; a
                           list of them, or one */
  LGT_KEY_INTS,         /* struct lgt_ints: [1, 2], or one number */
  LGT_KEY_REALS,        /* struct lgt_reals */
  LGT_KEY_TABLE,        /* a struct of its own, filled from TABLE */
  LGT_KEY_LIST,         /* struct lgt_config_node *: a sequence whose items
                           are mappings, each checked against TABLE */
  LGT_KEY_NAMED,        /* struct lgt_config_node *: a mapping from names of
                           the user's to mappings checked against TABLE */
  LGT_KEY_CHOICE,       /* struct lgt_chosen, one of CHOICES */
  LGT_KEY_CHOICES,      /* struct lgt_config_node *: a sequence of choices,
                           each checked; see lgt_config_choose */
  LGT_KEY_NODE          /* struct lgt_config_node *: the caller's business */
};

struct lgt_choice;

struct lgt_key
{
  const char *name;     /* NULL ends a table */
  enum lgt_key_kind kind;
  size_t offset;        /* of the field in the struct to fill */
  size_t size;          /* of that field; 0: not checked.  See LGT_AT */
  const char *fallback; /* the default as YAML text; NULL: the key must be
                           given; "": it may be absent, its field is then
                           left as it was */
  const char *allowed;  /* numbers (each one of a list): an interval,
                           "[0, inf)", "(0, 1]"; NAME, NAMES: the words,
                           "float32 float64"; NULL: anything */
  const char *words;    /* words that may stand for the number or list, as
                           "output" or "each": word i gives LGT_WORD (i) for
                           an int, count = -1 - i for a list.  NULL: none */
  int length_min, length_max;   /* of lists; length_max 0: no limit of its
                                   own */
  const struct lgt_key *table;          /* of TABLE, LIST, NAMED */
  const struct lgt_choice *choices;     /* of CHOICE, CHOICES */
  const char *help;     /* a phrase for the manual: "bins of the spline" */
};

/* What an int holds where word I of lgt_key.words was given.  */
#define LGT_WORD(i) (INT32_MIN + (i))

/* The place of FIELD in TYPE, for the initializer of a key.  */
#define LGT_AT(type, field) \
  .offset = offsetof (type, field), .size = sizeof ((type *) 0)->field

/* One of several named alternatives.  */
struct lgt_choice
{
  const char *name;     /* NULL ends a list of choices */
  const struct lgt_key *keys;   /* its parameters: a table (lgt_no_keys for
                                   none), or NULL: whatever stands there is
                                   the caller's business */
  const void *type;     /* the caller's: a type object, for instance */
  const char *help;
};

/* The empty table.  */
extern const struct lgt_key lgt_no_keys[];

/* A choice that was made.  */
struct lgt_chosen
{
  int index;                            /* which, from 0 */
  const struct lgt_choice *choice;
  struct lgt_config_node *node;         /* the choice itself, for its place */
  struct lgt_config_node *parameters;   /* after the name; NULL: bare name
                                           of a choice that takes none or
                                           has no table */
};

/* Fill the struct at OUT from MAPPING by KEYS, and add to MAPPING the
   defaults of the keys that it lacks, in the table's order.  OUT NULL: only
   check and add.  Nested tables and choices are checked, and completed, all
   the way down.

   LGT_EINVAL, with the place: MAPPING is no mapping (an empty value counts
   as an empty one), an unknown key (the known ones are listed, the nearest
   proposed), a missing one, a wrong value.  OUT is then untouched.  A table
   that is wrong itself (a field's size, a bad default) gives LGT_EINVAL
   "table: ...".  MAPPING NULL, as of a bare name, does for an empty
   table.  */
enum lgt_status lgt_config_fill (struct lgt_config_node *mapping,
                                 const struct lgt_key *keys, void *out,
                                 struct lgt_error *error);

/* Which of CHOICES is NODE, { name: parameters } or a bare name?  WHAT names
   the thing in messages ("transform").  The parameters are checked and
   completed by the choice's table.  LGT_EINVAL lists the known names.  */
enum lgt_status lgt_config_choose (struct lgt_config_node *node,
                                   const char *what,
                                   const struct lgt_choice *choices,
                                   struct lgt_chosen *chosen,
                                   struct lgt_error *error);

/* Fill the struct at OUT from the parameters of CHOSEN by its own table.  */
enum lgt_status lgt_config_fill_chosen (const struct lgt_chosen *chosen,
                                        void *out, struct lgt_error *error);

/* One value a direction: LIST as filled from NODE's child KEY; a single
   one without brackets is repeated, a list must have COUNT numbers.
   VALUE receives COUNT numbers.  LGT_EINVAL, with the place, otherwise.  */
enum lgt_status lgt_config_spread (const struct lgt_config_node *mapping,
                                   const char *key,
                                   const struct lgt_ints *list, int count,
                                   int *value, struct lgt_error *error);

/* ---- Making documents ---- */

/* Add KEY (or an item, where NODE is a sequence and KEY is NULL) with the
   value that the formatted YAML text gives; an existing KEY is replaced.
   *ADDED, if not NULL, receives the new node:

       lgt_config_add (root, "shape", NULL, error, "[%d, %d]", 8, 8)

   LGT_EINVAL: the text is no YAML, or NODE no mapping or sequence.  */
#if defined __GNUC__
__attribute__ ((format (printf, 5, 6)))
#endif
enum lgt_status lgt_config_add (struct lgt_config_node *node, const char *key,
                                struct lgt_config_node **added,
                                struct lgt_error *error,
                                const char *format, ...);

/* The same with a deep copy of SOURCE, which may be of another document.  */
enum lgt_status lgt_config_add_copy (struct lgt_config_node *node,
                                     const char *key,
                                     const struct lgt_config_node *source,
                                     struct lgt_config_node **added,
                                     struct lgt_error *error);

/* ---- Manual ---- */

/* Write to STREAM a description of KEYS, indented by INDENT spaces: name,
   type, default, allowed values, help; tables and choices below their key
   (each table once).  */
void lgt_config_describe (FILE *stream, const struct lgt_key *keys,
                          int indent);

#ifdef __cplusplus
}
#endif

#endif
