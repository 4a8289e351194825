#!/bin/sh
# GSL and FFTW are GPL: only lib/exact and lib/fft may touch them; the other
# packages have one library each that calls them, too.
set -u
. "$top_srcdir/tests/tap.sh"

# fenced PATTERN LIBRARY...: among the archives only those named refer to a
# symbol that matches.
fenced ()
{
  pattern=$1
  shift
  bad=0
  for archive in "$top_builddir"/liblgt-*.a; do
    name=$(basename "$archive" .a)
    case " $* " in
      *" ${name#liblgt-} "*) continue ;;
    esac
    $NM -u "$archive" 2> /dev/null | awk '{ print $NF }' |
      grep -E "^_?($pattern)" > "$tmp/found" && bad=1 &&
      sed "s/^/$name refers to /" "$tmp/found"
  done
  return $bad
}

# included PATTERN FOLDER: headers that match are included only there.
included ()
{
  ! (cd "$top_srcdir" &&
     find include lib cpu tools -name '*.[ch]' -exec \
       grep -l -E "^ *# *include *[<\"]($1)" {} + | grep -v "^$2/")
}

check "GSL is called by lib/exact alone" fenced 'gsl_' exact
check "GSL's headers are named in lib/exact alone" included 'gsl/' lib/exact
check "FFTW is called by lib/fft alone" fenced 'fftwf?_' fft
check "FFTW's headers are named in lib/fft alone" included 'fftw' lib/fft
check "HDF5 is called by lib/io alone" fenced 'H5' io
check "libyaml is called by lib/config alone" fenced 'yaml_' config
check "the only libraries with BLAS: lib/tensor, lib/factorize and, to compare \
with, lib/app" fenced 'cblas_|[sd]gemm_|openblas_' tensor factorize app
check "LAPACK is called by lib/factorize alone" \
  fenced 'LAPACKE?_|[sd](gesv|gesdd|posv|syev|gels)' factorize
check "vendorable libraries call no package" \
  fenced 'cblas_|[sd]gemm|LAPACKE?_|Sleef|XXH|omp_|GOMP|__kmp' \
  tensor factorize optim mc config flow io exact fft app

# GSL in an archive that must not have it is found.
mkdir "$tmp/lib"
echo 'int gsl_fun (void); int lgt_f (void) { return gsl_fun (); }' > "$tmp/g.c"
$CC -c "$tmp/g.c" -o "$tmp/g.o" && ar cr "$tmp/lib/liblgt-flow.a" "$tmp/g.o"
(top_builddir=$tmp/lib; ! fenced 'gsl_' exact > /dev/null)
check "GSL in another archive is found" test $? -eq 0
finish
