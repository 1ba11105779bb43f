/*
 * Queues, semaphores, shared memory and FIFOs stay in the system when their
 * program has ended. In the lab a process of its own, the keeper, makes them,
 * and removes them when the program is gone, whether it has ended or was
 * killed.
 */
#ifndef KEEP_H
#define KEEP_H

#include <fcntl.h>
#include <sys/socket.h>

#include "lab.h"

static struct {
	pid_t owner;
	int count, lines[4]; /* one to each keeper, whose end it waits for */
	pid_t keepers[4];
} kept;

/* At the program's end: waits until the keepers have removed everything. */
static inline void
let_go(void)
{
	if (getpid() != kept.owner) /* a child of the program exits */
		return;
	while (kept.count-- > 0) {
		(void)shutdown(kept.lines[kept.count], SHUT_RDWR);
		(void)status_of(kept.keepers[kept.count]);
	}
}

/* In its own session, the keeper gets no Ctrl-C from the terminal. */
static inline void
keeper(int line, int (*make)(void), void (*undo)(int id))
{
	char end;

	must("setsid", setsid());
	(void)signal(SIGHUP, SIG_IGN);
	(void)signal(SIGTERM, SIG_IGN);
	(void)signal(SIGPIPE, SIG_IGN);
	const int id = make();
	const int answer[2] = { id, errno };
	if (write(line, answer, sizeof(answer)) == sizeof(answer))
		while (read(line, &end, 1) == -1 && errno == EINTR)
			continue;
	if (id != -1)
		undo(id);
	_exit(0);
}

/*
 * Has a keeper make something: returns what make returned. If the system
 * refuses it, or somebody else has it, the program cannot run here. To be
 * called before the program has pipes or children.
 */
static inline int
keep(const char *what, int (*make)(void), void (*undo)(int id))
{
	int pair[2], answer[2];

	must("socketpair", socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
	const pid_t child = must("fork", fork());
	if (child == 0)
		keeper(close(pair[0]) == 0 ? pair[1] : -1, make, undo);
	must("close", close(pair[1]));
	must("fcntl", fcntl(pair[0], F_SETFD, FD_CLOEXEC));
	if (read(pair[0], answer, sizeof(answer)) != sizeof(answer))
		must("the keeper's answer", -1);
	if (answer[0] == -1 && answer[1] == EEXIST)
		skip(what, "it is in use; see ipcs, and remove it with ipcrm");
	if (answer[0] == -1)
		skip(what, strerror(answer[1]));
	must("atexit", kept.owner == 0 && atexit(let_go) != 0 ? -1 : 0);
	kept.owner = getpid();
	kept.lines[kept.count] = pair[0];
	kept.keepers[kept.count++] = child;
	return answer[0];
}

#endif
