/* Loops as pictures of characters.  */

#include <stdlib.h>
#include <string.h>

#include "loops.h"

enum { ROWS = 40, COLUMNS = 70, INDENT = 4 };

/* A step to the right, upward, backward, forward on paper: columns, rows
   (downward), and what a link looks like away from its arrow.  */
struct axis
{
  int right, down;
  char line, forward, backward;
};

static const struct axis plain[] = {
  { 4, 0, '-', '>', '<' }, { 0, -2, '|', '^', 'v' }
};
static const struct axis oblique[] = {
  { 6, 0, '-', '>', '<' }, { 0, -3, '|', '^', 'v' }, { 4, -2, '/', '/', '/' },
  { -4, -2, '\\', '\\', '\\' }
};

struct canvas
{
  int left, top, right, bottom; /* of the whole picture */
  char cell[ROWS][COLUMNS];
};

/* PICTURE[mu] = the axis of direction mu.  Returns 0 if there are too many
   directions.  */
static int
choose_axes (const struct lgt_loop *loop, const struct axis **picture)
{
  int used[LGT_MAX_DIM] = { 0 }, count = 0, next = 0;

  for (int i = 0; i < loop->length; i++)
    {
      int mu = abs (loop->steps[i]) - 1;

      count += !used[mu];
      used[mu] = 1;
    }
  if (count > 4)
    return 0;
  for (int mu = 0; mu < LGT_MAX_DIM; mu++)
    if (used[mu])
      picture[mu] = (count > 2 ? oblique : plain) + next++;
  return 1;
}

/* Walk one step of LOOP from (*COLUMN, *ROW), drawing the link on CANVAS if
   it is not NULL.  */
static void
walk (int step, const struct axis *axis, int *column, int *row,
      struct canvas *canvas)
{
  int sign = step > 0 ? 1 : -1;
  int across = abs (axis->right), along = abs (axis->down);
  int cells = axis->right ? (axis->down ? along : across) : along;
  int middle = cells / 2;

  for (int i = 1; i < cells && canvas; i++)
    {
      int c = *column - canvas->left + sign * axis->right * i / cells;
      int r = *row - canvas->top + sign * axis->down * i / cells;
      char *cell = &canvas->cell[r][c];

      if (*cell == ' ')
        *cell = i != middle ? axis->line
                : sign > 0 ? axis->forward : axis->backward;
    }
  *column += sign * axis->right;
  *row += sign * axis->down;
}

int
lgt_loop_draw (const struct lgt_loop *loop, FILE *stream)
{
  const struct axis *picture[LGT_MAX_DIM] = { NULL };
  struct canvas canvas = { 0 };
  int column = 0, row = 0;

  if (!choose_axes (loop, picture))
    return 0;
  for (int i = 0; i < loop->length; i++)
    {
      walk (loop->steps[i], picture[abs (loop->steps[i]) - 1], &column, &row,
            NULL);
      canvas.left = column < canvas.left ? column : canvas.left;
      canvas.right = column > canvas.right ? column : canvas.right;
      canvas.top = row < canvas.top ? row : canvas.top;
      canvas.bottom = row > canvas.bottom ? row : canvas.bottom;
    }
  if (canvas.right - canvas.left >= COLUMNS
      || canvas.bottom - canvas.top >= ROWS)
    return 0;
  memset (canvas.cell, ' ', sizeof canvas.cell);
  column = row = 0;
  for (int i = 0; i < loop->length; i++)
    walk (loop->steps[i], picture[abs (loop->steps[i]) - 1], &column, &row,
          &canvas);
  /* Sites above links that pass them on paper.  */
  column = row = 0;
  for (int i = 0; i < loop->length; i++)
    {
      walk (loop->steps[i], picture[abs (loop->steps[i]) - 1], &column, &row,
            NULL);
      canvas.cell[row - canvas.top][column - canvas.left] = 'o';
    }
  canvas.cell[-canvas.top][-canvas.left] = 'O';
  for (int r = 0; r <= canvas.bottom - canvas.top; r++)
    {
      int length = COLUMNS;

      while (length && canvas.cell[r][length - 1] == ' ')
        length--;
      fprintf (stream, "%*s%.*s\n", length ? INDENT : 0, "", length,
               canvas.cell[r]);
    }
  return 1;
}
