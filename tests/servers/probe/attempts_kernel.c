/* The kernel's own corners, and its own process: see attempts.h. */
#define _GNU_SOURCE /* syscall */
#include "attempts.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static long
be_dumpable(const char *unused)
{
	(void)unused;
	return syscall(SYS_prctl, PR_SET_DUMPABLE, 1, 0, 0, 0);
}

static long
drop_the_list(const char *unused)
{
	(void)unused;
	return syscall(SYS_seccomp, 1, 0, NULL);
}

static long
map_code(const char *unused)
{
	(void)unused;
	return syscall(SYS_mmap, NULL, 4096, PROT_READ | PROT_EXEC,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

static long
make_code(const char *unused)
{
	static char page[2 * 4096];
	const uintptr_t at = ((uintptr_t)page + 4095) & ~(uintptr_t)4095;

	(void)unused;
	return syscall(SYS_mprotect, at, 4096, PROT_READ | PROT_EXEC);
}

static long
use_a_ring(const char *unused)
{
	char parameters[120] = { 0 };

	(void)unused;
	return syscall(SYS_io_uring_setup, 4, parameters);
}

static long
load_a_program(const char *unused)
{
	(void)unused;
	return syscall(SYS_bpf, 0, NULL, 0);
}

static long
handle_faults(const char *unused)
{
	(void)unused;
	return syscall(SYS_userfaultfd, 1); /* in user mode only */
}

static long
measure(const char *unused)
{
	(void)unused;
	return syscall(SYS_perf_event_open, NULL, 0, -1, -1, 0);
}

static long
add_a_key(const char *unused)
{
	(void)unused;
	return syscall(SYS_add_key, "user", "probe", "x", 1, -2);
}

static long
find_keys(const char *unused)
{
	(void)unused;
	return syscall(SYS_keyctl, 0, -3, 1);
}

static long
share_memory(const char *unused)
{
	(void)unused;
	return syscall(SYS_shmget, 0, 4096, 0600);
}

static long
share_messages(const char *unused)
{
	(void)unused;
	return syscall(SYS_msgget, 0, 0600);
}

static long
open_a_queue(const char *unused)
{
	(void)unused;
	return syscall(SYS_mq_open, "probe", O_RDWR, 0600, NULL);
}

static long
wait_again(const char *unused)
{
	(void)unused;
	return syscall(SYS_restart_syscall);
}

static long
set_an_alarm(const char *unused)
{
	(void)unused;
	return syscall(SYS_timer_create, CLOCK_MONOTONIC, NULL, NULL);
}

static long
use_no_number(const char *unused)
{
	(void)unused;
	return syscall(100000);
}

#ifdef __x86_64__
/* read, by the number of x32. */
static long
use_other_numbers(const char *unused)
{
	(void)unused;
	return syscall(0x40000000, 0, NULL, 0);
}

/* Number 15 may be called here; through the old gate it is chmod. */
static long
use_the_old_gate(const char *unused)
{
	long result;

	(void)unused;
	__asm__ volatile("int $0x80"
			 : "=a"(result)
			 : "a"(15), "b"(0), "c"(0)
			 : "memory", "r8", "r9", "r10", "r11");
	return result;
}
#else
static long
use_other_numbers(const char *unused)
{
	return use_no_number(unused);
}

static long
use_the_old_gate(const char *unused)
{
	return use_no_number(unused);
}
#endif

const struct attempts attempts_kernel[] = {
	{ "be_dumpable", be_dumpable },
	{ "drop_the_list", drop_the_list },
	{ "map_code", map_code },
	{ "make_code", make_code },
	{ "use_a_ring", use_a_ring },
	{ "load_a_program", load_a_program },
	{ "handle_faults", handle_faults },
	{ "measure", measure },
	{ "add_a_key", add_a_key },
	{ "find_keys", find_keys },
	{ "share_memory", share_memory },
	{ "share_messages", share_messages },
	{ "open_a_queue", open_a_queue },
	{ "wait_again", wait_again },
	{ "set_an_alarm", set_an_alarm },
	{ "use_no_number", use_no_number },
	{ "use_other_numbers", use_other_numbers },
	{ "use_the_old_gate", use_the_old_gate },
	{ NULL, NULL },
};
