/*
 * A pair of UNIX sockets, as a stream and with message boundaries, and those
 * at it whose partner is killed.
 */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "shared/io.h"
#include "tests/course/ipc/trial.h"

static struct {
	int fd[SIDES];
} test;

static void
keep_right(void)
{
	io_close(&test.fd[LEFT]);
}

/* A reset reports unread bytes at the partner, which a pipe cannot. */
static void
unread_is_a_reset(int type, const char *name)
{
	char byte = 'x';

	MUST(socketpair(AF_UNIX, type, 0, test.fd) == 0, "socketpair: %s",
	    strerror(errno));
	MUST(io_write_all(test.fd[LEFT], &byte, 1), "write: %s",
	    strerror(errno));
	(void)killed_after(keep_right);
	io_close(&test.fd[RIGHT]);
	const ssize_t count = io_read(test.fd[LEFT], &byte, 1);
	TAP_OK(count == IO_FAIL && errno == ECONNRESET,
	    "%s: killed with unread input, it ends by ECONNRESET", name);
	io_close(&test.fd[LEFT]);
}

int
main(void)
{
	trial_of(&stream_mechanism);
	trial_carries();
	trial_killed_behind(ENDED);
	trial_killed_within(TORN);
	trial_receiver_killed(EPIPE, SIGPIPE);
	unread_is_a_reset(SOCK_STREAM, "socket");
	trial_of(&seqpacket_mechanism);
	trial_carries();
	trial_killed_behind(ENDED);
	trial_receiver_killed(EPIPE, 0);
	unread_is_a_reset(SOCK_SEQPACKET, "seqpkt");
	return tap_done();
}
