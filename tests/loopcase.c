#include "loopcase.h"

#include "testutil.h"

int
draw (uint32_t *state, int n)
{
  *state = *state * 1664525u + 1013904223u;
  return (int) ((*state >> 8) % (uint32_t) n);
}

struct lgt_loop
parsed (const char *text)
{
  struct lgt_loop loop;

  ck_assert_int_eq (lgt_loop_parse (&loop, 4, NULL, text, NULL), LGT_OK);
  return loop;
}

void
ck_loop_eq (const struct lgt_loop *loop, const char *text)
{
  char words[1024];

  ck_assert_int_lt (lgt_loop_print (loop, words, sizeof words), 1024);
  ck_assert_str_eq (words, text);
}

struct lgt_loop
random_loop (uint32_t *state, int ndim, int half)
{
  struct lgt_loop loop = { .length = 2 * half };

  for (int i = 0; i < half; i++)
    {
      int step = (1 + draw (state, ndim)) * (draw (state, 2) ? 1 : -1);

      loop.steps[i] = step;
      loop.steps[half + i] = -step;
    }
  for (int i = loop.length - 1; i > 0; i--)
    {
      int j = draw (state, i + 1), step = loop.steps[i];

      loop.steps[i] = loop.steps[j];
      loop.steps[j] = step;
    }
  return loop;
}
