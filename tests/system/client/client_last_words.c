/* After a write error, the client still reads the server's last lines. */
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>

#include "tests/lib/deadline.h"
#include "tests/lib/fake.h"
#include "tests/lib/filter.h"

/*
 * More than the client reads at once, and little enough to be one segment of
 * TCP on the loopback: a reset drops what has not been sent.
 */
#define MESSAGE "msg 1700000000000001 1 ali hello\n"
#define MESSAGES 600
#define BYE "bye kicked kicked by an operator\n"

static struct filter filter;

static void
stop_filter(void)
{
	int status;

	MUST(kill(filter.pid, SIGSTOP) == 0 &&
		waitpid(filter.pid, &status, WUNTRACED) == filter.pid &&
		WIFSTOPPED(status),
	    "cannot stop the client");
}

/*
 * While the client sleeps, its last line goes unread and the server closes:
 * what the client writes next meets a reset, before it has read all.
 */
int
main(void)
{
	static char much[MESSAGES * (sizeof(MESSAGE) - 1) + sizeof(BYE)];
	struct fake fake;
	struct buf words;

	buf_init(&words, much, sizeof(much) - 1);
	for (int i = 0; i < MESSAGES; i++)
		MUST(BUF_CAT(&words, STR(MESSAGE)), "no room");
	MUST(BUF_CAT(&words, STR(BYE)), "no room");
	fake_start(&fake);
	filter_start(&filter, fake.address,
	    (const char *const[]) { "-n", "javad", "1", NULL });
	fake_welcome(&fake, "javad");
	filter_write(&filter, "one\n");
	fake_expect(&fake, "send 1 one");
	filter_write(&filter, "two\n");
	MUST(deadline_poll(fake.fd, POLLIN, deadline()), "it does not write");
	stop_filter();
	fake_say(&fake, much);
	fake_close(&fake);
	filter_write(&filter, "three\n");
	MUST(kill(filter.pid, SIGCONT) == 0, "cannot continue the client");
	TAP_NUM(filter_end(&filter), 69, "the exit status");
	TAP_STR(str_from(filter.complained),
	    STR("forkcast: disconnected by the server: kicked by an "
		"operator\n"),
	    "the last words are shown");
	fake_stop(&fake);
	return tap_done();
}
