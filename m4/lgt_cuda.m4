# LGT_CUDA
# --------
# --with-cuda[=DIR]: compile gpu/ with nvcc, found in DIR/bin, on the PATH or
# in /usr/local/cuda/bin.  --with-cuda=emulate: compile the same files with
# the host's C++ compiler; =emulate-check: and watch every load and store of
# kernels.  --with-cuda-arch=LIST: the compute capabilities.
# Asked for and not to be had, it stops; nothing is run, so a machine without
# a device will do.
#
# Sets NVCC, NVCC_ARCH (code generation), NVCC_FLAGS, CUDA_LIBS (what a C
# program that links the archive needs besides), EMU_CPPFLAGS and
# EMU_KERNEL_FLAGS (the emulator and, besides, its kernels), defines
# LGT_WITH_CUDA or LGT_WITH_CUDA_EMULATED and LGT_CUDA_LEAST, and the
# conditionals WITH_CUDA and WITH_CUDA_EMULATED.
AC_DEFUN([LGT_CUDA], [
AC_ARG_WITH([cuda],
  [AS_HELP_STRING([--with-cuda@<:@=DIR@:>@],
     [kernels for NVIDIA devices, with the CUDA Toolkit in DIR; =emulate: the
      same kernels on the host, for tests; =emulate-check: and look for races
      and wrong accesses])],
  [], [with_cuda=no])
AC_ARG_WITH([cuda-arch],
  [AS_HELP_STRING([--with-cuda-arch=75,80,90,...],
     [compute capabilities to compile for; the last also as PTX, for later
      devices (default: one of each generation that nvcc knows)])],
  [], [with_cuda_arch=])
lgt_with_nvcc=no
lgt_with_emulation=no
CUDA_LIBS=
EMU_CPPFLAGS=
EMU_KERNEL_FLAGS=
AS_CASE([$with_cuda],
  [no], [],
  [emulate|emulate-check], [LGT_CUDA_EMULATION],
  [LGT_CUDA_NVCC])
AM_CONDITIONAL([WITH_CUDA], [test $lgt_with_nvcc = yes])
AM_CONDITIONAL([WITH_CUDA_EMULATED], [test $lgt_with_emulation = yes])
AC_SUBST([NVCC])
AC_SUBST([NVCC_ARCH])
AC_SUBST([NVCC_FLAGS])
AC_SUBST([CUDA_LIBS])
AC_SUBST([EMU_CPPFLAGS])
AC_SUBST([EMU_KERNEL_FLAGS])
])

# The host's compiler takes C++20 and can link the emulator.
AC_DEFUN([LGT_CUDA_EMULATION], [
lgt_with_emulation=yes
lgt_cuda="emulated on the host"
CUDA_LIBS=-lstdc++
AC_LANG_PUSH([C++])
lgt_save_CXXFLAGS=$CXXFLAGS
CXXFLAGS="$CXXFLAGS -std=gnu++20"
AC_MSG_CHECKING([whether $CXX takes C++20])
AC_COMPILE_IFELSE([AC_LANG_PROGRAM([[
#include <type_traits>
struct pair { int a, b; };
template <class... P> void call (void (*f) (P...), std::type_identity_t<P>... a)
{ f (a...); }
]], [[struct pair p = { .a = 1, .b = 2 }; return p.a - p.b + 1;]])],
  [AC_MSG_RESULT([yes])],
  [AC_MSG_RESULT([no])
   AC_MSG_ERROR([--with-cuda=emulate needs a C++20 compiler (Debian: g++)])])
AS_IF([test $with_cuda = emulate-check],
  [lgt_cuda="$lgt_cuda, every access checked"
   EMU_CPPFLAGS=-DLGT_EMU_CHECK
   dnl The thread sanitizer's calls, without its library: the emulator has
   dnl the functions.
   EMU_KERNEL_FLAGS=-fsanitize=thread
   CXXFLAGS="$CXXFLAGS $EMU_KERNEL_FLAGS"
   AC_MSG_CHECKING([whether $CXX takes $EMU_KERNEL_FLAGS])
   AC_COMPILE_IFELSE([AC_LANG_PROGRAM([[]], [[]])],
     [AC_MSG_RESULT([yes])],
     [AC_MSG_RESULT([no])
      AC_MSG_ERROR([--with-cuda=emulate-check needs a compiler with it (GCC, Clang)])])])
CXXFLAGS=$lgt_save_CXXFLAGS
AC_LANG_POP([C++])
AC_DEFINE([LGT_WITH_CUDA_EMULATED], [1],
  [Define to 1 if the CUDA kernels run on the host.])
])

# nvcc, its architectures, a probe that is compiled and linked.
AC_DEFUN([LGT_CUDA_NVCC], [
AS_CASE([$with_cuda],
  [yes], [lgt_cuda_path=$PATH$PATH_SEPARATOR/usr/local/cuda/bin],
  [lgt_cuda_path=$with_cuda/bin])
AC_PATH_PROG([NVCC], [nvcc], [], [$lgt_cuda_path])
AS_IF([test "x$NVCC" = x],
  [AC_MSG_ERROR([nvcc was not found in $lgt_cuda_path (--with-cuda=DIR says where the CUDA Toolkit is, --with-cuda=emulate needs none)])])
lgt_cuda_root=`AS_DIRNAME(["$NVCC"])`/..

AC_MSG_CHECKING([for the version of $NVCC])
lgt_cuda_version=`$NVCC --version 2>&AS_MESSAGE_LOG_FD | sed -n 's/.*release \(@<:@0-9@:>@*\.@<:@0-9@:>@*\).*/\1/p'`
AC_MSG_RESULT([${lgt_cuda_version:-unknown}])
AS_CASE([$lgt_cuda_version],
  [1@<:@2-9@:>@.*|@<:@2-9@:>@@<:@0-9@:>@.*], [],
  [AC_MSG_ERROR([$NVCC is of version ${lgt_cuda_version:-unknown}; 12.0 or later is needed])])

AC_MSG_CHECKING([for architectures that nvcc knows])
lgt_cuda_known=`$NVCC --list-gpu-code 2>&AS_MESSAGE_LOG_FD | sed -n 's/^sm_\(@<:@0-9@:>@*\)$/\1/p' | sort -n | uniq`
lgt_cuda_known=`echo $lgt_cuda_known`
AC_MSG_RESULT([${lgt_cuda_known:-none}])
AS_IF([test "x$lgt_cuda_known" = x],
  [AC_MSG_ERROR([$NVCC --list-gpu-code names no architecture])])
AS_IF([test "x$with_cuda_arch" = x],
  [dnl One of each generation: code for x0 runs on all of it; 75 is the first
   dnl of its own.
   for lgt_arch in $lgt_cuda_known; do
     AS_CASE([$lgt_arch], [75|*0], [lgt_cuda_archs="$lgt_cuda_archs $lgt_arch"])
   done],
  [lgt_cuda_archs=`AS_ECHO(["$with_cuda_arch"]) | tr , ' '`])
NVCC_ARCH=
lgt_cuda_least=
for lgt_arch in $lgt_cuda_archs; do
  AS_CASE([" $lgt_cuda_known "], [*" $lgt_arch "*], [],
    [AC_MSG_ERROR([--with-cuda-arch: $NVCC does not know $lgt_arch; it knows $lgt_cuda_known])])
  NVCC_ARCH="$NVCC_ARCH -gencode arch=compute_$lgt_arch,code=sm_$lgt_arch"
  AS_IF([test "x$lgt_cuda_least" = x || test $lgt_arch -lt $lgt_cuda_least],
    [lgt_cuda_least=$lgt_arch])
  lgt_cuda_last=$lgt_arch
done
NVCC_ARCH="$NVCC_ARCH -gencode arch=compute_$lgt_cuda_last,code=compute_$lgt_cuda_last"
NVCC_FLAGS="-std=c++20 -ccbin '$CXX'"

dnl A kernel that is compiled by nvcc and linked by the C compiler.
AC_MSG_CHECKING([whether $NVCC compiles for$lgt_cuda_archs])
cat > conftest.cu <<'EOF'
#include <cuda_runtime.h>
static __global__ void probe (int *x) { *x = CUDART_VERSION; }
extern "C" int lgt_probe (int *x) { probe<<<1, 1>>> (x); return cudaGetLastError (); }
EOF
AS_IF([eval "$NVCC $NVCC_FLAGS $NVCC_ARCH -c conftest.cu -o conftest_cu.$ac_objext" >&AS_MESSAGE_LOG_FD 2>&1],
  [AC_MSG_RESULT([yes])],
  [AC_MSG_RESULT([no])
   AC_MSG_ERROR([$NVCC cannot compile a kernel (config.log says why; CXX is the host compiler that it uses: $CXX)])])
lgt_save_LIBS=$LIBS
lgt_cuda_found=no
for lgt_dir in "$lgt_cuda_root/lib64" "$lgt_cuda_root/lib" "$lgt_cuda_root/targets/x86_64-linux/lib" "$lgt_cuda_root/targets/sbsa-linux/lib"; do
  AS_IF([test $lgt_cuda_found = no && test -f "$lgt_dir/libcudart_static.a"],
    [CUDA_LIBS="-L`cd "$lgt_dir" && pwd` -lcudart_static -lstdc++ -lrt -lpthread -ldl"
     AC_MSG_CHECKING([whether $CC links it with libcudart_static])
     LIBS="conftest_cu.$ac_objext $CUDA_LIBS $LIBS"
     AC_LINK_IFELSE([AC_LANG_PROGRAM([[int lgt_probe (int *x);]],
                                     [[return lgt_probe (0);]])],
       [AC_MSG_RESULT([yes])
        lgt_cuda_found=yes],
       [AC_MSG_RESULT([no])])
     LIBS=$lgt_save_LIBS])
done
rm -f conftest.cu conftest_cu.$ac_objext
AS_IF([test $lgt_cuda_found = no],
  [AC_MSG_ERROR([no libcudart_static.a that can be linked was found in lib64, lib or targets of $lgt_cuda_root])])
lgt_with_nvcc=yes
lgt_cuda="$lgt_cuda_version for$lgt_cuda_archs and PTX"
AC_DEFINE([LGT_WITH_CUDA], [1],
  [Define to 1 if there are kernels for NVIDIA devices.])
AC_DEFINE_UNQUOTED([LGT_CUDA_LEAST], [$lgt_cuda_least],
  [The lowest compute capability that kernels were compiled for, times 10.])
])
