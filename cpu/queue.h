/* The cpu backends' queue: a number of threads.  */

#ifndef LGT_CPU_QUEUE_H
#define LGT_CPU_QUEUE_H

struct lgt_queue
{
  int threads;            /* for every parallel region; at least 1 */
};

#endif
