/* -l logs each event with its date; a write error is reported. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/lib/fake.h"
#include "tests/lib/pty.h"
#include "tests/lib/scratch.h"
#include "tests/lib/tap.h"

#define SIZE 4096

static struct str
read_file(const char *path, char room[SIZE])
{
	FILE *file = fopen(path, "r");

	MUST(file != NULL, "cannot read %s", path);
	const size_t len = fread(room, 1, SIZE, file);
	MUST(fclose(file) == 0, "cannot close %s", path);
	return (struct str) { room, len };
}

static void
written(void)
{
	char path[SCRATCH_PATH];
	char room[SIZE];
	struct fake fake;
	struct stat info;

	scratch_path(path, "log");
	fake_start(&fake);
	struct pty *pty =
	    PTY_CLIENT(fake.address, "-1", "-l", path, "-n", "javad", "1");
	fake_welcome_person(&fake, "javad");
	fake_say(&fake, "ok ping\nmsg 1700000000000001 1 ali hello\n");
	fake_say(&fake,
	    "away 1700000000000002 ali!a@h!*!- lunch\n"
	    "about 1700000000000003 ali!a@h!*!- Ali\n"
	    "signal 1700000000000004 1 ali!a@h!*!-\n"
	    "account 1700000000000005 ali!a@h!ali!-\n"
	    "mode 1700000000000006 1 ali!a@h!*!- +mt\n");
	fake_say(&fake, "bye shutdown now\n");
	MUST(pty_status(pty) == 69, "the exit status is not 69");
	TAP_STR(read_file(path, room),
	    STR("2023-11-15 01:43:20 -- join 1 javad\n"
		"2023-11-15 01:43:20 [1] ali: hello\n"
		"2023-11-15 01:43:20 -- mode 1 ali +m\n"
		"2023-11-15 01:43:20 -- mode 1 ali +t\n"),
	    "each event is a line");
	TAP_OK(stat(path, &info) == 0 && (info.st_mode & 077) == 0,
	    "nobody else can read it");
	fake_stop(&fake);
}

static void
refused(void)
{
	struct fake fake;

	fake_start(&fake);
	struct pty *pty = PTY_CLIENT(fake.address, "-l", "/", "1");
	MUST(pty_status(pty) == 73, "the exit status is not 73");
	pty_expect(pty, "forkcast: cannot write to /: Is a directory");
	PASS("a file that cannot be opened ends the program");
	fake_stop(&fake);
	fake_start(&fake);
	pty = PTY_CLIENT(fake.address, "-l", "", "1");
	MUST(pty_status(pty) == 64, "the exit status is not 64");
	pty_expect(pty, "forkcast: -l requires a file");
	PASS("and so does one without a name");
	fake_stop(&fake);
}

static void
is_refused(const char *path, const char *why)
{
	struct fake fake;

	fake_start(&fake);
	struct pty *pty = PTY_CLIENT(fake.address, "-l", path, "1");
	MUST(pty_status(pty) == 73, "the exit status is not 73");
	pty_expect(pty, "forkcast: cannot write to %s: %s", path, why);
	PASS("refused: %s", why);
	fake_stop(&fake);
}

/* Puts files in the way, as other users might. */
static void
traps(void)
{
	char path[SCRATCH_PATH];
	char other[SCRATCH_PATH];
	struct stat info;

	scratch_path(path, "p");
	MUST(mkfifo(path, 0600) == 0, "no FIFO");
	is_refused(path, "not a regular file");
	const int reader = open(path, O_RDONLY | O_NONBLOCK);
	is_refused(path, "not a regular file");
	MUST(reader != -1 && close(reader) == 0, "no reader");
	scratch_path(path, "l");
	scratch_path(other, "o");
	MUST(symlink(other, path) == 0, "no link");
	is_refused(path, "is a symbolic link");
	TAP_OK(stat(other, &info) == -1, "nothing is made where it leads");
	scratch_write(other, "mine");
	scratch_path(path, "h");
	MUST(chown(other, geteuid(), getegid()) == 0 && link(other, path) == 0,
	    "no second name");
	is_refused(path, "has another hard link");
	if (geteuid() == 0) {
		scratch_path(path, "s");
		scratch_write(path, "theirs");
		MUST(chown(path, 1, 1) == 0 && chmod(path, 0666) == 0,
		    "it is not given away");
		is_refused(path, "belongs to another user");
	}
}

/* How long a file may become, for this process and its children. */
static void
limit_files(rlim_t size)
{
	struct rlimit limit;

	MUST(getrlimit(RLIMIT_FSIZE, &limit) == 0, "there is no limit");
	limit.rlim_cur = size < limit.rlim_max ? size : limit.rlim_max;
	MUST(setrlimit(RLIMIT_FSIZE, &limit) == 0, "cannot set a limit");
}

static void
full(void)
{
	char path[SCRATCH_PATH];
	struct fake fake;

	scratch_path(path, "full");
	fake_start(&fake);
	limit_files(0);
	struct pty *pty =
	    PTY_CLIENT(fake.address, "-1", "-l", path, "-n", "javad", "1");
	limit_files(RLIM_INFINITY);
	fake_welcome_person(&fake, "javad");
	pty_expect(pty, "!! no longer writing to %s: File too large", path);
	fake_say(&fake, "msg 1700000000000001 1 ali hello\n");
	pty_expect(pty, "ali: hello");
	fake_say(&fake, "bye shutdown now\n");
	MUST(pty_status(pty) == 69, "the exit status is not 69");
	PASS("a full file is said once, and the talk goes on");
	fake_stop(&fake);
}

int
main(void)
{
	MUST(setenv("TZ", "IRST-3:30", 1) == 0, "setenv");
	written();
	MUST(signal(SIGXFSZ, SIG_IGN) != SIG_ERR, "signal");
	refused();
	traps();
	full();
	return tap_done();
}
