/*
 * /url lists the links of the view, runs a program with one of them as its only
 * argument, and copies one to the clipboard; no shell reads what others write.
 */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "tests/lib/deadline.h"
#include "tests/lib/faked.h"
#include "tests/lib/scratch.h"

#define SIZE 4096

static struct fake fake;
static char out[SCRATCH_PATH];

/* Writes a program that notes its arguments, one a line. */
static void
make_opener(char path[SCRATCH_PATH])
{
	char script[SCRATCH_PATH + 128];

	scratch_path(path, "opener");
	scratch_path(out, "out");
	(void)snprintf(script, sizeof(script),
	    "#!/bin/sh\nprintf '<%%s>' $# \"$@\" >>'%s'\n", out);
	scratch_write(path, script);
	MUST(chmod(path, 0755) == 0, "chmod");
}

static void
expect_file(struct pty *pty, const char *wanted)
{
	const usec end = deadline();
	char text[SIZE] = "";

	while (strcmp(text, wanted) != 0) {
		FILE *file = fopen(out, "r");
		const size_t len =
		    file != NULL ? fread(text, 1, SIZE - 1, file) : 0;
		text[len] = '\0';
		MUST(file == NULL || fclose(file) == 0, "fclose");
		MUST(pty_wait(pty, end), "the opener wrote \"%s\"%s", text,
		    pty_shown(pty));
	}
}

/* A link is one piece for the terminal, in several rows beside the members. */
static void
opens(struct pty *pty)
{
	pty_type(pty, "/url\r");
	pty_expect_has(pty, "-- this view has no links");
	fake_happens(&fake, 0,
	    "msg @ dev ali http://a.b/$(id)'`id`;x and (https://c.d).");
	pty_expect_has(pty, "https://c.d");
	pty_type(pty, "/url\r");
	pty_expect_has(pty, "   1  https://c.d");
	pty_expect_has(pty, "   2  http://a.b/$(id)");
	PASS("the links are listed, the newest first");
	pty_type(pty, "/url 2\r");
	pty_expect_has(pty, "-- opened http://a.b/$(id)");
	expect_file(pty, "<1><http://a.b/$(id)>");
	PASS("one is opened, as one argument");
	pty_type(pty, "/url 3\r");
	pty_expect_has(pty, "!! this view has no link 3; /url lists them");
	pty_type(pty, "/url x\r");
	pty_expect_has(pty, "!! usage: /url [[copy] N]");
	PASS("other numbers are refused");
	pty_type(pty, "/url copy 1\r");
	pty_expect_has(pty, "-- copied, if the terminal allows it: ");
	TAP_STR(
	    str_from(pty->vt.copied), STR("aHR0cHM6Ly9jLmQ="), "one is copied");
	pty_type(pty, "/set url_opener /nowhere/opener\r");
	pty_expect_has(pty, "url_opener is /nowhere/opener");
	pty_type(pty, "/url 1\r");
	pty_expect_has(
	    pty, "!! cannot run /nowhere/opener: No such file or directory");
	pty_type(pty, "/set url_opener sh -c id\r");
	pty_expect_has(pty, "!! url_opener: must be one program");
	PASS("a program that is missing is named");
}

int
main(void)
{
	char opener[SCRATCH_PATH], config[SCRATCH_PATH + 32];

	pty_paced(true);
	pty_noon();
	make_opener(opener);
	(void)snprintf(config, sizeof(config), "url_opener %s\n", opener);
	pty_config(config);
	fake_start(&fake);
	struct pty *pty =
	    PTY_WINDOW(fake.address, 24, 100, "-n", "javad", "dev");
	faked_admit(&fake, "dev");
	pty_expect_has(pty, "[1:#dev] 2 members");
	opens(pty);
	faked_leave(&fake, pty);
	return tap_done();
}
