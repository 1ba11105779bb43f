/* Admission: see admit.h. */
#include "accept/admit.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "accept/listen.h"
#include "accept/spawn.h"
#include "base/config/config.h"
#include "base/log/log.h"
#include "base/log/stats.h"
#include "base/loop/ticks.h"
#include "base/loop/watch.h"
#include "base/mem/arena.h"
#include "base/state/module.h"
#include "policy/peers.h"
#include "router/accounts/login.h"
#include "router/model/clients.h"
#include "router/model/slots.h"
#include "shared/codes.h"
#include "shared/io.h"
#include "shared/str.h"

/*
 * The most connections accepted from one listener in a turn, so that existing
 * clients are served too.
 */
#define ACCEPT_BATCH 64

/*
 * How long a connection lingers that was turned away, and how many of them may.
 */
#define LINGER_TIME SEC
#define LINGERING 24

/* The time before another attempt to open the spare descriptor. */
#define RETRY_TIME (100 * MSEC)

/*
 * Not saved: a stopping or draining server is never upgraded, so "stopped" is
 * false in each new program.
 */
static struct {
	int spare; /* open only to be closed for one newcomer; -1: used up */
	bool stopped;
	bool paused; /* for this turn */
	int error; /* the last one that was not expected; it is logged */
} admit;

/*
 * Connections that were turned away and may not have read their bye yet.
 * Closing one at once, with unread input, would discard the bye. Each is kept
 * open for a while; in a storm only as long as there are places, so nobody
 * waits to be told, and no storm can hold many descriptors. The oldest is
 * first. Not saved: an upgrade closes them.
 */
static struct {
	struct {
		int fd;
		usec until;
	} at[LINGERING];
	size_t count;
} lingering;

/* Closes the oldest one. */
static void
let_spare_go(void)
{
	io_close(&lingering.at[0].fd);
	lingering.count--;
	memmove(&lingering.at[0], &lingering.at[1],
	    lingering.count * sizeof(lingering.at[0]));
}

/* Keeps the socket, which has been sent its bye and gets nothing more. */
static void
linger(int fd)
{
	(void)shutdown(fd, SHUT_WR); /* the peer may be gone already */
	if (lingering.count == LINGERING)
		let_spare_go();
	lingering.at[lingering.count].fd = fd;
	lingering.at[lingering.count++].until = ticks_now() + LINGER_TIME;
	ticks_alarm(ALARM_ADMIT, lingering.at[0].until);
}

static bool
open_spare(void)
{
	if (admit.spare == -1)
		admit.spare = open("/dev/null", O_RDONLY | O_CLOEXEC);
	return admit.spare != -1;
}

static void
admit_init(void)
{
	admit.spare = -1;
	if (!open_spare())
		arena_note_failure();
}

static bool
can_accept(void)
{
	return !admit.stopped && admit.spare != -1 && !spawn_busy();
}

void
admit_watch(void)
{
	const bool able = can_accept();

	for (size_t i = 0; i < listen_count(); i++)
		watch_read(listen_get(i)->fd, able);
}

void
admit_stop(bool stopped)
{
	admit.stopped = stopped;
}

void
admit_pause(void)
{
	admit.paused = true;
}

/* Closes the connections whose time is up, and tries to open another spare. */
static void
admit_alarm(void)
{
	while (lingering.count > 0 && lingering.at[0].until <= ticks_now())
		let_spare_go();
	if (lingering.count > 0)
		ticks_alarm(ALARM_ADMIT, lingering.at[0].until);
	if (!open_spare())
		ticks_alarm(ALARM_ADMIT, ticks_now() + RETRY_TIME);
}

/* A connection that has been accepted. */
struct newcomer {
	int fd;
	const struct listener *listener;
	struct addr addr; /* of a UNIX socket: the path that it connected to */
	char peer[ADDR_TEXT]; /* that as text */
};

/* False with errno. */
static bool
accept_from(const struct listener *listener, struct newcomer *who)
{
	who->listener = listener;
	who->fd = io_accept(listener->fd, &who->addr);
	if (who->fd == -1)
		return false;
	if (addr_is_unix(&listener->addr))
		who->addr = listener->addr;
	addr_text(&who->addr, who->peer);
	return true;
}

/*
 * Says bye to a newcomer whose protocol is not known yet, and lets it linger:
 * first IRC's ERROR, which native clients skip, then "bye". A proxy of HTTP
 * would take that for its answer, and is told nothing.
 */
static void
say_bye(const struct newcomer *who, struct str text)
{
	char room[2 * (PEERS_TEXT + 32)];
	struct buf lines;

	buf_init(&lines, room, sizeof(room));
	/* A single write: a new socket has room for two lines. */
	if (!who->listener->forwarded &&
	    BUF_CAT(&lines, PEERS_ERROR, STR(" "), text, STR("\r\n")) &&
	    BUF_SAY(&lines, STR("bye"), bye_word(BYE_SERVER_FULL), text))
		(void)io_write(who->fd, room, buf_len(&lines));
	linger(who->fd);
}

/*
 * Tells a newcomer that the server is full. why is for the log; null: too many
 * clients.
 */
static void
turn_away(const struct newcomer *who, const char *why)
{
	char text[2 * STR_DIGITS + 24];

	if (why == NULL)
		(void)snprintf(text, sizeof(text),
		    clients_used() > clients_counts()->max ?
			"%zu clients, limit %zu" :
			"%zu of %zu clients",
		    clients_used(), clients_counts()->max);
	stats_add(SCORE_FULL, 1);
	peers_log_reject(
	    REJECT_LOG_FULL, who->peer, str_from(why != NULL ? why : text));
	say_bye(who, bye_text(BYE_SERVER_FULL));
}

/* Refuses a newcomer, who is called peer in the log. */
static void
refuse(const struct newcomer *who, const char *peer, enum verdict verdict)
{
	char room[PEERS_TEXT];

	say_bye(who, peers_refused(peer, verdict, &who->addr, room));
}

/*
 * Uses up the spare descriptor to tell one newcomer that the server is full.
 * Then closes a connection that lingers, maybe this one, to open another spare.
 * Until there is a spare nobody is accepted.
 */
static void
turn_one_away(const struct listener *listener, const char *why)
{
	struct newcomer who;

	io_close(&admit.spare);
	ticks_alarm(ALARM_ADMIT, ticks_now() + RETRY_TIME);
	if (!accept_from(listener, &who))
		return;
	turn_away(&who, why);
	let_spare_go();
	(void)open_spare(); /* else ALARM_ADMIT tries again */
}

/*
 * Counts the client for its user, if the system knows the user of a UNIX
 * socket; false if that user has too many, and is told so. Behind a proxy the
 * user would be the proxy's.
 */
static bool
enter_user(const struct newcomer *who, struct client *client)
{
	char path[ADDR_TEXT + 8 + STR_DIGITS];
	uint64_t pid;
	uid_t user;

	if (!addr_is_unix(&who->addr) || who->listener->proxy ||
	    !io_peer(who->fd, &user, &pid) ||
	    peers_enter_user(&client->peer_user, user,
		config_now()->max_per_user, &client->origin))
		return true;
	(void)snprintf(
	    path, sizeof(path), "%s uid %lu", who->peer, (unsigned long)user);
	refuse(who, path, PEERS_TOO_MANY_OF_USER);
	return false;
}

/* Takes a slot and a client in it; CLIENT_NONE if there are too many. */
static uint32_t
take_client(void)
{
	const uint32_t slot = slots_take();
	uint32_t client;

	if (slot == SLOT_NONE)
		return CLIENT_NONE;
	client = clients_new(slot);
	if (client == CLIENT_NONE)
		slots_release(slot);
	else
		slots_get(slot)->client = client;
	return client;
}

/*
 * Starts the worker of a newcomer that its address lets in, and is counted
 * there. Behind a proxy, only the listener's option tells whether nobody can
 * read the connection.
 */
static void
start_worker(const struct newcomer *who, uint32_t origin)
{
	const struct listener *listener = who->listener;
	const uint32_t number = take_client();
	struct client *client;
	int fd = who->fd, error = 0;

	if (number == CLIENT_NONE) {
		peers_leave(&origin);
		turn_away(who, NULL);
		return;
	}
	client = clients_get(number);
	client->origin = origin;
	*login_of(number) = (struct login) { .proxy_pending = listener->proxy,
		.needs_password = listener->proxy || !addr_is_unix(&who->addr),
		.secure = listener->secure ||
		    (!listener->proxy && addr_is_local(&who->addr)) };
	memcpy(client->peer, who->peer, strlen(who->peer) + 1);
	if (enter_user(who, client)) {
		if (spawn_worker(
			number, fd, listener->local, listener->forwarded)) {
			io_close(&fd);
			return;
		}
		error = errno;
	}
	slots_release(clients_slot(number));
	clients_release(number);
	if (error != 0)
		turn_away(who, strerror(error));
}

/*
 * Decides whether a newcomer may come in, and counts it at its address. A
 * proxy's own address is not counted. Over TCP a proxy must be trusted; any
 * process that can connect to a UNIX socket may be one.
 */
static void
let_in(const struct newcomer *who)
{
	enum verdict verdict = PEERS_WELCOME;
	uint32_t origin = PEERS_NONE;

	if (!who->listener->proxy)
		verdict = peers_enter(&who->addr, clock_mono(), &origin);
	else if (!addr_is_unix(&who->addr) && !peers_trusted(&who->addr))
		verdict = PEERS_NOT_TRUSTED;
	if (verdict == PEERS_WELCOME)
		start_worker(who, origin);
	else
		refuse(who, who->peer, verdict);
}

/* Accepts one connection. False if no other can be accepted now. */
static bool
accept_one(const struct listener *listener)
{
	struct newcomer who;

	if (accept_from(listener, &who)) {
		let_in(&who);
		return can_accept();
	}
	switch (errno) {
	case EMFILE:
	case ENFILE:
	case ENOBUFS:
	case ENOMEM:
		turn_one_away(listener, strerror(errno));
		return can_accept();
	case EAGAIN:
		return false;
	case EINTR:
	case ECONNABORTED:
	case EPERM:
	case EPROTO:
		return true; /* this peer has left already: accept(2), ERRORS */
	default:
		if (admit.error != errno) {
			admit.error = errno;
			addr_text(&listener->addr, who.peer);
			LOG_AT(LEVEL_ERR, STR("accept: {address}: {reason}"),
			    str_from(who.peer),
			    str_from(strerror(admit.error)));
		}
		/* As without descriptors: nobody is accepted for a while. */
		io_close(&admit.spare);
		ticks_alarm(ALARM_ADMIT, ticks_now() + RETRY_TIME);
		return false;
	}
}

void
admit_ready(void)
{
	const bool paused = admit.paused;

	admit.paused = false;
	for (size_t i = 0; i < listen_count() && !paused; i++) {
		const struct listener *listener = listen_get(i);
		size_t left = ACCEPT_BATCH;
		if (watch_readable(listener->fd) != listener->fd)
			continue;
		while (left > 0 && can_accept() && accept_one(listener))
			left--;
	}
}

MODULE(admit) = { .init = admit_init, ON_ALARM(ALARM_ADMIT, admit_alarm) };
