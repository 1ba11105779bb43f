/*
 * helpers/: each call of the journal or the keeper that uses a file fails once,
 * in each of several ways, or is the last one before a kill. Whatever was
 * promised holds afterwards, also when the next one promises it and the machine
 * crashes then: what was called stored is there, once and in order, what was
 * read is known, what was erased is not there, accounts and groups are, or not.
 * It goes on by itself, or the next one does. Time passes quickly for it.
 * -Wl,--wrap=openat -Wl,--wrap=pwrite -Wl,--wrap=pread -Wl,--wrap=fdatasync
 * -Wl,--wrap=fsync -Wl,--wrap=syncfs -Wl,--wrap=ftruncate -Wl,--wrap=renameat
 * -Wl,--wrap=unlinkat -Wl,--wrap=mkdirat -Wl,--wrap=ppoll -Wl,--wrap=clock_mono
 */
#define _GNU_SOURCE /* ppoll, syncfs, nftw */
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "helpers/append.h"
#include "helpers/keeper/keeper.h"
#include "process/fork/exits.h"
#include "shared/io.h"
#include "tests/lib/deadline.h"
#include "tests/lib/dice.h"
#include "tests/lib/history/scribe.h"
#include "tests/lib/scratch.h"

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

/*
 * The same: what would be there after a crash of the machine. The bytes of a
 * file as it was synced last, and its path, if its directory was synced then.
 */
static struct shadow {
	struct fault fault;
	size_t files, names;
	struct {
		ino_t inode;
		size_t size;
		char bytes[8192];
	} file[64];
	struct {
		ino_t in, inode;
		bool is_directory;
		char path[192];
	} name[128];
} * shadow;

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

WRAP(int, ftruncate, (int fd, off_t size), (fd, size))
WRAP(int, renameat, (int from, const char *old, int to, const char *new),
    (from, old, to, new))
WRAP(int, mkdirat, (int at, const char *name, mode_t mode), (at, name, mode))

int __real_unlinkat(int at, const char *name, int flags);
int __wrap_unlinkat(int at, const char *name, int flags);
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

/* Returns where the file of that inode is, or its place. */
static size_t
place_of(ino_t inode)
{
	size_t at = 0;

	while (at < shadow->files && shadow->file[at].inode != inode)
		at++;
	return at;
}

/* Notes the bytes of a file as they are. */
static int
keep_bytes(const char *path, ino_t inode)
{
	const size_t at = place_of(inode);
	int fd = __real_openat(AT_FDCWD, path, O_RDONLY);

	MUST(fd != -1 && at < COUNT(shadow->file), "%s: too much", path);
	shadow->files += at == shadow->files;
	shadow->file[at].inode = inode;
	shadow->file[at].size = (size_t)__real_pread(
	    fd, shadow->file[at].bytes, sizeof(shadow->file[at].bytes), 0);
	io_close(&fd);
	return 0;
}

static ino_t one; /* the directory whose names are noted; 0: all there is */

static int
keep_name(const char *path, const struct stat *info, int type, struct FTW *at)
{
	static ino_t above[16];
	const size_t name = shadow->names;

	above[at->level + 1] = info->st_ino;
	if (one == 0 && type == FTW_F)
		(void)keep_bytes(path, info->st_ino);
	if (at->level == 0 || (one != 0 && one != above[at->level]))
		return 0;
	MUST(shadow->names++ < COUNT(shadow->name), "many names");
	shadow->name[name].in = above[at->level];
	shadow->name[name].inode = info->st_ino;
	shadow->name[name].is_directory = type == FTW_D;
	MUST(strlen(path) < sizeof(shadow->name[name].path), "a long name");
	memcpy(shadow->name[name].path, path, strlen(path) + 1);
	return 0;
}

/* Notes the names of a directory as they are; for 0 all that there is. */
static int
keep_names(ino_t directory)
{
	char path[SCRATCH_PATH];

	one = directory;
	shadow->files = one == 0 ? 0 : shadow->files;
	for (size_t i = shadow->names; i-- > 0;)
		if (one == 0 || shadow->name[i].in == one)
			shadow->name[i] = shadow->name[--shadow->names];
	scratch_path(path, ".");
	return nftw(path, keep_name, 16, FTW_PHYS);
}

/* Notes an open file or directory as it is. */
static int
keep(int fd)
{
	char path[32];
	struct stat info;

	MUST(fstat(fd, &info) == 0, "no file");
	(void)snprintf(path, sizeof(path), "/proc/self/fd/%d", fd); /* fits */
	return S_ISDIR(info.st_mode) ? keep_names(info.st_ino) :
				       keep_bytes(path, info.st_ino);
}

#define WRAP_SYNC(name, keeps)                    \
	int __wrap_##name(int fd);                \
	int __wrap_##name(int fd)                 \
	{                                         \
		(void)fd;                         \
		return fails(#name) ? -1 : keeps; \
	}

WRAP_SYNC(fdatasync, keep(fd))
WRAP_SYNC(fsync, keep(fd))
WRAP_SYNC(syncfs, keep_names(0))

/* That a name is gone may be on the disk long before anything else is. */
int
__wrap_unlinkat(int at, const char *name, int flags)
{
	struct stat info = { .st_ino = 0 };

	if (fails("unlinkat"))
		return -1;
	(void)fstatat(at, name, &info, AT_SYMLINK_NOFOLLOW);
	if (__real_unlinkat(at, name, flags) != 0)
		return -1;
	for (size_t i = shadow->names; i-- > 0;)
		if (shadow->name[i].inode == info.st_ino)
			shadow->name[i] = shadow->name[--shadow->names];
	return 0;
}

/* The machine crashes: what was not synced is gone. */
static void
cut_power(void)
{
	int fd;

	shelf_remove();
	/* A path is there if all directories on it are. */
	for (size_t i = 0; i < 3 * shadow->names; i++) {
		const size_t name = i % shadow->names;
		const size_t at = place_of(shadow->name[name].inode);
		const char *path = shadow->name[name].path;
		if (shadow->name[name].is_directory) {
			(void)__real_mkdirat(AT_FDCWD, path, 0700);
			continue;
		}
		fd = __real_openat(
		    AT_FDCWD, path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
		if (fd != -1 && at < shadow->files)
			MUST(io_write_all(fd, shadow->file[at].bytes,
				 shadow->file[at].size),
			    "no room");
		io_close(&fd);
	}
	(void)keep_names(0);
}

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
	less.tv_nsec =
	    (long)((time->tv_sec * 1000000000 + time->tv_nsec) / FASTER);
	return __real_ppoll(fds, count,
	    getpid() == fault->test || time->tv_sec >= FASTER ? time : &less,
	    mask);
}

/* Awaits its end. Unless it was told to end, its code says what was wrong. */
static void
end(bool told)
{
	int status;

	while (scribe_hear(&it).len > 0)
		continue;
	MUST(waitpid(it.pid, &status, 0) == it.pid, "not there");
	MUST(told || WIFSIGNALED(status) ||
		(WEXITSTATUS(status) != EXITS_DONE &&
		    WEXITSTATUS(status) != EXITS_SERVER_GONE),
	    "%s: it ends with code %d", fault->name, WEXITSTATUS(status));
	io_close(&it.up);
	io_close(&it.down);
}

/* It is killed, and the machine crashes. */
static void
crash(void)
{
	(void)kill(it.pid, SIGKILL);
	end(false);
	cut_power();
}

/* Starts it, again if it ends at once. */
static void
start(void)
{
	struct str line;

	for (;;) {
		scribe_begin(&it);
		do {
			line = scribe_hear(&it);
			if (str_begins(line, STR("ready ")) ||
			    str_eq(line, STR("kept all")))
				return;
		} while (line.len > 0);
		end(false);
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
			scribe_say(&it, "log %llu bob.4 seen %s %llu\n", id,
			    where, id);
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
 * no failure. One that has ended is started again; when that one has promised
 * something, the machine crashes, once.
 */
static void
ask_until(const char *question)
{
	struct str line = STR(""), place;
	const usec until = deadline();
	char at[LIMIT_LINE] = "";

	while (!str_begins(line, STR("answer 7 done")) &&
	    !str_begins(line, STR("answer 7 no-such"))) {
		MUST(!deadline_passed(until), "%s: never done", question);
		scribe_say(&it, "ask 7 %s%s%s\n", at, at[0] != '\0' ? " " : "",
		    question);
		do
			line = scribe_hear(&it);
		while (line.len > 0 && !str_begins(line, STR("answer 7 ")));
		place = line;
		at[0] = '\0';
		if (str_skip(&place, STR("answer 7 later ")))
			str_put(at, sizeof(at), place);
		if (line.len > 0)
			continue;
		end(false);
		restarted = true;
		start();
		if (it.main == NULL)
			send_lines();
	}
	if (restarted) {
		crash();
		start();
	}
	restarted = false; /* no other call fails */
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
	static const char *const gone[] = { "verysecret", ".new", "ali!- 0\n",
		"ali!- 19\n", "ali!- 22\n" };
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
	return good && str_eq(shelf_file("tables/ali.3"), STR("put 55\n")) &&
	    str_eq(shelf_file("read/bob.4"),
		STR("@ali.3+bob.4 1795478400000053 0000000000000000\n"));
}

/* Begins without any files, with a call that fails. */
static void
begin(unsigned which, int error)
{
	shelf_remove();
	(void)keep_names(0);
	restarted = false;
	*fault = (struct fault) {
		.test = fault->test, .which = which, .error = error
	};
	start();
}

/* Does all that there is. */
static bool
journal_survives(unsigned which, int error)
{
	it = (struct scribe) { .sync = SEC };
	begin(which, error);
	send_lines();
	ask_until("sync");
	ask_until("erase ops.0 1795392000000022 1795392000000023");
	ask_until("forget ali.3 ali 1795392000000020");
	/* Nothing is lost that was stored. */
	ask_until("sync");
	scribe_say(&it, "bye shutdown x\n");
	end(true);
	cut_power();
	return is_good();
}

/* The same, of accounts and groups. */
static bool
keeper_survives(unsigned which, int error)
{
	static const struct str lines[] = { LIT("forkcast-accounts "),
		LIT("cloak "), LIT("account ali "), LIT("group tea "),
		LIT("account bob "), LIT("cut group tea"),
		LIT("cut account bob") };
	struct str text;
	size_t good = 0;

	it = (struct scribe) { .main = keeper_main };
	begin(which, error);
	ask_until("make 5 ali tulip-in-may");
	ask_until("put group tea ali 1 - 0");
	ask_until("make 5 bob tulip-in-may");
	ask_until("cut group tea");
	ask_until("cut account bob");
	crash();
	text = shelf_file("accounts");
	for (size_t i = 0; i < COUNT(lines); i++)
		good += str_begins(str_cut(&text, '\n'), lines[i]);
	return good == COUNT(lines) && text.len == 0;
}

/* The journal is killed with the server, and another begins to promise. */
static void
keeps_what_it_finds(void)
{
	it = (struct scribe) { .sync = 3600 * SEC };
	begin(0, 0);
	scribe_say(&it, "log %llu ops.0 o msg a!u@h!ali!- x\n", DAY);
	scribe_say(&it, "log %llu ops.0 table put a\n", DAY);
	ask_until("table ops.0");
	(void)kill(it.pid, SIGKILL);
	end(false);
	start();
	ask_until("sync");
	crash();
	TAP_OK(shelf_greps("!ali!- x\n") && shelf_greps("put a\n"),
	    "a record and a row that were found are there");
}

/* Who has left is no member after a crash either. */
static void
keeps_who_left_out(void)
{
	it = (struct scribe) { .sync = 3600 * SEC };
	begin(0, 0);
	scribe_say(&it, "log %llu ali.3 in ops.0 0\n", DAY);
	ask_until("sync");
	scribe_say(&it, "log %llu ali.3 out ops.0 0\n", DAY + 1);
	ask_until("sync");
	crash();
	TAP_STR(shelf_file("read/ali.3"),
	    STR("ops.0 0000000000000000 0000000000000000\n"),
	    "a member that has left is none");
}

/* Whenever it is killed, and the machine crashes as soon as it is ready. */
static void
keeps_what_it_inherits(void)
{
	char above[SCRATCH_PATH], path[SCRATCH_PATH];
	unsigned which = 0, good = 0;

	it = (struct scribe) { .sync = 3600 * SEC };
	scratch_path(above, "history");
	scratch_path(path, "history/ops.7");
	do {
		shelf_remove();
		MUST(mkdir(above, 0700) == 0 && mkdir(path, 0700) == 0,
		    "no directory");
		shelf_write("history/ops.7/members",
		    STR("1795392000000002 in bob.4\n"));
		(void)keep_names(0);
		*fault = (struct fault) {
			.test = fault->test, .which = ++which, .error = DIES
		};
		start();
		crash();
		start();
		good += str_eq(shelf_file("read/bob.4"),
		    STR("ops.7 0000000000000000 1795392000000002\n"));
		crash();
	} while (fault->calls >= which);
	TAP_NUM(good, which, "a member of an earlier version is one");
}

/* A file that takes a name in another directory, which is there, has it. */
static void
keeps_the_name(void)
{
	char path[SCRATCH_PATH], room[64];
	struct append file;
	int fd;

	scratch_path(path, ".");
	fd = open(path, O_RDONLY);
	append_init(&file, room, sizeof(room));
	TAP_OK(append_begin_anew(&file, fd, "tables/ali") &&
		APPEND_ADD(&file, STR("x\n")) &&
		append_replace(&file, fd, "tables/ali"),
	    "a file is replaced");
	append_close(&file);
	io_close(&fd);
	cut_power();
	TAP_STR(shelf_file("tables/ali"), STR("x\n"), "and stays so");
}

int
main(void)
{
#ifndef __linux__
	tap_skip("what it syncs is seen by syncfs");
#endif
	int errors[] = { ENOSPC, EINTR, 0, DIES };
	static const struct {
		const char *name;
		bool (*survives)(unsigned which, int error);
	} helpers[] = { { "journal", journal_survives },
		{ "keeper", keeper_survives } };
	unsigned which, good;

	dice_begin();
	if (dice_once_in(2)) /* which is another in words alone */
		errors[0] = EIO;
	shelf_in_memory();
	shadow = mmap(NULL, sizeof(*shadow), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	MUST(shadow != MAP_FAILED, "no memory");
	fault = &shadow->fault;
	fault->test = getpid();
	keeps_what_it_finds();
	keeps_who_left_out();
	keeps_the_name();
	keeps_what_it_inherits();
	for (size_t i = 0; i < COUNT(errors) * COUNT(helpers); i++) {
		const int error = errors[i / 2];
		which = good = 0;
		do {
			if (helpers[i % 2].survives(++which, error))
				good++;
			else
				tap_note("%s, call %u, %s", helpers[i % 2].name,
				    which, fault->name);
		} while (fault->calls >= which);
		TAP_NUM(good, which, "%s, %d: each of %u calls fails once",
		    helpers[i % 2].name, error, which - 1);
	}
	return tap_done();
}
