/*
 * Other processes, and being another one: see attempts.h. The signal to all is
 * none, for it might reach them.
 */
#define _GNU_SOURCE /* syscall, CLONE_NEWUSER */
#include "attempts.h"

#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#include "server/sandbox/sandbox.h"

/* It ends at once; the caller says that there was one. */
static long
made(long pid)
{
	if (pid == 0)
		_exit(0);
	return pid;
}

static long
make_a_process(const char *unused)
{
	(void)unused;
	return made(syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0));
}

static long
make_a_process_new_way(const char *unused)
{
	const uint64_t arguments[8] = { [4] = SIGCHLD };

	(void)unused;
	return made(syscall(SYS_clone3, arguments, sizeof(arguments)));
}

/* It says itself that it runs. */
static long
run_a_program(const char *unused)
{
	const char *const argv[] = { "sh", "-c",
		"echo probe run_a_program done >&0", NULL };

	(void)unused;
	return syscall(SYS_execve, "/bin/sh", argv, NULL);
}

static long
run_nothing(const char *unused)
{
	const char *const none[] = { NULL };

	(void)unused;
	return syscall(
	    SYS_execveat, CHILD_SOCKET, "", none, none, 0x1000 /* AT_EMPTY */);
}

static long
trace(const char *pid)
{
	return syscall(SYS_ptrace, PTRACE_ATTACH, strtol(pid, NULL, 10), 0, 0);
}

static long
be_traced(const char *unused)
{
	(void)unused;
	return syscall(SYS_ptrace, PTRACE_TRACEME, 0, 0, 0);
}

static long
end_a_process(const char *pid)
{
	return syscall(SYS_kill, strtol(pid, NULL, 10), SIGTERM);
}

static long
reach_all_processes(const char *unused)
{
	(void)unused;
	return syscall(SYS_kill, -1, 0);
}

static long
end_a_thread(const char *pid)
{
	const long number = strtol(pid, NULL, 10);

	return syscall(SYS_tgkill, number, number, SIGTERM);
}

static long
send_a_value(const char *pid)
{
	siginfo_t info = { .si_signo = SIGTERM, .si_code = SI_QUEUE };

	return syscall(
	    SYS_rt_sigqueueinfo, strtol(pid, NULL, 10), SIGTERM, &info);
}

static long
read_memory_of(const char *pid)
{
	char here[16];
	const struct iovec to = { here, sizeof(here) };
	const struct iovec from = { (void *)(uintptr_t)attempts_processes,
		sizeof(here) };

	return syscall(
	    SYS_process_vm_readv, strtol(pid, NULL, 10), &to, 1, &from, 1, 0);
}

static long
write_memory_of(const char *pid)
{
	static char here[16];
	const struct iovec piece = { here, sizeof(here) };

	return syscall(SYS_process_vm_writev, strtol(pid, NULL, 10), &piece, 1,
	    &piece, 1, 0);
}

static long
hold_a_process(const char *pid)
{
	return syscall(SYS_pidfd_open, strtol(pid, NULL, 10), 0);
}

static long
take_a_descriptor_of(const char *pid)
{
	const long held = syscall(SYS_pidfd_open, strtol(pid, NULL, 10), 0);

	return held < 0 ? held : syscall(SYS_pidfd_getfd, held, 0, 0);
}

static long
hinder(const char *pid)
{
	return syscall(
	    SYS_setpriority, PRIO_PROCESS, strtol(pid, NULL, 10), 19);
}

static long
pin(const char *pid)
{
	const uint64_t first = 1;

	return syscall(SYS_sched_setaffinity, strtol(pid, NULL, 10),
	    sizeof(first), &first);
}

static long
schedule(const char *pid)
{
	const struct sched_param none = { 0 };

	return syscall(SYS_sched_setscheduler, strtol(pid, NULL, 10), 3, &none);
}

static long
limit(const char *pid)
{
	const struct rlimit none = { 0, 0 };

	return syscall(
	    SYS_prlimit64, strtol(pid, NULL, 10), RLIMIT_NOFILE, &none, NULL);
}

/* The clock of its processor time: proc(5) says less. */
static long
watch_the_time_of(const char *pid)
{
	const long clock = ~strtol(pid, NULL, 10) << 3 | 2;
	struct timespec time;

	return syscall(SYS_clock_gettime, clock, &time);
}

static long
become_root(const char *unused)
{
	(void)unused;
	return syscall(SYS_setuid, 0);
}

static long
leave_its_user(const char *unused)
{
	(void)unused;
	return syscall(SYS_unshare, CLONE_NEWUSER);
}

static long
enter_a_space(const char *unused)
{
	(void)unused;
	return syscall(SYS_setns, CHILD_SOCKET, 0);
}

static long
learn_its_parent(const char *unused)
{
	(void)unused;
	return syscall(SYS_getppid);
}

const struct attempts attempts_processes[] = {
	{ "make_a_process", make_a_process },
	{ "make_a_process_new_way", make_a_process_new_way },
	{ "run_a_program", run_a_program },
	{ "run_nothing", run_nothing },
	{ "trace", trace },
	{ "be_traced", be_traced },
	{ "end_a_process", end_a_process },
	{ "reach_all_processes", reach_all_processes },
	{ "end_a_thread", end_a_thread },
	{ "send_a_value", send_a_value },
	{ "read_memory_of", read_memory_of },
	{ "write_memory_of", write_memory_of },
	{ "hold_a_process", hold_a_process },
	{ "take_a_descriptor_of", take_a_descriptor_of },
	{ "hinder", hinder },
	{ "pin", pin },
	{ "schedule", schedule },
	{ "limit", limit },
	{ "watch_the_time_of", watch_the_time_of },
	{ "become_root", become_root },
	{ "leave_its_user", leave_its_user },
	{ "enter_a_space", enter_a_space },
	{ "learn_its_parent", learn_its_parent },
	{ NULL, NULL },
};
