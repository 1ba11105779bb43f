/* The parent's side of the responder: see responder_supervisor.h. */
#include "accept/responder_supervisor.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <sysexits.h>

#include "base/config/listen_options.h"
#include "base/log/log.h"
#include "base/state/fields.h"
#include "router/model/slots.h"
#include "shared/io.h"

/* A UDP socket and its address. */
struct place {
	int fd; /* -1: none is wanted */
	bool echo; /* the word after the address */
	char wanted[ADDR_TEXT]; /* the address as configured */
	char text[ADDR_TEXT]; /* the actual address, with the real port */
};

static struct responder {
	struct place now;
	struct place next; /* between prepare and use */
	bool changes; /* next differs from now */
	int board; /* -1: there is none */
	bool begun; /* the loop runs, or is about to */
	struct helper life;
} responder = {
	.now.fd = -1, .next.fd = -1, .board = -1, .life = { .slot = SLOT_NONE }
};

static bool
cannot_answer(const struct place *place, struct error *why)
{
	const bool taken = errno == EADDRINUSE || errno == EADDRNOTAVAIL;
	const bool denied = errno == EACCES || errno == EPERM;
	const int error = errno;

	(void)error_set(why,
	    taken      ? EX_UNAVAILABLE :
		denied ? EX_NOPERM :
			 EX_OSERR,
	    "responder: cannot answer on %s: %s", place->wanted,
	    strerror(errno));
	errno = error; /* for responder_check */
	return error == EADDRINUSE && error_is_transient(why);
}

static bool
bind_place(struct place *place, struct addr *addr)
{
	const int on = 1;

	place->fd = socket(addr->to.any.sa_family, SOCK_DGRAM, 0);
	if (place->fd == -1 || !io_prepare(place->fd))
		return false;
	if (addr->to.any.sa_family == AF_INET6)
		/* For convenience: lets an IPv4 socket have the same port. */
		(void)setsockopt(
		    place->fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof(on));
	if (bind(place->fd, &addr->to.any, addr->len) != 0)
		return false;
	addr->len = sizeof(addr->to);
	if (getsockname(place->fd, &addr->to.any, &addr->len) != 0)
		return false;
	addr_text(addr, place->text);
	return true;
}

/* Reads a value of responder, which has been checked. */
static void
read_wanted(struct place *place, const char *value)
{
	*place = (struct place) { .fd = -1 };
	(void)responder_options_split(value, place->wanted, &place->echo);
}

static bool
open_place(struct place *place, const char *value, struct error *why)
{
	struct addr addr;

	read_wanted(place, value);
	if (addr_parse(&addr, place->wanted) != NULL)
		errno = EINVAL; /* the configuration has been checked */
	else if (bind_place(place, &addr))
		return true;
	io_close(&place->fd);
	return cannot_answer(place, why);
}

/*
 * Returns whether the place was configured with this address, or has this
 * actual address, such as when a port that the system chose is now written out.
 */
static bool
is_at(const struct place *place, const char *value)
{
	struct addr one, other;
	struct place wanted;

	read_wanted(&wanted, value);
	if (strcmp(wanted.wanted, place->wanted) == 0)
		return true;
	return addr_parse(&one, wanted.wanted) == NULL &&
	    addr_parse(&other, place->text) == NULL && addr_same(&one, &other);
}

static bool
is_same(const struct place *place, const char *value)
{
	struct place wanted;

	read_wanted(&wanted, value);
	return wanted.echo == place->echo && is_at(place, value);
}

/*
 * Prepares the same socket with another word; a second one could not be bound.
 */
static bool
keep_place(const char *value, struct error *why)
{
	struct place *next = &responder.next;

	*next = responder.now;
	next->echo = !responder.now.echo;
	next->fd = fcntl(responder.now.fd, F_DUPFD_CLOEXEC, 0);
	if (next->fd != -1)
		return true;
	return error_set(
	    why, EX_OSERR, "responder %s: %s", value, strerror(errno));
}

static bool
responder_prepare(const struct config *config, struct error *why)
{
	const char *wanted = config->responder;

	responder.changes = responder.now.fd == -1 ?
	    wanted != NULL :
	    wanted == NULL || !is_same(&responder.now, wanted);
	if (!responder.changes || wanted == NULL)
		return true;
	if (responder.now.fd != -1 && is_at(&responder.now, wanted))
		return keep_place(wanted, why);
	return open_place(&responder.next, wanted, why);
}

/*
 * Checks whether the address can be bound. A port in use is accepted, as it may
 * be the running server's.
 */
static bool
responder_check(const struct config *config, struct error *why)
{
	const char *wanted = config->responder;
	struct place place;
	bool good;

	if (wanted == NULL ||
	    (responder.now.fd != -1 && is_at(&responder.now, wanted)))
		return true;
	good = open_place(&place, wanted, why) || errno == EADDRINUSE;
	io_close(&place.fd);
	return good;
}

static void
log_place(void)
{
	if (responder.now.fd == -1)
		return;
	if (responder.board == -1)
		LOG_AT(LEVEL_WARNING,
		    STR("responder: not started: no scoreboard"));
	else
		LOG_AT(LEVEL_NOTICE, STR("responder: answering on {address}{}"),
		    str_from(responder.now.text),
		    responder.now.echo ? STR(" (echo)") : STR(""));
}

static bool
responder_use(void)
{
	if (!responder.changes)
		return false;
	responder.changes = false;
	io_close(&responder.now.fd);
	responder.now = responder.next;
	responder.next.fd = -1;
	if (responder.begun)
		log_place();
	return true;
}

static void
responder_undo(void)
{
	io_close(&responder.next.fd);
	responder.changes = false;
}

static void
responder_begin(int board)
{
	responder.board = board;
	responder.begun = true;
	log_place();
}

static void
responder_close(void)
{
	io_close(&responder.now.fd);
}

static bool
responder_turn(bool stops)
{
	if (stops)
		responder_close();
	return responder.now.fd != -1 && responder.board != -1;
}

static bool
responder_give(struct child_args *given, struct error *why)
{
	(void)why; /* cannot fail */
	given->socket = responder.now.fd;
	given->board = responder.board;
	given->echoes = responder.now.echo;
	memcpy(given->peer, responder.now.text, sizeof(given->peer));
	return true;
}

static const struct field saved[] = {
	FIELD(FD, struct responder, now.fd),
	FIELD(BOOL, struct responder, now.echo),
	FIELD(TEXT, struct responder, now.wanted),
	FIELD(TEXT, struct responder, now.text),
	FIELD_KEY(NUMBER, struct responder, life.delay, "delay"),
	FIELD_KEY(LOOP, struct responder, life.due, "due"),
};

static void
responder_save(struct state *state)
{
	if (responder.life.slot != SLOT_NONE)
		state_put(state, STR("slot"), responder.life.slot);
	fields_put(state, FIELDS(saved), &responder);
}

static void
responder_load(struct state *state)
{
	while (state_next(state))
		if (state_is(state, STR("slot"))) {
			responder.life.slot = slots_from_state(state);
			/*
			 * The loss of its slot costs nobody anything: another
			 * responder is started.
			 */
			state_set_owner(state, STATE_NOBODY, 0);
		} else {
			fields_get(state, FIELDS(saved), &responder);
		}
}

const struct helper_ops responder_supervisor = {
	HELPER_OPS(responder, "helpers", 0), HELPER_PLACE(responder)
};
