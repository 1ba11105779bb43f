/*
 * The setting notify runs a command for our messages, with the texts in its
 * environment, where no shell reads them; each failure is reported once.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/lib/deadline.h"
#include "tests/lib/faked.h"
#include "tests/lib/scratch.h"

#define SIZE 4096

static struct fake fake;
static char out[SCRATCH_PATH];

static struct pty *
begin(void)
{
	fake_start(&fake);
	struct pty *pty =
	    PTY_WINDOW(fake.address, 24, 80, "-n", "javad", "dev");
	faked_admit(&fake, "dev");
	pty_expect_has(pty, "[1:#dev] 2 members");
	return pty;
}

/* Waits until the file is that. */
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
		MUST(pty_wait(pty, end), "the command wrote \"%s\"%s", text,
		    pty_shown(pty));
	}
}

int
main(void)
{
	char config[SCRATCH_PATH + 256];

	pty_noon();
	scratch_path(out, "out");
	(void)snprintf(config, sizeof(config),
	    "notify echo \"$FORKCAST_KIND $FORKCAST_GROUP $FORKCAST_SENDER "
	    "$FORKCAST_TEXT\" >>%s\nignore bot\n",
	    out);
	pty_config(config);
	struct pty *pty = begin();
	fake_happens(&fake, 0, "msg @ dev ali hello");
	fake_happens(&fake, 0, "msg @ dev bot javad: spam");
	fake_happens(&fake, 0, "msg @ dev javad I am javad");
	fake_happens(&fake, 0, "msg @ dev ali javad: `id` $(id) \"; id");
	expect_file(pty, "msg dev ali javad: `id` $(id) \"; id\n");
	PASS("it is run for what is for us, and for nothing else");
	pty_type(pty, "/set notify exit 3\r");
	pty_expect_has(pty, "notify is exit 3");
	fake_happens(&fake, 0, "tell @ sara javad psst");
	pty_expect_has(pty, "!! notify: exit status 3");
	PASS("/set changes it, and a failure is told");
	pty_type(pty, "/set notify -\r");
	pty_expect_has(pty, "notify is not set");
	faked_leave(&fake, pty);
	return tap_done();
}
