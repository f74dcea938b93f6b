/*
 * The own switch for x86-64, System V ABI: a function must preserve rbx, rbp,
 * r12 to r15 and the stack pointer (ABI 1.0, section 3.2.1; about the control
 * words for floating point see context.h).
 *
 * A paused context is a stack pointer, with above it:
 *
 *      sp + 48   address to go on at
 *      sp + 40   rbp
 *      sp + 32   rbx
 *      sp + 24   r12
 *      sp + 16   r13
 *      sp +  8   r14
 *      sp +  0   r15
 *
 * The last step is a jump and not a `ret`: the processor predicts where a
 * `ret` goes from the calls it has seen on the old stack, and would be wrong
 * each time.
 */
#if defined(__x86_64__) && !defined(__ILP32__)

#if defined(__APPLE__)
#define SYMBOL(name) _##name
#else
#define SYMBOL(name) name
#endif

        .text

/* int switch_pass(context *from [rdi], context to [rsi], int value [edx]) */
        .globl  SYMBOL(switch_pass)
        .p2align 4
#if defined(__ELF__)
        .type   SYMBOL(switch_pass), @function
#endif
SYMBOL(switch_pass):
        pushq   %rbp
        pushq   %rbx
        pushq   %r12
        pushq   %r13
        pushq   %r14
        pushq   %r15
        movq    %rsp, (%rdi)
        movq    %rsi, %rsp
        movl    %edx, %eax
        popq    %r15
        popq    %r14
        popq    %r13
        popq    %r12
        popq    %rbx
        popq    %rbp
        popq    %rcx
        jmpq    *%rcx
#if defined(__ELF__)
        .size   SYMBOL(switch_pass), . - SYMBOL(switch_pass)
#endif

/*
 * Where a new context goes on: rbx holds the entry, r12 its argument. The
 * stack is as after a call, 8 bytes off a multiple of 16, with a return
 * address of 0 on it, which ends the chain of callers for debuggers.
 */
        .globl  SYMBOL(switch_start)
        .p2align 4
#if defined(__ELF__)
        .type   SYMBOL(switch_start), @function
#endif
SYMBOL(switch_start):
        movq    %r12, %rdi
        xorl    %ebp, %ebp
        jmpq    *%rbx
#if defined(__ELF__)
        .size   SYMBOL(switch_start), . - SYMBOL(switch_start)
#endif

#endif

#if defined(__ELF__)
        .section .note.GNU-stack, "", %progbits
#endif
