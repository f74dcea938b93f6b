/*
 * switch_own - the own switch, for x86-64 and aarch64. Included by context.h.
 *
 * It is inlined where a coroutine is resumed and where it yields, for two
 * reasons:
 *
 *   - The compiler is told that every register is changed, and keeps on the
 *     stack what is in use at that place. A function would have to keep all
 *     that the ABI says it must preserve, used or not.
 *   - Each place has a jump of its own, which goes to the same place time
 *     after time, so that the processor predicts it. One function for both
 *     directions has a single jump, and a `ret` is expected to go where the
 *     last call on the old stack came from: a wrong guess has to wait for the
 *     new stack to come from memory.
 *
 * Three words are left, which a compiler cannot be told of: the stack pointer,
 * the frame pointer and where to go on. They lie in the coroutine's record and
 * not on its stack: what a function keeps in the frame pointer (without frame
 * pointers that is any variable) is there before the first line of its frame
 * has come from memory, and nothing is written below the stack pointer, where
 * x86-64 may have data in use (the red zone).
 *
 * The first instruction after a jump allows being jumped to (IBT, BTI).
 */
#ifndef MUXBENCH_SWITCH_OWN_H
#define MUXBENCH_SWITCH_OWN_H

#if defined(__x86_64__) && !defined(__ILP32__)
#define SWITCH_OWN "own switch, x86-64"

#if defined(__AVX512F__)
#define SWITCH_WIDE                                                           \
    , "xmm16", "xmm17", "xmm18", "xmm19", "xmm20", "xmm21", "xmm22", "xmm23", \
        "xmm24", "xmm25", "xmm26", "xmm27", "xmm28", "xmm29", "xmm30",        \
        "xmm31", "k0", "k1", "k2", "k3", "k4", "k5", "k6", "k7"
#else
#define SWITCH_WIDE
#endif

/* A new context's entry finds `to` where a function expects its argument. */
static inline __attribute__((always_inline)) int switch_own(
    struct context *from, struct context *to, int value)
{
    __asm__ volatile("leaq 1f(%%rip), %%rcx\n\t"
                     "movq %%rsp, 0(%1)\n\t"
                     "movq %%rbp, 8(%1)\n\t"
                     "movq %%rcx, 16(%1)\n\t"
                     "movq 0(%2), %%rdx\n\t"
                     "movq 16(%2), %%rcx\n\t"
                     "movq %%rdx, %%rsp\n\t"
                     "movq 8(%2), %%rbp\n\t"
                     "jmpq *%%rcx\n"
                     "1:\tendbr64"
                     : "+a"(value), "+S"(from), "+D"(to)
                     :
                     : "rbx", "rcx", "rdx", "r8", "r9", "r10", "r11", "r12",
                       "r13", "r14", "r15", "xmm0", "xmm1", "xmm2", "xmm3",
                       "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10",
                       "xmm11", "xmm12", "xmm13", "xmm14", "xmm15", "st",
                       "st(1)", "st(2)", "st(3)", "st(4)", "st(5)", "st(6)",
                       "st(7)", "cc", "memory" SWITCH_WIDE);
    return value;
}

#elif defined(__aarch64__) && !defined(__ILP32__)
#define SWITCH_OWN "own switch, aarch64"

/* x18 is the system's on Apple's. */
#if defined(__APPLE__)
#define SWITCH_X18
#else
#define SWITCH_X18 "x18",
#endif
#if defined(__ARM_FEATURE_SVE)
#define SWITCH_WIDE                                                      \
    , "p0", "p1", "p2", "p3", "p4", "p5", "p6", "p7", "p8", "p9", "p10", \
        "p11", "p12", "p13", "p14", "p15"
#else
#define SWITCH_WIDE
#endif

/* The same. A return address of 0 ends the chain of callers for debuggers,
 * when it is a new context. */
static inline __attribute__((always_inline)) int switch_own(
    struct context *from, struct context *to, int value)
{
    register struct context *x0 __asm__("x0") = to;
    register struct context *x1 __asm__("x1") = from;
    register int w2 __asm__("w2") = value;

    __asm__ volatile("adr x17, 1f\n\t"
                     "mov x16, sp\n\t"
                     "stp x16, x29, [x1]\n\t"
                     "str x17, [x1, #16]\n\t"
                     "ldp x17, x29, [x0]\n\t"
                     "ldr x16, [x0, #16]\n\t"
                     "mov sp, x17\n\t"
                     "mov x30, #0\n\t"
                     "br x16\n"
                     "1:\thint #36" /* bti j */
                     : "+r"(x0), "+r"(x1), "+r"(w2)
                     :
                     : "x3", "x4", "x5", "x6", "x7", "x8", "x9", "x10", "x11",
                       "x12", "x13", "x14", "x15", "x16", "x17",
                       SWITCH_X18 "x19", "x20", "x21", "x22", "x23", "x24",
                       "x25", "x26", "x27", "x28", "x30", "v0", "v1", "v2",
                       "v3", "v4", "v5", "v6", "v7", "v8", "v9", "v10", "v11",
                       "v12", "v13", "v14", "v15", "v16", "v17", "v18", "v19",
                       "v20", "v21", "v22", "v23", "v24", "v25", "v26", "v27",
                       "v28", "v29", "v30", "v31", "cc", "memory" SWITCH_WIDE);
    return w2;
}

#endif

#endif
