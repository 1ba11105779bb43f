/*
 * A worker whose client has hung up waits for no answer, for none comes any
 * more: whatever its client has said before, and whatever that was waiting for,
 * it goes up as far as it can, with quit behind it, and the worker ends. The
 * test plays the router, which answers nothing and does not end.
 */
#include <poll.h>
#include <signal.h>
#include <string.h>

#include "server/process/fork/exits.h"
#include "shared/io.h"
#include "tests/lib/deadline.h"
#include "tests/lib/must.h"
#include "tests/lib/worker/solo.h"

#define IRC "NICK javad\r\nUSER a 0 * :a\r\n"
#define MANY 300 /* more than can be without an answer */

static struct solo solo;
static char said[16 * 1024]; /* by the worker, at its end */
static size_t said_len;

static const struct {
	const char *what;
	const char *text;
	const char *again; /* behind that, MANY times; or null */
	const char *goes_up; /* among what does; or null */
} rows[] = {
	{ "nothing", "", NULL, NULL },
	{ "a name", "javad\n", "send 1 x\n", "name javad\n" },
	{ "another protocol", "POST / HTTP/1.1\r\nHost: a\r\n\r\n", "xxxxxxxx",
	    "fault - protocol\n" },
	{ "another protocol behind a name", "javad\nPOST / HTTP/1.1\r\n",
	    "send 1 x\n", "name javad\n" },
	{ "IRC's first lines", IRC, NULL, NULL },
	{ "IRC's first lines, and more", IRC "JOIN #1\r\n", "LUSERS\r\n",
	    NULL },
	{ "what IRC asks first", "CAP LS 302\r\n" IRC, NULL, NULL },
	{ "a secret",
	    "CAP REQ :sasl\r\nAUTHENTICATE PLAIN\r\n"
	    "AUTHENTICATE AGFsaQBwdw==\r\n" IRC,
	    NULL, NULL },
	{ "QUIT in its turn", IRC "VERSION\r\nQUIT :gone\r\n", NULL,
	    "quit gone\n" },
	{ "more than is answered at a time", "NICK javad\r\n", "VERSION\r\n",
	    NULL },
};

static void
say(size_t which)
{
	static char text[16 * 1024];
	size_t len = strlen(rows[which].text);

	memcpy(text, rows[which].text, len);
	for (int i = 0; rows[which].again != NULL && i < MANY; i++) {
		memcpy(
		    text + len, rows[which].again, strlen(rows[which].again));
		len += strlen(rows[which].again);
	}
	MUST(len == 0 || io_write(solo.client, text, len) == (ssize_t)len,
	    "it is not taken");
}

/* Returns whether the worker ends, and keeps its last output. */
static bool
ends(void)
{
	const usec end = deadline();
	ssize_t count = 1;

	said_len = 0;
	while (count != 0) {
		if (!deadline_poll(solo.uplink, POLLIN, end))
			return false;
		if (said_len + 4096 > sizeof(said))
			said_len = 0;
		count = io_read(solo.uplink, said + said_len, 4096);
		said_len += count > 0 ? (size_t)count : 0;
	}
	return true;
}

static bool
has_said(const char *line)
{
	said[said_len < sizeof(said) ? said_len : sizeof(said) - 1] = '\0';
	return line == NULL || strstr(said, line) != NULL;
}

int
main(void)
{
	(void)signal(SIGPIPE, SIG_IGN); /* cannot fail for SIGPIPE */
	for (size_t i = 0; i < COUNT(rows); i++) {
		solo_begin(&solo);
		say(i);
		io_close(&solo.client);
		if (!ends()) {
			(void)kill(solo.pid, SIGKILL);
			must_end(
			    HERE, "behind %s: it does not end", rows[i].what);
		}
		TAP_NUM(solo_end(&solo), EXITS_DONE, "behind %s it ends",
		    rows[i].what);
		TAP_OK(has_said(rows[i].goes_up) && has_said("quit\n"),
		    "and that has gone up");
	}
	return tap_done();
}
