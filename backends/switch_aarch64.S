/*
 * The switch for aarch64, AAPCS64: a function must preserve x19 to x29, sp,
 * and the low halves of v8 to v15 (d8 to d15); x30 is where it returns to.
 *
 * A paused context is a stack pointer, with above it, in pairs of 16 bytes:
 * x19 x20, x21 x22, x23 x24, x25 x26, x27 x28, x29 x30, d8 d9, d10 d11,
 * d12 d13, d14 d15.
 *
 * The last step is a branch through x16 and not a `ret`: the processor
 * predicts where a `ret` goes from the calls it has seen on the old stack.
 * (x16 and x17 are the registers a landing pad for calls accepts.)
 */
#if defined(__aarch64__) && !defined(MUXBENCH_UCONTEXT)

#if defined(__APPLE__)
#define SYMBOL(name) _##name
#else
#define SYMBOL(name) name
#endif

        .text

/* void context_switch(context *from [x0], context to [x1]) */
        .globl  SYMBOL(context_switch)
        .p2align 4
#if defined(__ELF__)
        .type   SYMBOL(context_switch), %function
#endif
SYMBOL(context_switch):
        sub     sp, sp, #160
        stp     x19, x20, [sp, #0]
        stp     x21, x22, [sp, #16]
        stp     x23, x24, [sp, #32]
        stp     x25, x26, [sp, #48]
        stp     x27, x28, [sp, #64]
        stp     x29, x30, [sp, #80]
        stp     d8, d9, [sp, #96]
        stp     d10, d11, [sp, #112]
        stp     d12, d13, [sp, #128]
        stp     d14, d15, [sp, #144]
        mov     x9, sp
        str     x9, [x0]
        mov     sp, x1
        ldp     x19, x20, [sp, #0]
        ldp     x21, x22, [sp, #16]
        ldp     x23, x24, [sp, #32]
        ldp     x25, x26, [sp, #48]
        ldp     x27, x28, [sp, #64]
        ldp     x29, x30, [sp, #80]
        ldp     d8, d9, [sp, #96]
        ldp     d10, d11, [sp, #112]
        ldp     d12, d13, [sp, #128]
        ldp     d14, d15, [sp, #144]
        add     sp, sp, #160
        mov     x16, x30
        br      x16
#if defined(__ELF__)
        .size   SYMBOL(context_switch), . - SYMBOL(context_switch)
#endif

/* Where a new context goes on: x19 holds the entry, x20 its argument. The
 * return address 0 ends the chain of callers for debuggers. */
        .globl  SYMBOL(context_start)
        .p2align 4
#if defined(__ELF__)
        .type   SYMBOL(context_start), %function
#endif
SYMBOL(context_start):
        mov     x0, x20
        mov     x29, #0
        mov     x30, #0
        mov     x16, x19
        br      x16
#if defined(__ELF__)
        .size   SYMBOL(context_start), . - SYMBOL(context_start)
#endif

#endif

#if defined(__ELF__)
        .section .note.GNU-stack, "", %progbits
#endif
