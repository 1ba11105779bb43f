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
#define MUCH ((size_t)16 << 20) /* more than the system keeps for anybody */

/*
 * Another process, which says that until nobody hears it any more, and writes
 * to told when it has said much.
 */
static pid_t
flood(int fd, int told)
{
	static char room[1000 * (sizeof(LINE) - 1)];
	struct pollfd set = { .fd = fd, .events = POLLOUT };
	size_t said = 0;
	const pid_t pid = fork();

	MUST(pid != -1, "fork");
	if (pid != 0)
		return pid;
	for (size_t i = 0; i < sizeof(room); i += sizeof(LINE) - 1)
		memcpy(room + i, LINE, sizeof(LINE) - 1);
	while (poll(&set, 1, -1) == 1 && (set.revents & POLLERR) == 0) {
		const ssize_t count = io_write(fd, room, sizeof(room));
		if (count == IO_FAIL)
			break;
		said += count > 0 ? (size_t)count : 0;
		if (said >= MUCH && io_write(told, "", 1) == 1)
			said = 0;
	}
	_exit(0);
}

int
main(void)
{
	static const char script[] = "exec forkcast work -n javad 1 true";
	struct fake fake;
	pid_t flooder;
	int told[2];

	MUST(pipe(told) == 0 && io_prepare(told[1]), "pipe");
	fake_start(&fake);
	struct shell *shell = shell_start(fake.address, script);
	fake_welcome(&fake, "javad");
	fake_expect(&fake, "take 1 1 0");
	fake_say(&fake, "ok take 1 1\n");
	flooder = flood(fake.fd, told[1]);
	MUST(deadline_poll(told[0], POLLIN, deadline()), "it is not flooded");
	shell_signal(shell, SIGTERM);
	TAP_NUM(shell_status(shell), SHELL_SIGNAL + SIGTERM, "TERM ends it");
	(void)kill(flooder, SIGKILL);
	(void)waitpid(flooder, NULL, 0);
	fake_stop(&fake);
	return tap_done();
}
