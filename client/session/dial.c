/*
 * A connection attempt: see dial.h. The child's standard error is its end of
 * the channel, so its error messages come back the way that the socket would.
 */
#include "session/dial.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <stdnoreturn.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "session/signals.h"
#include "shared/io.h"
#include "text/term.h"

/* Control data with room for one descriptor, properly aligned. */
union rights {
	struct cmsghdr header;
	char room[CMSG_SPACE(sizeof(int))];
};

/*
 * Sends a byte with the socket attached. Returns false with errno on failure.
 */
static bool
hand_over(int channel, int socket)
{
	char byte = 0;
	union rights rights = { .room = { 0 } };
	struct iovec piece = { &byte, 1 };
	struct msghdr message = { .msg_iov = &piece,
		.msg_iovlen = 1,
		.msg_control = rights.room,
		.msg_controllen = sizeof(rights.room) };
	struct cmsghdr *header = CMSG_FIRSTHDR(&message);

	header->cmsg_level = SOL_SOCKET;
	header->cmsg_type = SCM_RIGHTS;
	header->cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(header), &socket, sizeof(int));
	return sendmsg(channel, &message, MSG_NOSIGNAL) == 1;
}

/*
 * Runs the child. It gives up the terminal and the signal handlers, which are
 * the parent's.
 */
static noreturn void
call(int channel, dial_connect *connect, const char *address)
{
	term_disown();
	signals_finish();
	if (!io_copy(channel, STDERR_FILENO))
		_exit(EXIT_FAILURE);
	const int socket = connect(address);
	_exit(hand_over(STDERR_FILENO, socket) ? EXIT_SUCCESS : EXIT_FAILURE);
}

bool
dial_begin(struct dial *dial, dial_connect *connect, const char *address)
{
	int channel[2];

	*dial = (struct dial) { .fd = -1 };
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, channel) != 0)
		return false;
	dial->pid = fork();
	if (dial->pid == 0) {
		io_close(&channel[0]);
		call(channel[1], connect, address);
	}
	const int error = errno;
	io_close(&channel[1]);
	if (dial->pid == -1 || !io_prepare(channel[0]))
		io_close(&channel[0]);
	dial->fd = channel[0];
	errno = error;
	return dial->fd != -1;
}

/* Returns the descriptor that came with a message, or -1. */
static int
received(struct msghdr *message)
{
	const struct cmsghdr *header = CMSG_FIRSTHDR(message);
	int fd = -1;

	if (header != NULL && header->cmsg_type == SCM_RIGHTS &&
	    header->cmsg_len == CMSG_LEN(sizeof(int)))
		memcpy(&fd, CMSG_DATA(header), sizeof(int));
	return fd;
}

void
dial_stop(struct dial *dial)
{
	if (dial->fd == -1)
		return;
	io_close(&dial->fd);
	/* Without its channel, the child is of no use. */
	(void)kill(dial->pid, SIGKILL);
	while (waitpid(dial->pid, NULL, 0) == -1 && errno == EINTR)
		continue;
}

enum dial_result
dial_take(struct dial *dial, int *socket)
{
	union rights rights = { .room = { 0 } };
	struct iovec piece = { dial->why + dial->len,
		sizeof(dial->why) - 1 - dial->len };
	struct msghdr message = { .msg_iov = &piece,
		.msg_iovlen = 1,
		.msg_control = rights.room,
		.msg_controllen = sizeof(rights.room) };
	const ssize_t count = recvmsg(dial->fd, &message, 0);

	if (count == -1 && (errno == EINTR || errno == EAGAIN))
		return DIAL_WAITS;
	*socket = count > 0 ? received(&message) : -1;
	if (count > 0 && *socket == -1) {
		dial->len += (size_t)count;
		return DIAL_WAITS;
	}
	dial_stop(dial);
	if (dial->len > 0 && dial->why[dial->len - 1] == '\n')
		dial->why[--dial->len] = '\0';
	if (*socket != -1 && io_prepare(*socket))
		return DIAL_DONE;
	io_close(socket);
	return DIAL_FAILED;
}

/* Returns the child's message without the program's name and the final LF. */
const char *
dial_why(const struct dial *dial)
{
	const char *colon = strstr(dial->why, ": ");

	if (dial->len == 0)
		return "the attempt to connect failed";
	return colon != NULL ? colon + 2 : dial->why;
}
