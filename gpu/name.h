/* Names of the two builds: LGT_GPU is cuda or cuda_emulated.  */

#ifndef LGT_GPU_NAME_H
#define LGT_GPU_NAME_H

/* lgt_cuda_NAME or lgt_cuda_emulated_NAME.  */
#define LGT_GPU_NAME__(gpu, name) lgt_##gpu##_##name
#define LGT_GPU_NAME_(gpu, name) LGT_GPU_NAME__ (gpu, name)
#define LGT_GPU_NAME(name) LGT_GPU_NAME_ (LGT_GPU, name)

/* The backend's table (backend.h).  */
#define LGT_GPU_BACKEND__(gpu) lgt_backend_##gpu
#define LGT_GPU_BACKEND_(gpu) LGT_GPU_BACKEND__ (gpu)
#define LGT_GPU_BACKEND LGT_GPU_BACKEND_ (LGT_GPU)

#ifdef __CUDACC__
# define LGT_GPU_TITLE "cuda"
#else
# define LGT_GPU_TITLE "cuda-emulated"
#endif

#endif
