/* Connecting to a server, and again: see dial.h. */
#include "net/dial.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "net/address.h"
#include "shared/addr.h"
#include "shared/die.h"
#include "shared/io.h"
#include "system/signals.h"
#include "system/term.h"

/* The maximum number of a host's addresses to try. */
#define ADDRESSES 16

/* The time for one address while there are others to try. */
#define ATTEMPT (5 * SEC)

/* The time for a command to end after its connection. */
#define OWN_MS 200

/* Limits of the time from one attempt to the next. */
#define REJOIN_FIRST SEC
#define REJOIN_MOST (60 * SEC)

/* The pause between attempts while a UNIX socket's queue is full. */
#define PAUSE_MS 20

/* The reason why there is no connection: an exit status and a sentence. */
struct connect_failure {
	int status;
	char why[CONNECT_WHY];
};

/* Waits until connect has finished. Returns false with errno on failure. */
static bool
connect_finish(int fd, usec deadline)
{
	struct pollfd poll_fd = { .fd = fd, .events = POLLOUT };
	int error = 0;
	socklen_t size = sizeof(error);

	while (signals_wait(&poll_fd, 1, deadline) == 0)
		if (clock_mono() >= deadline) {
			errno = ETIMEDOUT;
			return false;
		}
	if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) != 0)
		return false;
	errno = error;
	return error == 0;
}

static bool
reach(int fd, const struct addr *addr, usec deadline)
{
	while (connect(fd, &addr->to.any, addr->len) != 0) {
		if (errno == EINPROGRESS || errno == EINTR)
			return connect_finish(fd, deadline);
		if (errno != EAGAIN || clock_mono() >= deadline)
			return false;
		(void)poll(NULL, 0, PAUSE_MS);
	}
	return true;
}

/* Returns a socket connected to the address, or -1 with errno. */
static int
try_address(const struct addr *addr, usec deadline)
{
	const int yes = 1;
	int fd = socket(addr->to.any.sa_family, SOCK_STREAM, 0);

	if (fd != -1 && (!io_prepare(fd) || !reach(fd, addr, deadline)))
		io_close(&fd);
	if (fd == -1 || addr_is_unix(addr))
		return fd;
	/* Both options are optional: everything works without them. */
	(void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes));
	(void)setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &yes, sizeof(yes));
	return fd;
}

/*
 * Returns a connected socket, or -1 with *failure. With WAIT_FOR_EVER the
 * system decides when to give up on the last address.
 */
static int
connect_to(const char *address, const char *program, usec deadline,
    struct connect_failure *failure)
{
	struct addr addr[ADDRESSES];
	char room[ADDRESS_ROOM], tried[ADDR_TEXT];
	size_t count;
	int fd = -1;

	address = address_complete(address, room);
	const char *wrong = addr_look_up(addr, COUNT(addr), &count, address);
	if (wrong != NULL) {
		/* It is invalid, or a host that cannot be resolved now. */
		const bool can_be = addr_check(address) == NULL;
		failure->status = can_be ? EX_UNAVAILABLE : EX_USAGE;
		(void)snprintf(failure->why, sizeof(failure->why),
		    can_be ? "cannot find %s: %s" :
			     "invalid address \"%s\": %s",
		    address, wrong);
		return -1;
	}
	for (size_t i = 0; i < count && fd == -1; i++)
		fd = try_address(&addr[i],
		    i + 1 == count ?
			deadline :
			usec_earlier(deadline, clock_mono() + ATTEMPT));
	if (fd != -1)
		return fd;
	const char *reason = strerror(errno);
	failure->status =
	    clock_mono() >= deadline ? EX_TEMPFAIL : EX_UNAVAILABLE;
	addr_text(&addr[count - 1], tried);
	(void)snprintf(failure->why, sizeof(failure->why),
	    "cannot connect to %s: %s (is %s running?)", tried, reason,
	    program);
	return -1;
}

int
dial_or_end(const char *address, usec deadline)
{
	struct connect_failure failure;
	const int fd = connect_to(address, FORKCASTD, deadline, &failure);

	if (fd == -1)
		die(failure.status, "%s", failure.why);
	return fd;
}

/* Control data with room for one descriptor, properly aligned. */
union rights {
	struct cmsghdr header;
	char room[CMSG_SPACE(sizeof(int))];
};

/*
 * Runs the child: sends a byte with the socket attached, or else why there is
 * none. It gives up the terminal and the signal handlers, which are the
 * parent's.
 */
static void
call(int channel, const char *address, const char *program)
{
	struct connect_failure failure;
	char byte = 0;
	union rights rights = { .room = { 0 } };
	struct iovec piece = { &byte, 1 };
	struct msghdr message = { .msg_iov = &piece,
		.msg_iovlen = 1,
		.msg_control = rights.room,
		.msg_controllen = sizeof(rights.room) };
	struct cmsghdr *header = CMSG_FIRSTHDR(&message);

	term_disown();
	signals_finish();
	const int socket =
	    connect_to(address, program, WAIT_FOR_EVER, &failure);
	if (socket == -1) {
		(void)io_write_all(channel, failure.why, strlen(failure.why));
		return;
	}
	header->cmsg_level = SOL_SOCKET;
	header->cmsg_type = SCM_RIGHTS;
	header->cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(header), &socket, sizeof(int));
	(void)sendmsg(channel, &message, MSG_NOSIGNAL); /* its end tells all */
}

bool
dial_begin(struct dial *dial, const char *address, const char *program)
{
	int channel[2];

	*dial = (struct dial) { .fd = -1 };
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, channel) != 0)
		return false;
	dial->pid = io_prepare(channel[0]) ? fork() : -1;
	if (dial->pid == 0) {
		io_close(&channel[0]);
		call(channel[1], address, program);
		_exit(EXIT_SUCCESS);
	}
	const int error = errno;
	io_close(&channel[1]);
	if (dial->pid == -1)
		io_close(&channel[0]);
	dial->fd = channel[0];
	errno = error;
	return dial->fd != -1;
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
	const struct cmsghdr *header = CMSG_FIRSTHDR(&message);

	if (count == -1 && (errno == EINTR || errno == EAGAIN))
		return DIAL_WAITS;
	*socket = -1;
	if (count > 0 && header != NULL && header->cmsg_type == SCM_RIGHTS &&
	    header->cmsg_len == CMSG_LEN(sizeof(int)))
		memcpy(socket, CMSG_DATA(header), sizeof(int));
	if (count > 0 && *socket == -1) {
		dial->len += (size_t)count;
		return DIAL_WAITS;
	}
	dial_stop(dial);
	if (*socket != -1 && io_prepare(*socket))
		return DIAL_DONE;
	io_close(socket);
	return DIAL_FAILED;
}

const char *
dial_why(const struct dial *dial)
{
	return dial->len > 0 ? dial->why : "the attempt to connect failed";
}

int
dial_via(struct via *via, const char *command, bool hears)
{
	/* Ours and the command's: of its input and output, of its errors. */
	int ends[2] = { -1, -1 }, said[2] = { -1, -1 };
	pid_t pid = -1;

	*via = (struct via) { .pid = 0 };
	buf_init(&via->lines, via->memory, sizeof(via->memory));
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0 &&
	    io_prepare(ends[0]) &&
	    (!hears || (pipe(said) == 0 && io_prepare(said[0]))))
		pid = program_start(&(struct program_start) {
		    .line = command, .fd = { ends[1], ends[1], said[1] } });
	io_close(&ends[1]);
	io_close(&said[1]);
	if (pid == -1) {
		io_close(&ends[0]);
		io_close(&said[0]);
		return -1;
	}
	via->pid = pid;
	via->hears = hears;
	via->said = said[0];
	return ends[0];
}

int
dial_via_fd(const struct via *via)
{
	return via->hears ? via->said : -1;
}

static void
stop_hearing(struct via *via)
{
	if (!via->hears)
		return;
	io_close(&via->said);
	via->hears = false;
	buf_end_line(&via->lines); /* read_once has left room */
}

/* Reads standard error once; returns whether there was something. */
static bool
read_once(struct via *via)
{
	char *at;

	if (!via->hears)
		return false;
	const size_t room = buf_room(&via->lines, &at);
	if (room <= VIA_LINE)
		return false; /* a line waits */
	const ssize_t count = io_read(via->said, at, room - 1);
	if (count > 0) {
		buf_filled(&via->lines, (size_t)count);
	} else if (count != IO_AGAIN) {
		stop_hearing(via);
	}
	return count > 0;
}

bool
dial_via_line(struct via *via, struct str *line)
{
	enum line_found found;

	(void)read_once(via);
	do
		found = buf_line_upto(&via->lines, VIA_LINE, line);
	while (found == LINE_TOO_LONG);
	if (found == LINE_NONE)
		return false;
	buf_drop_line(&via->lines, *line);
	/* ssh ends its lines with CR LF if the terminal is raw. */
	if (line->len > 0 && line->at[line->len - 1] == '\r')
		line->len--;
	*line = str_strip(*line);
	return true;
}

const char *
dial_via_end(struct via *via, bool ended)
{
	const pid_t pid = via->pid;
	const char *how = NULL;
	int status;

	if (pid == 0)
		return NULL;
	if (program_end(pid, ended ? OWN_MS : 0, &status))
		how = program_how(status, via->how);
	via->pid = 0;
	while (read_once(via))
		continue;
	stop_hearing(via);
	return how;
}

usec
dial_again(unsigned *tries, char text[REJOIN_TIME])
{
	/* A number that differs between processes. */
	const uint64_t seed[] = { clock_mono(), (uint64_t)getpid() };
	const uint32_t chance =
	    str_hash((struct str) { (const char *)seed, sizeof(seed) });
	usec time = REJOIN_FIRST << *tries;

	if (time < REJOIN_MOST)
		++*tries;
	else
		time = REJOIN_MOST;
	time -= chance % (time / 2 + 1);
	(void)snprintf(text, REJOIN_TIME, "%.1f s", (double)time / (double)SEC);
	return clock_mono() + time;
}
