/* Many clients of one server: see crowd.h. */
#include "crowd.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "shared/die.h"
#include "shared/io.h"
#include "tests/bench/lib/measure.h"

#define READ_SIZE ((size_t)64 << 10)
#define SPARE_FILES 32

/* --- One client ------------------------------------------------------- */

static size_t
number_of(const struct crowd *crowd, const struct client *client)
{
	return (size_t)(client - crowd->clients);
}

void
crowd_watch(
    struct crowd *crowd, int operation, struct client *client, uint32_t events)
{
	struct epoll_event event = { .events = events, .data.ptr = client };

	if (epoll_ctl(crowd->epoll, operation, client->fd, &event) != 0)
		die_errno(EX_OSERR, "cannot watch descriptor %d", client->fd);
}

static void
set_stage(struct crowd *crowd, struct client *client, enum stage stage)
{
	crowd->stages[client->stage]--;
	crowd->stages[stage]++;
	client->stage = stage;
	client->matched = 0;
}

/* Says who it is, or that it joins, or both, and always sync behind it. */
static void
say_hello(const struct crowd *crowd, const struct client *client, bool greet,
    bool join)
{
	const struct dialect *dialect = crowd->dialect;
	char hello[DIALECT_SIZE];
	struct buf out;

	buf_init(&out, hello, sizeof(hello));
	if (greet)
		dialect_write(&out,
		    client->seat.speaks ? dialect->speaker : dialect->reader,
		    &client->seat, 0);
	if (join)
		dialect_write(&out, dialect->join, &client->seat, 0);
	const bool fits = BUF_CAT(&out, dialect->sync);
	const struct str text = buf_str(&out);
	if (!fits ||
	    io_write(client->fd, text.at, text.len) != (ssize_t)text.len)
		die_errno(EX_IOERR, "cannot write to the server");
}

/* Connects one client that is outside and greets the server. */
static void
come(struct crowd *crowd, struct client *client)
{
	const struct addr *server = &crowd->server;
	const int yes = 1;
	const bool tcp = !addr_is_unix(server);

	client->fd = socket(server->to.any.sa_family, SOCK_STREAM, 0);
	if (client->fd == -1 ||
	    connect(client->fd, &server->to.any, server->len) != 0 ||
	    !io_prepare(client->fd) ||
	    (tcp &&
		setsockopt(client->fd, IPPROTO_TCP, TCP_NODELAY, &yes,
		    sizeof(yes)) != 0))
		die_errno(EX_UNAVAILABLE, "cannot connect client %zu",
		    number_of(crowd, client));
	crowd_watch(crowd, EPOLL_CTL_ADD, client, EPOLLIN);
	say_hello(crowd, client, true, !crowd->join_late);
	set_stage(crowd, client, STAGE_GREETED);
}

size_t
crowd_receive(struct crowd *crowd, struct client *client)
{
	const ssize_t count = io_read(client->fd, crowd->input, READ_SIZE);

	if (count == IO_FAIL || count == 0)
		die(EX_UNAVAILABLE,
		    "the server has closed the connection of client %zu; "
		    "see its log",
		    number_of(crowd, client));
	if (count < 0)
		return 0;
	crowd->heard = clock_mono();
	return (size_t)count;
}

/*
 * Returns the line that the client's stage waits for; empty if none can come.
 */
static struct str
awaited(const struct crowd *crowd, const struct client *client)
{
	switch (client->stage) {
	case STAGE_GREETED:
		return crowd->dialect->admitted;
	case STAGE_IN:
	case STAGE_JOINED:
		return crowd->dialect->settled;
	default:
		return (struct str) { NULL, 0 };
	}
}

/*
 * Looks for what brings the client on. No byte of it is like its first, so that
 * nothing need be looked at twice.
 */
static void
look(struct crowd *crowd, struct client *client, size_t len)
{
	struct str wanted = awaited(crowd, client);

	for (size_t i = 0; i < len && wanted.len > 0; i++) {
		const char byte = crowd->input[i];
		if (byte == wanted.at[client->matched])
			client->matched++;
		else
			client->matched = byte == wanted.at[0];
		if (client->matched == wanted.len) {
			set_stage(crowd, client, client->stage + 1);
			wanted = awaited(crowd, client);
		}
	}
}

/* --- All of them ------------------------------------------------------ */

void
crowd_init(struct crowd *crowd, const struct dialect *dialect,
    const char *server, size_t count)
{
	*crowd = (struct crowd) { .dialect = dialect, .count = count };
	const char *wrong = addr_parse(&crowd->server, server);

	if (wrong != NULL)
		die(EX_USAGE, "%s: %s", server, wrong);
	raise_files(count + SPARE_FILES);
	crowd->stages[STAGE_OUT] = count;
	crowd->clients = calloc(count, sizeof(*crowd->clients));
	crowd->input = malloc(READ_SIZE);
	crowd->epoll = epoll_create1(EPOLL_CLOEXEC);
	if (crowd->clients == NULL || crowd->input == NULL ||
	    crowd->epoll == -1)
		die_errno(EX_OSERR, "cannot prepare %zu clients", count);
	for (size_t i = 0; i < count; i++)
		crowd->clients[i].fd = -1;
}

void
crowd_free(struct crowd *crowd)
{
	for (size_t i = 0; i < crowd->count; i++)
		io_close(&crowd->clients[i].fd);
	io_close(&crowd->epoll);
	free(crowd->clients);
	free(crowd->input);
	*crowd = (struct crowd) { .epoll = -1 };
}

size_t
crowd_wait(
    struct crowd *crowd, struct epoll_event events[CROWD_EVENTS], usec until)
{
	const usec now = clock_mono();
	const usec left = until > now ? until - now : 0;
	const int count = epoll_wait(crowd->epoll, events, CROWD_EVENTS,
	    (int)((left + MSEC - 1) / MSEC));

	if (count < 0 && errno != EINTR)
		die_errno(EX_OSERR, "cannot wait for the server");
	return count > 0 ? (size_t)count : 0;
}

/* Without this a name that is still taken would look like lost messages. */
static void
check_refused(const struct crowd *crowd, size_t len)
{
	const struct str refused = crowd->dialect->refused;
	const char *heard = crowd->input;

	for (size_t i = 0; refused.len > 0 && i + refused.len <= len; i++)
		if (memcmp(heard + i, refused.at, refused.len) == 0)
			die(EX_UNAVAILABLE, "the server has refused: %.*s",
			    (int)(len - i), heard + i);
}

/* Lets clients hear what there is for them while they come in. */
static void
hear(struct crowd *crowd, enum stage wanted)
{
	struct epoll_event events[CROWD_EVENTS];
	const size_t count =
	    crowd_wait(crowd, events, crowd->heard + CROWD_PATIENCE);

	for (size_t i = 0; i < count; i++) {
		struct client *client = events[i].data.ptr;
		const size_t len = crowd_receive(crowd, client);
		check_refused(crowd, len);
		look(crowd, client, len);
	}
	if (clock_mono() > crowd->heard + CROWD_PATIENCE)
		die(EX_UNAVAILABLE,
		    "only %zu of %zu clients have come to stage %d",
		    crowd->stages[wanted], crowd->count, (int)wanted);
}

void
crowd_enter(struct crowd *crowd)
{
	const size_t *stages = crowd->stages;
	const size_t most = crowd->dialect->coming;

	crowd->heard = clock_mono();
	while (stages[STAGE_OUT] + stages[STAGE_GREETED] > 0) {
		while (stages[STAGE_OUT] > 0 && stages[STAGE_GREETED] < most)
			come(crowd,
			    &crowd->clients[crowd->count - stages[STAGE_OUT]]);
		hear(crowd, STAGE_IN);
	}
}

/* Each says this, and has got to the stage when the answer has come. */
static void
ask_all(struct crowd *crowd, enum stage stage, bool join)
{
	crowd->heard = clock_mono();
	for (size_t i = 0; i < crowd->count; i++)
		say_hello(crowd, &crowd->clients[i], false, join);
	while (crowd->stages[stage] < crowd->count)
		hear(crowd, stage);
}

void
crowd_settle(struct crowd *crowd)
{
	if (crowd->dialect->settled.len == 0)
		return;
	ask_all(crowd, STAGE_JOINED, crowd->join_late);
	if (crowd->join_late)
		ask_all(crowd, STAGE_SETTLED, false);
}
