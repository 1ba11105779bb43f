/*
 * helpers/journal: each call that uses a file fails once, in each of several
 * ways, or is the last one before a kill. Whatever was called stored is there
 * afterwards, once and in order; what was erased is not; and it goes on by
 * itself, or the next one does. Time passes quickly for it. -Wl,--wrap=openat
 * -Wl,--wrap=pwrite -Wl,--wrap=pread -Wl,--wrap=fdatasync -Wl,--wrap=fsync
 * -Wl,--wrap=syncfs -Wl,--wrap=ftruncate -Wl,--wrap=renameat
 * -Wl,--wrap=unlinkat -Wl,--wrap=mkdirat -Wl,--wrap=ppoll -Wl,--wrap=clock_mono
 */
#define _GNU_SOURCE /* ppoll, syncfs */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "shared/io.h"
#include "tests/lib/deadline.h"
#include "tests/lib/history/scribe.h"

#define DAY ((unsigned long long)SCRIBE_DAY)
#define FULL_DAY UINT64_C(86400000000)
#define EVENTS 60
#define FASTER 100
#define DIES (-1)

/* What the journal's process and the test share. */
static struct fault {
	pid_t test; /* its calls do not fail */
	unsigned calls; /* so far */
	unsigned which; /* fails; 0: none */
	int error; /* 0: a short count, of writes; DIES: it is killed */
	char name[64];
} * fault;

static struct scribe it;
static bool restarted;

/* Returns whether this call fails. */
static bool
fails(const char *name)
{
	if (getpid() == fault->test || ++fault->calls != fault->which)
		return false;
	(void)snprintf(fault->name, sizeof(fault->name), "%s", name);
	if (fault->error == DIES)
		(void)raise(SIGKILL);
	errno = fault->error;
	return fault->error != 0;
}

#define WRAP(type, name, parameters, arguments)                     \
	type __real_##name parameters;                              \
	type __wrap_##name parameters;                              \
	type __wrap_##name parameters                               \
	{                                                           \
		return fails(#name) ? -1 : __real_##name arguments; \
	}

WRAP(int, fdatasync, (int fd), (fd))
WRAP(int, fsync, (int fd), (fd))
WRAP(int, syncfs, (int fd), (fd))
WRAP(int, ftruncate, (int fd, off_t size), (fd, size))
WRAP(int, renameat, (int from, const char *old, int to, const char *new),
    (from, old, to, new))
WRAP(int, unlinkat, (int at, const char *name, int flags), (at, name, flags))
WRAP(int, mkdirat, (int at, const char *name, mode_t mode), (at, name, mode))

ssize_t __real_pread(int fd, void *to, size_t size, off_t at);
ssize_t __wrap_pread(int fd, void *to, size_t size, off_t at);
ssize_t __real_pwrite(int fd, const void *from, size_t size, off_t at);
ssize_t __wrap_pwrite(int fd, const void *from, size_t size, off_t at);
int __real_openat(int at, const char *name, int flags, ...);
int __wrap_openat(int at, const char *name, int flags, ...);
usec __real_clock_mono(void);
usec __wrap_clock_mono(void);
int __real_ppoll(struct pollfd *fds, nfds_t count, const struct timespec *time,
    const sigset_t *mask);
int __wrap_ppoll(struct pollfd *fds, nfds_t count, const struct timespec *time,
    const sigset_t *mask);

ssize_t
__wrap_pread(int fd, void *to, size_t size, off_t at)
{
	return fails("pread") ? -1 : __real_pread(fd, to, size, at);
}

ssize_t
__wrap_pwrite(int fd, const void *from, size_t size, off_t at)
{
	if (fails("pwrite"))
		return -1;
	if (fault->calls == fault->which && fault->error == 0 && size > 1)
		size /= 2;
	return __real_pwrite(fd, from, size, at);
}

int
__wrap_openat(int at, const char *name, int flags, ...)
{
	va_list args;
	mode_t mode;

	va_start(args, flags);
	mode = (flags & O_CREAT) != 0 ? va_arg(args, mode_t) : 0;
	va_end(args);
	return fails(name) ? -1 : __real_openat(at, name, flags, mode);
}

usec
__wrap_clock_mono(void)
{
	return __real_clock_mono() * (getpid() == fault->test ? 1 : FASTER);
}

int
__wrap_ppoll(struct pollfd *fds, nfds_t count, const struct timespec *time,
    const sigset_t *mask)
{
	struct timespec less = { 0 };

	if (time == NULL)
		return __real_ppoll(fds, count, time, mask);
	less.tv_nsec = (time->tv_sec * 1000000000 + time->tv_nsec) / FASTER;
	return __real_ppoll(fds, count,
	    getpid() == fault->test || time->tv_sec >= FASTER ? time : &less,
	    mask);
}

/* Starts it, again if it ends at once. */
static void
start(void)
{
	struct str line;

	for (;;) {
		scribe_begin(&it);
		line = scribe_hear(&it);
		if (str_begins(line, STR("ready ")))
			return;
		MUST(line.len == 0, "it says %.*s", (int)line.len, line.at);
		MUST(waitpid(it.pid, NULL, 0) == it.pid, "not there");
		io_close(&it.up);
		io_close(&it.down);
	}
}

/* Sends what was not stored. */
static void
send_lines(void)
{
	const uint64_t stored = it.stored;
	uint64_t lines = 0;

	if (restarted)
		scribe_say(&it, "log %llu - again\n", DAY);
	for (unsigned i = 0; i < EVENTS; i++) {
		const unsigned long long id =
		    DAY + i + i / (EVENTS / 2) * FULL_DAY;
		const char *where = i % 2 == 0 ? "ops.0" : "@ali.3+bob.4";
		lines += i % 10 == 5 ? 3 : 1;
		if (lines <= stored)
			continue;
		if (i % 10 == 3)
			scribe_say(&it, "log %llu ops.0 in ali.3\n", id);
		else if (i % 10 == 5)
			scribe_say(&it,
			    "log %llu ali.3 table-anew\n"
			    "log %llu ali.3 table put %u\n"
			    "log %llu ali.3 table-whole\n",
			    id, id, i, id);
		else
			scribe_say(&it, "log %llu %s c msg a!u@h!ali!- %u\n",
			    id, where, i);
	}
}

/*
 * Asks until the answer is that it is done, or is refused for a reason that is
 * no failure. A journal that has ended is started again.
 */
static void
ask_until(const char *question)
{
	struct str line = STR("");
	const usec until = deadline();

	while (!str_begins(line, STR("answer 7 done")) &&
	    !str_begins(line, STR("answer 7 no-such"))) {
		MUST(!deadline_passed(until), "%s: never done", question);
		scribe_say(&it, "ask 7 %s\n", question);
		do
			line = scribe_hear(&it);
		while (line.len > 0 && !str_begins(line, STR("answer ")));
		if (line.len > 0)
			continue;
		MUST(waitpid(it.pid, NULL, 0) == it.pid, "not there");
		io_close(&it.up);
		io_close(&it.down);
		restarted = true;
		start();
		send_lines();
	}
}

/* Returns how many lines the file has; 1000 more if they are not in order. */
static unsigned
count(const char *name)
{
	struct str text = shelf_file(name);
	uint64_t last = 0, id;
	unsigned lines = 0;

	for (; text.len > 0; lines++) {
		struct str line = str_cut(&text, '\n');
		if (!str_to_number(str_word(&line), UINT64_MAX, &id) ||
		    id <= last)
			lines += 1000;
		last = id;
	}
	return lines;
}

static bool
is_good(void)
{
	/* 30 events a day, of which some are no records. */
	static const struct {
		const char *name;
		unsigned lines;
	} files[] = {
		{ "history/ops.0/2026-11-23.1795392000000000", 15 },
		{ "history/ops.0/2026-11-24.1795478400000030", 15 },
		{ "history/@ali.3+bob.4/2026-11-23.1795392000000001", 9 },
		{ "history/@ali.3+bob.4/2026-11-24.1795478400000031", 9 },
	};
	static const char *const gone[] = { "verysecret", "bob.4 ", ".new" };
	bool good = true;

	for (size_t i = 0; i < COUNT(files); i++)
		if (count(files[i].name) != files[i].lines) {
			tap_note("%s has %u lines", files[i].name,
			    count(files[i].name));
			good = false;
		}
	for (size_t i = 0; i < COUNT(gone); i++)
		if (shelf_greps(gone[i])) {
			tap_note("\"%s\" is there", gone[i]);
			good = false;
		}
	return good && str_eq(shelf_file("tables/ali.3"), STR("put 55\n"));
}

/* Does all that there is, with a call that fails. */
static bool
survives(unsigned which, int error)
{
	shelf_remove();
	it = (struct scribe) { .sync = SEC };
	restarted = false;
	*fault = (struct fault) {
		.test = fault->test, .which = which, .error = error
	};
	start();
	send_lines();
	ask_until("sync");
	ask_until("letter bob.4 1795392000000009 ali.3 verysecret");
	ask_until("letter bob.4 1795392000000010 eve.4 verysecret");
	ask_until("erase ops.0 1795392000000002");
	ask_until("forget ali.3 ali 1795392000000020");
	ask_until("read-letters bob.4 1795392000000010");
	/* Nothing is lost that was stored. */
	ask_until("sync");
	scribe_say(&it, "bye shutdown x\n");
	while (scribe_hear(&it).len > 0)
		continue;
	MUST(waitpid(it.pid, NULL, 0) == it.pid, "not there");
	io_close(&it.up);
	io_close(&it.down);
	return is_good();
}

int
main(void)
{
	static const int errors[] = { ENOSPC, EIO, EINTR, 0, DIES };
	unsigned which, good;

	shelf_in_memory();
	fault = mmap(NULL, sizeof(*fault), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	MUST(fault != MAP_FAILED, "no memory");
	fault->test = getpid();
	for (size_t i = 0; i < COUNT(errors); i++) {
		which = good = 0;
		do {
			if (survives(++which, errors[i]))
				good++;
			else
				tap_note("call %u, %s", which, fault->name);
		} while (fault->calls >= which);
		TAP_NUM(good, which, "error %d: each of %u calls fails once",
		    errors[i], which - 1);
	}
	return tap_done();
}
