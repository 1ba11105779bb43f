/*
 * In the place of server/worker/conn/front.c: one more front, for a client that
 * makes its worker do what it likes. It says
 *	probe NAME ARGUMENT
 * with the name of one of attempts.def, which gets the argument, a PID, a port
 * or a path. If the worker lives to answer, it is by
 * "probe NAME done" or "probe NAME refused", and what goes wrong. With "free"
 * for "probe" a descriptor is closed before, for one has no more than four.
 */
#define _GNU_SOURCE /* syscall, CLONE_NEWUSER */
#include "server/worker/conn/front.h"
#include "server/worker/conn/conn.h"

#include <arpa/inet.h>
#include <errno.h>
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
#include "shared/io.h"

#ifndef SYS_mmap /* of 32 bits */
#define SYS_mmap SYS_mmap2
#endif

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

#define BESIDE(name, ...)                            \
	static long name(const char *text, long pid) \
	{                                            \
		(void)text;                          \
		(void)pid;                           \
		return __VA_ARGS__;                  \
	}
#define ATTEMPT(name, target, version, ...) BESIDE(name, __VA_ARGS__)
#include "attempts.def"
#undef BESIDE

static const struct {
	struct str name;
	long (*make)(const char *text, long pid);
} attempts[] = {
#define BESIDE(name, ...) { LIT(#name), name },
#include "attempts.def"
#undef BESIDE
#undef ATTEMPT
};

static void
answer(struct str name, struct str how)
{
	char room[256];
	struct buf line;

	buf_init(&line, room, sizeof(room));
	(void)BUF_SAY(&line, STR("probe"), name, how); /* it fits */
	(void)io_write(CHILD_SOCKET, room, buf_len(&line));
}

static void
probe(struct str line)
{
	char argument[256] = "";
	const struct str verb = str_word(&line);
	const struct str name = str_word(&line);

	if (line.len > 0 && line.len < sizeof(argument))
		memcpy(argument, line.at, line.len);
	if (str_eq(verb, STR("free")))
		(void)close(CHILD_BELL); /* then the next has its number */
	for (size_t i = 0; i < COUNT(attempts); i++)
		if (str_eq(attempts[i].name, name)) {
			const bool done = attempts[i].make(argument,
					      strtol(argument, NULL, 10)) >= 0;
			answer(name,
			    done ? STR("done") : str_from(strerror(errno)));
			return;
		}
	answer(name, STR("is not known"));
}

static enum claim
probe_claims(const struct conn *conn, enum front_why why)
{
	const struct str said = buf_str(&conn->in);
	const bool ours = said.len > 6 &&
	    memchr(said.at, '\n', said.len) != NULL &&
	    (memcmp(said.at, "probe ", 6) == 0 ||
		memcmp(said.at, "free ", 5) == 0);

	(void)why;
	return ours ? CLAIM_YES : CLAIM_NO;
}

static void
probe_input(struct conn *conn, enum front_why why)
{
	struct str line;

	(void)why;
	while (buf_line(&conn->in, &line) == LINE_WHOLE) {
		probe(line);
		buf_drop_line(&conn->in, line);
	}
}

static const struct front front_probe = { .claims = probe_claims,
	.input = probe_input };

const struct front *
front_choose(const struct conn *conn, enum front_why why)
{
	static const struct front *const fronts[] = { &front_probe, &front_line,
		&front_chunk };

	for (size_t i = 0; i < COUNT(fronts); i++) {
		const enum claim claim = fronts[i]->claims(conn, why);
		if (claim != CLAIM_NO)
			return claim == CLAIM_YES ? fronts[i] : NULL;
	}
	return NULL;
}
