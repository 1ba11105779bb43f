/*
 * With the setting log each view has a file, readable only by its owner, with
 * all its lines and their times, our own once they are confirmed. A file that
 * is moved away is created anew. A write error is reported once, and the chat
 * continues.
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "shared/str.h"
#include "tests/lib/deadline.h"
#include "tests/lib/faked.h"
#include "tests/lib/scratch.h"

#define SIZE 4096
#define ALT "\033"

static struct fake fake;

static struct pty *
begin(const char *directory)
{
	char path[SCRATCH_PATH];
	char config[SCRATCH_PATH + 32];

	scratch_path(path, directory);
	(void)snprintf(config, sizeof(config), "log %s\n", path);
	pty_config(config);
	fake_start(&fake);
	struct pty *pty =
	    PTY_WINDOW(fake.address, 24, 80, "-n", "javad", "dev", "Ops$2");
	faked_admit(&fake, "dev", "Ops$2");
	return pty;
}

/* The file's text, each date and time as a "@"; empty if there is none. */
static const char *
read_log(const char *name, char text[SIZE])
{
	char path[SCRATCH_PATH];
	char line[SIZE];
	size_t len = 0;
	int day;

	scratch_path(path, name);
	FILE *file = fopen(path, "r");
	text[0] = '\0';
	while (file != NULL && fgets(line, sizeof(line), file) != NULL) {
		/* The ID at the end is that of the event. */
		char *tab = strchr(line, '\t');
		if (tab != NULL)
			(void)snprintf(tab, 2, "\n");
		/* "2026-11-22 12:30:01 " */
		const bool dated = strlen(line) > 20 &&
		    sscanf(line, "20%*2d-%*2d-%d 12:%*2d:%*2d ", &day) == 1;
		len += (size_t)snprintf(text + len, SIZE - len, "%s%s",
		    dated ? "@ " : "", line + (dated ? 20 : 0));
	}
	MUST(file == NULL || fclose(file) == 0, "fclose");
	return text;
}

static void
expect_log(struct pty *pty, const char *name, const char *wanted)
{
	const usec until = deadline();
	char text[SIZE];

	while (strcmp(read_log(name, text), wanted) != 0)
		MUST(pty_wait(pty, until), "%s is \"%s\", not \"%s\"%s", name,
		    text, wanted, pty_shown(pty));
}

static void
expect_mode(const char *name, unsigned mode)
{
	char path[SCRATCH_PATH];
	struct stat info;

	scratch_path(path, name);
	MUST(stat(path, &info) == 0 && (info.st_mode & 07777) == mode,
	    "%s has mode %o", name, (unsigned)info.st_mode);
}

static void
has_all(struct pty *pty)
{
	fake_happens(&fake, 0,
	    "msg @ dev ali hello \x02"
	    "all");
	fake_happens(&fake, 0, "join @ dev sara");
	fake_happens(&fake, 0, "topic @ dev ali tea");
	fake_happens(&fake, 0, "tell @ sara javad psst");
	pty_type(pty,
	    ALT "1"
		"one\rtwo\r");
	fake_expect(&fake, "send dev two");
	fake_happens(&fake, 0, "msg @ dev javad one");
	fake_say(&fake, "err send slow-down too much\n");
	expect_log(pty, "logs/dev.log",
	    "@ -- javad has joined #dev\n"
	    "@ ali: hello all\n"
	    "@ -- sara has joined #dev\n"
	    "@ -- ali has set the topic of #dev: tea\n"
	    "@ javad: one\n");
	expect_log(pty, "logs/ops%242.log", "@ -- javad has joined #Ops$2\n");
	expect_log(pty, "logs/@sara.log", "@ sara: psst\n");
	expect_mode("logs", 0700);
	expect_mode("logs/dev.log", 0600);
	expect_mode("logs/@sara.log", 0600);
	PASS("each view has its file");
}

static void
is_moved(struct pty *pty)
{
	char from[SCRATCH_PATH], to[SCRATCH_PATH], text[SIZE];
	const usec until = deadline();

	scratch_path(from, "logs/dev.log");
	scratch_path(to, "logs/dev.log.1");
	MUST(rename(from, to) == 0, "rename");
	while (read_log("logs/dev.log", text)[0] == '\0') {
		fake_happens(&fake, 0, "msg @ dev ali later");
		MUST(pty_wait(pty, until), "there is no new file");
	}
	MUST(strncmp(text, "@ ali: later\n", 13) == 0, "it is \"%s\"", text);
	expect_mode("logs/dev.log", 0600);
	PASS("one that is moved away is made anew");
}

static void
is_set(struct pty *pty)
{
	char path[SCRATCH_PATH];
	char line[SCRATCH_PATH + 32];

	scratch_path(path, "others");
	(void)snprintf(line, sizeof(line), "/set log %s\r", path);
	pty_type(pty, line);
	pty_expect_has(pty, "-- log is ");
	pty_type(pty, "/set log /proc/nope/x\r");
	pty_expect_has(pty,
	    "!! log: cannot log to /proc/nope/x: No such file or directory");
	fake_happens(&fake, 0, "tell @ sara javad to others");
	expect_log(pty, "others/@sara.log", "@ sara: to others\n");
	pty_type(pty, "/set log no\r");
	pty_expect_has(pty, "-- log is no");
	fake_happens(&fake, 0, "tell @ sara javad to none");
	pty_type(pty, ALT "3");
	pty_expect_has(pty, "sara: to none");
	expect_log(pty, "others/@sara.log", "@ sara: to others\n");
	PASS("/set changes the directory at once");
}

/* Each log records the loss of the connection and its return. */
static void
tells_of_gaps(struct pty *pty)
{
	char text[SIZE];

	expect_log(pty, "gaps/dev.log", "@ -- javad has joined #dev\n");
	fake_close(&fake);
	faked_admit(&fake, "dev", "Ops$2");
	fake_happens(&fake, 0, "msg @ dev ali hello");
	expect_log(pty, "gaps/dev.log",
	    "@ -- javad has joined #dev\n"
	    "@ -- connection lost: closed by the server\n"
	    "@ -- reconnected\n"
	    "@ ali: hello\n");
	MUST(read_log("gaps/+all.log", text)[0] == '\0', "all: %s", text);
	PASS("a log tells why there is nothing in it");
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

static size_t
count_rows(struct pty *pty, const char *text)
{
	char row[VT_TEXT];
	size_t count = 0;

	for (size_t i = 0; i < pty->vt.rows; i++) {
		vt_text(&pty->vt, i, row);
		count += strstr(row, text) != NULL;
	}
	return count;
}

static void
is_full(void)
{
	char path[SCRATCH_PATH];
	char config[SCRATCH_PATH + 32];

	scratch_path(path, "full");
	(void)snprintf(config, sizeof(config), "log %s\n", path);
	pty_config(config);
	fake_start(&fake);
	MUST(signal(SIGXFSZ, SIG_IGN) != SIG_ERR, "signal");
	limit_files(30);
	struct pty *pty =
	    PTY_WINDOW(fake.address, 24, 80, "-n", "javad", "dev");
	limit_files(RLIM_INFINITY);
	faked_admit(&fake, "dev");
	pty_expect_has(pty, "!! cannot write to ");
	fake_happens(&fake, 0, "msg @ dev ali one");
	fake_happens(&fake, 0, "msg @ dev ali two");
	pty_expect_has(pty, "ali: two");
	MUST(
	    count_rows(pty, "!! ") == 1, "it is told again:%s", pty_shown(pty));
	PASS("what cannot be written is told once, and the talk goes on");
	faked_leave(&fake, pty);
}

static void
is_none(void)
{
	char path[SCRATCH_PATH];

	scratch_path(path, "file");
	scratch_write(path, "no directory");
	struct pty *pty = begin("file");
	pty_type(pty, ALT "0");
	pty_expect_has(pty, "!! cannot log to ");
	PASS("a directory that cannot be had is told at the start");
	faked_leave(&fake, pty);
}

int
main(void)
{
	pty_noon();
	struct pty *pty = begin("logs");
	has_all(pty);
	is_moved(pty);
	is_set(pty);
	faked_leave(&fake, pty);
	pty = begin("gaps");
	tells_of_gaps(pty);
	faked_leave(&fake, pty);
	is_full();
	is_none();
	return tap_done();
}
