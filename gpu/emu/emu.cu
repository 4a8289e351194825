#include "cuda_runtime.h"
#include <algorithm>
#include <map>
#include <memory>
#include <vector>
#include <link.h>
#include <unistd.h>
#include <sys/mman.h>
#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#define POISON(p, n) __asan_poison_memory_region(p, n)
#define UNPOISON(p, n) __asan_unpoison_memory_region(p, n)
#else
#define POISON(p, n) ((void)(p))
#define UNPOISON(p, n) ((void)(p))
#endif
#ifdef LGT_EMU_CHECK
#define CHECKED(x) x
#else
#define CHECKED(x) ((void)0)
#endif
extern "C" char __executable_start, _end;
extern "C" void lgt_emu_switch(void **save_sp, void *to_sp);      // callee-saved registers only: no system call
#if defined __x86_64__
asm(".pushsection .text\n.globl lgt_emu_switch\nlgt_emu_switch:\n push %rbp; push %rbx; push %r12; push %r13; push %r14; push %r15\n"
    " mov %rsp,(%rdi); mov %rsi,%rsp\n pop %r15; pop %r14; pop %r13; pop %r12; pop %rbx; pop %rbp; ret\n.popsection\n");
#else
#error "add a switch for this CPU (or ucontext)"
#endif
namespace lgt_emu {
__thread Thread *cur; __thread uint3 bid; __thread char *dyn; dim3 gdim, bdim;
static const char *kname; static cudaError_t last;
[[noreturn]] static void die(const char *what, const void *pc, int line = 0, int other = 0) {
    fprintf(stderr, "LGT_EMU: %s in kernel %s", what, kname);
    if (cur) fprintf(stderr, ", block (%u,%u,%u) thread (%u,%u,%u)", bid.x, bid.y, bid.z, cur->tid.x, cur->tid.y, cur->tid.z);
    if (line) fprintf(stderr, ", line %d", line);
    if (other) fprintf(stderr, " (others at line %d)", other);
    if (pc) fprintf(stderr, ", code offset %#lx", (unsigned long)((char *)pc - &__executable_start - 1));
    fputc('\n', stderr); fflush(stdout); _exit(86); }
// ---------------------------------------------------------------- blocks, fibers, barriers
struct Meet { unsigned mask = 0, in = 0, gen = 0, bal[2]; uint64_t v[2][32]; };   // lanes that meet under one mask
struct Fiber { void *sp = nullptr; char *stack = nullptr; Thread *t = nullptr; Meet *wait = nullptr; unsigned gen = 0; bool bar = false; };
struct Block {                                                   // one per OS thread, reused for every block it runs
    std::vector<std::unique_ptr<Fiber>> pool; std::vector<Fiber *> idle, ready, blocked; std::vector<Thread> th;
    std::vector<std::vector<std::unique_ptr<Meet>>> warps; std::vector<unsigned> order; Fiber *run = nullptr; void *sched = nullptr;
    unsigned next = 0, n = 0, atbar = 0, done = 0; int barline = 0; void (*call)(void *) = nullptr; void *arg = nullptr;
    const void *hstack = nullptr; size_t hsize = 0;
    static const size_t SS = 128 << 10;
    static void entry() { extern thread_local Block blk; Block &b = blk; b.arrived(); for (;;) {
            while (b.next < b.n) { b.run->t = &b.th[b.order[b.next++]]; cur = b.run->t; b.call(b.arg); b.done++; }
            b.idle.push_back(b.run); b.yield(); } }
    void arrived() {
#ifdef __SANITIZE_ADDRESS__
        __sanitizer_finish_switch_fiber(nullptr, &hstack, &hsize);
#endif
    }
    void yield() { Fiber *f = run; 
#ifdef __SANITIZE_ADDRESS__
        void *fk; __sanitizer_start_switch_fiber(&fk, hstack, hsize); lgt_emu_switch(&f->sp, sched); __sanitizer_finish_switch_fiber(fk, nullptr, nullptr);
#else
        lgt_emu_switch(&f->sp, sched);
#endif
        cur = f->t; }
    void resume(Fiber *f) { run = f; 
#ifdef __SANITIZE_ADDRESS__
        void *fk; __sanitizer_start_switch_fiber(&fk, f->stack, SS); lgt_emu_switch(&sched, f->sp); __sanitizer_finish_switch_fiber(fk, nullptr, nullptr);
#else
        lgt_emu_switch(&sched, f->sp);
#endif
        cur = nullptr; }
    Fiber *fresh() {
        if (idle.empty()) { pool.emplace_back(new Fiber); Fiber *f = pool.back().get();
            f->stack = (char *)mmap(0, SS, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0); mprotect(f->stack, 4096, PROT_NONE);
            void **s = (void **)(f->stack + SS - 64); *--s = nullptr; *--s = (void *)entry; for (int i = 0; i < 6; i++) *--s = nullptr;
            f->sp = s; return f; }
        Fiber *f = idle.back(); idle.pop_back(); return f; }
    void go(void (*f)(void *), void *a, unsigned nt, unsigned seed) {
        call = f; arg = a; n = nt; next = atbar = done = 0; barline = 0; blocked.clear(); th.resize(n); order.resize(n); warps.clear(); warps.resize((n + 31) / 32);
        for (unsigned i = 0; i < n; i++) { th[i] = {{i % bdim.x, i / bdim.x % bdim.y, i / bdim.x / bdim.y}, i, 0}; order[i] = seed == 1 ? n - 1 - i : i; }
        if (seed > 1) for (unsigned i = n; i > 1; i--) { seed = seed * 1664525u + 1013904223u; std::swap(order[i - 1], order[(seed >> 8) % i]); }
        while (done < n) {
            if (next < n) { resume(fresh()); continue; }         // threads that never wait share one fiber: no switch at all
            ready.clear(); for (Fiber *w : blocked) if (w->wait ? w->wait->gen != w->gen : !w->bar) ready.push_back(w);
            if (ready.empty()) { Fiber *w = blocked[0]; cur = w->t; die(atbar ? "deadlock: barrier not reached by every thread (divergent __syncthreads)" : "deadlock: lanes named in a warp mask never arrive", nullptr, barline); }
            blocked.erase(std::remove_if(blocked.begin(), blocked.end(), [](Fiber *w) { return w->wait ? w->wait->gen != w->gen : !w->bar; }), blocked.end());
            if (seed) std::reverse(ready.begin(), ready.end());
            for (Fiber *w : ready) { w->wait = nullptr; resume(w); } } }
};
thread_local Block blk; static unsigned long epoch = 1;
#ifdef LGT_EMU_CHECK
static unsigned barno;
#endif
void barrier(int line) { Block &b = blk; Fiber *f = b.run;
    if (b.done) die("__syncthreads after some thread of the block has returned", nullptr, line);
    if (b.atbar && b.barline != line) die("threads of a block wait at different __syncthreads", nullptr, line, b.barline);
    b.barline = line; f->bar = true;
    if (++b.atbar < b.n) { b.blocked.push_back(f); b.yield(); }
    else { b.atbar = 0; CHECKED(barno++); f->bar = false; for (Fiber *w : b.blocked) w->bar = false; } }
uint64_t exchange(unsigned mask, uint64_t v, int src, unsigned *ballot) { Block &b = blk; Fiber *f = b.run; unsigned l = lane();
    unsigned left = b.n - (cur->lin & ~31u); unsigned live = left >= 32 ? ~0u : (1u << left) - 1; mask &= live;
    if (!(mask >> l & 1)) die("calling lane is not in its own warp mask", __builtin_return_address(0));
    auto &w = b.warps[cur->lin / 32]; Meet *m = nullptr; for (auto &x : w) if (x->mask == mask) m = x.get();
    if (!m) { w.emplace_back(new Meet); m = w.back().get(); m->mask = mask; m->bal[0] = m->bal[1] = 0; }
    unsigned g = m->gen, k = g & 1; m->v[k][l] = v; if (v & 1) m->bal[k] |= 1u << l; m->in |= 1u << l;
    if (m->in == mask) { m->in = 0; m->bal[!k] = 0; m->gen++; }
    else { f->wait = m; f->gen = g; b.blocked.push_back(f); b.yield(); }
    cur->wepoch++; if (ballot) *ballot = m->bal[k];
    if (src < 0) return v;
    if (!(mask >> (src & 31) & 1)) return 0xdeadbeefdeadbeefull;
    return m->v[k][src & 31]; }
// ---------------------------------------------------------------- device heap
struct Cell { unsigned long ep = 0; unsigned blk = 0, bar = 0; int w = -1, r = -1; unsigned ww = 0, rw = 0; bool wat = false, init = false; };
struct Alloc { size_t n; std::vector<Cell> sh; };
static std::map<char *, Alloc> heap;
static std::pair<char *const, Alloc> *find(const void *p) { auto it = heap.upper_bound((char *)p); if (it == heap.begin()) return nullptr; --it;
    return (char *)p < it->first + it->second.n ? &*it : nullptr; }
static void expose(bool on) { for (auto &a : heap) if (on) { UNPOISON(a.first, a.second.n); } else { POISON(a.first, a.second.n); } }
// ---------------------------------------------------------------- checker: bounds, uninitialised reads, data races
#ifdef LGT_EMU_CHECK
static char *tls_lo, *tls_hi; static std::vector<Cell> tsh; static std::vector<Cell> dsh; static size_t dynsize; static unsigned long blockno;
static bool ordered(const Cell &c, int who, unsigned we, unsigned long ep, bool shared) {     // earlier access happens before this one?
    if (c.ep != ep || who == (int)cur->lin) { if (c.ep != ep || shared || c.blk == blockno) return true; }
    if (!shared && c.blk != blockno) return false;
    if (c.bar != barno) return true;
    return who >= 0 && who / 32 == (int)cur->lin / 32 && we < cur->wepoch; }
void touch(const void *p, size_t n, bool write, bool atomic, const void *pc) {
    if (!cur) return;
    char *a = (char *)p; Fiber *f = blk.run;
    if ((a >= f->stack && a < f->stack + Block::SS) || (a >= (char *)&blk.th[0] && a < (char *)(&blk.th[0] + blk.n))) return; // locals, threadIdx
    if (a == (char *)&cur || a == (char *)&dyn || (a >= (char *)&bid && a < (char *)(&bid + 1))) return;
    Cell *c; bool shared = true;
    if (a >= dyn && a < dyn + dynsize) { if (a + n > dyn + dynsize) die("out-of-bounds on dynamic shared memory", pc); c = &dsh[a - dyn]; }
    else if (a >= tls_lo && a < tls_hi) c = &tsh[a - tls_lo];
    else { auto *h = find(a); if (!h || a + n > h->first + h->second.n) {
            if (a >= &__executable_start && a < &_end && !write) return;                      // __constant__ tables, literals
            die(write ? "invalid global write (out of bounds or host pointer)" : "invalid global read (out of bounds or host pointer)", pc); }
        c = &h->second.sh[a - h->first]; shared = false; }
    unsigned long ep = shared ? blockno : epoch;
    for (size_t i = 0; i < n; i++, c++) {
        if (c->ep != ep) { bool in = c->init && !shared; *c = Cell(); c->ep = ep; c->init = in; c->blk = blockno; c->bar = barno; }
        if ((!write || atomic) && !c->init) die(shared ? "read of uninitialised shared memory" : "read of uninitialised device memory", pc);
        if (c->w >= 0 && !(atomic && c->wat) && !ordered(*c, c->w, c->ww, ep, shared)) die(write ? "data race: write after write" : "data race: read after write", pc);
        if (write && c->r != -1 && !ordered(*c, c->r, c->rw, ep, shared)) die("data race: write after read", pc);
        bool stale = c->bar != barno || c->blk != blockno; if (stale) { c->r = -1; c->w = -1; }
        c->blk = blockno; c->bar = barno;
        if (write) { c->w = cur->lin; c->ww = cur->wepoch; c->wat = atomic; c->init = true; }
        else { c->r = c->r == -1 || c->r == (int)cur->lin ? (int)cur->lin : -2; c->rw = cur->wepoch; } } }
#else
void touch(const void *, size_t, bool, bool, const void *) {}
#endif
cudaError_t launch(dim3 g, dim3 b, size_t smem, void (*call)(void *), void *arg, const char *name) {
    unsigned nt = b.x * b.y * b.z, nb = g.x * g.y * g.z;
    if (!nt || nt > 1024 || b.z > 64 || !nb || g.y > 65535 || g.z > 65535 || smem > 49152) return last = cudaErrorInvalidConfiguration;
    const char *e = getenv("LGT_EMU_ORDER"); unsigned seed = e ? atoi(e) : 0;                   // 0 forward, 1 backward, n shuffled
    gdim = g; bdim = b; kname = name; expose(true); epoch++;
#ifdef LGT_EMU_CHECK
    dl_iterate_phdr([](dl_phdr_info *i, size_t, void *) { for (int k = 0; k < i->dlpi_phnum; k++) if (i->dlpi_phdr[k].p_type == PT_TLS && !*i->dlpi_name) {
        tls_lo = (char *)i->dlpi_tls_data; tls_hi = tls_lo + i->dlpi_phdr[k].p_memsz; tsh.resize(tls_hi - tls_lo); }
        return 0; }, nullptr);
    const int par = 1;
#else
    const int par = nb > 1;
#endif
    (void)par;
#pragma omp parallel if (par)
    { std::vector<char> arena(smem + 32, (char)0xff); dyn = (char *)(((uintptr_t)arena.data() + 15) & ~15ul); POISON(dyn + (smem + 7) / 8 * 8, 8);
#pragma omp for schedule(dynamic, 1)
    for (long i = 0; i < (long)nb; i++) { long q = seed ? nb - 1 - i : i; bid = {(unsigned)(q % g.x), (unsigned)(q / g.x % g.y), (unsigned)(q / g.x / g.y)};
        memset(dyn, 0xff, smem);
#ifdef LGT_EMU_CHECK
        dynsize = smem; dsh.assign(smem, Cell()); blockno++; barno++;
#endif
        blk.go(call, arg, nt, seed); }
    UNPOISON(dyn + (smem + 7) / 8 * 8, 8); }
    expose(false); return cudaSuccess; }
} // namespace lgt_emu
using namespace lgt_emu;
cudaError_t cudaMalloc_(void **p, size_t n) { *p = aligned_alloc(256, (n + 255) & ~(size_t)255); if (!*p) return last = cudaErrorMemoryAllocation;
    memset(*p, 0xff, (n + 255) & ~(size_t)255); Alloc &a = heap[(char *)*p]; a.n = n;
#ifdef LGT_EMU_CHECK
    a.sh.resize(n);
#endif
    POISON(*p, (n + 255) & ~(size_t)255); return cudaSuccess; }
cudaError_t cudaFree(void *p) { if (!p) return 0; auto it = heap.find((char *)p); if (it == heap.end()) return last = cudaErrorInvalidDevicePointer;
    UNPOISON(p, (it->second.n + 255) & ~(size_t)255); heap.erase(it); free(p); return 0; }
static bool span(const void *p, size_t n, bool dev) { auto *h = find(p); return dev ? h && (char *)p + n <= h->first + h->second.n : !h; }
static void mark(void *p, size_t n) {
#ifdef LGT_EMU_CHECK
    if (auto *h = find(p)) for (size_t i = 0; i < n; i++) h->second.sh[(char *)p - h->first + i].init = true;
#endif
    (void)p; (void)n; }
cudaError_t cudaMemcpy(void *d, const void *s, size_t n, cudaMemcpyKind k) {
    if (!n) return 0;
    if (!span(d, n, k & 1 || k == 3) || !span(s, n, k >= 2)) return last = cudaErrorInvalidValue;
    expose(true); memmove(d, s, n); mark(d, n); expose(false); return 0; }
cudaError_t cudaMemset(void *d, int v, size_t n) { if (!span(d, n, true)) return last = cudaErrorInvalidValue; expose(true); memset(d, v, n); mark(d, n); expose(false); return 0; }
cudaError_t cudaGetLastError() { cudaError_t e = last; last = 0; return e; }
const char *cudaGetErrorString(cudaError_t e) { return e == 0 ? "no error" : e == 9 ? "invalid configuration argument" : e == 1 ? "invalid argument" : "error"; }
#ifdef LGT_EMU_CHECK
#define HOOK(n) extern "C" void __tsan_read##n(void *p) { touch(p, n, false, false, __builtin_return_address(0)); } \
                extern "C" void __tsan_write##n(void *p) { touch(p, n, true, false, __builtin_return_address(0)); }
HOOK(1) HOOK(2) HOOK(4) HOOK(8) HOOK(16)
#define UHOOK(n) extern "C" void __tsan_unaligned_read##n(void *p) { touch(p, n, false, false, __builtin_return_address(0)); } \
                 extern "C" void __tsan_unaligned_write##n(void *p) { touch(p, n, true, false, __builtin_return_address(0)); }
UHOOK(2) UHOOK(4) UHOOK(8) UHOOK(16)                              // clang's spelling
extern "C" void __tsan_read_range(void *p, unsigned long n) { touch(p, n, false, false, __builtin_return_address(0)); }
extern "C" void __tsan_write_range(void *p, unsigned long n) { touch(p, n, true, false, __builtin_return_address(0)); }
extern "C" void __tsan_init() {} extern "C" void __tsan_func_entry(void *) {} extern "C" void __tsan_func_exit() {} extern "C" void __tsan_vptr_update(void **, void *) {}
#endif

