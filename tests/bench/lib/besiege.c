/* Strangers who lay siege to the logins: see besiege.h. */
#include "besiege.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "shared/addr.h"
#include "shared/clock.h"
#include "shared/crypto/base64.h"
#include "shared/die.h"
#include "shared/io.h"

/* The strangers' nice value: elsewhere, they would not share its processors. */
#define LAST 19

#define EVENTS 256
#define TEXT 4096 /* what a client says, over and over */
#define BACK (SEC / 5) /* before it comes again */

struct stranger {
	int fd; /* -1: it is out */
	usec due; /* when it comes again */
	size_t said; /* of its text */
	size_t len;
	char text[TEXT];
};

static struct {
	const struct siege *siege;
	struct addr server;
	struct stranger *at;
	int epoll;
} all;

/* "n,,n=NAME,r=x" or "|NAME|pw" in Base64. */
static const char *
in_base64(const char *format, size_t number)
{
	static char text[256];
	char bytes[128];
	size_t len;

	(void)snprintf(bytes, sizeof(bytes), format, number); /* fits */
	len = strlen(bytes);
	for (size_t i = 0; i < len; i++)
		if (bytes[i] == '|')
			bytes[i] = '\0';
	(void)base64_encode(bytes, len, text, sizeof(text) - 1, &len);
	text[len] = '\0';
	return text;
}

/* One of what strangers can do, by the number of the client. */
static void
make_line(char line[512], size_t number)
{
	const size_t account = number % all.siege->addresses;
	const size_t kind = number / all.siege->addresses % 5;

	switch (all.siege->only_guesses ? 1 : kind) {
	case 0:
		(void)snprintf(line, 512, "login evil%zu pw\n", account);
		break;
	case 1:
		(void)snprintf(
		    line, 512, "login %s wrong\n", all.siege->victim);
		break;
	case 2:
		(void)snprintf(line, 512, "prove scram-sha-256 %s\n",
		    in_base64("n,,n=evil%zu,r=x", account));
		break;
	case 3:
		(void)snprintf(line, 512, "enroll more%zu pw\n", number);
		break;
	default:
		(void)snprintf(line, 512, "prove plain %s\n",
		    in_base64("|evil%zu|pw", account));
		break;
	}
}

static void
make_text(struct stranger *stranger, size_t number)
{
	char line[512];
	size_t len;

	make_line(line, number);
	len = strlen(line);
	while (stranger->len + len <= TEXT) {
		memcpy(stranger->text + stranger->len, line, len);
		stranger->len += len;
	}
}

static void
come(struct stranger *stranger)
{
	const size_t number = (size_t)(stranger - all.at);
	const size_t address = number % all.siege->addresses;
	struct epoll_event event = { .events = EPOLLIN | EPOLLOUT,
		.data.ptr = stranger };
	char text[32];
	struct addr from;

	(void)snprintf(text, sizeof(text), "127.2.%zu.%zu:0", address / 250,
	    1 + address % 250); /* fits */
	if (addr_parse(&from, text) != NULL)
		die(EX_SOFTWARE, "no address: %s", text);
	stranger->said = 0;
	stranger->fd = socket(AF_INET, SOCK_STREAM, 0);
	if (stranger->fd == -1 || !io_prepare(stranger->fd) ||
	    bind(stranger->fd, &from.to.any, from.len) != 0 ||
	    (connect(stranger->fd, &all.server.to.any, all.server.len) != 0 &&
		errno != EINPROGRESS) ||
	    epoll_ctl(all.epoll, EPOLL_CTL_ADD, stranger->fd, &event) != 0)
		die_errno(EX_OSERR, "%s", text);
}

static void
leave(struct stranger *stranger)
{
	io_close(&stranger->fd);
	stranger->due = clock_mono() + BACK;
}

/* From where it was: a line may be cut by what the system takes. */
static void
speak(struct stranger *stranger)
{
	const ssize_t count = io_write(stranger->fd,
	    stranger->text + stranger->said, stranger->len - stranger->said);

	if (count > 0)
		stranger->said =
		    (stranger->said + (size_t)count) % stranger->len;
	else if (count == IO_FAIL)
		leave(stranger);
}

static void
hear(struct stranger *stranger)
{
	static char answers[64 * 1024];
	const ssize_t count = io_read(stranger->fd, answers, sizeof(answers));

	if (count == 0 || count == IO_FAIL)
		leave(stranger);
}

static void
serve(const struct epoll_event *event)
{
	struct stranger *stranger = event->data.ptr;

	if ((event->events & (EPOLLIN | EPOLLERR | EPOLLHUP)) != 0)
		hear(stranger);
	if (stranger->fd != -1 && (event->events & EPOLLOUT) != 0)
		speak(stranger);
}

static void
turn(void)
{
	struct epoll_event events[EVENTS];
	const int count = epoll_wait(all.epoll, events, EVENTS, 100);
	const usec now = clock_mono();

	for (int i = 0; i < count; i++)
		serve(&events[i]);
	for (size_t i = 0; i < all.siege->clients; i++)
		if (all.at[i].fd == -1 && all.at[i].due <= now)
			come(&all.at[i]);
}

static void
begin(const struct siege *siege)
{
	struct rlimit limit = { siege->clients + 64, siege->clients + 64 };

	all.siege = siege;
	all.at = calloc(siege->clients, sizeof(*all.at));
	all.epoll = epoll_create1(EPOLL_CLOEXEC);
	if (all.at == NULL || all.epoll == -1 ||
	    (setrlimit(RLIMIT_NOFILE, &limit) != 0 && errno != EPERM))
		die_errno(EX_OSERR, "%zu strangers", siege->clients);
	if (addr_parse(&all.server, siege->server) != NULL)
		die(EX_USAGE, "%s is no address", siege->server);
	for (size_t i = 0; i < siege->clients; i++) {
		make_text(&all.at[i], i);
		come(&all.at[i]);
	}
}

pid_t
besiege(const struct siege *siege)
{
	char byte = '\0';
	int ready[2];
	pid_t pid;

	if (pipe(ready) != 0)
		die_errno(EX_OSERR, "pipe");
	pid = fork();
	if (pid == -1)
		die_errno(EX_OSERR, "fork");
	if (pid > 0) {
		(void)close(ready[1]); /* it was not written */
		if (io_read(ready[0], &byte, 1) != 1)
			die(EX_OSERR, "the strangers have died");
		(void)close(ready[0]); /* it was only read */
		return pid;
	}
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL); /* known here */
	(void)setpriority(PRIO_PROCESS, 0, LAST); /* may be lowered */
	begin(siege);
	(void)io_write(ready[1], &byte, 1); /* or it dies */
	for (;;)
		turn();
}
