/*
 * The own switch for aarch64, AAPCS64: a function must preserve x19 to x29,
 * sp, and the low halves of v8 to v15 (d8 to d15); x30 is where it returns to.
 *
 * A paused context is a stack pointer, with above it, in pairs of 16 bytes:
 * x29 and the address to go on at, x19 x20, x21 x22, x23 x24, x25 x26,
 * x27 x28, d8 d9, d10 d11, d12 d13, d14 d15.
 *
 * The last step is a branch through x16 and not a `ret`: the processor
 * predicts where a `ret` goes from the calls it has seen on the old stack.
 */
#if defined(__aarch64__) && !defined(__ILP32__)

#if defined(__APPLE__)
#define SYMBOL(name) _##name
#else
#define SYMBOL(name) name
#endif

        .text

/* int switch_pass(context *from [x0], context to [x1], int value [w2]) */
        .globl  SYMBOL(switch_pass)
        .p2align 4
#if defined(__ELF__)
        .type   SYMBOL(switch_pass), %function
#endif
SYMBOL(switch_pass):
        stp     x29, x30, [sp, #-160]!
        stp     x19, x20, [sp, #16]
        stp     x21, x22, [sp, #32]
        stp     x23, x24, [sp, #48]
        stp     x25, x26, [sp, #64]
        stp     x27, x28, [sp, #80]
        stp     d8, d9, [sp, #96]
        stp     d10, d11, [sp, #112]
        stp     d12, d13, [sp, #128]
        stp     d14, d15, [sp, #144]
        mov     x9, sp
        str     x9, [x0]
        mov     sp, x1
        mov     w0, w2
        ldp     x19, x20, [sp, #16]
        ldp     x21, x22, [sp, #32]
        ldp     x23, x24, [sp, #48]
        ldp     x25, x26, [sp, #64]
        ldp     x27, x28, [sp, #80]
        ldp     d8, d9, [sp, #96]
        ldp     d10, d11, [sp, #112]
        ldp     d12, d13, [sp, #128]
        ldp     d14, d15, [sp, #144]
        ldp     x29, x16, [sp], #160
        br      x16
#if defined(__ELF__)
        .size   SYMBOL(switch_pass), . - SYMBOL(switch_pass)
#endif

/* Where a new context goes on: x19 holds the entry, x20 its argument. The
 * return address 0 ends the chain of callers for debuggers. */
        .globl  SYMBOL(switch_start)
        .p2align 4
#if defined(__ELF__)
        .type   SYMBOL(switch_start), %function
#endif
SYMBOL(switch_start):
        mov     x0, x20
        mov     x29, #0
        mov     x30, #0
        mov     x16, x19
        br      x16
#if defined(__ELF__)
        .size   SYMBOL(switch_start), . - SYMBOL(switch_start)
#endif

#endif

#if defined(__ELF__)
        .section .note.GNU-stack, "", %progbits
#endif
