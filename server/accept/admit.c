/* Admission: see admit.h. */
#include "accept/admit.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "accept/listen.h"
#include "accept/spawn.h"
#include "base/log/log.h"
#include "base/log/stats.h"
#include "base/loop/ticks.h"
#include "base/loop/watch.h"
#include "base/mem/arena.h"
#include "base/state/module.h"
#include "policy/peers.h"
#include "router/model/clients.h"
#include "router/model/slots.h"
#include "shared/io.h"
#include "shared/str.h"

/* The most accepted from a listener in a turn: clients are served, too. */
#define ACCEPT_BATCH 64

/* How long a connection stays that is turned away, and how many may. */
#define LINGER_TIME SEC
#define LINGERING 24

/* The time before another attempt to open the spare descriptor. */
#define RETRY_TIME (100 * MSEC)

/* Not saved. */
static struct {
	int spare; /* open only to be closed for one newcomer; -1: used up */
	int error; /* the last one for which nobody could be told; logged */
} admit = { .spare = -1 };

/*
 * Connections that are turned away. Each is told why once it has said a whole
 * line, which shows whether it is a browser, or else when it is closed.
 * Closing one with unread input would discard what it is told, so it stays open
 * for a while; in a storm only as long as there are places, so nobody waits to
 * be told, and no storm can hold many descriptors. The oldest is first. Not
 * saved: an upgrade closes them.
 */
static struct {
	struct refused {
		int fd;
		usec until;
		bool told;
		size_t said_len;
		char said[128]; /* after a proxy's header, if any, a line */
		struct str status; /* of an answer of HTTP */
		char text[PEERS_TEXT];
	} at[LINGERING];
	size_t count;
} lingering;

/*
 * Tells a connection why it is turned away: a browser by an answer of HTTP, all
 * others by IRC's ERROR, which native clients skip, and "bye". Unless this is
 * the last time, waits for the end of a line behind the header of a proxy.
 */
static void
tell(struct refused *it, bool last)
{
	const struct str text = str_from(it->text);
	char room[2 * (PEERS_TEXT + 128)]; /* all fits */
	const size_t left = sizeof(it->said) - it->said_len;
	const ssize_t count = io_read(it->fd, it->said + it->said_len, left);
	struct str said = { it->said, it->said_len }, behind;
	struct buf out;

	if (count > 0)
		said.len = it->said_len += (size_t)count;
	if (str_begins(said, STR("PROXY ")))
		(void)str_cut(&said, '\n');
	behind = said;
	if (!last && (count > 0 || count == IO_AGAIN) &&
	    it->said_len < sizeof(it->said) &&
	    str_cut(&behind, '\n').len == said.len)
		return;
	const bool only_head = str_begins(said, STR("HEAD "));
	buf_init(&out, room, sizeof(room));
	if (only_head || str_begins(said, STR("GET ")))
		(void)BUF_CAT(&out, STR("HTTP/1.1 "), it->status,
		    STR("\r\nConnection: close\r\n"
			"X-Content-Type-Options: nosniff\r\n"
			"Content-Type: text/plain; charset=utf-8\r\n\r\n"));
	else
		(void)BUF_CAT(&out, PEERS_ERROR, STR(" "), text,
		    STR("\r\nbye "), bye_word(BYE_SERVER_FULL), STR(" "));
	if (!only_head)
		(void)BUF_CAT(&out, text, STR("\n"));
	/* A single write: a new socket has room for it. */
	(void)io_write(it->fd, room, buf_len(&out));
	(void)shutdown(it->fd, SHUT_WR); /* the peer may be gone already */
	watch_read(it->fd, false);
	it->told = true;
}

/* Tells those who have said something by now; or, at last, all. */
static void
tell_all(bool last)
{
	for (size_t i = 0; i < lingering.count; i++) {
		struct refused *it = &lingering.at[i];
		if (!it->told && (last || watch_readable(it->fd) == it->fd))
			tell(it, last);
	}
}

static void
let_oldest_go(void)
{
	if (!lingering.at[0].told)
		tell(&lingering.at[0], true);
	watch_close(&lingering.at[0].fd);
	lingering.count--;
	memmove(&lingering.at[0], &lingering.at[1],
	    lingering.count * sizeof(lingering.at[0]));
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
	if (!open_spare())
		arena_note_failure();
}

static bool
can_accept(void)
{
	return stats_now()->state == STATS_RUNNING && admit.spare != -1 &&
	    !spawn_busy();
}

void
admit_watch(void)
{
	const bool able = can_accept();

	for (size_t i = 0; i < listen_count(); i++)
		watch_read(listen_get(i)->fd, able);
	if (!able) /* this program may be about to end */
		tell_all(true);
}

/* Closes the connections whose time is up, and tries to open another spare. */
static void
admit_alarm(void)
{
	while (lingering.count > 0 && lingering.at[0].until <= ticks_now())
		let_oldest_go();
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

/* Keeps a newcomer that is turned away. */
static void
linger(const struct newcomer *who, struct str status, struct str text)
{
	struct refused *it;

	if (lingering.count == LINGERING)
		let_oldest_go();
	it = &lingering.at[lingering.count++];
	*it = (struct refused) { .fd = who->fd,
		.until = ticks_now() + LINGER_TIME,
		.status = status };
	memcpy(it->text, text.at, text.len);
	watch_read(it->fd, true);
	ticks_alarm(ALARM_ADMIT, lingering.at[0].until);
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
		(void)snprintf(text, sizeof(text), "clients: %zu, limit %zu",
		    conns_counts()->used, conns_counts()->max);
	stats_add(STATS_FULL, 1);
	peers_log_reject(
	    REJECT_LOG_FULL, who->peer, str_from(why != NULL ? why : text));
	linger(who, STR("503 Service Unavailable"), bye_text(BYE_SERVER_FULL));
}

/* There is no worker for a client that was let in. */
static void
turn_away_late(int fd, const char *peer, int error)
{
	struct newcomer who = { .fd = fd };

	memcpy(who.peer, peer, strlen(peer) + 1);
	turn_away(&who, strerror(error));
}

/* Refuses a newcomer, who is called peer in the log. */
static void
refuse(const struct newcomer *who, const char *peer, enum verdict verdict)
{
	char room[PEERS_TEXT];

	linger(who,
	    verdict == PEERS_TOO_FAST ?
		STR("429 Too Many Requests\r\nRetry-After: 60") :
		verdict == PEERS_TOO_MANY || verdict == PEERS_TOO_MANY_OF_USER ?
		STR("429 Too Many Requests") :
		STR("403 Forbidden"),
	    peers_refused(peer, verdict, &who->addr, room));
}

/*
 * After an error of accept, uses up the spare descriptor to tell one newcomer
 * that the server is full. Then closes a connection that lingers, maybe this
 * one, to open another spare. Until there is a spare nobody is accepted.
 */
static void
turn_one_away(const struct listener *listener, int error)
{
	struct newcomer who;

	io_close(&admit.spare);
	ticks_alarm(ALARM_ADMIT, ticks_now() + RETRY_TIME);
	if (accept_from(listener, &who)) {
		turn_away(&who, strerror(error));
		let_oldest_go();
		(void)open_spare(); /* else ALARM_ADMIT tries again */
	} else if (errno != EAGAIN && admit.error != error) {
		admit.error = error;
		LOG_AT(LEVEL_ERR, STR("accept: {address}: {reason}"),
		    str_from(listener->text), str_from(strerror(error)));
	}
}

/*
 * Counts the client for its user, if the system knows the user of a UNIX
 * socket; false if that user has too many, and is told so. Behind a proxy the
 * user would be the proxy's.
 */
static bool
enter_user(const struct newcomer *who, struct connection *conn)
{
	char path[ADDR_TEXT + 8 + STR_DIGITS];
	uint64_t pid;
	uid_t user;

	if (!addr_is_unix(&who->addr) || who->listener->proxy ||
	    !io_peer(who->fd, &user, &pid) ||
	    peers_enter_user(&conn->peer_user, user, &conn->origin))
		return true;
	(void)snprintf(
	    path, sizeof(path), "%s uid %lu", who->peer, (unsigned long)user);
	refuse(who, path, PEERS_TOO_MANY_OF_USER);
	return false;
}

/* Takes a slot and a connection in it; CONN_NONE if there are too many. */
static conn_id
take_client(void)
{
	const uint32_t slot = slots_take();
	conn_id conn;

	if (slot == SLOT_NONE)
		return CONN_NONE;
	conn = clients_new(slot);
	if (!conn_is(conn))
		slots_release(slot);
	else
		slots_get(slot)->conn = conn;
	return conn;
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
	const conn_id number = take_client();
	struct connection *conn;

	if (!conn_is(number)) {
		peers_leave(&origin);
		turn_away(who, NULL);
		return;
	}
	conn = conns_get(number);
	conn->origin = origin;
	conn->proxy_pending = listener->proxy;
	conn->needs_password = listener->proxy || !addr_is_unix(&who->addr);
	conn->secure =
	    listener->secure || (!listener->proxy && addr_is_local(&who->addr));
	memcpy(conn->peer, who->peer, strlen(who->peer) + 1);
	if (enter_user(who, conn)) {
		spawn_worker(number, who->fd, addr_is_local(&listener->addr),
		    listener->forwarded, turn_away_late);
	} else {
		slots_release(conns_slot(number));
		clients_release(number);
	}
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

/* Accepts one connection. False if no other one waits. */
static bool
accept_one(const struct listener *listener)
{
	struct newcomer who;

	if (accept_from(listener, &who)) {
		let_in(&who);
		return true;
	}
	switch (errno) {
	case EAGAIN:
		return false;
	case ECONNABORTED:
	case EPERM:
	case EPROTO:
		break; /* this peer has left already: accept(2), ERRORS */
	default:
		turn_one_away(listener, errno);
	}
	return true;
}

void
admit_ready(void)
{
	tell_all(false); /* before a descriptor can be another's */
	for (size_t i = 0; i < listen_count(); i++) {
		const struct listener *listener = listen_get(i);
		size_t left = ACCEPT_BATCH;
		if (watch_readable(listener->fd) != listener->fd)
			continue;
		while (left > 0 && can_accept() && accept_one(listener))
			left--;
	}
}

MODULE(admit) = { .init = admit_init, ON_ALARM(ALARM_ADMIT, admit_alarm) };
