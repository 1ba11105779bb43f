/* Confinement of a child by the system: see sandbox.h. */
#define _GNU_SOURCE /* syscall */
#include "process/sandbox/sandbox.h"

#include <unistd.h>

#if defined(__linux__) || defined(__OpenBSD__)
static const char *const places[] = { CHILD_PLACES };
#endif

#ifdef __linux__

#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>

#include "base/mem/limits.h"
#include "base/system/files.h"
#include "shared/io.h"
#include "shared/str.h"

#ifndef SYS_landlock_restrict_self /* the same on every machine */
#define SYS_landlock_restrict_self 446
#endif

/* Returns a ruleset for these only; -1 if one of them cannot be opened. */
static int
make_rules(int above)
{
	int fd[COUNT(places)], rules = -1;
	bool good = true;

	for (size_t i = 0; i < COUNT(places); i++) {
		fd[i] = openat(above, places[i],
		    O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		good = good && fd[i] != -1;
	}
	if (good)
		rules = file_landlock(fd, COUNT(places));
	for (size_t i = 0; i < COUNT(places); i++)
		io_close(&fd[i]);
	return rules;
}

/*
 * Returns the ruleset for the child: its directory, if it has one, or nothing.
 * Its descriptor is closed with the others.
 */
static int
find_rules(const struct child_args *given)
{
	struct stat info;

	if ((given->kind->calls & CALL_FILES) == 0 ||
	    fstat(given->fd[CHILD_SOCKET], &info) != 0 ||
	    !S_ISDIR(info.st_mode))
		return file_landlock(NULL, 0);
	return (given->kind->calls & CALL_DIRECTORIES) != 0 ?
	    make_rules(given->fd[CHILD_SOCKET]) :
	    file_landlock(&given->fd[CHILD_SOCKET], 1);
}

bool
refuse_reach(const struct child_args *given)
{
	if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0 ||
	    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		return false;
	if (!given->confinement.paths)
		return true;
	const int rules = find_rules(given);
	return rules != -1 &&
	    syscall(SYS_landlock_restrict_self, rules, 0) == 0;
}

/*
 * The system calls that a child may make; any other ends it with SIGSYS. When a
 * child installs the list, the kernel runs it once for each possible number, so
 * it is kept short and checks only numbers. Arguments need no check, since a
 * child has few descriptors. The numbers of x32 have an extra bit and are thus
 * not in the list. Builds with sanitizers, which make other calls, go without.
 */
#if !defined(SANITIZED) && (defined(__x86_64__) || defined(__aarch64__))

#ifdef __x86_64__
#define MACHINE AUDIT_ARCH_X86_64
#define AT_CTID args[3] /* of clone(2) */
#else
#define MACHINE AUDIT_ARCH_AARCH64
#define AT_CTID args[4]
#endif

#define ALWAYS 0

/* The allowed system calls, the most frequent first. */
static const struct {
	unsigned call; /* CALL_ of child.h; ALWAYS: for every child */
	uint32_t number;
} calls[] = {
	{ ALWAYS, SYS_read },
	{ ALWAYS, SYS_write },
	{ ALWAYS, SYS_ppoll },
	{ ALWAYS, SYS_pwritev2 }, /* the doorbell */
	{ ALWAYS, SYS_rt_sigreturn }, /* after TERM */
	{ CALL_SHUTDOWN, SYS_shutdown },
	{ CALL_CLOSE | CALL_FILES, SYS_close },
	{ CALL_FILES, SYS_pread64 },
	{ CALL_FILES, SYS_pwrite64 },
	{ CALL_FILES, SYS_fdatasync },
	{ CALL_FILES, SYS_ftruncate },
	{ CALL_FILES, SYS_geteuid }, /* whose files these are */
	{ CALL_DIRECTORIES, SYS_getdents64 },
	{ CALL_DIRECTORIES, SYS_mkdirat },
	{ CALL_DIRECTORIES, SYS_syncfs },
	{ CALL_FILES, SYS_openat },
	{ CALL_FILES, SYS_lseek },
	{ CALL_FILES, SYS_fsync },
	{ CALL_FILES, SYS_fstat },
	{ CALL_FILES, SYS_newfstatat }, /* fstat in some libcs */
#ifdef SYS_stat
	{ CALL_FILES, SYS_stat }, /* musl uses it to resolve paths, */
	{ CALL_FILES, SYS_lstat }, /* and this for fstatat */
#endif
	{ CALL_FILES, SYS_renameat },
	{ CALL_FILES, SYS_fcntl }, /* opening in some libcs */
	{ CALL_FILES, SYS_unlinkat },
	{ CALL_RANDOM, SYS_getrandom },
#ifndef __GLIBC__
	{ CALL_BEAR, SYS_munmap }, /* the nursery's stack */
	{ CALL_BEAR, SYS_rt_sigprocmask }, /* clone in musl, since 1.2.5 */
	{ CALL_BEAR, SYS_set_tid_address },
#endif
	{ ALWAYS, SYS_exit_group },
};

#define LOAD(field) \
	BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
#define UNLESS(number, skip) \
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (number), 0, (skip))
#define SKIP_IF(number, skip) \
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (number), (skip), 0)
#define RETURN(action) BPF_STMT(BPF_RET | BPF_K, (action))
#define ALLOW(number) UNLESS(number, 1), RETURN(SECCOMP_RET_ALLOW)
#define ALLOW_IF(number, field, value) \
	UNLESS(number, 4), LOAD(field), ALLOW(value), KILL
#define KILL RETURN(SECCOMP_RET_KILL_PROCESS)

/* Allows nothing on another machine than the program was built for. */
static const struct sock_filter head[] = { LOAD(arch), SKIP_IF(MACHINE, 1),
	KILL, LOAD(nr) };

/*
 * Allows reading the system's clocks, where that is a system call, but not
 * those of processes.
 */
static const struct sock_filter tail[] = { UNLESS(SYS_clock_gettime, 7),
	LOAD(args[0]), ALLOW(CLOCK_MONOTONIC), ALLOW(CLOCK_REALTIME),
	ALLOW(CLOCK_BOOTTIME), KILL };

bool
refuse_calls(const struct confinement *confinement, unsigned mask)
{
	/* A worker has no such descriptor, and does not know the word. */
	const struct sock_filter bear[] = { ALLOW_IF(SYS_recvmsg, args[0],
						CHILD_HEARS),
		ALLOW_IF(SYS_clone, AT_CTID, confinement->word) };
	struct sock_filter
	    row[COUNT(head) + 2 * COUNT(calls) + COUNT(bear) + COUNT(tail)];
	size_t count = COUNT(head);

	if (!confinement->calls)
		return true;
	memcpy(row, head, sizeof(head));
	for (size_t i = 0; i < COUNT(calls); i++) {
		const struct sock_filter allow[] = { ALLOW(calls[i].number) };
		if (calls[i].call != ALWAYS && (calls[i].call & mask) == 0)
			continue;
		memcpy(&row[count], allow, sizeof(allow));
		count += COUNT(allow);
	}
	if ((mask & CALL_BEAR) != 0) {
		memcpy(&row[count], bear, sizeof(bear));
		count += COUNT(bear);
	}
	memcpy(&row[count], tail, sizeof(tail));
	count += COUNT(tail);
	const struct sock_fprog program = { .len = (unsigned short)count,
		.filter = row };
	return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) == 0;
}

#else

bool
refuse_calls(const struct confinement *confinement, unsigned mask)
{
	(void)confinement;
	(void)mask;
	return true;
}

#endif

#elif defined(__OpenBSD__)

/* A child that has a directory sees what is in it, or in those of one. */
bool
refuse_reach(const struct child_args *given)
{
	const unsigned calls = given->kind->calls;
	bool good = true;

	if ((calls & CALL_FILES) == 0 || fchdir(given->fd[CHILD_SOCKET]) != 0)
		return true; /* it makes no calls for files, or has none */
	if ((calls & CALL_DIRECTORIES) == 0)
		return unveil(".", "rwc") == 0 && unveil(NULL, NULL) == 0;
	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++)
		good = good && unveil(places[i], "rwc") == 0;
	return good && unveil(NULL, NULL) == 0;
}

/* No promise lets a child sync all, as one with directories has to. */
bool
refuse_calls(const struct confinement *confinement, unsigned calls)
{
	const char *promises = (calls & CALL_FILES) != 0 ?
	    "stdio rpath wpath cpath flock" :
	    "stdio";

	return !confinement->calls || (calls & CALL_DIRECTORIES) != 0 ||
	    pledge(promises, NULL) == 0;
}

#else

#ifdef __FreeBSD__
#include <sys/capsicum.h>
#endif

bool
refuse_reach(const struct child_args *given)
{
	(void)given;
	return true;
}

/* On FreeBSD a child reaches only what it has open, and what is beneath. */
bool
refuse_calls(const struct confinement *confinement, unsigned calls)
{
#ifdef __FreeBSD__
	return !confinement->calls || (calls & CALL_DIRECTORIES) != 0 ||
	    cap_enter() == 0;
#else
	(void)confinement;
	(void)calls;
	return true;
#endif
}

#endif
