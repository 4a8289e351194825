/* Configurations as texts: numbers, files, round trips, and texts that were cut
   or altered.  */

#include "testutil.h"

#include <errno.h>
#include <locale.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

#include "configcase.h"

#define COUNT(array) ((int) (sizeof (array) / sizeof (array)[0]))

START_TEST (test_numbers)
{
  static const double values[] = {
    0.1, 1.0 / 3, 1e-300, 5e-324, 1.7976931348623157e308, -0.0, 2.5e-9,
    123456789.0
  };
  struct lgt_error error;
  char text[32];
  double real;
  int64_t integer;

  for (int i = 0; i < COUNT (values); i++)
    {
      lgt_format_real (values[i], text);
      ck_assert_int_eq (lgt_parse_real (text, "x", NULL, &real, &error),
                        LGT_OK);
      ck_assert_mem_eq (&real, &values[i], sizeof real);
    }
  lgt_format_real (0.1, text);
  ck_assert_str_eq (text, "0.1");
  lgt_format_real (-HUGE_VAL, text);
  ck_assert_str_eq (text, "-inf");
  lgt_format_real (NAN, text);
  ck_assert_str_eq (text, "nan");

  ck_assert_int_eq (lgt_parse_int64 ("-9223372036854775808", "x", NULL,
                                     &integer, &error), LGT_OK);
  ck_assert_int_eq (integer, INT64_MIN);
  ck_assert_int_eq (lgt_parse_int64 (" 3", "x", NULL, &integer, &error),
                    LGT_EINVAL);
  ck_assert_int_eq (lgt_parse_int64 ("", "--seed", NULL, &integer, &error),
                    LGT_EINVAL);
  ck_assert_str_eq (error.text, "--seed must be an integer, is empty");
  ck_assert_int_eq (lgt_parse_real ("3 ", "x", NULL, &real, &error),
                    LGT_EINVAL);
  ck_assert_int_eq (lgt_parse_real ("0x1p3", "x", NULL, &real, &error),
                    LGT_EINVAL);
  ck_assert_int_eq (lgt_parse_real (".", "x", NULL, &real, &error),
                    LGT_EINVAL);
  ck_assert_int_eq (lgt_parse_real ("2", "x", "(-inf, 1)", &real, &error),
                    LGT_EINVAL);
  ck_assert_str_eq (error.text, "x must be less than 1, is 2");
  ck_assert_int_eq (lgt_parse_real ("1", "x", "[0, 1)", &real, &error),
                    LGT_EINVAL);
  ck_assert_str_eq (error.text, "x must be at least 0 and less than 1, is 1");
  ck_assert_int_eq (lgt_parse_real ("0", "x", "(0, 1]", &real, &error),
                    LGT_EINVAL);
  ck_assert_int_eq (lgt_parse_real ("0", "x", "[0, 1]", &real, &error),
                    LGT_OK);
  ck_assert_int_eq (lgt_parse_real ("1", "x", "[0, 1]", &real, &error),
                    LGT_OK);
}
END_TEST

/* A program in a locale with a decimal comma reads the same numbers.  */
START_TEST (test_locale)
{
  static const char *const names[] = { "de_DE.UTF-8", "de_DE.utf8", "de_DE",
                                       "fr_FR.UTF-8" };
  struct lgt_error error;
  double value = 0;
  char text[32];

  for (int i = 0; i < COUNT (names); i++)
    if (setlocale (LC_ALL, names[i]))
      break;
  ck_assert_int_eq (lgt_parse_real ("0.25", "x", "[0.125, 0.5]", &value,
                                    &error), LGT_OK);
  ck_assert_double_eq (value, 0.25);
  lgt_format_real (0.25, text);
  ck_assert_str_eq (text, "0.25");
}
END_TEST

START_TEST (test_load)
{
  char name[] = "/tmp/check_config_XXXXXX";
  struct lgt_error error = { .text = "" };
  struct lgt_config *config = NULL;
  char message[200];
  int descriptor = mkstemp (name);
  FILE *stream = fdopen (descriptor, "w");

  ck_assert_ptr_nonnull (stream);
  fputs ("lgt: 1\n", stream);
  fclose (stream);
  ck_assert_int_eq (lgt_config_load (name, &config, &error), LGT_OK);
  ck_assert_str_eq (lgt_config_file (lgt_config_root (config)), name);
  lgt_config_free (config);
  config = NULL;

  /* Too large: refused before it is parsed.  */
  ck_assert_int_eq (truncate (name, LGT_CONFIG_MAX_BYTES + 1), 0);
  ck_assert_int_eq (lgt_config_load (name, &config, &error), LGT_EINVAL);
  ck_assert_ptr_nonnull (strstr (error.text, "more than 4194304 bytes"));
  remove (name);
  ck_assert_int_eq (lgt_config_load (name, &config, &error), LGT_EIO);
  snprintf (message, sizeof message, "%s: %s", name, strerror (ENOENT));
  ck_assert_str_eq (error.text, message);
  ck_assert_int_eq (lgt_config_load ("/", &config, &error), LGT_EIO);
  ck_assert_ptr_null (config);
}
END_TEST

/* Print, parse, complete, print: the same text, with every default.  */
START_TEST (test_round_trip)
{
  static const char text[] =
    "free: { b: \"3\", c: 'it''s', d: [a, \"true\", ''], e: {}, f: [],\n"
    "        g: [[1, 2], { x: y }], h: \"a\\nb\", \"k: 1\": \"#\",\n"
    "        u: \xc3\xa4 }\n"
    "transform: circular_rqs\nshape: [8, 8]\nlgt: 1\n";
  struct lgt_error error = { .text = "" };
  struct lgt_config *first, *second;
  struct model model;
  char *one, *two;

  ck_assert_int_eq (understand (text, &model, &first, &error), LGT_OK);
  ck_assert_int_eq (lgt_config_text (first, &one, &error), LGT_OK);
  ck_assert_msg (understand (one, &model, &second, &error) == LGT_OK, "%s",
                 error.text);
  ck_assert_int_eq (lgt_config_text (second, &two, &error), LGT_OK);
  ck_assert_str_eq (one, two);
  ck_assert_str_eq (one,
                    "lgt: 1\nshape: [8, 8]\nchannels: output\nkernel: 3\n"
                    "directions: each\nweights: [0.25, 1e-3]\n"
                    "precision:\n  links: float64\n  network: float32\n"
                    "  ends: joined\n"
                    "stages:\n- steps: 10\n  rate: 1e-3\n"
                    "named: {}\naction: []\n"
                    "transform:\n  circular_rqs:\n    bins: 8\n"
                    "    bias: true\n    width: 0.5\n"
                    "free:\n  b: \"3\"\n  c: \"it's\"\n"
                    "  d: [a, \"true\", \"\"]\n  e: {}\n  f: []\n"
                    "  g:\n  - [1, 2]\n  - x: y\n  h: \"a\\nb\"\n"
                    "  'k: 1': \"#\"\n  u: \"\xc3\xa4\"\n");
  ck_assert (lgt_config_is (lgt_config_child (model.free, "b"), "3"));
  ck_assert_str_eq (lgt_config_scalar (lgt_config_child (model.free, "h")),
                    "a\nb");
  free (one);
  free (two);
  lgt_config_free (first);
  lgt_config_free (second);
}
END_TEST

/* The configuration of a U(1) flow, cut at every byte and altered at random:
   an error with a place, or a document that can be printed and read again,
   and never a crash (run under the address sanitizer).  */
static const char flow_u1[] =
  "lgt: 1                                  # version of this language\n"
  "lattice: { shape: [8, 8] }\n"
  "group: { u1: {} }\n"
  "action:\n"
  "  - wilson: { beta: 2.0 }\n"
  "precision: { links: float64, network: float32 }\n"
  "networks:\n"
  "  small:\n"
  "    inputs: { loops: [plaquette], features: [cos, sin] }\n"
  "    layers:\n"
  "      - conv: { channels: 8, kernel: 3, activation: leaky_relu }\n"
  "      - conv: { channels: output, kernel: 3, start: identity }\n"
  "flow:\n"
  "  - sweep:\n"
  "      repeat: 2\n"
  "      mask: { directions: each, steps: { along: 2, across: 1 }, "
  "width: 4, offsets: all }\n"
  "      layer:\n"
  "        coupling:\n"
  "          active: [plaquette]\n"
  "          updates: each_active_loop\n"
  "          transform: { circular_rqs: { bins: 8, bias: true } }\n"
  "          network: small\n"
  "train:\n"
  "  estimator: { path_gradient: {} }\n"
  "  batch: 64\n"
  "  clip: 1.0\n"
  "  stages:\n"
  "    - { steps: 4000, rate: 1.0e-3 }\n"
  "    - { steps: 4000, rate: 3.0e-4, schedule: { cosine: { final: 1.0e-5 } }"
  " }\n"
  "  seed: 1\n";

/* Whether TEXT was understood; the test fails where a message lacks its
   place.  */
static bool
survives (const char *text, size_t length)
{
  struct lgt_error error = { .text = "" };
  struct lgt_config *config = NULL, *again = NULL;
  char *one, *two;

  if (lgt_config_parse ("f.yaml", text, length, &config, &error) != LGT_OK)
    {
      ck_assert_ptr_null (config);
      ck_assert_msg (strncmp (error.text, "f.yaml:", 7) == 0, "%s",
                     error.text);
      return false;
    }
  lgt_config_fill (lgt_config_root (config), model_keys, NULL, &error);
  if (lgt_config_text (config, &one, &error) == LGT_OK)
    {
      ck_assert_msg (lgt_config_parse ("g.yaml", one, strlen (one), &again,
                                       &error) == LGT_OK, "%s\n%s",
                     error.text, one);
      ck_assert_int_eq (lgt_config_text (again, &two, &error), LGT_OK);
      ck_assert_str_eq (one, two);
      free (one);
      free (two);
      lgt_config_free (again);
    }
  lgt_config_free (config);
  return true;
}

START_TEST (test_cut_texts)
{
  size_t length = sizeof flow_u1 - 1;
  int good = 0;

  ck_assert (survives (flow_u1, length));
  for (size_t cut = 0; cut < length; cut++)
    {
      /* The exact size on the heap: reading on would be seen.  */
      char *copy = malloc (cut ? cut : 1);

      memcpy (copy, flow_u1, cut);
      good += survives (copy, cut);
      free (copy);
    }
  ck_assert_int_gt (good, 10);
  ck_assert_int_lt (good, (int) length);
}
END_TEST

START_TEST (test_altered_texts)
{
  static const char odd[] = "[]{}:,-&*!|>'\"%@`#?~ \n\t\x01\x80\xc3\xff" "019";
  size_t length = sizeof flow_u1 - 1;
  uint32_t random = 12345 + (uint32_t) _i;
  char *copy = malloc (length);
  int good = 0, count = 1500;

  for (int i = 0; i < count; i++)
    {
      memcpy (copy, flow_u1, length);
      for (int k = 0; k <= i % 3; k++)
        {
          size_t where;

          random = random * 1664525u + 1013904223u;
          where = (random >> 8) % length;
          random = random * 1664525u + 1013904223u;
          copy[where] = odd[(random >> 16) % (sizeof odd)];
        }
      good += survives (copy, length);
    }
  free (copy);
  ck_assert_int_gt (good, 0);
  ck_assert_int_lt (good, count);
}
END_TEST

int
main (void)
{
  Suite *suite = suite_create ("config_text");
  TCase *texts = tcase_create ("texts");

  tcase_add_test (texts, test_numbers);
  tcase_add_test (texts, test_locale);
  tcase_add_test (texts, test_round_trip);
  tcase_add_test (texts, test_load);
  tcase_add_test (texts, test_cut_texts);
  tcase_add_loop_test (texts, test_altered_texts, 0, 2);
  suite_add_tcase (suite, texts);
  return run_suite (suite, CK_FORK);
}
