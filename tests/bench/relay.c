/*
 * The bare relay that forkcastd is measured against: one process, one epoll,
 * and each line that a client sends goes to all clients. It knows no names, no
 * groups and no limits and checks nothing but line ends, so that no real chat
 * server can be as fast: it shows the bound. Run by tests/bench/run.
 *
 * Lines stand once in one ring; each client has a place in it and gets in one
 * write all that it lacks.
 */
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "shared/addr.h"
#include "shared/die.h"
#include "shared/io.h"
#include "shared/limits.h"

#define RING_SIZE ((size_t)4 << 20) /* a power of 2 */
#define READ_SIZE ((size_t)64 << 10)
#define EVENTS 256

struct client {
	int fd;
	bool blocked; /* its socket was full; epoll says when it is not */
	bool gone;
	uint64_t at; /* bytes of the ring that it has had */
	size_t begun; /* bytes of a line whose end has not come yet */
	char line[LIMIT_LINE];
};

static struct {
	int epoll;
	int listener;
	struct client **clients;
	size_t count, room;
	uint64_t end; /* bytes that have been put into the ring */
	char ring[RING_SIZE];
	char input[LIMIT_LINE + READ_SIZE];
} relay = { .epoll = -1, .listener = -1 };

/* The client's events: its input always, room in its socket if it was full. */
static void
watch(int operation, struct client *client, uint32_t events)
{
	struct epoll_event event = { .events = events, .data.ptr = client };
	const int fd = client != NULL ? client->fd : relay.listener;

	if (epoll_ctl(relay.epoll, operation, fd, &event) != 0)
		die_errno(EX_OSERR, "cannot watch descriptor %d", fd);
}

static void
make_room(void)
{
	if (relay.count < relay.room)
		return;
	relay.room = relay.room > 0 ? 2 * relay.room : 64;
	struct client **more =
	    realloc(relay.clients, relay.room * sizeof(struct client *));
	if (more == NULL)
		die_errno(EX_OSERR, "cannot keep %zu clients", relay.room);
	relay.clients = more;
}

static void
admit_one(int fd)
{
	const int yes = 1;
	struct client *client = calloc(1, sizeof(*client));

	if (client == NULL)
		die_errno(EX_OSERR, "cannot keep one more client");
	client->fd = fd;
	client->at = relay.end;
	/* Without it answers may be late, not wrong. */
	(void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes));
	make_room();
	relay.clients[relay.count++] = client;
	watch(EPOLL_CTL_ADD, client, EPOLLIN);
}

static void
admit(void)
{
	int fd;

	while ((fd = io_accept(relay.listener)) != -1)
		admit_one(fd);
	if (errno != EAGAIN && errno != ECONNABORTED)
		die_errno(EX_OSERR, "cannot accept client %zu", relay.count);
}

/* How much can be added before the slowest client has read on. */
static size_t
ring_room(void)
{
	uint64_t least = relay.end;

	for (size_t i = 0; i < relay.count; i++)
		if (relay.clients[i]->at < least)
			least = relay.clients[i]->at;
	return RING_SIZE - (size_t)(relay.end - least);
}

static void
ring_add(const char *data, size_t len)
{
	const size_t at = (size_t)(relay.end % RING_SIZE);
	const size_t first = len < RING_SIZE - at ? len : RING_SIZE - at;

	memcpy(relay.ring + at, data, first);
	memcpy(relay.ring, data + first, len - first);
	relay.end += len;
}

/* Whole lines go to the ring, the rest waits for its end. */
static void
take(struct client *client, size_t len)
{
	size_t lines = len;

	while (lines > 0 && relay.input[lines - 1] != '\n')
		lines--;
	client->begun = len - lines;
	if (client->begun > sizeof(client->line)) {
		client->gone = true;
		return;
	}
	memcpy(client->line, relay.input + lines, client->begun);
	ring_add(relay.input, lines);
}

static void
hear(struct client *client)
{
	memcpy(relay.input, client->line, client->begun);
	const ssize_t count =
	    io_read(client->fd, relay.input + client->begun, READ_SIZE);

	if (count == 0 || count == IO_FAIL)
		client->gone = true;
	else if (count > 0)
		take(client, client->begun + (size_t)count);
}

/* All that the client lacks, in one call. */
static ssize_t
tell_rest(const struct client *client)
{
	const size_t at = (size_t)(client->at % RING_SIZE);
	const size_t len = (size_t)(relay.end - client->at);
	const size_t first = len < RING_SIZE - at ? len : RING_SIZE - at;
	const struct iovec piece[] = {
		{ relay.ring + at, first },
		{ relay.ring, len - first },
	};

	if (first == len)
		return io_write(client->fd, relay.ring + at, len);
	return io_writev(client->fd, piece, 2);
}

/* Once a turn for each client, so that messages go out many at a time. */
static void
tell(struct client *client)
{
	if (client->blocked || client->gone || client->at == relay.end)
		return;
	const ssize_t count = tell_rest(client);
	if (count == IO_FAIL)
		client->gone = true;
	else if (count > 0)
		client->at += (uint64_t)count;
	if (client->at != relay.end && !client->gone) {
		client->blocked = true;
		watch(EPOLL_CTL_MOD, client, EPOLLIN | EPOLLOUT);
	}
}

static void
handle(const struct epoll_event *event)
{
	struct client *client = event->data.ptr;

	if (client == NULL) {
		admit();
		return;
	}
	if (event->events & EPOLLOUT) {
		client->blocked = false;
		watch(EPOLL_CTL_MOD, client, EPOLLIN);
	}
	/* What cannot be taken now stays in the socket, and is told again. */
	if (event->events & ~(uint32_t)EPOLLOUT &&
	    ring_room() >= sizeof(relay.input))
		hear(client);
}

/* Nobody is freed within a turn: events may still point to him. */
static void
sweep(void)
{
	for (size_t i = relay.count; i-- > 0;) {
		struct client *client = relay.clients[i];
		if (!client->gone)
			continue;
		io_close(&client->fd);
		free(client);
		relay.clients[i] = relay.clients[--relay.count];
	}
}

/* All that has come is read before anything is written. */
static void
turn(void)
{
	struct epoll_event events[EVENTS];
	const int count = epoll_wait(relay.epoll, events, EVENTS, -1);

	if (count < 0 && errno != EINTR)
		die_errno(EX_OSERR, "cannot wait for clients");
	for (int i = 0; i < count; i++)
		handle(&events[i]);
	for (size_t i = 0; i < relay.count; i++)
		tell(relay.clients[i]);
	sweep();
}

static void
listen_on(const char *text)
{
	struct addr addr;
	char real[ADDR_TEXT];
	const char *wrong = addr_parse(&addr, text);

	if (wrong != NULL)
		die(EX_USAGE, "%s: %s", text, wrong);
	relay.listener = socket(addr.to.any.sa_family, SOCK_STREAM, 0);
	if (relay.listener == -1 || !io_prepare(relay.listener) ||
	    bind(relay.listener, &addr.to.any, addr.len) != 0 ||
	    listen(relay.listener, SOMAXCONN) != 0 ||
	    getsockname(relay.listener, &addr.to.any, &addr.len) != 0)
		die_errno(EX_UNAVAILABLE, "cannot listen on %s", text);
	addr_text(&addr, real);
	(void)fprintf(stderr, "listening on %s\n", real);
}

/* As many descriptors as the system allows. */
static void
raise_limit(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
		limit.rlim_cur = limit.rlim_max;
		/* If it fails, accept says so when there are too many. */
		(void)setrlimit(RLIMIT_NOFILE, &limit);
	}
}

/* Takes the two options of forkcastd that a bench needs. */
int
main(int argc, char **argv)
{
	int option;
	int ready = -1;
	const char *address = ADDR_DEFAULT;

	die_name("relay");
	while ((option = getopt(argc, argv, "l:r:")) != -1)
		switch (option) {
		case 'l':
			address = optarg;
			break;
		case 'r':
			ready = (int)strtol(optarg, NULL, 10);
			break;
		default:
			die(EX_USAGE, "usage: relay [-l ADDRESS] [-r FD]");
		}
	raise_limit();
	/* A client that has gone is seen by what write returns. */
	(void)signal(SIGPIPE, SIG_IGN);
	relay.epoll = epoll_create1(EPOLL_CLOEXEC);
	if (relay.epoll == -1)
		die_errno(EX_OSERR, "cannot make an epoll descriptor");
	listen_on(address);
	watch(EPOLL_CTL_ADD, NULL, EPOLLIN);
	if (ready != -1 && !io_write_all(ready, "\n", 1))
		die_errno(EX_IOERR, "cannot write to descriptor %d", ready);
	io_close(&ready);
	for (;;)
		turn();
}
