/*
 * A worker's system calls: see calls.h. The kernel runs the list once for each
 * number there is when a worker takes it, so it is kept short: only numbers.
 * What they are about, a worker's few descriptors, needs no check. A list of
 * what is allowed has no place for the numbers of x32, which have a bit of
 * their own.
 */
#ifdef __linux__
#define _GNU_SOURCE /* syscall */
#include "worker/calls.h"

#include "base/sanitized.h"

#if defined(SANITIZED)

bool
calls_can_be_listed(void)
{
	return true;
}

bool
calls_hold(void)
{
	return true;
}

#elif defined(__x86_64__) || defined(__aarch64__)

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "shared/str.h"

#ifdef __x86_64__
#define MACHINE AUDIT_ARCH_X86_64
#else
#define MACHINE AUDIT_ARCH_AARCH64
#endif

/* One or two instructions each; a number that is not equal skips so many. */
#define LOAD(field) \
	BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
#define UNLESS(number, skip) \
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (number), 0, (skip))
#define RETURN(action) BPF_STMT(BPF_RET | BPF_K, (action))
#define ALLOW(number) UNLESS(number, 1), RETURN(SECCOMP_RET_ALLOW)
#define KILL RETURN(SECCOMP_RET_KILL_PROCESS)

static const struct sock_filter list[] = {
	LOAD(arch),
	UNLESS(MACHINE, 21),
	LOAD(nr),
	ALLOW(SYS_read),
	ALLOW(SYS_write),
	ALLOW(SYS_ppoll),
	ALLOW(SYS_pwritev2), /* the doorbell */
	ALLOW(SYS_rt_sigreturn), /* behind TERM */
	ALLOW(SYS_shutdown),
	ALLOW(SYS_close), /* of its downlink, to say that it has hung up */
	ALLOW(SYS_exit_group),
	/* Where it is a system call: our clock, not those of processes. */
	UNLESS(SYS_clock_gettime, 3),
	LOAD(args[0]),
	ALLOW(CLOCK_MONOTONIC),
	KILL,
};

bool
calls_can_be_listed(void)
{
	const uint32_t action = SECCOMP_RET_KILL_PROCESS;

	return syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action) == 0;
}

bool
calls_hold(void)
{
	/* The kernel only reads it. */
	const struct sock_fprog program = { .len = COUNT(list),
		.filter = (struct sock_filter *)(uintptr_t)list };

	return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) == 0;
}

#else

bool
calls_can_be_listed(void)
{
	return false; /* the numbers on this machine are not known here */
}

bool
calls_hold(void)
{
	return false;
}

#endif
#endif
