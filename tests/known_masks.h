/* Well-known masks, and how many of the loops that touch the star of an
   active link (the links of its staples) they leave frozen: exhaustive
   counts.  Steps: own direction first.  */

#ifndef LGT_KNOWN_MASKS_H
#define LGT_KNOWN_MASKS_H

static const struct
{
  int ndim, width, steps[4];
  int layers;                   /* of a sweep */
  int frozen[4], all[4];        /* plaquettes, rectangles, chairs, crowns */
} known_masks[] = {
  { 2, 2, { 1, 1 }, 4, { 0, 7 }, { 8, 23 } },
  { 2, 4, { 0, 1 }, 8, { 2, 9 }, { 8, 23 } },
  { 2, 4, { 2, 1 }, 8, { 6, 5 }, { 8, 23 } },
  { 2, 5, { 2, 1 }, 10, { 6, 11 }, { 8, 23 } },
  { 2, 8, { 1, 3 }, 16, { 6, 17 }, { 8, 23 } },
  { 3, 2, { 1, 1, 1 }, 6, { 8, 46, 40, 40 }, { 32, 94, 168, 56 } },
  { 3, 3, { 1, 1, 1 }, 9, { 20, 34, 82, 30 }, { 32, 94, 168, 56 } },
  { 3, 4, { 2, 1, 1 }, 12, { 24, 42, 112, 40 }, { 32, 94, 168, 56 } },
  { 3, 4, { 0, 1, 2 }, 12, { 18, 58, 80, 24 }, { 32, 94, 168, 56 } },
  { 3, 4, { 2, 1, 2 }, 12, { 22, 48, 96, 32 }, { 32, 94, 168, 56 } },
  { 4, 2, { 1, 1, 1, 1 }, 8, { 24, 117, 312, 216 }, { 72, 213, 792, 264 } },
  { 4, 2, { 0, 1, 1, 1 }, 8, { 24, 111, 288, 192 }, { 72, 213, 792, 264 } },
  { 4, 3, { 1, 1, 1, 1 }, 12, { 48, 93, 474, 174 }, { 72, 213, 792, 264 } },
  { 4, 4, { 2, 1, 1, 1 }, 16, { 54, 111, 576, 216 },
    { 72, 213, 792, 264 } },
  { 4, 4, { 1, 1, 1, 2 }, 16, { 56, 131, 538, 170 },
    { 72, 213, 792, 264 } }
};

#define KNOWN_MASKS ((int) (sizeof known_masks / sizeof known_masks[0]))

#endif
