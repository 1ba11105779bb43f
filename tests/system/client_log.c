/* -l writes each event down, with its date; what cannot be written is said. */
#include <stdio.h>
#include <stdlib.h>
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
	fake_say(&fake, "bye shutdown now\n");
	MUST(pty_status(pty) == 69, "the exit status is not 69");
	TAP_STR(read_file(path, room),
	    STR("2023-11-15 01:43:20 -- join 1 javad\n"
		"2023-11-15 01:43:20 [1] ali: hello\n"),
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
}

static void
full(void)
{
	struct fake fake;

	if (access("/dev/full", W_OK) != 0)
		return;
	fake_start(&fake);
	struct pty *pty = PTY_CLIENT(
	    fake.address, "-1", "-l", "/dev/full", "-n", "javad", "1");
	fake_welcome_person(&fake, "javad");
	pty_expect(
	    pty, "!! no more is written to /dev/full: No space left on device");
	fake_say(&fake, "msg 1700000000000001 1 ali hello\n");
	pty_expect(pty, "ali: hello");
	fake_say(&fake, "bye shutdown now\n");
	MUST(pty_status(pty) == 69, "the exit status is not 69");
	PASS("a full disk is said once, and the talk goes on");
	fake_stop(&fake);
}

int
main(void)
{
	MUST(setenv("TZ", "IRST-3:30", 1) == 0, "setenv");
	written();
	refused();
	full();
	return tap_done();
}
