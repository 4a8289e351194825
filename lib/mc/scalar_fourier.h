/* Powers of K = khat^2 + mass^2 applied to fields by FFT on the host.
   Internal to lib/mc.  */

#ifndef LGT_MC_SCALAR_FOURIER_H
#define LGT_MC_SCALAR_FOURIER_H

#include <lgt/context.h>
#include <lgt/fft.h>
#include <lgt/geom.h>

struct lgt_mc_fourier;

enum lgt_mc_power { LGT_MC_INVERSE, LGT_MC_ROOT, LGT_MC_INVERSE_ROOT };

/* For fields [packs, volume, 1, LANES] on GEOM.  LGT_EINVAL: the backend's
   memory is not the host's.  */
enum lgt_status lgt_mc_fourier_new_ (struct lgt_context *context,
                                     const struct lgt_geom *geom, int packs,
                                     int lanes, double mass,
                                     const struct lgt_fft *fft,
                                     struct lgt_mc_fourier **fourier,
                                     struct lgt_error *error);
void lgt_mc_fourier_free_ (struct lgt_mc_fourier *fourier);

/* OUT = K^power IN, both dense; OUT may be IN.  Packs are shared out among
   the backend's threads.  */
void lgt_mc_fourier_apply_ (struct lgt_mc_fourier *fourier,
                            enum lgt_mc_power power,
                            const struct lgt_view *in,
                            const struct lgt_view *out);

#endif
