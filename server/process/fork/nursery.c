/* The parent's side of the nursery: see nursery.h. */
#define _GNU_SOURCE /* MADV_DONTFORK */
#include "process/fork/nursery.h"

#ifdef NURSERY

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/config/self.h"
#include "base/loop/watch.h"
#include "base/mem/limits.h"
#include "base/system/files.h"
#include "shared/io.h"

/* This program, although its file may be another by now. */
#define ITSELF "/proc/self/exe"

/* Not saved: a program that takes over begins its own. */
static struct {
	pid_t pid; /* 0: none */
	int orders; /* the end to which they are written */
	int page; /* what it shares with us */
	volatile pid_t *births; /* in that */
} nursery = { .orders = -1, .page = -1 };

/* Sends an order and its descriptors, whole or not at all; false with errno. */
static bool
send_order(int to, const struct child_args *given, size_t birth)
{
	struct order order = {
		.says = given->kind->says, .birth = birth, .given = *given
	};
	struct iovec piece = { &order, sizeof(order) };
	union {
		struct cmsghdr head;
		char room[CMSG_SPACE(sizeof(given->fd))];
	} control = { .room = { 0 } };
	struct msghdr message = {
		.msg_iov = &piece, .msg_iovlen = 1, .msg_control = &control
	};
	ssize_t sent;
	size_t count = 0;

	for (size_t i = 0; i < COUNT(given->fd); i++)
		if (given->fd[i] != -1)
			memcpy(CMSG_DATA(&control.head) + sizeof(int) * count++,
			    &given->fd[i], sizeof(int));
	control.head.cmsg_level = SOL_SOCKET;
	control.head.cmsg_type = SCM_RIGHTS;
	control.head.cmsg_len = (socklen_t)CMSG_LEN(sizeof(int) * count);
	message.msg_controllen = (socklen_t)CMSG_SPACE(sizeof(int) * count);
	do
		sent = sendmsg(to, &message, MSG_DONTWAIT | MSG_NOSIGNAL);
	while (sent == -1 && errno == EINTR);
	return sent == (ssize_t)sizeof(order);
}

pid_t
nursery_exec(const struct child_args *given, int *orders)
{
	static char called[] = NURSERY_CALLED;
	char *arguments[] = { called, NULL };
	int ends[2], error;
	pid_t pid;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
		return -1;
	(void)io_prepare(ends[0]); /* cannot fail for a socket */
	error = self_spawn(ITSELF, arguments, ends[1], &pid);
	io_close(&ends[1]);
	if (error == 0 && !send_order(ends[0], given, 0))
		error = errno; /* the child ends without it */
	if (orders != NULL && error == 0)
		*orders = ends[0];
	else
		io_close(&ends[0]);
	errno = error;
	return error == 0 ? pid : -1;
}

bool
nursery_is_possible(void)
{
	return access(ITSELF, X_OK) == 0;
}

/* Makes the page of births, once. Our children do not get it. */
static bool
make_births(void)
{
	const size_t size = NURSERY_BIRTHS * sizeof(*nursery.births);
	void *at = MAP_FAILED;

	if (nursery.page != -1)
		return true;
	nursery.page = file_memfd("forkcast-births");
	if (nursery.page != -1 && ftruncate(nursery.page, (off_t)size) == 0)
		at = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED,
		    nursery.page, 0);
	if (at == MAP_FAILED || madvise(at, size, MADV_DONTFORK) != 0) {
		io_close(&nursery.page);
		return false;
	}
	nursery.births = at;
	return true;
}

bool
nursery_begin(const struct child_args *given)
{
	struct child_args to = *given;
	pid_t pid;

	if (!make_births())
		return false;
	to.fd[CHILD_SOCKET] = nursery.page;
	pid = nursery_exec(&to, &nursery.orders);
	if (pid == -1)
		return false;
	nursery.pid = pid;
	watch_read(nursery.orders, true);
	return true;
}

pid_t
nursery_pid(void)
{
	return nursery.pid;
}

void
nursery_ended(void)
{
	watch_close(&nursery.orders);
	nursery.pid = 0;
}

bool
nursery_ask(const struct child_args *given, size_t birth)
{
	struct child_args to = *given;

	to.fd[CHILD_BELL] = -1; /* it has that */
	nursery.births[birth] = 0;
	return send_order(nursery.orders, &to, birth);
}

pid_t
nursery_told(size_t birth)
{
	return nursery.births[birth];
}

void
nursery_hear(void)
{
	char news;
	ssize_t count;

	if (nursery.orders == -1 ||
	    watch_readable(nursery.orders) != nursery.orders)
		return;
	count = io_read(nursery.orders, &news, 1);
	if (count == 0 || count == IO_FAIL)
		watch_read(nursery.orders, false); /* it has ended */
}

#endif
