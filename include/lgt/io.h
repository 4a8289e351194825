/* Files: safe replacement, checked HDF5 records, checkpoints, ensembles.

   Everything here works on host arrays in C order and on files of the local
   machine; HDF5 and xxHash are called in this library alone.

   A file is written under a temporary name in the same folder, synced, and
   renamed to its own name; the folder is synced too.  So a name either has
   its old contents or the complete new ones, whatever happens: a full disk,
   a signal, a loss of power.

   HDF5 files begin with a block of 512 bytes of text (HDF5's user block):

     lgt KIND 1\n
     bytes LENGTH\n
     xxh3-128 32 HEXADECIMAL DIGITS\n
     block 16 HEXADECIMAL DIGITS\n

   then zeros: what the file holds, version of the layout, the file's length,
   the XXH3-128 digest (canonical form) of all that follows the block, and
   the XXH3-64 of the three lines before.  All 512 bytes are checked, then
   length and digest, before libhdf5 sees the file; a file cut short or
   altered anywhere is refused with LGT_EDATA and words like
   "run/checkpoint.h5: 12345 bytes, should be 23456: cut short".
   h5py and h5dump open such files as they are.  Files are little endian.
   Equal contents give equal bytes: no times are stored.  libhdf5 reads and
   writes through a driver of ours, because version 1.10 of it crashes where
   a write fails: errors are kept from it and reported by us.

   HDF5's own printing of errors is off within these functions and as it was
   after them.  LGT_EIO: the system refused something (no space, no
   permission, no such file).  LGT_EDATA: a damaged file, or one of another
   kind.  */

#ifndef LGT_IO_H
#define LGT_IO_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <lgt/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- replacing a file ---- */

struct lgt_replace;       /* a file on its way; opaque */

/* Begin to write the file PATH.  Nothing happens to PATH before the commit.
   A symbolic link is followed: what it points to is replaced.  An existing
   file's permissions are kept.  LGT_EIO: no such folder, no permission, or
   PATH is there and is no plain file.  */
enum lgt_status lgt_replace_begin (struct lgt_replace **replace,
                                   const char *path,
                                   struct lgt_error *error);
/* The stream to write to; not for the caller to close.  */
FILE *lgt_replace_stream (struct lgt_replace *replace);
/* The temporary name, for a library that must open the file by name.  */
const char *lgt_replace_temporary (const struct lgt_replace *replace);
/* Flush, sync, rename, sync the folder; frees REPLACE in any case.  When it
   fails, the temporary file is gone and PATH is as it was.  LGT_EIO: also
   for an error of the stream that nobody has looked at.  */
enum lgt_status lgt_replace_commit (struct lgt_replace *replace,
                                    struct lgt_error *error);
/* Remove the temporary file and free REPLACE; NULL is allowed.  */
void lgt_replace_abort (struct lgt_replace *replace);

/* All in one: PATH gets the SIZE bytes of DATA.  */
enum lgt_status lgt_replace_bytes (const char *path, const void *data,
                                   size_t size, struct lgt_error *error);

/* ---- records: named arrays, numbers and texts in memory ---- */

enum lgt_record_type
{
  LGT_RECORD_F32, LGT_RECORD_F64, LGT_RECORD_I64,     /* arrays */
  LGT_RECORD_INTEGER,     /* one int64_t */
  LGT_RECORD_REAL,        /* one double */
  LGT_RECORD_TEXT         /* a string in UTF-8 */
};

enum { LGT_RECORD_MAX_RANK = 8 };

/* One entry.  In a file, arrays are datasets and '/' in a name makes groups;
   numbers and texts are attributes of the root group under their whole
   name.  */
struct lgt_entry
{
  char *name;             /* 1 to 255 bytes, no empty part between '/' */
  enum lgt_record_type type;
  int rank;               /* arrays: 0 (one number) .. LGT_RECORD_MAX_RANK */
  int64_t extent[LGT_RECORD_MAX_RANK];  /* each at least 0; C order */
  int64_t count;          /* arrays: the product; texts: bytes without '\0' */
  void *data;             /* the record's */
};

/* A dictionary in the order of its names' first setting; readers may walk
   through it.  */
struct lgt_record
{
  int entries;
  struct lgt_entry *entry;
};

/* NULL: no memory.  */
struct lgt_record *lgt_record_new (void);
void lgt_record_free (struct lgt_record *record);     /* NULL allowed */

/* The entry called NAME, or NULL.  */
const struct lgt_entry *lgt_record_find (const struct lgt_record *record,
                                         const char *name);

/* Set entries; the record keeps copies, an entry of the same name is
   replaced.  LGT_EINVAL: a bad name, extent or type (and a name that is both
   an array and a folder of others is found by lgt_record_save).
   LGT_ENOMEM.  */
enum lgt_status lgt_record_set_array (struct lgt_record *record,
                                      const char *name,
                                      enum lgt_record_type type, int rank,
                                      const int64_t *extent,
                                      const void *data,
                                      struct lgt_error *error);
enum lgt_status lgt_record_set_integer (struct lgt_record *record,
                                        const char *name, int64_t value,
                                        struct lgt_error *error);
enum lgt_status lgt_record_set_real (struct lgt_record *record,
                                     const char *name, double value,
                                     struct lgt_error *error);
enum lgt_status lgt_record_set_text (struct lgt_record *record,
                                     const char *name, const char *text,
                                     struct lgt_error *error);

/* Read entries.  LGT_EDATA: no such name, or of another type.  The text is
   the record's.  */
enum lgt_status lgt_record_get_integer (const struct lgt_record *record,
                                        const char *name, int64_t *value,
                                        struct lgt_error *error);
enum lgt_status lgt_record_get_real (const struct lgt_record *record,
                                     const char *name, double *value,
                                     struct lgt_error *error);
enum lgt_status lgt_record_get_text (const struct lgt_record *record,
                                     const char *name, const char **text,
                                     struct lgt_error *error);

/* A flat array of named parts: all weights of a model, their gradient, an
   optimizer's moment.  */
struct lgt_part
{
  const char *name;       /* may hold '/' */
  int rank;
  int64_t extent[LGT_RECORD_MAX_RANK];
  int64_t offset;         /* of the first element in the flat array */
};

/* Set one array FOLDER/part for each of the PARTS, TYPE (float32 or float64)
   as they lie in FLAT; gaps between parts are not kept.  Arrays in FOLDER
   that are no longer a part are removed.  */
enum lgt_status lgt_record_set_parts (struct lgt_record *record,
                                      const char *folder,
                                      enum lgt_record_type type, int parts,
                                      const struct lgt_part *part,
                                      const void *flat,
                                      struct lgt_error *error);
/* The way back, bit for bit; gaps in FLAT are left alone.  LGT_EDATA, with
   the part's name and both shapes: a part that is missing, of another shape
   or type, or an array in FOLDER that is none of the parts.  FLAT is
   untouched unless all fit.  */
enum lgt_status lgt_record_get_parts (const struct lgt_record *record,
                                      const char *folder,
                                      enum lgt_record_type type, int parts,
                                      const struct lgt_part *part,
                                      void *flat, struct lgt_error *error);
/* Whether anything is in FOLDER.  */
int lgt_record_has_folder (const struct lgt_record *record,
                           const char *folder);

/* Write RECORD to PATH as a file of KIND (1 to 31 letters, digits, '-').  */
enum lgt_status lgt_record_save (const struct lgt_record *record,
                                 const char *path, const char *kind,
                                 struct lgt_error *error);
/* Read PATH, which must be of KIND (NULL: any), into a new record.  Arrays
   come in the order of their names.  */
enum lgt_status lgt_record_load (struct lgt_record **record,
                                 const char *path, const char *kind,
                                 struct lgt_error *error);

/* Check PATH's block, length and digest without opening it as HDF5.  KIND
   gets the kind, at most 31 letters and a zero.  */
enum lgt_status lgt_record_verify (const char *path, char kind[32],
                                   struct lgt_error *error);

/* Set the texts "version" (VERSION, of the program), "backend",
   "configuration" (YAML), "compiler" (of this library) and "libraries" (HDF5,
   xxHash, then LIBRARIES), and the integers "seed" and "lanes".  Every file
   carries them.  NULL texts are left out.  */
struct lgt_provenance
{
  const char *version, *backend, *configuration;
  const char *libraries;  /* "OpenBLAS 0.3.21, FFTW 3.3.10", ... */
  int64_t seed;           /* a uint64_t's bits */
  int64_t lanes;
};
enum lgt_status lgt_record_set_provenance (struct lgt_record *record,
                                           const struct lgt_provenance *from,
                                           struct lgt_error *error);

/* ---- checkpoints ---- */

/* A checkpoint is a record of the kind "checkpoint" with these names and
   those of lgt_record_set_provenance; programs may add others.  */
#define LGT_CHECKPOINT "checkpoint"

/* Folders of parts, one part a slice of the model's weights.  */
#define LGT_CHECKPOINT_LAST "weights/last"
#define LGT_CHECKPOINT_BEST "weights/best"
#define LGT_CHECKPOINT_AVERAGE "weights/average"
#define LGT_CHECKPOINT_M "optimizer/m"
#define LGT_CHECKPOINT_V "optimizer/v"
#define LGT_CHECKPOINT_VMAX "optimizer/vmax"

/* Integers.  */
#define LGT_CHECKPOINT_STEP "step"              /* steps done */
#define LGT_CHECKPOINT_UPDATES "updates"        /* steps taken: Adam's t */
#define LGT_CHECKPOINT_SKIPPED "skipped"        /* steps skipped */
#define LGT_CHECKPOINT_GUARDED "guarded"        /* of these, by the guard */
#define LGT_CHECKPOINT_IN_A_ROW "in_a_row"      /* of these, without a good */
#define LGT_CHECKPOINT_ATTEMPT "attempt"        /* roll-backs so far */
#define LGT_CHECKPOINT_BATCH "batch"
#define LGT_CHECKPOINT_LANES "lanes"
#define LGT_CHECKPOINT_SEED "seed"
#define LGT_CHECKPOINT_BEST_STEP "best_step"

/* Text: a line "NAME PACKS: ALGORITHM" for each convolution with more than
   one tap and each number of packs in training; NAME is that of its
   weights.  */
#define LGT_CHECKPOINT_CONVOLUTIONS "convolutions"

/* Reals.  */
#define LGT_CHECKPOINT_BEST_METRIC "best_metric"

/* Array: the 2-norms of the gradient in the last 64 steps, that of step i in
   place i % 64.  */
#define LGT_CHECKPOINT_NORMS "optimizer/norms"

/* lgt_record_save and _load of that kind; both refuse a record without
   "step", "seed", "configuration" and anything in "weights/last".  */
enum lgt_status lgt_checkpoint_save (const struct lgt_record *record,
                                     const char *path,
                                     struct lgt_error *error);
enum lgt_status lgt_checkpoint_load (struct lgt_record **record,
                                     const char *path,
                                     struct lgt_error *error);

/* ---- ensembles ---- */

/* n configurations and what is known of each.  In a file of the kind
   "ensemble" they are the datasets

     U or phi   [n, extent...]  float64, e.g. [n, x_{D-1}, ..., x_0, mu,
                                row, column, re/im]; U(1): angles [.., mu]
     log_q, action, log_w       [n] float64
     chain      [n] int64: the number, counted from 0 over the whole
                ensemble, of the configuration that a Metropolis chain holds
                after proposal n

   and the attributes first, count (int64: which configurations of the
   ensemble this file has), shard, last (int64: number of this file from 1,
   whether it is the last one), previous (text: the digest of the file
   before), then the caller's.  All but the field are optional.  */

#define LGT_ENSEMBLE "ensemble"

struct lgt_field_shape
{
  const char *name;       /* of the dataset: "U", "phi"; 1 to 31 letters */
  int rank;               /* 1 .. LGT_RECORD_MAX_RANK */
  int64_t extent[LGT_RECORD_MAX_RANK];  /* without n, slowest first */
};

/* A slab of configurations; NULL for what is not there.  */
struct lgt_slab
{
  double *field;          /* [count][shape] */
  double *log_q, *action, *log_w;       /* [count] */
  int64_t *chain;         /* [count] */
};

struct lgt_ensemble_writer;

/* Begin to write PATH, name.h5.  When the next configuration would carry the
   file over LIMIT bytes (0: 4 GiB), it is completed as name.0001.h5 and
   name.0002.h5 begins; an ensemble that fits is name.h5.  A file holds at
   least one configuration.  ATTRIBUTES (NULL allowed): its numbers and texts
   become attributes of every file; it must not have arrays, and is not
   needed after the call.  LGT_EINVAL: name.0001.h5 exists already, a bad
   shape or attribute.  LGT_EIO as for lgt_replace_begin.  */
enum lgt_status lgt_ensemble_create (struct lgt_ensemble_writer **writer,
                                     const char *path,
                                     const struct lgt_field_shape *shape,
                                     const struct lgt_record *attributes,
                                     int64_t limit, struct lgt_error *error);
/* Append COUNT configurations; memory used does not grow with the ensemble.
   The first slab settles which series there are; LGT_EINVAL if a later one
   differs.  After any other failure the writer can only be aborted.  */
enum lgt_status lgt_ensemble_write (struct lgt_ensemble_writer *writer,
                                    int64_t count,
                                    const struct lgt_slab *slab,
                                    struct lgt_error *error);
/* Complete the last file, under its own name, and free WRITER in any case;
   if files were numbered, a name.h5 from before is removed.  An ensemble of
   no configurations is LGT_EINVAL and leaves no file.  */
enum lgt_status lgt_ensemble_commit (struct lgt_ensemble_writer *writer,
                                     struct lgt_error *error);
/* Remove the file begun and free WRITER; NULL is allowed.  Files that were
   completed before stay, and are refused as an incomplete ensemble.  */
void lgt_ensemble_abort (struct lgt_ensemble_writer *writer);

struct lgt_ensemble
{
  struct lgt_field_shape shape;
  int64_t count;          /* configurations in all files */
  int64_t size;           /* doubles a configuration */
  int files;
  int has_log_q, has_action, has_log_w, has_chain;
  struct lgt_record *attributes;        /* of the first file */
  struct lgt_ensemble_file *file;       /* private */
};

/* Open PATH, name.h5, or if that does not exist name.0001.h5 and so on to
   the last.  Every byte is checked before the first number is read.
   LGT_EDATA also: a file that is missing or is not of the same ensemble.  */
enum lgt_status lgt_ensemble_open (struct lgt_ensemble **ensemble,
                                   const char *path,
                                   struct lgt_error *error);
/* Read configurations FIRST .. FIRST + COUNT - 1 to where SLAB points (NULL:
   not wanted).  LGT_EINVAL: out of range, or a series that is not there.  */
enum lgt_status lgt_ensemble_read (const struct lgt_ensemble *ensemble,
                                   int64_t first, int64_t count,
                                   const struct lgt_slab *slab,
                                   struct lgt_error *error);
void lgt_ensemble_close (struct lgt_ensemble *ensemble);  /* or NULL */

#ifdef __cplusplus
}
#endif

#endif
