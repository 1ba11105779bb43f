/*
 * Linked into all programs of "make coverage", in front of libc's functions (ld
 * --wrap): a process that ends by _exit saves its counters like one that exits.
 * Restrictions that would keep a worker from opening and writing these files
 * are faked, or applied only at the end. The rest of the sandbox is unchanged.
 */
#define _GNU_SOURCE /* environ, syscall */
#include <stdarg.h>
#include <stdnoreturn.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "shared/str.h"

/* The most descriptors that a worker may have: no more than it needs. */
#define FEW_FDS 8

#define ARGUMENTS 6

/* Constants from linux/seccomp.h, and from system calls of later kernels. */
#define SET_MODE_FILTER 1
#ifndef SYS_landlock_restrict_self
#define SYS_landlock_restrict_self 446
#endif

void __gcov_dump(void);
noreturn void __real__exit(int status);
noreturn void __wrap__exit(int status);
int __real_getrlimit(int resource, struct rlimit *limit);
int __wrap_getrlimit(int resource, struct rlimit *limit);
int __real_setrlimit(int resource, const struct rlimit *limit);
int __wrap_setrlimit(int resource, const struct rlimit *limit);
long __real_syscall(long number, ...);
long __wrap_syscall(long number, ...);

/* A worker at its end has no use for its descriptors, and none to spare. */
static void
make_room(void)
{
	struct rlimit limit;

	if (__real_getrlimit(RLIMIT_NOFILE, &limit) == 0 &&
	    limit.rlim_cur < FEW_FDS)
		(void)close((int)limit.rlim_cur - 1); /* it may not be open */
	if (__real_getrlimit(RLIMIT_FSIZE, &limit) != 0)
		return;
	limit.rlim_cur = limit.rlim_max;
	(void)__real_setrlimit(RLIMIT_FSIZE, &limit); /* always allowed */
}

/*
 * libgcov reads the environment, which the server keeps in memory that a child
 * by fork does not have.
 */
static void
forget_environment(void)
{
	static char *none[] = { NULL };

	environ = none;
}

void
__wrap__exit(int status)
{
	make_room();
	forget_environment();
	__gcov_dump();
	__real__exit(status);
}

/* The size of files is limited such that it can be raised again. */
int
__wrap_setrlimit(int resource, const struct rlimit *limit)
{
	struct rlimit soft = *limit;

	if (resource == RLIMIT_FSIZE)
		soft.rlim_max = RLIM_INFINITY;
	return __real_setrlimit(resource, &soft);
}

int
__wrap_getrlimit(int resource, struct rlimit *limit)
{
	const int result = __real_getrlimit(resource, limit);

	if (result == 0 && resource == RLIMIT_FSIZE)
		limit->rlim_max = limit->rlim_cur;
	return result;
}

/* Is it the call by which a process gives up opening files? */
static bool
confines(long number, long first)
{
	return number == SYS_landlock_restrict_self ||
	    (number == SYS_seccomp && first == SET_MODE_FILTER);
}

long
__wrap_syscall(long number, ...)
{
	long argument[ARGUMENTS];
	va_list list;

	/* More than were given are rubbish, which the kernel does not read. */
	va_start(list, number);
	for (size_t i = 0; i < COUNT(argument); i++)
		argument[i] = va_arg(list, long);
	va_end(list);
	if (confines(number, argument[0]))
		return 0;
	return __real_syscall(number, argument[0], argument[1], argument[2],
	    argument[3], argument[4], argument[5]);
}
