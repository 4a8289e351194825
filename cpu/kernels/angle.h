/* Angles in (-pi, pi].  */

#ifndef LGT_CPU_ANGLE_H
#define LGT_CPU_ANGLE_H

#include "number.h"
#include "../../lib/tensor/angle_body.h"

#endif
