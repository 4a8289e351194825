/* Stacks of their own, and the switch from one to another.  */

#ifndef LGT_EMU_FIBER_H
#define LGT_EMU_FIBER_H

#include <stddef.h>

/* A portable switch saves the signal mask, with a system call, and takes 40
   times as long.  */
#if defined __x86_64__ && defined __ELF__ && !defined LGT_EMU_UCONTEXT
# define LGT_EMU_SWITCH_X86_64 1
#else
# define LGT_EMU_SWITCH_X86_64 0
# include <ucontext.h>
#endif

struct lgt_emu_fiber
{
#if LGT_EMU_SWITCH_X86_64
  void *stack_pointer;
#else
  ucontext_t context;
#endif
  char *stack;                  /* lowest address; the host's own: NULL at
                                   first */
  size_t bytes;
  void *fake_stack;             /* the address sanitizer's */
};

extern "C"
{
/* A new stack, on which ENTRY, which must not return, will run.  */
void lgt_emu_fiber_init (struct lgt_emu_fiber *fiber, void (*entry) (void));
/* Go on with TO until something switches back to FROM, which runs now.  ENTRY
   begins with lgt_emu_fiber_begin.  */
void lgt_emu_fiber_switch (struct lgt_emu_fiber *from,
                           struct lgt_emu_fiber *to);
void lgt_emu_fiber_begin (void);
}

#endif
