/* The attempts of an attacker who controls a worker: see attempts.def. */
#define _GNU_SOURCE /* syscall, CLONE_NEWUSER */
#include "attempts.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "server/process/sandbox/sandbox.h"

/* What they pass to the system. The shell says itself that it runs. */
static char page[2 * 4096];
static const struct iovec piece = { page, 16 };
static const uint64_t clones[8] = { [4] = SIGCHLD }, first = 1;
static const char *const shell[] = { "sh", "-c",
	"echo probe run_a_program done >&0", NULL };
static const char *const none[] = { NULL };
static const siginfo_t value = { .si_signo = SIGTERM, .si_code = SI_QUEUE };
static const struct sched_param parameters;
static const struct rlimit no_files;
static struct timespec instant;
static struct msghdr message;
static const int off;
static int pair[2];

static long
open_at(const char *path, int flags)
{
	return syscall(SYS_openat, AT_FDCWD, path, flags, 0600);
}

static long
open_memory(const char *pid)
{
	char path[64];

	(void)snprintf(path, sizeof(path), "/proc/%s/mem", pid);
	return open_at(path, O_RDWR);
}

/* A new process ends at once; the caller says that there was one. */
static long
made(long pid)
{
	if (pid == 0)
		_exit(0);
	return pid;
}

static long
take_descriptor(long fd, const void *unused, size_t flags)
{
	(void)unused;
	return syscall(SYS_pidfd_getfd, fd, 0, flags);
}

static long
connect_it(long fd, const void *to, size_t len)
{
	return syscall(SYS_connect, fd, to, len);
}

static long
bind_it(long fd, const void *to, size_t len)
{
	return syscall(SYS_bind, fd, to, len);
}

/* Does that with a descriptor, if there is one. */
static long
with(long fd, long done(long fd, const void *to, size_t len), const void *to,
    size_t len)
{
	return fd < 0 ? fd : done(fd, to, len);
}

static long
inet_socket(void)
{
	return syscall(SYS_socket, AF_INET, SOCK_STREAM, 0);
}

static long
unix_socket(void)
{
	return syscall(SYS_socket, AF_UNIX, SOCK_STREAM, 0);
}

static const void *
loopback(long port)
{
	static struct sockaddr_in to;

	to.sin_family = AF_INET;
	to.sin_port = htons((uint16_t)port);
	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	return &to;
}

/* A path, or an abstract name, before which there is a byte. */
static const void *
local(size_t before, const char *name)
{
	static struct sockaddr_un to;

	to.sun_family = AF_UNIX;
	(void)snprintf(to.sun_path + before, sizeof(to.sun_path) - before, "%s",
	    name); /* fits */
	return &to;
}

#ifdef __x86_64__
/* read, by the number of x32. */
static long
use_other_numbers_of_x86(void)
{
	return syscall(0x40000000, 0, NULL, 0);
}

/* Number 15 may be called here; through the old gate it is chmod. */
static long
use_old_gate_of_x86(void)
{
	long result;

	__asm__ volatile("int $0x80"
			 : "=a"(result)
			 : "a"(15), "b"(0), "c"(0)
			 : "memory", "r8", "r9", "r10", "r11");
	return result;
}
#else
#define use_other_numbers_of_x86() syscall(100000)
#define use_old_gate_of_x86() syscall(100000)
#endif

#define ATTEMPT(name, ...)                           \
	static long name(const char *text, long pid) \
	{                                            \
		(void)text;                          \
		(void)pid;                           \
		return __VA_ARGS__;                  \
	}
#include "attempts.def"
#undef ATTEMPT

static const struct {
	struct str name;
	long (*make)(const char *text, long pid);
} attempts[] = {
#define ATTEMPT(name, ...) { LIT(#name), name },
#include "attempts.def"
#undef ATTEMPT
};

bool
attempts_make(struct str name, const char *text, long *result)
{
	for (size_t i = 0; i < COUNT(attempts); i++)
		if (str_eq(attempts[i].name, name)) {
			*result =
			    attempts[i].make(text, strtol(text, NULL, 10));
			return true;
		}
	return false;
}
