/* Random numbers on the device: the same bits as lgt_random_pair.  */

#ifndef LGT_GPU_PHILOX_H
#define LGT_GPU_PHILOX_H

#include "number.h"
#include "../lib/tensor/philox_body.h"

#endif
