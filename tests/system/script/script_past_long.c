/*
 * listen -x reads a page of the past to its end, even if all its messages have
 * as many lines as may be and the command for the first one has not ended.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "shared/limits.h"
#include "tests/lib/fake.h"
#include "tests/lib/shell.h"

#define LINE_ROOM 64

/* A page as listen asks for it, and all its lines. */
#define FOLLOW_PAGE 200
#define FOLLOW_LINES ((size_t)FOLLOW_PAGE * (LIMIT_LINES + 1))

/* Says so many messages, of as many lines as may be, and the reply's end. */
static void
say_page(struct fake *fake)
{
	const size_t size = LINE_ROOM * (FOLLOW_LINES + 1);
	char *page = malloc(size);
	size_t len = 0;

	MUST(page != NULL, "no memory");
	for (int i = 0; i < FOLLOW_PAGE; i++) {
		len += (size_t)snprintf(page + len, size - len,
		    "past lines %d 1 ali %d\n", 1001 + i, LIMIT_LINES);
		for (int j = 0; j < LIMIT_LINES; j++)
			len += (size_t)snprintf(page + len, size - len,
			    "past msg %d 1 ali x\n", 1001 + i);
	}
	(void)snprintf(page + len, size - len, "ok history 1 %d %d\n",
	    FOLLOW_PAGE, 1000 + FOLLOW_PAGE); /* it fits */
	fake_say(fake, page);
	free(page);
}

int
main(void)
{
	static const char script[] =
	    "exec forkcast listen -n javad -a 1000 -x 'exec sleep 1000' 1";
	struct fake fake;
	char wanted[LINE_ROOM];

	fake_start(&fake);
	struct shell *shell = shell_start(fake.address, script);
	fake_welcome(&fake, "javad");
	fake_expect(&fake, "mode 1");
	fake_say(&fake, "ok mode 1 nH 1000 - 0 -\n");
	fake_expect(&fake, "history 1 after 1000 200");
	say_page(&fake);
	fake_say(&fake, "ping\n");
	fake_expect_next(&fake, "ping");
	PASS("all is read although no command has ended");
	shell_signal(shell, SIGTERM);
	TAP_NUM(shell_status(shell), SHELL_SIGNAL + SIGTERM, "TERM ends it");
	(void)snprintf(wanted, sizeof(wanted), "%d messages not run\n",
	    FOLLOW_PAGE * LIMIT_LINES - 1); /* it fits */
	TAP_OK(strstr(shell_complained(shell), wanted) != NULL,
	    "no line was lost: %s", shell_complained(shell));
	fake_stop(&fake);
	return tap_done();
}
