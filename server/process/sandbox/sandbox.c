/* The sandbox of a child: see sandbox.h. */
#define _GNU_SOURCE /* RLIMIT_NPROC, sbrk, SCHED_BATCH, syscall */
#include "process/sandbox/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#include <sys/syscall.h>
#endif

#include "base/mem/limits.h"
#include "shared/io.h"
#include "shared/str.h"

static volatile sig_atomic_t term; /* TERM has come */

static struct {
	uint32_t ring; /* written to the bell */
	bool bears; /* it is the nursery, or its worker */
	struct title_room room;
} self;

#define MIB ((rlim_t)1024 * 1024)

#ifndef RLIMIT_AS
#define RLIMIT_AS RLIMIT_DATA /* OpenBSD */
#endif

#ifdef SANITIZED
#include <sanitizer/common_interface_defs.h>

#define FDS (CHILD_FDS + 1)
#else
#define FDS CHILD_FDS
#endif

/*
 * Moves standard error, for a sanitizer's reports, to the number after the
 * other descriptors.
 */
static bool
keep_reports(int report)
{
#ifdef SANITIZED
	if (!io_copy(report, FDS - 1))
		return false;
	__sanitizer_set_report_fd((void *)(intptr_t)(FDS - 1));
#endif
	(void)report;
	return true;
}

/*
 * Moves the given descriptors, -1 for none, to their numbers and closes all
 * others.
 */
static bool
keep_descriptors(const int given[CHILD_FDS])
{
	const int report = fcntl(STDERR_FILENO, F_DUPFD, FDS);
	int safe[CHILD_FDS];

	if (report == -1)
		return false;
	/*
	 * Moves the descriptors out of each other's way first, then to their
	 * numbers.
	 */
	for (int i = 0; i < CHILD_FDS; i++) {
		safe[i] = given[i] != -1 ? fcntl(given[i], F_DUPFD, FDS) : -1;
		if (safe[i] == -1 && given[i] != -1)
			return false;
	}
	for (int i = 0; i < CHILD_FDS; i++) {
		if (safe[i] == -1)
			(void)close(i); /* it may not be open */
		else if (!io_copy(safe[i], i))
			return false;
	}
	return keep_reports(report) && io_close_from(FDS);
}

static void
set_signal(int number, void (*handler)(int))
{
	struct sigaction action = { .sa_handler = handler };

	sigfillset(&action.sa_mask);
	/* Fails for wrong arguments only. */
	(void)sigaction(number, &action, NULL);
}

static void
on_term(int number)
{
	(void)number;
	term = 1;
}

bool
sandbox_has_term(void)
{
	return term;
}

static void
set_signals(const struct kind *kind)
{
	/*
	 * SIGXFSZ ends a child that may not write files; for others, a file
	 * that is too large is an error.
	 */
	const bool writes = (kind->calls & CALL_FILES) != 0;
	static const int ignored[] = { SIGINT, SIGQUIT, SIGHUP, SIGTSTP,
		SIGUSR1, SIGUSR2, SIGPIPE };

	for (size_t i = 0; i < COUNT(ignored); i++)
		set_signal(ignored[i], SIG_IGN);
	set_signal(SIGCHLD, SIG_DFL);
	set_signal(SIGXFSZ, writes ? SIG_IGN : SIG_DFL);
	set_signal(SIGTERM, on_term);
}

/* Which type a resource has, each libc says for itself. */
#define set_limit(resource, max) \
	(setrlimit((resource), &(const struct rlimit) { (max), (max) }) == 0)

/*
 * Allows no further descriptors than its kind needs, no processes but the
 * nursery's, no core file and little memory. A child that writes files may make
 * them of any size.
 */
static bool
set_limits(const struct kind *kind)
{
	struct rlimit files;
	rlim_t most = FDS - 1 + kind->files;

	if (getrlimit(RLIMIT_NOFILE, &files) != 0)
		return false;
	if (most > files.rlim_max)
		most = files.rlim_max; /* it makes do with these */
#ifndef SANITIZED
	/* A sanitizer needs far more memory, and writes reports. */
	if (!set_limit(RLIMIT_AS, kind->memory * MIB) ||
	    ((kind->calls & CALL_FILES) == 0 && !set_limit(RLIMIT_FSIZE, 0)))
		return false;
#endif
	return set_limit(RLIMIT_NOFILE, most) && set_limit(RLIMIT_CORE, 0) &&
	    ((kind->calls & CALL_BEAR) != 0 || set_limit(RLIMIT_NPROC, 0));
}

/*
 * Sets the nice value; the router's own may be lower. If the system supports
 * it, a child that is woken also does not preempt the process that woke it,
 * which has more to send, and others to wake (sched(7), SCHED_BATCH). Neither
 * call is ever refused.
 */
static void
set_priority(int nice)
{
	(void)setpriority(PRIO_PROCESS, 0, nice);
#if defined(SCHED_BATCH) && defined(__linux__)
	const struct sched_param none = { .sched_priority = 0 };

	/*
	 * Applies to a thread, and this child is one; musl refuses it for a
	 * process.
	 */
	(void)syscall(SYS_sched_setscheduler, 0, SCHED_BATCH, &none);
#endif
}

/* Takes each step while it is still allowed. */
bool
sandbox_enter(const struct child_args *given)
{
	const struct confinement *confinement = &given->confinement;

	self.ring = given->ring;
	if (self.bears) {
		/* A worker of the nursery is confined already; without a list
		 * of calls it may make no process, nor reach a sibling. */
		(void)close(CHILD_HEARS);
		return confinement->calls || !confinement->wanted ||
		    (refuse_reach(given) && set_limit(RLIMIT_NPROC, 0));
	}
	self.bears = (given->kind->calls & CALL_BEAR) != 0;
	sandbox_title_init(given->title);
	TITLE(STR("forkcastd: "), str_from(given->kind->name));
	set_priority(given->nice);
	if (confinement->wanted && !refuse_reach(given))
		return false;
	set_signals(given->kind);
	if (!keep_descriptors(given->fd))
		return false;
	return !confinement->wanted ||
	    (set_limits(given->kind) &&
		refuse_calls(confinement, given->kind->calls));
}

bool
sandbox_wait(struct pollfd *fds, nfds_t count, usec most)
{
	const bool ends = most != CHILD_FOREVER;
	const struct timespec time = clock_spec(ends ? most : 0);
	sigset_t open;
	int ready;

	sigemptyset(&open);
	ready = io_poll(fds, count, ends ? &time : NULL, &open);
	for (nfds_t i = 0; ready < 0 && i < count; i++)
		fds[i].revents = 0;
	return ready >= 0 || errno == EINTR;
}

bool
sandbox_read(struct buf *down)
{
	char *room;
	const size_t size = buf_room(down, &room);
	const ssize_t count =
	    size > 0 ? io_read(CHILD_DOWNLINK, room, size) : IO_AGAIN;

	if (count > 0)
		buf_filled(down, (size_t)count);
	return count > 0 || count == IO_AGAIN;
}

bool
sandbox_flush(struct buf *up)
{
	const struct str waiting = buf_str(up);
	const ssize_t count = waiting.len > 0 ?
	    io_write(CHILD_UPLINK, waiting.at, waiting.len) :
	    0;

	if (count > 0) {
		buf_drop(up, (size_t)count);
		/* A full bell rings already. */
		(void)io_write_now(CHILD_BELL, &self.ring, sizeof(self.ring));
	}
	if (count == IO_FAIL)
		buf_drop(up, waiting.len);
	return count != IO_FAIL;
}

extern char **environ;

/* The ends of a program's parts, as linkers on Linux name them. */
extern char __executable_start[], etext[], edata[];

/* The kernel wants all other parts as well, and only displays them. */
bool
sandbox_title_move(void)
{
#ifdef PR_SET_MM_MAP
	static char own[160];
	const uintptr_t brk = (uintptr_t)sbrk(0);
	const struct prctl_mm_map map = { .start_code =
					      (uintptr_t)__executable_start,
		.end_code = (uintptr_t)etext,
		.start_data = (uintptr_t)etext,
		.end_data = (uintptr_t)edata,
		.start_brk = brk,
		.brk = brk,
		.start_stack = (uintptr_t)own,
		.arg_start = (uintptr_t)own,
		.arg_end = (uintptr_t)own + sizeof(own),
		.env_start = (uintptr_t)own + sizeof(own),
		.env_end = (uintptr_t)own + sizeof(own),
		.exe_fd = (uint32_t)-1 };

	self.room = (struct title_room) { own, sizeof(own) };
	return prctl(PR_SET_MM, PR_SET_MM_MAP, &map, sizeof(map), 0) == 0;
#else
	return false;
#endif
}

void
sandbox_title_init(struct title_room given)
{
	static char *none[] = { NULL };

	if (given.size > 0)
		self.room = given;
	environ = none;
}

void
sandbox_title_set(const struct str *pieces, size_t count)
{
	size_t used = 0;

#if defined(__FreeBSD__) || defined(__NetBSD__) || defined(__OpenBSD__)
	char said[160];

	/* What was in the arguments is not what ps shows. */
	self.room = (struct title_room) { said, sizeof(said) };
#endif
	if (self.room.size == 0)
		return;
	memset(self.room.at, 0, self.room.size);
	for (size_t i = 0; i < count; i++) {
		const size_t left = self.room.size - 1 - used;
		const size_t len = pieces[i].len < left ? pieces[i].len : left;
		memcpy(self.room.at + used, pieces[i].at, len);
		used += len;
	}
#if defined(__FreeBSD__) || defined(__NetBSD__) || defined(__OpenBSD__)
	setproctitle("-%s", said);
#endif
}
