/* Trajectories of U(1) in two dimensions: a block of threads has one chain,
   or a few, whose angles, momenta and sines stay in shared memory from the
   first step to the last: 40 bytes a site, 160 KB at LGT_TRAJECTORY_MAX.
   Were the 32 lanes of a row side by side, 8 x 8 sites would fill 80 KB and
   larger lattices would not fit; so the chains of a block are few, but where
   there is room they are those of a 32-byte sector of global memory, which
   links come from and go to.

   A step of a site takes a sine and 18 operations, and 14 accesses to shared
   memory, 112 bytes: about as long as the sine.  From and to global memory go
   32 bytes a site and trajectory, 16 if it is rejected: the links there are
   those of before, until they are known not to be needed again.

   Energies are differences of one site first, and added over the threads in a
   fixed order.  Where shared memory is too small for a chain its state is in
   scratch memory.  */

#include "../angle.h"
#include "../kernel.h"
#include "../number_random.h"
#include "../../lib/sun/haar_body.h"

enum
{
  THREADS = 512,          /* of a block at most */
  SECTOR = 4,             /* chains of a block at most */
  PLAIN_ROOM = 48 << 10   /* shared memory that need not be asked for */
};

struct trajectory
{
  int steps, layer;
  int extent[2], sites, chains;         /* chains of a block */
  const double *beta, *step;            /* on the device */
  const uint32_t *random;
  double *scratch;
  struct lgt_view links, delta, accepted, action;
};

/* The block's state; number c of site s is at s * chains + c of each
   array.  */
struct state
{
  double *link[2], *momentum[2], *sine;
};

/* Bytes of a block's state.  */
static inline size_t
room (int sites, int chains)
{
  return 5 * (size_t) sites * (size_t) chains * sizeof (double);
}

LGT_DEVICE struct state
state_at (const struct trajectory &t, double *room)
{
  const int size = t.sites * t.chains;

  return { { room, room + size }, { room + 2 * size, room + 3 * size },
           room + 4 * size };
}

/* Where a thread is: a site and its coordinates, and the place in arrays.  */
struct place
{
  int at, x, y;
};

/* A thread's sites are blockDim.x / chains apart.  */
#define EACH_SITE(p, first, apart, t)                                   \
  for (struct place p = (first); p.at < (t).sites * (t).chains;         \
       p = further (p, (apart), (t)))

LGT_DEVICE struct place
place_of (const struct trajectory &t, int at)
{
  const int site = at / t.chains, y = site / t.extent[0];

  return { at, site - y * t.extent[0], y };
}

LGT_DEVICE struct place
further (struct place p, const struct place &apart,
         const struct trajectory &t)
{
  p.at += apart.at;
  p.x += apart.x;
  p.y += apart.y;
  if (p.x >= t.extent[0])
    {
      p.x -= t.extent[0];
      p.y++;
    }
  return p;
}

/* Places of the neighbours.  */
LGT_DEVICE int
ahead (const struct trajectory &t, const struct place &p, int mu)
{
  const int stride = mu ? t.extent[0] * t.chains : t.chains;

  return (mu ? p.y : p.x) + 1 < t.extent[mu]
         ? p.at + stride : p.at - (t.extent[mu] - 1) * stride;
}
LGT_DEVICE int
behind (const struct trajectory &t, const struct place &p, int mu)
{
  const int stride = mu ? t.extent[0] * t.chains : t.chains;

  return (mu ? p.y : p.x) > 0
         ? p.at - stride : p.at + (t.extent[mu] - 1) * stride;
}

/* theta_0 (x) + theta_1 (x + 0) - theta_0 (x + 1) - theta_1 (x).  */
LGT_DEVICE double
plaquette (const struct trajectory &t, const struct state &s,
           const struct place &p)
{
  return (s.link[0][p.at] - s.link[0][ahead (t, p, 1)])
         + (s.link[1][ahead (t, p, 0)] - s.link[1][p.at]);
}

/* p -= KICK dS/dtheta / beta, then theta += DRIFT p; returns the new p^2.  */
LGT_DEVICE double
move (const struct trajectory &t, const struct state &s,
      const struct place &p, double kick, double drift)
{
  const double sine = s.sine[p.at];
  const double p0 = s.momentum[0][p.at]
                    - kick * (sine - s.sine[behind (t, p, 1)]);
  const double p1 = s.momentum[1][p.at]
                    - kick * (s.sine[behind (t, p, 0)] - sine);

  s.momentum[0][p.at] = p0;
  s.momentum[1][p.at] = p1;
  s.link[0][p.at] += drift * p0;
  s.link[1][p.at] += drift * p1;
  return p0 * p0 + p1 * p1;
}

/* The sums of THREE numbers over the block's threads of one chain, in ROOM,
   to its first thread.  */
LGT_DEVICE void
add_threads (int chains, double *room, double three[3])
{
  const int thread = (int) threadIdx.x, all = (int) blockDim.x;

  __syncthreads ();
  for (int j = 0; j < 3; j++)
    room[j * all + thread] = three[j];
  for (int left = all / chains; left > 1; left = (left + 1) / 2)
    {
      const int half = (left + 1) / 2;

      __syncthreads ();
      if (thread + half * chains < left * chains)
        for (int j = 0; j < 3; j++)
          room[j * all + thread] += room[j * all + thread + half * chains];
    }
  __syncthreads ();
  for (int j = 0; j < 3; j++)
    three[j] = room[j * all + thread % chains];
}

/* The block's trajectories.  */
LGT_DEVICE void
run_chains (const struct trajectory &t, const struct state &s)
{
  const int thread = (int) threadIdx.x, lanes = t.links.shape.lanes;
  const int chain = (int) blockIdx.x * t.chains + thread % t.chains;
  const int pack = chain / lanes, lane = chain % lanes;
  const struct place first = place_of (t, thread);
  const struct place apart = place_of (t, (int) blockDim.x);
  const double drift = *t.step, kick = *t.step * *t.beta;
  struct num_random r = num_random_of (t.random, t.layer, 0,
                                       (uint32_t) chain);
  double *const links = (double *) t.links.data + pack * t.links.pack_stride
                        + lane;
  double energies[3] = { 0, 0, 0 };     /* change of H, cosines before and
                                           after */
  double u, v;

  EACH_SITE (p, first, apart, t)
    {
      const int site = p.y * t.extent[0] + p.x;
      double p0, p1;

      r.link = (uint32_t) site;
      num_random_pair (&r, 16, &u, &v);
      sun_gauss (u, v, &p0, &p1);
      s.momentum[0][p.at] = p0;
      s.momentum[1][p.at] = p1;
      energies[0] -= 0.5 * (p0 * p0 + p1 * p1);
      for (int mu = 0; mu < 2; mu++)
        s.link[mu][p.at] = links[site * t.links.site_stride + mu * lanes];
    }
  __syncthreads ();
  EACH_SITE (p, first, apart, t)
    {
      double cosine;

      num_sincos (plaquette (t, s, p), &s.sine[p.at], &cosine);
      energies[1] += cosine;
    }
  for (int i = 0; i < t.steps; i++)
    {
      __syncthreads ();
      EACH_SITE (p, first, apart, t)
        move (t, s, p, i > 0 ? kick : 0.5 * kick, drift);
      __syncthreads ();
      if (i + 1 < t.steps)
        EACH_SITE (p, first, apart, t)
          s.sine[p.at] = sin (plaquette (t, s, p));
    }
  EACH_SITE (p, first, apart, t)
    {
      double cosine;

      num_sincos (plaquette (t, s, p), &s.sine[p.at], &cosine);
      energies[2] += cosine;
    }
  __syncthreads ();
  EACH_SITE (p, first, apart, t)
    energies[0] += 0.5 * move (t, s, p, 0.5 * kick, 0);
  energies[0] -= *t.beta * (energies[2] - energies[1]);
  /* Momenta and sines have done their work.  */
  add_threads (t.chains, s.momentum[0], energies);

  r.link = 0;
  num_random_pair (&r, 0, &u, &v);
  const int take = log (u) < -energies[0];

  if (thread < t.chains)
    {
      lgt_set (t.delta, pack * t.delta.pack_stride + lane, energies[0]);
      lgt_set (t.accepted, pack * t.accepted.pack_stride + lane, take);
      lgt_set (t.action, pack * t.action.pack_stride + lane,
               -*t.beta * (take ? energies[2] : energies[1]));
    }
  if (take)
    EACH_SITE (p, first, apart, t)
      for (int mu = 0; mu < 2; mu++)
        links[(p.y * t.extent[0] + p.x) * t.links.site_stride + mu * lanes]
          = lgt_reduce_angle (s.link[mu][p.at]);
}

/* The state in shared memory, or in scratch.  */
static __global__ __launch_bounds__ (THREADS, 2) void
run_shared (struct trajectory t)
{
  LGT_DYNAMIC_SHARED (double, shared);

  run_chains (t, state_at (t, shared));
}

static __global__ __launch_bounds__ (THREADS) void
run_scratch (struct trajectory t)
{
  run_chains (t, state_at (t, t.scratch
                              + 5 * (int64_t) blockIdx.x * t.sites));
}

/* Chains of a block.  */
static int
chains_of (int sites, int lanes)
{
  return lanes % SECTOR == 0 && room (sites, SECTOR) <= PLAIN_ROOM
         ? +SECTOR : 1;
}

/* The kernel for a block's state of BYTES.  */
static void
(*kernel_of (const struct lgt_queue *queue, size_t bytes)) (struct trajectory)
{
  int most = 0;

  if (bytes <= PLAIN_ROOM)
    return run_shared;
  cudaDeviceGetAttribute (&most, cudaDevAttrMaxSharedMemoryPerBlockOptin,
                          queue->device);
  if (bytes > (size_t) most)
    return run_scratch;
  cudaFuncSetAttribute (run_shared,
                        cudaFuncAttributeMaxDynamicSharedMemorySize,
                        (int) bytes);
  return run_shared;
}

static void
run (struct lgt_queue *queue, const void *params, const struct lgt_view *in,
     const struct lgt_view *out, void *scratch)
{
  const auto *p = static_cast<const struct lgt_u1_trajectory_params *> (params);
  const struct lgt_shape shape = out[0].shape;
  const int chains = chains_of (shape.sites, shape.lanes);
  const struct trajectory t
    = { p->steps, p->layer,
        { out[0].sites->extent[0], out[0].sites->extent[1] }, shape.sites,
        chains, static_cast<const double *> (in[0].data),
        static_cast<const double *> (in[1].data),
        static_cast<const uint32_t *> (in[2].data),
        static_cast<double *> (scratch), out[0], out[1], out[2], out[3] };
  const size_t bytes = room (shape.sites, chains);
  const auto kernel = kernel_of (queue, bytes);
  /* As many sites for every thread.  */
  const int sites = (shape.sites * chains + THREADS - 1) / THREADS;
  const int threads = (shape.sites + sites - 1) / sites * chains;

  lgt_launch_grid (queue, kernel,
                   dim3 ((unsigned) (shape.packs * shape.lanes / chains)),
                   dim3 ((unsigned) threads),
                   kernel == run_shared ? bytes : 0, t);
}

LGT_ENTRY (u1_trajectory, run)
