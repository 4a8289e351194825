/* Angles in (-pi, pi].  */

#ifndef LGT_GPU_ANGLE_H
#define LGT_GPU_ANGLE_H

#include "number.h"
#include "../lib/tensor/angle_body.h"

#endif
