/*
 * The bare relay that forkcastd is measured against: one process, one epoll. A
 * client's first line is the number of its room, and is sent back; each further
 * line goes to all clients of the room. It knows no names and no limits and
 * checks nothing but line ends, so that no real chat server can be as fast: it
 * shows the bound. Run by tests/bench/run.
 *
 * Lines stand once in their room's ring; each client has a place in it and gets
 * in one write all that it lacks.
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

#define RING_SIZE ((size_t)256 << 10)
#define READ_SIZE ((size_t)64 << 10)
#define ROOMS 16384
#define CLIENTS 65536
#define EVENTS 256

struct client {
	int fd;
	bool blocked; /* its socket was full; epoll says when it is not */
	bool gone;
	struct room *room; /* null until its first line has come */
	uint64_t at; /* bytes of the room's ring that it has had */
	char *line; /* one whose end has not come yet; null if there was none */
	size_t begun; /* bytes of it */
};

/* The clients of a room, and what they have said. */
struct room {
	struct client **clients;
	size_t count, space;
	bool changed; /* it stands in relay.changed */
	uint64_t end; /* bytes that have been put into the ring */
	char ring[RING_SIZE];
};

static struct {
	int epoll;
	int listener;
	struct client clients[CLIENTS]; /* by descriptor */
	struct room *rooms[ROOMS]; /* by number; null where nobody was yet */
	struct room *changed[ROOMS]; /* those with something to do this turn */
	size_t changes;
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

/* Memory that is all zero, and costs nothing until it is written to. */
static void *
zeroed(size_t size)
{
	void *memory = calloc(1, size);

	if (memory == NULL)
		die_errno(EX_OSERR, "cannot get %zu bytes of memory", size);
	return memory;
}

static void
admit_one(int fd)
{
	const int yes = 1;
	struct client *client = &relay.clients[fd];

	*client = (struct client) { .fd = fd };
	/* Without it answers may be late, not wrong. */
	(void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes));
	watch(EPOLL_CTL_ADD, client, EPOLLIN);
}

static void
admit(void)
{
	int fd;

	while ((fd = io_accept(relay.listener, NULL)) != -1 && fd < CLIENTS)
		admit_one(fd);
	if (fd >= CLIENTS)
		die(EX_UNAVAILABLE, "there are more than %d clients", CLIENTS);
	if (errno != EAGAIN && errno != ECONNABORTED)
		die_errno(EX_OSERR, "cannot accept one more client");
}

static void
dismiss(struct client *client)
{
	io_close(&client->fd);
	free(client->line);
}

/* --- Rooms ------------------------------------------------------------ */

/* Has the room looked at when all that has come is read. */
static void
change(struct room *room)
{
	if (room->changed)
		return;
	room->changed = true;
	relay.changed[relay.changes++] = room;
}

static void
room_add(struct room *room, struct client *client)
{
	if (room->count == room->space) {
		room->space = room->space > 0 ? 2 * room->space : 8;
		room->clients = realloc(
		    room->clients, room->space * sizeof(struct client *));
	}
	if (room->clients == NULL)
		die_errno(EX_OSERR, "cannot keep %zu clients", room->space);
	room->clients[room->count++] = client;
	client->room = room;
	client->at = room->end;
}

/* The client's first line, which says where it is, has come; it hears it. */
static void
enter_room(struct client *client, size_t len)
{
	const unsigned long number = strtoul(relay.input, NULL, 10);

	if (relay.input[len - 1] != '\n' || number >= ROOMS ||
	    io_write(client->fd, relay.input, len) != (ssize_t)len)
		die(EX_PROTOCOL, "a client did not begin with its room's line");
	if (relay.rooms[number] == NULL)
		relay.rooms[number] = zeroed(sizeof(struct room));
	room_add(relay.rooms[number], client);
}

/* How much can be added before the slowest client has read on. */
static size_t
ring_room(const struct room *room)
{
	uint64_t least = room->end;

	for (size_t i = 0; i < room->count; i++)
		if (room->clients[i]->at < least)
			least = room->clients[i]->at;
	return RING_SIZE - (size_t)(room->end - least);
}

static void
ring_add(struct room *room, const char *data, size_t len)
{
	const size_t at = (size_t)(room->end % RING_SIZE);
	const size_t first = len < RING_SIZE - at ? len : RING_SIZE - at;

	memcpy(room->ring + at, data, first);
	memcpy(room->ring, data + first, len - first);
	room->end += len;
	change(room);
}

/* --- One client ------------------------------------------------------- */

/* It is dismissed at the end of the turn. */
static void
leave(struct client *client)
{
	client->gone = true;
	change(client->room);
}

/* Whole lines go to the ring, the rest waits for its end. */
static void
take(struct client *client, size_t len)
{
	size_t lines = len;

	while (lines > 0 && relay.input[lines - 1] != '\n')
		lines--;
	client->begun = len - lines;
	if (client->begun > LIMIT_LINE) {
		leave(client);
		return;
	}
	if (client->begun > 0 && client->line == NULL)
		client->line = zeroed(LIMIT_LINE);
	if (client->begun > 0)
		memcpy(client->line, relay.input + lines, client->begun);
	if (lines > 0)
		ring_add(client->room, relay.input, lines);
}

static void
hear(struct client *client)
{
	if (client->begun > 0)
		memcpy(relay.input, client->line, client->begun);
	const ssize_t count =
	    io_read(client->fd, relay.input + client->begun, READ_SIZE);

	if (count > 0 && client->room == NULL)
		enter_room(client, (size_t)count);
	else if (count > 0)
		take(client, client->begun + (size_t)count);
	else if (count != IO_AGAIN && client->room != NULL)
		leave(client);
	else if (count != IO_AGAIN)
		dismiss(client);
}

/* All that the client lacks, in one call. */
static ssize_t
tell_rest(const struct client *client)
{
	struct room *room = client->room;
	const size_t at = (size_t)(client->at % RING_SIZE);
	const size_t len = (size_t)(room->end - client->at);
	const size_t first = len < RING_SIZE - at ? len : RING_SIZE - at;
	const struct iovec piece[] = {
		{ room->ring + at, first },
		{ room->ring, len - first },
	};

	if (first == len)
		return io_write(client->fd, room->ring + at, len);
	return io_writev(client->fd, piece, 2);
}

/* Once a turn for each client, so that messages go out many at a time. */
static void
tell(struct client *client)
{
	const uint64_t end = client->room->end;

	if (client->blocked || client->gone || client->at == end)
		return;
	const ssize_t count = tell_rest(client);
	if (count == IO_FAIL)
		client->gone = true;
	else if (count > 0)
		client->at += (uint64_t)count;
	if (client->at != end && !client->gone) {
		client->blocked = true;
		watch(EPOLL_CTL_MOD, client, EPOLLIN | EPOLLOUT);
	}
}

/* --- The loop --------------------------------------------------------- */

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
		change(client->room);
	}
	/*
	 * Input that cannot be read now stays in the socket, and is reported
	 * again.
	 */
	if (event->events & ~(uint32_t)EPOLLOUT &&
	    (client->room == NULL ||
		ring_room(client->room) >= sizeof(relay.input)))
		hear(client);
}

/* Nobody is dismissed before all have been told: the list would shift. */
static void
tell_room(struct room *room)
{
	room->changed = false;
	for (size_t i = 0; i < room->count; i++)
		tell(room->clients[i]);
	for (size_t i = room->count; i-- > 0;)
		if (room->clients[i]->gone) {
			dismiss(room->clients[i]);
			room->clients[i] = room->clients[--room->count];
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
	for (size_t i = 0; i < relay.changes; i++)
		tell_room(relay.changed[i]);
	relay.changes = 0;
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
