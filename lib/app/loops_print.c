/* Loops made of smaller ones, in words.  */

#include <stdlib.h>

#include "loops.h"

enum { WORDS = 4 * LGT_LOOP_MAX };

enum lgt_status
lgt_loop_print_composed (const struct lgt_loop *loop, FILE *stream,
                         struct lgt_error *error)
{
  struct lgt_loop_plaquette_at *factor;
  char words[WORDS];
  int count;
  enum lgt_status status;

  if (!lgt_loop_closed (loop, NULL))
    return LGT_OK;
  status = lgt_loop_compose (loop, &count, &factor, error);
  if (status)
    return status;
  if (!count)
    return LGT_OK;
  fprintf (stream, "%d plaquette%s:", count, count == 1 ? "" : "s");
  for (int i = 0; i < count; i++)
    {
      struct lgt_loop back;

      lgt_loop_reverse (&factor[i].carrier, &back);
      lgt_loop_print (&factor[i].carrier, words, sizeof words);
      fprintf (stream, "%s%s%s", i ? "  " : " ", words, *words ? " " : "");
      lgt_loop_print (&factor[i].loop, words, sizeof words);
      fprintf (stream, "(%s)", words);
      lgt_loop_print (&back, words, sizeof words);
      fprintf (stream, "%s%s", *words ? " " : "", words);
    }
  fputc ('\n', stream);
  free (factor);
  return LGT_OK;
}

/* "U0(x+1)", "V3(x-0)^+" into TEXT.  */
static void
print_factor (const struct lgt_loop_plan *plan,
              const struct lgt_loop_factor *factor, char *text, size_t size)
{
  int link = factor->source < plan->ndim;
  int n = snprintf (text, size, "%c%d(x", link ? 'U' : 'V',
                    link ? factor->source : factor->source - plan->ndim);

  for (int mu = 0; mu < plan->ndim; mu++)
    for (int i = 0; i < abs (factor->shift[mu]); i++)
      if ((size_t) n < size)
        n += snprintf (text + n, size - (size_t) n, "%c%d",
                       factor->shift[mu] > 0 ? '+' : '-', mu);
  if ((size_t) n < size)
    snprintf (text + n, size - (size_t) n, ")%s", factor->dagger ? "^+" : "");
}

void
lgt_loop_print_plan (const struct lgt_loop_plan *plan,
                     const struct lgt_loop_list *list, FILE *stream)
{
  int traces = plan->kind == LGT_LOOP_PLAN_TRACES, pairs = 0;
  char first[WORDS], second[WORDS], words[WORDS];

  for (int i = 0; i < plan->loops; i++)
    pairs += plan->loop[i].factors == 2;
  fprintf (stream, "%d loop%s: %d matrix multiplications a site instead of "
           "%lld", plan->loops, plan->loops == 1 ? "" : "s", plan->products,
           (long long) plan->naive);
  if (traces)
    fprintf (stream, ", then %d trace%s of a product", pairs,
             pairs == 1 ? "" : "s");
  fprintf (stream, "\nat most %d product%s kept at a time%s\n\n",
           plan->arrays, plan->arrays == 1 ? " is" : "s are",
           plan->composed ? "; paths go through plaquettes" : "");
  for (int k = 0; k < plan->products; k++)
    {
      const struct lgt_loop_product *product = &plan->product[k];

      print_factor (plan, &product->factor[0], first, sizeof first);
      print_factor (plan, &product->factor[1], second, sizeof second);
      lgt_loop_print (&product->path, words, sizeof words);
      fprintf (stream, "V%d(x) = %s %s    %s\n", k, first, second, words);
    }
  for (int i = 0; i < plan->loops; i++)
    {
      const struct lgt_loop_value *value = &plan->loop[i];

      lgt_loop_print (&list->loop[i], words, sizeof words);
      fprintf (stream, "%s%s =%s", traces ? "tr " : "", words,
               traces ? " tr" : "");
      for (int k = 0; k < value->factors; k++)
        {
          print_factor (plan, &value->factor[k], first, sizeof first);
          fprintf (stream, " %s", first);
        }
      fprintf (stream, "%s\n", value->factors ? "" : " 1");
    }
}

void
lgt_loop_print_plan_table (const struct lgt_loop_plan *plan,
                           const struct lgt_loop_list *list, FILE *stream)
{
  char words[WORDS];

  fputs ("#value\tfirst\tsecond\tpath\n", stream);
  for (int i = 0; i < plan->products + plan->loops; i++)
    {
      int loop = i - plan->products;
      const struct lgt_loop_factor *factor
        = loop < 0 ? plan->product[i].factor : plan->loop[loop].factor;
      int factors = loop < 0 ? 2 : plan->loop[loop].factors;

      if (loop < 0)
        fprintf (stream, "V%d", i);
      else
        fputs (plan->kind == LGT_LOOP_PLAN_TRACES ? "tr" : "loop", stream);
      for (int k = 0; k < 2; k++)
        {
          *words = 0;
          if (k < factors)
            print_factor (plan, &factor[k], words, sizeof words);
          fprintf (stream, "\t%s", words);
        }
      lgt_loop_print (loop < 0 ? &plan->product[i].path : &list->loop[loop],
                      words, sizeof words);
      fprintf (stream, "\t%s\n", words);
    }
}
