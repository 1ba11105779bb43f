/* A child that begins as a program, and the nursery: see nursery.h. */
#define _GNU_SOURCE /* clone, MADV_DONTFORK */
#include "process/fork/nursery.h"

#ifdef NURSERY

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdnoreturn.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/config/self.h"
#include "base/mem/limits.h"
#include "process/fork/exits.h"
#include "process/sandbox/sandbox.h"
#include "shared/io.h"

#define PAGE ((size_t)64 * 1024) /* the largest, where calls are listed */

/* Enough for any worker; only the part that it uses takes memory. */
#define STACK ((size_t)64 * 1024 - sizeof(struct order))

/*
 * A worker's stack. It grows down to what no worker has. The order shares a
 * page with its first frames.
 */
static _Alignas(PAGE) struct {
	/* Not in workers: who says that word to clone may make a process. */
	uint32_t word;
	char guard[PAGE - sizeof(uint32_t)];
	char stack[STACK];
	_Alignas(max_align_t) struct order order;
} own;

static struct {
	const struct kind *(*kind_of)(unsigned says);
	struct title_room title;
	pid_t *births; /* the page that the parent reads; not in workers */
	void *stack; /* what a worker unmaps */
	size_t stack_size; /* 0: nothing */
} born;

/*
 * Waits for an order, unless flags has MSG_DONTWAIT, and takes its descriptors.
 * False if there is none, or the parent has gone; errno is EAGAIN or not.
 */
static bool
hear(int from, int flags)
{
	struct child_args *given = &own.order.given;
	struct iovec piece = { &own.order, sizeof(own.order) };
	union {
		struct cmsghdr head;
		char room[CMSG_SPACE(sizeof(given->fd))];
	} control;
	struct msghdr message = { .msg_iov = &piece,
		.msg_iovlen = 1,
		.msg_control = &control,
		.msg_controllen = sizeof(control) };
	ssize_t count;
	size_t taken = 0;

	do
		count = recvmsg(from, &message, flags | MSG_CMSG_CLOEXEC);
	while (count == -1 && errno == EINTR);
	if (count == -1)
		return false;
	errno = 0;
	if (count != (ssize_t)sizeof(own.order) ||
	    (message.msg_flags & MSG_CTRUNC) != 0 ||
	    own.order.birth >= NURSERY_BIRTHS)
		return false;
	for (size_t i = 0; i < COUNT(given->fd); i++)
		if (given->fd[i] != -1)
			memcpy(&given->fd[i],
			    CMSG_DATA(&control.head) + sizeof(int) * taken++,
			    sizeof(int));
	given->kind = born.kind_of(own.order.says);
	given->title = born.title;
	return true;
}

/* The worker begins; it is confined already. */
static noreturn int
live(void *at)
{
	const struct child_args *given = at;

	if (born.stack_size > 0)
		(void)munmap(born.stack, born.stack_size);
	_exit(given->kind->main(given));
}

/* Makes the worker of the order, and closes what is its alone. */
static void
bear(void)
{
	pid_t *told = &born.births[own.order.birth];
	const int flags = CLONE_PARENT | CLONE_PARENT_SETTID | SIGCHLD;

	/* Unused arguments have the word; the kernel sets *told. */
	if (clone(live, own.stack + sizeof(own.stack), flags, &own.order.given,
		told, (void *)(uintptr_t)own.word,
		(void *)(uintptr_t)own.word) == -1)
		*told = -errno;
	for (int i = CHILD_SOCKET; i <= CHILD_DOWNLINK; i++)
		(void)close(i); /* the worker has it */
}

static bool
hide(void *at)
{
	return madvise(at, PAGE, MADV_DONTFORK) == 0;
}

/*
 * Keeps the system's stack from workers: its place far from all else would cost
 * each four pages of page tables. Its last bytes are the program's name. musl's
 * clone has the child read it (since 1.2.5), and leaves the word on it, so that
 * the worker unmaps it.
 */
static void
hide_stack(void)
{
	const size_t page = (size_t)sysconf(_SC_PAGESIZE);
	const uintptr_t last = getauxval(AT_EXECFN);
	char *end =
	    (char *)((last + strlen((char *)last)) / page * page + page);
	char *from = end;

#ifdef __GLIBC__
	while (madvise(from - page, page, MADV_DONTFORK) == 0)
		from -= page;
#else
	while (madvise(from - page, page, MADV_NORMAL) == 0)
		from -= page;
	born.stack = from;
	born.stack_size = (size_t)(end - from);
#endif
}

int
nursery_main(const struct child_args *given)
{
	struct child_args to = *given;

	to.fd[CHILD_SOCKET] = -1;
	to.fd[CHILD_HEARS] = STDOUT_FILENO;
	born.births = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED,
	    given->fd[CHILD_SOCKET], 0);
	if (born.births == MAP_FAILED || !hide(born.births) || !hide(&own) ||
	    getrandom(&own.word, sizeof(own.word), 0) != sizeof(own.word))
		return EXITS_SANDBOX;
	if (getauxval(AT_EXECFN) != 0 && sandbox_title_move()) {
		to.title.size = 0;
		hide_stack();
	}
	to.confinement.word = own.word;
	if (!sandbox_enter(&to))
		return EXITS_SANDBOX;
	while (hear(CHILD_HEARS, 0)) {
		do
			bear();
		while (hear(CHILD_HEARS, MSG_DONTWAIT));
		(void)io_write_now(CHILD_HEARS, "", 1); /* there is news */
	}
	return EXITS_DONE;
}

int
nursery_born(
    const struct kind *(*kind_of)(unsigned says), struct title_room title)
{
	sigset_t all;

	sigfillset(&all);
	if (sigprocmask(SIG_BLOCK, &all, NULL) != 0)
		return EXITS_SANDBOX;
	born.kind_of = kind_of;
	born.title = title;
	/* Called by another name, it would have that one in ps. */
	(void)prctl(PR_SET_NAME, "forkcastd");
	self_hide(true);
	if (!hear(STDOUT_FILENO, 0))
		return EXITS_SERVER_GONE;
	self_hide(own.order.given.confinement.hidden);
	return own.order.given.kind->main(&own.order.given);
}

#endif
