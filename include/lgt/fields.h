/* Files of gauge configurations, SU(N) in four dimensions, as other codes
   have them: ILDG (LIME records) and NERSC.  Reading one:

     struct lgt_field_header header;
     FILE *in = fopen ("config.ildg", "rb");

     if (lgt_field_read_header (in, "config.ildg", &header, &error) == LGT_OK
         && (links = malloc (header.doubles * sizeof *links))
         && lgt_field_read (in, "config.ildg", &header, links, &error)
            == LGT_OK)
       ... header.geom, header.n, links ...

   and writing one, with the answers that are usual for the format:

     lgt_field_write (out, "config.ildg", LGT_FIELD_ILDG, &geom, 3, NULL,
                      links, &error)

   Links in memory are doubles in file order, [x_3] [x_2] [x_1] [x_0] [mu]
   [row] [column] [re, im]: with sites numbered as in lgt/geom.h, link (x, mu)
   is the matrix (lgt/sun.h) at  links + (site (x) * 4 + mu) * 2 N^2 .

   Streams must be binary and able to seek (reading), and begin where the file
   begins.  NAME is for the sentences of errors only.  A program that wants to
   replace a file as a whole or not at all writes to the stream of
   lgt_replace_begin (lgt/io.h).  Sizes are limited by long, the C library's
   type for a place in a file.

   Plain C11 and nothing but the C library: lib/fields, lib/sun, lib/lattice
   and their headers can be taken away (make vendor LIB=fields).  The host's
   byte order does not matter, its floating point must be IEEE 754's.  No
   memory is used beyond a fixed buffer, whatever a file claims, and
   header.doubles is never more than the file's own length justifies.

   Errors.  LGT_EDATA: the file is damaged, or not of this kind; the sentence
   says where and what would be right:

     config.ildg: record 2 at byte 152 (ildg-binary-data): 4608 bytes, should
     be 9216 for SU(3) on 2x2x2x2 with 64 bits

   LGT_EIO: the system refused to read or write.  LGT_ENOMEM.  LGT_EINVAL: an
   argument.  */

#ifndef LGT_FIELDS_H
#define LGT_FIELDS_H

#include <stdint.h>
#include <stdio.h>

#include <lgt/geom.h>

#ifdef __cplusplus
extern "C" {
#endif

enum lgt_field_format
{
  /* LIME records ildg-format, ildg-data-lfn (optional), ildg-binary-data and
     scidac-checksum (optional; always written); others are skipped.  Numbers
     are big endian.  The field of ildg-format is su3gauge; su2gauge,
     su4gauge, ... are in no standard, but are the names that GLU reads.  The
     XML is not read by a parser of XML but by a scanner that knows elements
     one level deep and refuses what it does not understand.  */
  LGT_FIELD_ILDG,
  /* A header of text, then numbers.  DATATYPE is 4D_SUn_GAUGE_nxn (whole
     matrices) or, for n = 2 and 3, 4D_SUn_GAUGE (the last row is left out and
     computed on reading); n = 3 is NERSC's, GLU and Grid have the others.
     FLOATING_POINT is IEEE32BIG, IEEE64BIG, IEEE32LITTLE or IEEE64LITTLE;
     IEEE32 and IEEE64 do not say the byte order: that one is taken with
     which the checksum is right.  */
  LGT_FIELD_NERSC
};

enum lgt_field_order
{
  LGT_FIELD_BIG,          /* endian */
  LGT_FIELD_LITTLE,
  LGT_FIELD_UNTOLD        /* IEEE32, IEEE64: only lgt_field_read finds out */
};

enum { LGT_FIELD_TEXT = 256 };

/* What a file says of itself.  */
struct lgt_field_header
{
  enum lgt_field_format format;
  enum lgt_field_order order;
  struct lgt_geom geom;   /* four dimensions */
  int n;                  /* SU(N) */
  int rows;               /* in the file, of each matrix: N or N - 1 */
  int precision;          /* bits a number: 32 or 64 */
  int64_t doubles;        /* links in memory: 4 volume 2 N^2 */
  int64_t offset, bytes;  /* where the links are in the file */

  /* ILDG: SciDAC's suma and sumb, if HAS_CHECKSUM.  NERSC: one sum.  */
  int has_checksum;
  uint32_t checksum[2];
  /* NERSC: mean of (1/N) Re tr of plaquettes and of links, and one unit of
     the last digit given.  */
  double plaquette, link_trace, plaquette_unit, link_trace_unit;

  /* ILDG: logical file name and "".  NERSC: ENSEMBLE_LABEL, ENSEMBLE_ID.  */
  char label[LGT_FIELD_TEXT], ensemble[LGT_FIELD_TEXT];
  int64_t sequence;       /* NERSC: SEQUENCE_NUMBER, else 0 */
};

/* Find out the format from the content, read the header and check it against
   the length of the file.  The links are not read.  */
enum lgt_status lgt_field_read_header (FILE *stream, const char *name,
                                       struct lgt_field_header *header,
                                       struct lgt_error *error);

/* Read the links (HEADER.doubles) and check all that the header lets one
   check: checksums to the bit, PLAQUETTE and LINK_TRACE within the digits
   given and 1e-5 (32 bits) or 1e-8.  Numbers that are not finite are
   LGT_EDATA.  Afterwards HEADER.order is one of the two.  LINKS are undefined
   after an error.  */
enum lgt_status lgt_field_read (FILE *stream, const char *name,
                                struct lgt_field_header *header,
                                double *links, struct lgt_error *error);

/* How to write; zeros mean what is usual.  */
struct lgt_field_options
{
  int precision;          /* 32 or 64; 0: 64 */
  int rows;               /* NERSC: N or N - 1; 0: N */
  enum lgt_field_order order;   /* ILDG: big */
  const char *label, *ensemble; /* as in the header, one line; may be NULL */
  int64_t sequence;
};

/* Write a configuration to STREAM, which need not be able to seek; OPTIONS
   may be NULL.  Equal arguments give equal bytes: no times are stored.  The
   stream is not flushed.  LGT_EINVAL: GEOM is not of four dimensions, N not 2
   to LGT_SUN_N_MAX, options that the format does not have.  LGT_EDATA: links
   that are not finite or, with N - 1 rows, off SU(N) by more than 1e-6 (32
   bits) or 1e-10.  */
enum lgt_status lgt_field_write (FILE *stream, const char *name,
                                 enum lgt_field_format format,
                                 const struct lgt_geom *geom, int n,
                                 const struct lgt_field_options *options,
                                 const double *links,
                                 struct lgt_error *error);

/* Means of (1/N) Re tr over all plaquettes and over all links, what NERSC
   headers have; for GEOM of four dimensions.  */
void lgt_field_plaquette (const struct lgt_geom *geom, int n,
                          const double *links, double *plaquette,
                          double *link_trace);

#ifdef __cplusplus
}
#endif

#endif
