/*
 * A server that sends without end does not keep a script's command from
 * handling a signal.
 */
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "shared/io.h"
#include "tests/lib/deadline.h"
#include "tests/lib/fake.h"
#include "tests/lib/shell.h"

#define LINE "msg 1700000000000001 1 ali on and on\n"

/* Another process, which says that until nobody hears it any more. */
static pid_t
flood(int fd)
{
	static char room[1000 * (sizeof(LINE) - 1)];
	struct pollfd set = { .fd = fd, .events = POLLOUT };
	const pid_t pid = fork();

	MUST(pid != -1, "fork");
	if (pid != 0)
		return pid;
	for (size_t i = 0; i < sizeof(room); i += sizeof(LINE) - 1)
		memcpy(room + i, LINE, sizeof(LINE) - 1);
	while (poll(&set, 1, -1) == 1 && (set.revents & POLLERR) == 0)
		if (io_write(fd, room, sizeof(room)) == IO_FAIL)
			break;
	_exit(0);
}

int
main(void)
{
	static const char script[] = "exec forkcast work -n javad 1 true";
	struct fake fake;
	pid_t flooder;

	fake_start(&fake);
	struct shell *shell = shell_start(fake.address, script);
	fake_welcome(&fake, "javad");
	fake_expect(&fake, "take 1 1 0");
	fake_say(&fake, "ok take 1 1\n");
	flooder = flood(fake.fd);
	pass_time(300 * MSEC); /* it has never a moment without */
	shell_signal(shell, SIGTERM);
	TAP_NUM(shell_status(shell), SHELL_SIGNAL + SIGTERM, "TERM ends it");
	(void)kill(flooder, SIGKILL);
	(void)waitpid(flooder, NULL, 0);
	fake_stop(&fake);
	return tap_done();
}
