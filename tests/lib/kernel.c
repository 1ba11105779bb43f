/* An older kernel, played: see kernel.h. */
#define _GNU_SOURCE /* syscall */
#include "kernel.h"

#if defined(__linux__) && (defined(__x86_64__) || defined(__aarch64__))

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "child.h"
#include "shared/str.h"

#define CREATE_RULESET 444
#define RESTRICT_SELF 446

/* A number of SYS_; and its first argument, if that matters. */
struct refused {
	unsigned what;
	unsigned number;
	bool any;
	unsigned first;
};

static const struct refused refused[] = {
	{ LACKS_LANDLOCK, CREATE_RULESET, true, 0 },
	{ LACKS_SECCOMP, SYS_seccomp, true, 0 },
	{ FAILS_LANDLOCK, RESTRICT_SELF, true, 0 },
	{ FAILS_SECCOMP, SYS_seccomp, false, SECCOMP_SET_MODE_FILTER },
};

/* Refuses one call with ENOSYS. */
static bool
refuse(const struct refused *row)
{
	struct sock_filter list[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
		    offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, row->number, 0, 3),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
		    offsetof(struct seccomp_data, args[0])),
		BPF_JUMP(
		    BPF_JMP | BPF_JEQ | BPF_K, row->first, 0, row->any ? 0 : 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	const struct sock_fprog program = { COUNT(list), list };

	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
	    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0) == 0;
}

bool
kernel_can_lack(void)
{
	return prctl(PR_GET_SECCOMP, 0, 0, 0, 0) != -1;
}

bool
kernel_lacks(unsigned what)
{
	for (size_t i = 0; i < COUNT(refused); i++)
		if ((what & refused[i].what) != 0 && !refuse(&refused[i]))
			return false;
	return true;
}

long
kernel_landlock(void)
{
	const long version = syscall(CREATE_RULESET, NULL, 0, 1);

	return version > 0 ? version : 0;
}

#ifdef __x86_64__
/* getpid, as such a program would ask. */
static int
use_old_gate(void)
{
	long result;

	__asm__ volatile("int $0x80"
			 : "=a"(result)
			 : "a"(20)
			 : "memory", "r8", "r9", "r10", "r11");
	return result == getpid() ? 0 : 1;
}

bool
kernel_has_old_gate(void)
{
	return child_run(use_old_gate) == 0;
}
#else
bool
kernel_has_old_gate(void)
{
	return false;
}
#endif

#else

bool
kernel_has_old_gate(void)
{
	return false;
}

bool
kernel_can_lack(void)
{
	return false;
}

bool
kernel_lacks(unsigned what)
{
	return what == 0;
}

long
kernel_landlock(void)
{
	return 0;
}

#endif
