#include "fiber.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "emulator.h"

#if LGT_EMU_ASAN
# include <sanitizer/common_interface_defs.h>
#endif

/* Frames are larger with red zones.  */
enum { STACK = LGT_EMU_ASAN ? 1 << 20 : 256 << 10 };

/* Who switched last: the sanitizer tells its successor what stack it had.  */
static __thread struct lgt_emu_fiber *previous;

static void
leave (struct lgt_emu_fiber *from, struct lgt_emu_fiber *to)
{
  previous = from;
#if LGT_EMU_ASAN
  __sanitizer_start_switch_fiber (&from->fake_stack, to->stack, to->bytes);
#else
  (void) to;
#endif
}

static void
arrive (void *fake_stack)
{
#if LGT_EMU_ASAN
  const void *stack;

  __sanitizer_finish_switch_fiber (fake_stack, &stack, &previous->bytes);
  previous->stack = static_cast<char *> (const_cast<void *> (stack));
#else
  (void) fake_stack;
#endif
}

void
lgt_emu_fiber_begin (void)
{
  arrive (NULL);
}

/* Memory from the system is touched, and so counted, only where a stack grows
   to; the page below it stops one that grows too far.  */
static void
new_stack (struct lgt_emu_fiber *fiber)
{
  void *stack = mmap (NULL, STACK, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

  if (stack == MAP_FAILED
      || mprotect (stack, (size_t) sysconf (_SC_PAGESIZE), PROT_NONE) != 0)
    {
      perror ("lgt: emulated CUDA: no stack for a thread");
      abort ();
    }
  fiber->stack = static_cast<char *> (stack);
  fiber->bytes = STACK;
  fiber->fake_stack = NULL;
}

#if LGT_EMU_SWITCH_X86_64

/* void lgt_emu_switch (void **save, void *stack_pointer): what a function must
   preserve is saved on the old stack and taken from the new one.  */
asm (".pushsection .text\n"
     ".globl lgt_emu_switch\n"
     ".type lgt_emu_switch, @function\n"
     "lgt_emu_switch:\n"
     "  push %rbp\n"
     "  push %rbx\n"
     "  push %r12\n"
     "  push %r13\n"
     "  push %r14\n"
     "  push %r15\n"
     "  mov %rsp, (%rdi)\n"
     "  mov %rsi, %rsp\n"
     "  pop %r15\n"
     "  pop %r14\n"
     "  pop %r13\n"
     "  pop %r12\n"
     "  pop %rbx\n"
     "  pop %rbp\n"
     "  ret\n"
     ".size lgt_emu_switch, . - lgt_emu_switch\n"
     ".popsection\n");
extern "C" void lgt_emu_switch (void **save, void *stack_pointer);

void
lgt_emu_fiber_init (struct lgt_emu_fiber *fiber, void (*entry) (void))
{
  void **top;

  new_stack (fiber);
  /* Six registers, where to return to, and a caller that is not there; the
     stack is aligned as after a call.  */
  top = reinterpret_cast<void **> (fiber->stack + fiber->bytes - 64);
  *--top = NULL;
  *--top = reinterpret_cast<void *> (entry);
  for (int i = 0; i < 6; i++)
    *--top = NULL;
  fiber->stack_pointer = top;
}

void
lgt_emu_fiber_switch (struct lgt_emu_fiber *from, struct lgt_emu_fiber *to)
{
  leave (from, to);
  lgt_emu_switch (&from->stack_pointer, to->stack_pointer);
  arrive (from->fake_stack);
}

#else

void
lgt_emu_fiber_init (struct lgt_emu_fiber *fiber, void (*entry) (void))
{
  new_stack (fiber);
  getcontext (&fiber->context);
  fiber->context.uc_stack.ss_sp = fiber->stack;
  fiber->context.uc_stack.ss_size = fiber->bytes;
  fiber->context.uc_link = NULL;
  makecontext (&fiber->context, entry, 0);
}

void
lgt_emu_fiber_switch (struct lgt_emu_fiber *from, struct lgt_emu_fiber *to)
{
  leave (from, to);
  swapcontext (&from->context, &to->context);
  arrive (from->fake_stack);
}

#endif
