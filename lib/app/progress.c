/* Where a long loop stands: a bar on a terminal, lines in a file.  */

#include "private.h"

#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#define REDRAW 0.1      /* seconds between two drawings of the bar */
#define PERIOD 10.0     /* seconds between two lines in a file */

double
lgt_app_clock (void)
{
  struct timespec now;

  clock_gettime (CLOCK_MONOTONIC, &now);
  return (double) now.tv_sec + 1e-9 * (double) now.tv_nsec;
}

void
lgt_format_time (double seconds, char text[32])
{
  int64_t whole;

  if (!(seconds >= 0 && seconds < 1e9))
    {
      strcpy (text, "-:--");
      return;
    }
  whole = (int64_t) (seconds + 0.5);
  if (whole < 3600)
    snprintf (text, 32, "%d:%02d", (int) (whole / 60), (int) (whole % 60));
  else
    snprintf (text, 32, "%d:%02d:%02d", (int) (whole / 3600),
              (int) (whole / 60 % 60), (int) (whole % 60));
}

void
lgt_progress_begin (struct lgt_progress *progress, FILE *stream,
                    const char *label, const char *unit, int64_t total,
                    int64_t first)
{
  struct winsize size;
  double now = lgt_app_clock ();

  *progress = (struct lgt_progress) {
    .stream = stream, .label = label, .unit = unit, .total = total,
    .first = first, .done = first, .started = now, .drawn = now,
    .silent = stream == NULL, .width = 79, .period = PERIOD
  };
  if (!stream)
    return;
  progress->terminal = isatty (fileno (stream)) == 1;
  if (!progress->terminal)
    return;
  if (ioctl (fileno (stream), TIOCGWINSZ, &size) == 0 && size.ws_col > 20)
    progress->width = size.ws_col < 200 ? size.ws_col - 1 : 199;
  progress->period = REDRAW;
  progress->drawn = now - REDRAW;
}

/* "412 steps/s, 0:09 left, loss -1.2"  */
static void
describe (const struct lgt_progress *progress, double now, const char *note,
          bool ended, char *text, size_t size)
{
  double elapsed = now - progress->started;
  int64_t steps = progress->done - progress->first;
  double rate = elapsed > 0 ? (double) steps / elapsed : 0;
  char rate_text[32] = "", time_text[32];

  if (steps > 0)
    snprintf (rate_text, sizeof rate_text, rate >= 100 ? "%.0f" : "%.3g",
              rate);
  lgt_format_time (ended ? elapsed
                   : steps > 0
                   ? (double) (progress->total - progress->done) / rate : -1,
                   time_text);
  snprintf (text, size, "%s%s%s%s%s%s%s%s", rate_text, steps > 0 ? " " : "",
            steps > 0 ? progress->unit : "", steps > 0 ? "/s, " : "",
            time_text, ended ? "" : " left", note ? ", " : "",
            note ? note : "");
}

static void
draw_bar (const struct lgt_progress *progress, const char *words)
{
  double share = (progress->total > 0
                  ? (double) progress->done / (double) progress->total : 1);
  char line[200], bar[31];
  int cells = (int) sizeof bar - 1, full;

  full = share < 0 ? 0 : share > 1 ? cells : (int) (share * cells);
  memset (bar, '#', (size_t) full);
  memset (bar + full, '.', (size_t) (cells - full));
  bar[cells] = '\0';
  snprintf (line, sizeof line, "%s [%s] %lld/%lld %s", progress->label, bar,
            (long long) progress->done, (long long) progress->total, words);
  fprintf (progress->stream, "\r%-*.*s", progress->width, progress->width,
           line);
  fflush (progress->stream);
}

static void
write_line (const struct lgt_progress *progress, const char *words)
{
  fprintf (progress->stream, "%s: %lld/%lld %s, %s\n", progress->label,
           (long long) progress->done, (long long) progress->total,
           progress->unit, words);
  fflush (progress->stream);
}

void
lgt_progress_update (struct lgt_progress *progress, int64_t done,
                     const char *note)
{
  char words[160];
  double now;

  progress->done = done;
  if (progress->silent)
    return;
  now = lgt_app_clock ();
  if (now - progress->drawn < progress->period)
    return;
  progress->drawn = now;
  describe (progress, now, note, false, words, sizeof words);
  if (progress->terminal)
    draw_bar (progress, words);
  else
    write_line (progress, words);
}

void
lgt_progress_end (struct lgt_progress *progress, const char *note)
{
  char words[160];

  if (progress->silent)
    return;
  describe (progress, lgt_app_clock (), note, true, words, sizeof words);
  if (progress->terminal)
    {
      draw_bar (progress, words);
      fputc ('\n', progress->stream);
      fflush (progress->stream);
    }
  else
    write_line (progress, words);
  progress->silent = true;
}
