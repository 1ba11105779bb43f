/* Calls that have to do with processes and time: see inject.h. */
#define _DEFAULT_SOURCE /* syscall */
#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <spawn.h>
#include <stdarg.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "inject.h"

/* How far the wall clock leaps, in seconds. */
#define LEAP (24 * 60 * 60)

WRAP(int, execve, -1,
    (const char *path, char *const *arguments, char *const *environment),
    (path, arguments, environment))
WRAP(ssize_t, getrandom, -1, (void *at, size_t size, unsigned flags),
    (at, size, flags))
WRAP(int, getrlimit, -1, (int which, struct rlimit *limit), (which, limit))
WRAP(struct passwd *, getpwnam, NULL, (const char *name), (name))
WRAP(int, setgid, -1, (gid_t group), (group))
WRAP(int, setgroups, -1, (size_t count, const gid_t *group), (count, group))
WRAP(int, setuid, -1, (uid_t user), (user))
WRAP(int, kill, -1, (pid_t pid, int number), (pid, number))
WRAP(
    int, setpriority, -1, (int which, id_t who, int value), (which, who, value))
WRAP(
    int, setrlimit, -1, (int which, const struct rlimit *limit), (which, limit))
WRAP(int, sigprocmask, -1, (int how, const sigset_t *set, sigset_t *old),
    (how, set, old))
WRAP(pid_t, waitpid, -1, (pid_t pid, int *status, int flags),
    (pid, status, flags))

/* A wrapper around a function of posix_spawn, which returns the error. */
#define WRAP_SPAWN(name, parameters, arguments)                   \
	int __real_##name parameters;                             \
	int __wrap_##name parameters;                             \
	int __wrap_##name parameters                              \
	{                                                         \
		const int kind = inject(CALL_##name);             \
		return kind > 0 ? kind : __real_##name arguments; \
	}

WRAP_SPAWN(posix_spawn,
    (pid_t * pid, const char *path, const posix_spawn_file_actions_t *files,
	const posix_spawnattr_t *attributes, char *const *arguments,
	char *const *environment),
    (pid, path, files, attributes, arguments, environment))
WRAP_SPAWN(posix_spawn_file_actions_adddup2,
    (posix_spawn_file_actions_t * files, int from, int to), (files, from, to))
WRAP_SPAWN(posix_spawn_file_actions_init, (posix_spawn_file_actions_t * files),
    (files))

int __real_clock_gettime(clockid_t clock, struct timespec *time);
int __wrap_clock_gettime(clockid_t clock, struct timespec *time);
pid_t __real_fork(void);
pid_t __wrap_fork(void);
int __real_clone(
    int (*begin)(void *), void *stack, int flags, void *given, ...);
int __wrap_clone(
    int (*begin)(void *), void *stack, int flags, void *given, ...);
int __real_prctl(int what, ...);
int __wrap_prctl(int what, ...);
long __real_syscall(long number, ...);
long __wrap_syscall(long number, ...);

/* The other clocks never leap, and are not counted. */
static void
leap(clockid_t clock, struct timespec *time)
{
	const int kind =
	    clock == CLOCK_REALTIME ? inject(CALL_clock_gettime) : FAULT_NONE;

	if (kind == FAULT_BACK)
		time->tv_sec -= LEAP;
	if (kind == FAULT_FORTH)
		time->tv_sec += LEAP;
}

int
__wrap_clock_gettime(clockid_t clock, struct timespec *time)
{
	const int result = __real_clock_gettime(clock, time);

	leap(clock, time);
	return result;
}

pid_t
__wrap_fork(void)
{
	pid_t pid;

	if (inject_error(CALL_fork))
		return -1;
	pid = __real_fork();
	inject_born(pid);
	return pid;
}

/* The arguments of a child, in its copy of memory. */
static struct {
	int (*begin)(void *);
} born;

static int
begin_born(void *given)
{
	inject_born(0);
	return born.begin(given);
}

int
__wrap_clone(int (*begin)(void *), void *stack, int flags, void *given, ...)
{
	void *value[3]; /* where the kernel writes who it is, and the like */
	va_list values;
	pid_t pid;

	if (inject_error(CALL_clone))
		return -1;
	born.begin = begin;
	va_start(values, given);
	for (int i = 0; i < 3; i++)
		value[i] = va_arg(values, void *);
	va_end(values);
	pid = __real_clone(
	    begin_born, stack, flags, given, value[0], value[1], value[2]);
	inject_born(pid);
	return pid;
}

int
__wrap_prctl(int what, ...)
{
	unsigned long value[4];
	va_list values;

	if (inject_error(CALL_prctl))
		return -1;
	va_start(values, what);
	for (int i = 0; i < 4; i++)
		value[i] = va_arg(values, unsigned long);
	va_end(values);
	return __real_prctl(what, value[0], value[1], value[2], value[3]);
}

long
__wrap_syscall(long number, ...)
{
	long value[5];
	va_list values;
	long result;

	/* Reading the time this way never fails either. */
	if (number != SYS_clock_gettime && inject_error(CALL_syscall))
		return -1;
	va_start(values, number);
	for (int i = 0; i < 5; i++)
		value[i] = va_arg(values, long);
	va_end(values);
	result = __real_syscall(
	    number, value[0], value[1], value[2], value[3], value[4]);
	if (number == SYS_clock_gettime)
		leap((clockid_t)value[0], (struct timespec *)value[1]);
	return result;
}
