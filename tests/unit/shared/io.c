/* shared/io: a write that does not wait, whoever shares the descriptor. */
#include "shared/io.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include "tests/lib/small_pipe.h"
#include "tests/lib/tap.h"

#ifdef __linux__
/* Though somebody has changed the flags that all who share it have. */
static void
does_not_block(int full)
{
	TAP_OK(fcntl(full, F_SETFL, 0) == 0, "its end is made to block");
	(void)alarm(600); /* it hangs */
	TAP_NUM(io_write_now(full, "abc", 3), IO_AGAIN, "still it does not");
	(void)alarm(0);
}
#else
static void
does_not_block(int full)
{
	(void)full;
}
#endif

static void
does_not_wait_for_others(void)
{
	char data[4];
	int fd[2];

	TAP_OK(io_pipe(fd), "a pipe");
	TAP_NUM(io_write_now(fd[1], "abc", 3), 3, "three bytes go in");
	TAP_NUM(io_read(fd[0], data, sizeof(data)), 3, "three come out");
	(void)fill_pipe(fd[1]);
	TAP_NUM(io_write_now(fd[1], "abc", 3), IO_AGAIN, "it is full");
	does_not_block(fd[1]);
	io_close(&fd[0]);
	TAP_OK(io_write_now(fd[1], "abc", 3) == IO_FAIL && errno == EPIPE,
	    "nobody reads it any more");
	io_close(&fd[1]);
}

int
main(void)
{
	(void)signal(SIGPIPE, SIG_IGN); /* cannot fail for SIGPIPE */
	does_not_wait_for_others();
	return tap_done();
}
