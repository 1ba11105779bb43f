/*
 * A descriptor is passed to another process over a pair of sockets, as a
 * message of its own kind (SCM_RIGHTS): the system opens the same file in the
 * receiver, under any number. The child opens what the parent may not know the
 * name of.
 */
#include <sys/socket.h>

#include "lab.h"

union control {
	struct cmsghdr header;
	char room[CMSG_SPACE(sizeof(int))];
};

/* One byte must go with it; the descriptor is beside the data, not in it. */
static struct msghdr *
message(union control *control)
{
	static char byte = 'd';
	static struct iovec data = { &byte, 1 };
	static struct msghdr header;

	header = (struct msghdr) { .msg_iov = &data, .msg_iovlen = 1 };
	header.msg_control = control;
	header.msg_controllen = sizeof(*control);
	return &header;
}

static void
pass(int line, int fd)
{
	union control control;
	struct msghdr *whole = message(&control);
	struct cmsghdr *part = CMSG_FIRSTHDR(whole);

	memset(&control, 0, sizeof(control));
	part->cmsg_level = SOL_SOCKET;
	part->cmsg_type = SCM_RIGHTS;
	part->cmsg_len = CMSG_LEN(sizeof(fd));
	memcpy(CMSG_DATA(part), &fd, sizeof(fd));
	must("sendmsg", sendmsg(line, whole, 0));
}

static int
receive(int line)
{
	union control control;
	struct msghdr *whole = message(&control);
	int fd;

	must("recvmsg", recvmsg(line, whole, 0));
	must("a descriptor", CMSG_FIRSTHDR(whole) == NULL ? -1 : 0);
	memcpy(&fd, CMSG_DATA(CMSG_FIRSTHDR(whole)), sizeof(fd));
	return fd;
}

int
main(void)
{
	int line[2], ends[2];
	char text[8] = "";

	must("socketpair", socketpair(AF_UNIX, SOCK_STREAM, 0, line));
	const pid_t child = must_fork();
	if (child == 0) {
		must("pipe", pipe(ends));
		pass(line[1], ends[0]);
		must("write", write(ends[1], "salam", 5));
		_exit(0);
	}
	const int fd = receive(line[0]);
	say("parent: I have got a descriptor, here it is %d", fd);
	expect(status_of(child) == 0, "the child has ended");
	expect(read(fd, text, 7) == 5 && strcmp(text, "salam") == 0,
	    "the pipe is still there, with what the child wrote");
	expect(read(fd, text, 7) == 0, "and now without a writer");
	return 0;
}
